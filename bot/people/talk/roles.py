"""Roles of others by chat: who holds which in an area, and ending one."""

from collections.abc import Iterable

from bot.conversations.answers.buttons import number, numbers
from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.kernel.errors import NotAllowed
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.people import flow as talking
from bot.people import service
from bot.people.model import ROLE_NAMES, Held, HeldPage, Person
from bot.people.rules import may_end
from bot.places import service as places
from bot.places.model import Place

MOST_BELOW = 80


async def people(person: Person, words: str) -> Reply:
    """Who holds which role at a place and below it; `words` may be "<place>:<page>"."""
    if not words:
        tops = await service.inviting_from(person)
        if not tops:
            raise NotAllowed(_("Only coordinators see who holds which role. Please ask yours."))
        return await _shown(person, tops[0], 0, tops[1:])
    place_id, page = numbers(words, 2)
    shown = await _shown(person, await places.get(place_id), page)
    return Reply(shown.say, shown.keyboard, in_place=True)


async def _shown(person: Person, place: Place, at: int, others: Iterable[Place] = ()) -> Reply:
    page = await service.held_below(person, place, at)
    where = await places.full_names([*(await _places(page)).values(), place])
    told = [
        _(
            "· {name}: {role}, {place}",
            name=h.name,
            role=ROLE_NAMES[h.role],
            place=where[h.place_id],
        )
        for h in page.held
    ]
    head = Bold(_n("{place}: {n} role", "{place}: {n} roles", page.total, place=where[place.id]))
    rows = [*await _endings(person, page), _pages(place, page), *await _below(place, page)]
    rows += [(_to(other),) for other in others]
    return Reply(lines(head, *told), Inline((*rows, await _above(person, place))))


def _line(held: Held, where: str) -> Said:
    role = ROLE_NAMES[held.role]
    return _("· {name}: {role}, {place}", name=held.name, role=role, place=where)


async def _places(page: HeldPage) -> dict[int, Place]:
    return await places.many(held.place_id for held in page.held)


async def _endings(person: Person, page: HeldPage) -> list[tuple[Button, ...]]:
    own, known = await service.grants(person), await _places(page)
    return [
        (Button(_("End: {name}, {role}", name=h.name, role=ROLE_NAMES[h.role]), f"end:{h.id}"),)
        for h in page.held
        if h.person_id != person.id and may_end(own, h.role, known[h.place_id])
    ]


def _pages(place: Place, page: HeldPage) -> tuple[Button, ...]:
    turns = ((page.number - 1, _("← Earlier")), (page.number + 1, _("More →")))
    return tuple(
        Button(label, f"people:{place.id}:{n}") for n, label in turns if 0 <= n <= page.last
    )


async def _below(place: Place, page: HeldPage) -> list[tuple[Button, ...]]:
    """The places below, to look closer where one page does not hold everybody."""
    if page.last == 0:
        return []
    buttons = [_to(child) for child in (await places.children(place))[:MOST_BELOW]]
    return [tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3)]


async def _above(person: Person, place: Place) -> tuple[Button, ...]:
    tops = await service.inviting_from(person)
    if place.parent_id is None or not any(top.id in place.ancestor_ids for top in tops):
        return ()
    above = await places.get(place.parent_id)
    return (Button(_("↑ {place}", place=above.name), f"people:{above.id}:0"),)


def _to(place: Place) -> Button:
    return Button(place.name, f"people:{place.id}:0")


# -- ending one -----------------------------------------------------------------------


async def end(person: Person, words: str) -> Session:
    """Ask whether a role shall really end; `words` is its id."""
    grant_id = number(words)
    held, place = await service.to_end(person, grant_id)
    return talking.ending(held, await places.full_name(place))


async def _ended(person: Person, session: Session) -> Reply:
    held = await service.take(person, session.facts["grant"])
    said: Said = _(
        "Ended: {name} is no longer {role} for {place}.",
        name=Bold(held.name),
        role=ROLE_NAMES[held.role],
        place=session.facts["place"],
    )
    place = await places.get(held.place_id)
    return Reply(said, Inline(((_to(place),),)))


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - there is but one
    return talking.END


TOPIC = Topic(flow=_flow, finish=_ended)
