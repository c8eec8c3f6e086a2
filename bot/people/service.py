"""Use cases of people: being known, rights, language, invites and how they are accepted."""

from collections.abc import Collection
from datetime import timedelta

from bot.kernel import clock, events, secret
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import LANGUAGES, _, spoken
from bot.people import store
from bot.people.model import (
    ROLE_NAMES,
    Grant,
    Granted,
    Invitation,
    Invite,
    NumberMoved,
    Person,
    Recognised,
    Right,
    Role,
)
from bot.people.rules import (
    RIGHTS,
    can_hold,
    giving,
    invitable,
    may,
    may_invite,
    new_code,
    read_code,
    shown_code,
)
from bot.places import service as places
from bot.places.model import Level, Place

INVITE_LASTS = timedelta(hours=72)
GUESSES_AN_HOUR = 10
LONGEST_NAME = 128

names = store.names
many = store.many


async def known(chat_id: int, name: str, language_code: str | None) -> Person:
    """Who talks in this chat; somebody new is remembered, in the language of their phone."""
    person = await store.find_in_chat(chat_id)
    if person is None:
        return await store.add(chat_id, name[:LONGEST_NAME], spoken(language_code))
    if not person.reachable:
        await store.set_reachable(chat_id, True)
    return person


async def reached(chat_id: int, reachable: bool) -> None:
    """Note that messages to the chat arrive, or cannot arrive any more."""
    await store.set_reachable(chat_id, reachable)


async def grants(person: Person) -> tuple[Grant, ...]:
    """The person's roles as they stand."""
    return await store.grants(person.id)


async def allow(person: Person, right: Right, place: Place) -> None:
    """Raises NotAllowed unless the person has the right at the place."""
    if not may(await store.grants(person.id), right, place):
        raise NotAllowed(_("You have no right to do this for {place}.", place=place.name))


async def holds(person: Person, right: Right, place: Place) -> bool:
    """Whether the person has the right at the place."""
    return may(await store.grants(person.id), right, place)


async def nearest(
    right: Right, place: Place, enough: int = 1, *, but: Person | None = None
) -> list[Person]:
    """Who has the right at the place; where that are not `enough`, also from the places above.

    Only people who can be told; `but` is passed over, as if they had no right.
    """
    line = (place.id, *reversed(place.ancestor_ids))
    held = await store.holders(giving(right), line)
    told = [
        (p, at)
        for p, at in held
        if p.chat_id is not None and p.reachable and (but is None or p.id != but.id)
    ]
    found: dict[int, Person] = {}
    for place_id in line:
        if len(found) >= enough:
            break
        found |= {person.id: person for person, at in told if at == place_id}
    return list(found.values())


async def workplaces(person: Person, levels: Collection[str]) -> tuple[Place, ...]:
    """The places of these levels that the person reports for, as granted, then by code."""
    wanted = [Level(level) for level in levels]
    found: dict[int, Place] = {}
    for grant in await store.grants(person.id):
        if grant.role is Role.WORKER:
            top = await places.get(grant.place_id)
            own = [top] if top.level in wanted else await _below(top, wanted)
            found.update((place.id, place) for place in own)
    return tuple(found.values())


async def _below(top: Place, levels: Collection[Level]) -> list[Place]:
    return [place for level in levels for place in await places.subtree(top, level)]


async def speak(person: Person, language: str) -> Person:
    """Talk to the person in this language from now on."""
    if language not in LANGUAGES:
        raise Refused(_("I do not speak that language yet."))
    await store.change(person.id, person.name, language)
    return Person(person.id, person.chat_id, person.name, language, person.reachable)


async def tops(person: Person, right: Right) -> tuple[Place, ...]:
    """The places in whose subtrees the person has the right."""
    held = [g.place_id for g in await grants(person) if right in RIGHTS[g.role]]
    return await places.many_in_order(dict.fromkeys(held))


# -- invites --------------------------------------------------------------------------


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


async def give(person_id: int, role: Role, place: Place, *, by: int | None) -> bool:
    """Give the role (without asking who does it); False when the person has it already."""
    if not await store.grant(person_id, role, place.id, by):
        return False
    await events.happened(Granted(person_id, role, place.id, by))
    return True


# -- phone numbers --------------------------------------------------------------------


async def recognise(person: Person, phone: str) -> Recognised:
    """Keep the person's own number (E.164), and what was prepared for whoever has it.

    Telegram vouches for a shared contact's number: whoever was imported with it is this person.
    A number belongs to the account that showed it last; roles stay where they are.
    """
    digest = phone_digest(phone)
    holder = await store.find_by_phone(digest)
    if holder is not None and holder.chat_id is None:
        await store.absorb(person.id, holder.id)
        return Recognised.AWAITED
    moves = holder is not None and holder.id != person.id
    if holder is not None and moves:
        await store.set_phone(holder.id, None, None)
        await events.happened(NumberMoved(holder.id, person.id))
    await store.set_phone(person.id, secret.current().seal(phone), digest)
    return Recognised.MOVED if moves else Recognised.KEPT


async def imported_person(phone: str) -> Person | None:
    """Who was imported with this number (E.164) and has not come yet."""
    person = await store.find_by_phone(phone_digest(phone))
    return person if person is not None and person.chat_id is None else None


async def numbers(asker: Person, place: Place) -> dict[int, tuple[str, str | None]]:
    """Who reports for the place, by id: name and phone number, None when it is not known."""
    await allow(asker, Right.CALL, place)
    return {
        id_: (name, None if phone is None else secret.current().unseal(phone))
        for id_, name, phone in await store.workers_at((*place.ancestor_ids, place.id))
    }


def phone_digest(phone: str) -> str:
    """What a phone number (E.164) is looked up by."""
    return secret.current().digest(phone, "phone")


def _digest(code: str) -> str:
    return secret.current().digest(code, "invite")
