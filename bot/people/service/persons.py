"""Being known: who talks, in which language, with which roles and rights."""

from collections.abc import Collection

from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import LANGUAGES, _, spoken
from bot.people import store
from bot.people.model import Grant, Person, Right, Role
from bot.people.rules import RIGHTS, giving, may
from bot.places import service as places
from bot.places.model import Level, Place
from bot.places.rules import path_range

LONGEST_NAME = 128
NAMELESS = "–"
"""What somebody is called who has asked to be forgotten."""

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


async def workers(place: Place) -> list[Person]:
    """Who reports for the place as its worker and can be told."""
    held = await store.holders([Role.WORKER], (place.id, *place.ancestor_ids))
    told = {p.id: p for p, _at in held if p.chat_id is not None and p.reachable}
    return list(told.values())


async def audience(
    place: Place, roles: Collection[Role] = (), language: str | None = None
) -> list[tuple[Person, int]]:
    """Who holds one of the roles (any, when empty) at the place or below, once each.

    With the place of the role held longest; also those whom no message reaches.
    """
    found: dict[int, tuple[Person, int]] = {}
    for person, place_id in await store.audience(*path_range(place.path), roles, language):
        found.setdefault(person.id, (person, place_id))
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


async def rename(person: Person, name: str) -> None:
    """Call the person so from now on."""
    await store.change(person.id, name[:LONGEST_NAME], person.language)


async def forget(person: Person) -> None:
    """Take out name and number of somebody who wants to be forgotten; the chat may go on."""
    await store.change(person.id, NAMELESS, person.language)
    await store.set_phone(person.id, None, None)


async def tops(person: Person, right: Right) -> tuple[Place, ...]:
    """The places in whose subtrees the person has the right."""
    held = [g.place_id for g in await grants(person) if right in RIGHTS[g.role]]
    return await places.many_in_order(dict.fromkeys(held))
