"""What people do by chat about themselves: arrive, join, choose a language, invite others."""

import io
from collections.abc import Awaitable, Callable

import segno

from bot.conversations.answers.shared import phone_in
from bot.conversations.model import (
    Ask,
    Button,
    Flow,
    Inline,
    Menu,
    Reply,
    Session,
    SharedContact,
    Topic,
)
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import Bold, Said, _, lines
from bot.people import flow as talking
from bot.people import service
from bot.people.model import ROLE_NAMES, Invitation, Person, Recognised, Role
from bot.people.rules import invitable, read_code
from bot.places import service as places

QR_SCALE = 8
"""Pixels a module: about 260 pixels a side, readable from another phone's screen."""

Link = Callable[[str], str]
"""The deep link that brings an invite code to the bot."""


# -- arriving -------------------------------------------------------------------------


async def start(person: Person, words: str) -> Reply:
    """Greet whoever presses Start; `words` are the code of the invite link that was opened."""
    if words:
        return await _accepted(person, words)
    if await service.grants(person):
        return Reply(
            _("Welcome back, {name}. What would you like to do?", name=person.name), menu=True
        )
    return stranger()


def stranger() -> Reply:
    """The one answer for somebody without a role: what this is, the two ways in, and hints."""
    say = lines(
        _("Hello. Here community workers send their daily report to the disease-control centre."),
        _("I do not know yet which place you report for. There are two ways in:"),
        _("1. Your coordinator has registered you: tap “Share my phone number”."),
        _("2. You have an invite code: send it here, for example K7QM-2TXW-9P."),
        _("What is reported does not match what you see? Anybody can send a /hint."),
        _("You want to help as a volunteer? Register here: /volunteer"),
        "",
        _("In an emergency call 120. English: /language"),
    )
    return Reply(say, Menu(((Ask(_("Share my phone number"), "contact"),),)))


async def code(person: Person, text: str) -> Reply | None:
    """What becomes of a code sent without being asked for; None when it cannot be one."""
    return await _accepted(person, text) if read_code(text) is not None else None


async def contact(person: Person, shared: SharedContact) -> Reply:
    """Recognise somebody by their own phone number, which Telegram vouches for."""
    phone = phone_in(shared.phone)
    if not shared.own or phone is None:
        raise Refused(_("That is somebody else's number. Please share your own."))
    outcome = await service.recognise(person, phone)
    if held := await _held(person):
        return Reply(lines(_("Found you. You are registered as:"), *held), menu=True)
    if outcome is Recognised.MOVED:
        return Reply(
            _(
                "Thank you. This number belonged to another account here; from now on it belongs "
                "to yours. Roles do not move with it: please ask your coordinator for an invite "
                "code."
            )
        )
    return Reply(
        _(
            "Thank you. Your number is not registered yet. "
            "Please ask your township coordinator to register you, or for an invite code."
        )
    )


async def _held(person: Person) -> list[Said]:
    found: list[Said] = []
    for grant in await service.grants(person):
        place = await places.full_name(await places.get(grant.place_id))
        found.append(_("{role}, {place}", role=ROLE_NAMES[grant.role], place=Bold(place)))
    return found


async def roles(person: Person, words: str) -> Reply:  # noqa: ARG001
    """Who the person is here."""
    held = await _held(person)
    return Reply(lines(_("You are here as:"), *held), menu=True) if held else stranger()


# -- joining --------------------------------------------------------------------------


async def join(person: Person, words: str) -> Session:  # noqa: ARG001
    """Ask for an invite code."""
    return talking.fresh(talking.JOIN)


async def _join(person: Person, session: Session) -> Reply:
    return await _accepted(person, session.answers["code"])


async def _accepted(person: Person, text: str) -> Reply:
    accepted = await service.accept(person, text)
    if accepted is None:
        again = Button(_("Try again"), "join")
        return Reply(
            lines(
                _("I do not know this code. It has ten letters and digits, like K7QM-2TXW-9P."),
                _("Please compare it with what you were sent, or ask for a new one."),
            ),
            Inline(((again,),)),
        )
    role, place = accepted
    welcome = _(
        "Welcome. You are now {role} for {place}.",
        role=ROLE_NAMES[role],
        place=Bold(await places.full_name(place)),
    )
    how = _("Every day, also when nothing happened: one tap on “Zero report”, one to confirm.")
    return Reply(lines(welcome, how if role is Role.WORKER else None), menu=True)


# -- language -------------------------------------------------------------------------


async def language(person: Person, words: str) -> Session:  # noqa: ARG001
    """Ask which language to speak."""
    return talking.fresh(talking.LANGUAGE)


async def _speak(person: Person, session: Session) -> Reply:
    spoken = await service.speak(person, session.answers["language"])
    return Reply(_("From now on I write English."), menu=True, language=spoken.language)


# -- inviting -------------------------------------------------------------------------


async def invite(person: Person, words: str) -> Session:  # noqa: ARG001
    """Ask whom to invite, and for which place."""
    scopes = await service.inviting_from(person)
    if not scopes:
        raise NotAllowed(_("Only coordinators can invite. Please ask yours."))
    return talking.inviting(scopes, invitable(await service.grants(person)))


async def _look_up(session: Session, wanted: str) -> Session:
    """The session with what lies below the place that `wanted` (below:id) names."""
    _word, place_id = wanted.split(":")
    found = await places.below(int(place_id), int(session.answers["scope"]))
    return session.knowing(**{wanted: found})


def _invited(link: Link) -> Callable[[Person, Session], Awaitable[Reply]]:
    async def finish(person: Person, session: Session) -> Reply:
        place = await places.get(session.answers["place"]["place"])
        made = await service.invite(person, Role(session.answers["role"]), place)
        return await _handed(made, link)

    return finish


async def _handed(made: Invitation, link: Link) -> Reply:
    """The invite as a picture that can be scanned, a link, and a code that can be read out."""
    address = link(made.code.replace("-", ""))
    zone = await places.zone(made.place)
    say = lines(
        _(
            "Invite for {role}, {place}.",
            role=ROLE_NAMES[made.role],
            place=Bold(await places.full_name(made.place)),
        ),
        _("Hand on the picture or the link, or read out the code:"),
        Bold(made.code),
        address,
        _("It can be used once, until {moment}.", moment=made.expires_at.astimezone(zone)),
    )
    return Reply(say, photo=_qr(address), secret=True)


def _qr(text: str) -> bytes:
    """A QR picture (PNG) of the text."""
    picture = io.BytesIO()
    segno.make(text, error="m").save(picture, kind="png", scale=QR_SCALE, border=4)
    return picture.getvalue()


def _always(flow: Flow) -> Callable[[Session], Awaitable[Flow]]:
    async def found(session: Session) -> Flow:  # noqa: ARG001 - alike for every session
        return flow

    return found


def topics(link: Link) -> dict[str, Topic]:
    """This room's conversations; `link` makes the address that brings a code to the bot."""
    return {
        talking.LANGUAGE.name: Topic(_always(talking.LANGUAGE), _speak),
        talking.JOIN.name: Topic(_always(talking.JOIN), _join),
        talking.INVITE.name: Topic(_always(talking.INVITE), _invited(link), _look_up),
    }
