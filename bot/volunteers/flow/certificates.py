"""Conversations about certificates: sending one, and why one is refused or suspended."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversations.answers import Choice, File, Words
from bot.conversations.answers.shared import wording
from bot.conversations.answers.times import day_in
from bot.conversations.answers.words import quoted, typed_or_refuse
from bot.conversations.model import (
    Answer,
    Flow,
    Heard,
    Json,
    Option,
    Partly,
    Session,
    Step,
)
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, lines
from bot.volunteers.model import Paper, Shown, Skill
from bot.volunteers.rules.certificates import ENDINGS, LONGEST_REASON, MOST_YEARS, is_current
from bot.volunteers.texts import certificates as texts

NO_END = "none"


# -- sending one ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day on which a certificate holds, with its year; or that it has no end."""

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:  # noqa: ARG002
        today = date.fromisoformat(session.facts["today"])
        example = today.replace(year=today.year + 2, day=1).isoformat()
        text = typed_or_refuse(heard, _("Please send a day, for example: {day}", day=example))
        if text == NO_END:
            return Answer(text)
        day = day_in(text, today)
        if day is None:
            raise Refused(
                _(
                    "“{text}” is not a day that I know. For example: {day}",
                    text=quoted(text),
                    day=example,
                )
            )
        self._check(day, today, example)
        return Answer(day.isoformat())

    def _check(self, day: date, today: date, example: str) -> None:
        if not is_current(day, today):
            raise Refused(
                _(
                    "{day} is past: such a certificate does not count any more. Please give the "
                    "last day with its year, for example: {example}",
                    day=day.isoformat(),
                    example=example,
                )
            )
        if day.year > today.year + MOST_YEARS:
            raise Refused(
                _(
                    "{day} is very far ahead. If it has no end, tap “It has no end”; otherwise "
                    "send the last day, for example: {example}",
                    day=day.isoformat(),
                    example=example,
                )
            )

    def options(self, step: str, session: Session) -> tuple[Option, ...]:  # noqa: ARG002
        return (Option(NO_END, _("It has no end")),)

    def show(self, value: Json, session: Session) -> Said:  # noqa: ARG002
        return texts.valid(None if value == NO_END else date.fromisoformat(value))


def _skills(session: Session) -> tuple[Option, ...]:
    return tuple(Option(code, wording(label)) for code, label in session.facts["skills"])


def _skill(session: Session) -> Said:
    return next(one.label for one in _skills(session) if one.value == session.answers["skill"])


def _paper(session: Session) -> Said:
    return lines(
        Bold(_("Certificate: {skill}", skill=_skill(session))),
        _("Please send a photo of it, on which everything can be read, or a file (PDF)."),
        _("Only the coordinators of your area see it."),
    )


SEND = Flow(
    "certificate",
    (
        Step("skill", _("For which skill is the certificate?"), Choice(_skills)),
        Step("paper", _paper, File(endings=ENDINGS)),
        Step(
            "until",
            _("Until when is it valid? Please send the last day with its year."),
            LastDay(),
            columns=1,
        ),
    ),
    title=_("Send a certificate"),
)


def sending(skills: Sequence[Skill], today: date) -> Session:
    """The conversation of a volunteer with these skills; the only one needs no question."""
    answers = {"skill": skills[0].code} if len(skills) == 1 else {}
    facts = {
        "skills": [[one.code, dict(one.label.wording)] for one in skills],
        "today": today.isoformat(),
    }
    return Session(SEND.name, secrets.token_urlsafe(4), facts=facts, answers=answers, secret=True)


def paper_of(session: Session) -> Paper:
    """What the answers of a finished conversation say. A photo comes without a name."""
    known = session.answers
    sent, last = known["paper"], known["until"]
    return Paper(
        skill=known["skill"],
        shown_as=Shown.FILE if sent["name"] else Shown.PHOTO,
        file_id=sent["id"],
        last_day=None if last == NO_END else date.fromisoformat(last),
    )


# -- why one does not count -----------------------------------------------------------


def _offered(*reasons: str) -> tuple[Option, ...]:
    return tuple(Option(reason, texts.REASONS[reason]) for reason in reasons)


def _named(session: Session) -> Said:
    return _("{name}: {skill}", name=session.facts["name"], skill=wording(session.facts["skill"]))


REFUSE = Flow(
    "certificate_refusal",
    (
        Step(
            "reason",
            lambda session: lines(
                Bold(_named(session)),
                _("Why is the certificate refused? Tap a reason or write your own."),
                _("The volunteer reads it."),
            ),
            Words(most=LONGEST_REASON, offers=_offered("unreadable", "other_skill", "expired")),
            columns=1,
        ),
    ),
    title=_("Refuse a certificate"),
)

SUSPEND = Flow(
    "certificate_suspension",
    (
        Step(
            "reason",
            lambda session: lines(
                Bold(_named(session)),
                _("Why is the certificate suspended? Tap a reason or write your own."),
                _("The volunteer reads it. The skill does not count until it is verified again."),
            ),
            Words(most=LONGEST_REASON, offers=_offered("withdrawn", "complaint")),
            columns=1,
        ),
    ),
    title=_("Suspend a certificate"),
)


def deciding(flow: Flow, certificate_id: int, name: str, skill: Json) -> Session:
    """The conversation of a coordinator about a certificate; `skill` is its label as data."""
    facts = {"certificate": certificate_id, "name": name, "skill": skill}
    return Session(flow.name, secrets.token_urlsafe(4), facts=facts, secret=True)
