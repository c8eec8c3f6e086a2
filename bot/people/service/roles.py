"""Roles: given, seen by those who look after them, ended."""

from bot.kernel import events
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import _
from bot.people import store
from bot.people.model import ROLE_NAMES, Ended, Granted, Held, HeldPage, Person, Right, Role
from bot.people.rules import may_end
from bot.people.service.persons import allow, grants
from bot.places import service as places
from bot.places.model import Place

A_PAGE = 8


async def give(person_id: int, role: Role, place: Place, *, by: int | None) -> bool:
    """Give the role (without asking who does it); False when the person has it already."""
    if not await store.grant(person_id, role, place.id, by):
        return False
    await events.happened(Granted(person_id, role, place.id, by))
    return True


async def held_below(asker: Person, place: Place, number: int) -> HeldPage:
    """A page of who holds which role at the place and below it, from the top down."""
    await allow(asker, Right.INVITE, place)
    total = await store.count_held(place.path)
    number = min(number, max(0, (total - 1) // A_PAGE))
    return HeldPage(await store.held(place.path, number * A_PAGE, A_PAGE), number, total, A_PAGE)


async def to_end(actor: Person, grant_id: int) -> tuple[Held, Place]:
    """The living role that the actor may end, and where it is held."""
    held = await store.find_held(grant_id)
    if held is None:
        raise Refused(_("That role has ended already."))
    place = await places.get(held.place_id)
    if held.person_id == actor.id:
        raise Refused(_("Nobody ends a role of their own. Please ask who looks after you."))
    if not may_end(await grants(actor), held.role, place):
        raise NotAllowed(
            _(
                "You may not end the role {role} for {place}.",
                role=ROLE_NAMES[held.role],
                place=place.name,
            )
        )
    return held, place


async def take(actor: Person, grant_id: int) -> Held:
    """End a role. What was done with it stays; whoever held it may be given it again."""
    held, place = await to_end(actor, grant_id)
    if not await store.end(grant_id):
        raise Refused(_("That role has ended already."))
    await events.happened(Ended(held.person_id, held.role, place.id, actor.id))
    return held


async def resign(person: Person, role: Role) -> None:
    """Have the person hold the role nowhere any more, as they wish."""
    for place_id in await store.end_role(person.id, role):
        await events.happened(Ended(person.id, role, place_id, person.id))
