"""Invites and how they are accepted."""

from datetime import timedelta

from bot.kernel import clock, secret
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import _
from bot.people import store
from bot.people.model import ROLE_NAMES, Invitation, Invite, Person, Role
from bot.people.rules import (
    can_hold,
    invitable,
    may_invite,
    new_code,
    read_code,
    shown_code,
)
from bot.people.service.persons import grants
from bot.people.service.roles import give
from bot.places import service as places
from bot.places.model import Place

INVITE_LASTS = timedelta(hours=72)
GUESSES_AN_HOUR = 10


async def inviting_from(person: Person) -> tuple[Place, ...]:
    """The places in whose subtrees the person may invite."""
    tops = [grant.place_id for grant in await grants(person) if invitable([grant])]
    return await places.many_in_order(dict.fromkeys(tops))


async def invite(inviter: Person, role: Role, place: Place) -> Invitation:
    """A single-use invite into a role, for 72 hours; only a digest of its code is kept."""
    if not may_invite(await grants(inviter), role, place):
        raise NotAllowed(
            _(
                "You may not invite a {role} for {place}.",
                role=ROLE_NAMES[role],
                place=place.name,
            )
        )
    _check_place(role, place)
    return await _issued(role, place, created_by=inviter.id)


async def invite_imported(person: Person, role: Role, place: Place) -> Invitation:
    """An invite that brings an imported person their prepared roles (for the administrator)."""
    return await _issued(role, place, awaited=person.id)


async def _issued(
    role: Role, place: Place, *, created_by: int | None = None, awaited: int | None = None
) -> Invitation:
    code, expires = new_code(), clock.now() + INVITE_LASTS
    kept = Invite(0, role, place.id, awaited, created_by, expires, None)
    await store.add_invite(_digest(code), kept)
    return Invitation(shown_code(code), role, place, expires)


def _check_place(role: Role, place: Place) -> None:
    if not can_hold(role, place):
        raise Refused(
            _(
                "A community worker reports for a village or a township; {place} is higher up.",
                place=place.name,
            )
        )


async def guessed_too_often(person: Person) -> bool:
    """Whether the person has to wait before another code is looked at."""
    guesses = await store.guesses_since(person.id, clock.now() - timedelta(hours=1))
    return guesses >= GUESSES_AN_HOUR


async def accept(person: Person, text: str) -> tuple[Role, Place] | None:
    """The role and place that the code in `text` brings the person; None for a wrong code.

    A wrong code is counted. Refused when the code is used or expired, or after too many wrong
    ones.
    """
    if await guessed_too_often(person):
        raise Refused(_("That were too many wrong codes. Please try again in an hour."))
    code = read_code(text)
    found = None if code is None else await store.find_invite(_digest(code))
    if found is None:
        await store.add_guess(person.id)
        return None
    if found.used_at is not None or not await store.use_invite(found, person.id):
        raise Refused(_("This invite has been used already. Please ask for a new one."))
    if found.expires_at <= clock.now():
        raise Refused(_("This invite has expired. Please ask for a new one."))
    return await _joined(person, found)


async def _joined(person: Person, invite: Invite) -> tuple[Role, Place]:
    if invite.role is None or invite.place_id is None:
        raise RuntimeError("an invite without role or place")
    place = await places.get(invite.place_id)
    if invite.person_id is not None:  # unless they have shown their phone number meanwhile
        await store.absorb(person.id, invite.person_id)
    await give(person.id, invite.role, place, by=invite.created_by)
    return invite.role, place


def _digest(code: str) -> str:
    return secret.current().digest(code, "invite")
