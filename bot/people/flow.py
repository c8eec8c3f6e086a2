"""Conversations about people: a language, joining with a code, inviting, ending a role."""

import secrets
from collections.abc import Sequence

from bot.conversations.answers import Choice, Where, Words
from bot.conversations.model import Flow, Option, Session, Step
from bot.kernel.i18n import Bold, Said, _, lines
from bot.people.model import ROLE_NAMES, Held, Role
from bot.places.model import Place

# Each in its own words: whoever needs them cannot read the others.
LANGUAGE_NAMES = (Option("zh_Hans", "中文"), Option("en", "English"))

LANGUAGE = Flow(
    "language",
    (Step("language", "请选择语言 / Which language do you prefer?", Choice(LANGUAGE_NAMES)),),
    title=_("Language"),
    aside=True,
)

JOIN = Flow(
    "join",
    (
        Step(
            "code",
            _("Please send the invite code that you were given, for example: K7QM-2TXW-9P"),
            Words(most=64, example="K7QM-2TXW-9P"),
        ),
    ),
    title=_("Join with an invite code"),
)

SEND = (Option("yes", _("Make the invite")),)
ROLES = tuple(Option(role.value, name) for role, name in ROLE_NAMES.items())


def _roles(session: Session) -> tuple[Option, ...]:
    return tuple(option for option in ROLES if option.value in session.facts["roles"])


def _scopes(session: Session) -> tuple[Option, ...]:
    return tuple(Option(str(id_), name) for id_, name in session.facts["scopes"])


def _scope(session: Session) -> int:
    return int(session.answers["scope"])


PLACE = Where(top=_scope)


def _lacks(session: Session) -> str | None:
    settled = {"role", "scope"} <= set(session.answers) and "place" not in session.answers
    return PLACE.lacks("place", session) if settled else None


def _summary(session: Session) -> Said:
    return lines(
        _("Invite for:"),
        Bold(
            _(
                "{role}, {place}",
                role=ROLE_NAMES[Role(session.answers["role"])],
                place=session.answers["place"]["name"],
            )
        ),
        _("It can be used once, within 72 hours."),
    )


INVITE = Flow(
    "invite",
    (
        Step("role", _("Whom do you want to invite?"), Choice(_roles), label=_("Role"), columns=2),
        Step("scope", _("Within which of your areas?"), Choice(_scopes), columns=1),
        Step("place", _("For which place?"), PLACE, label=_("Place"), columns=2),
        Step("send", _summary, Choice(SEND)),
    ),
    title=_("Invite somebody"),
    lacks=_lacks,
)


def _ending(session: Session) -> Said:
    facts = session.facts
    return lines(
        _("Shall this role end?"),
        Bold(_("{name}: {role}", name=facts["name"], role=ROLE_NAMES[Role(facts["role"])])),
        facts["place"],
        _("What was reported or checked stays. The person is told."),
    )


END = Flow(
    "end_role",
    (Step("sure", _ending, Choice((Option("yes", _("End the role")),))),),
    title=_("End a role"),
)


def ending(held: Held, place: str) -> Session:
    """The conversation of somebody who is about to end a role at the place of this name."""
    facts = {"grant": held.id, "name": held.name, "role": held.role.value, "place": place}
    return Session(END.name, secrets.token_urlsafe(4), facts=facts)


def inviting(scopes: Sequence[Place], roles: Sequence[Role]) -> Session:
    """The conversation of somebody who may invite for these roles within these places."""
    answers = {"scope": str(scopes[0].id)} if len(scopes) == 1 else {}
    facts = {"scopes": [[p.id, p.name] for p in scopes], "roles": [role.value for role in roles]}
    return Session(INVITE.name, secrets.token_urlsafe(4), facts=facts, answers=answers)


def fresh(flow: Flow) -> Session:
    """A conversation that starts from nothing."""
    return Session(flow.name, secrets.token_urlsafe(4))
