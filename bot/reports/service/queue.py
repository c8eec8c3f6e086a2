"""What waits for a checker: counted by group, listed a few at a time."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.hints import service as hints
from bot.kernel import clock
from bot.people import service as people
from bot.people.model import Grant, Person
from bot.places import service as places
from bot.places.model import Place
from bot.places.rules import ids_in
from bot.reports.model import Group, Hand, Heap, Stage, Waiting
from bot.reports.rules.review import areas, grouped
from bot.reports.service.checkers import checking, objection_to
from bot.reports.store import waiting as store

NEWEST = 2**62
"""Beyond every report's number."""


async def queue(person: Person, place_id: int | None = None) -> list[Group]:
    """What waits for this checker, by the places below theirs, or below the place named.

    The second checks come first: only they release figures. Refused for who checks nowhere.
    """
    held = await checking(person)
    hinted, now = await hints.open_places(person), clock.now()
    groups = []
    for top in await _tops(held, place_id):
        heaps: list[Heap] = []
        for area in areas([grant.path for grant in held], top.path):
            heaps += await store.heaps(area, person.id, now, hinted)
        groups += await _groups(heaps, top)
    return sorted(groups, key=lambda group: (group.stage is Stage.SUBMITTED, group.place.path))


async def _tops(held: Sequence[Grant], place_id: int | None) -> list[Place]:
    if place_id is not None:
        return [await places.get(place_id)]
    paths = [grant.path for grant in held]
    highest = [
        grant.place_id
        for grant in held
        if not any(grant.path != path and grant.path.startswith(path) for path in paths)
    ]
    return list(await places.many_in_order(dict.fromkeys(highest)))


async def _groups(heaps: Iterable[Heap], top: Place) -> list[Group]:
    found = grouped(heaps, top.path)
    known = await places.many({ids_in(path)[-1] for path, _stage in found})
    return [
        await _group(known[ids_in(path)[-1]], stage, those)
        for (path, stage), those in found.items()
    ]


async def _group(place: Place, stage: Stage, heaps: Sequence[Heap]) -> Group:
    free = [heap for heap in heaps if heap.holder is None]
    calm = [heap for heap in free if not heap.look]
    days: dict[date, int] = {}
    for heap in sorted(free, key=lambda heap: heap.day):
        days[heap.day] = days.get(heap.day, 0) + heap.n
    return Group(
        place,
        stage,
        calm=sum(heap.n for heap in calm),
        zeros=sum(heap.n for heap in calm if heap.zero),
        looks=sum(heap.n for heap in free if heap.look),
        days=tuple(days.items()),
        upto=max((heap.upto for heap in free), default=0),
        hands=await _hands(place, [heap for heap in heaps if heap.holder is not None]),
    )


async def _hands(place: Place, heaps: Sequence[Heap]) -> tuple[Hand, ...]:
    """Who else has how many of the group in hand; a minute begun is theirs."""
    names = await people.names({heap.holder for heap in heaps if heap.holder is not None})
    zone = await places.zone(place) if heaps else None
    found: dict[int, Hand] = {}
    for heap in heaps:
        if heap.holder is not None and heap.until is not None:
            until = heap.until.astimezone(zone) + timedelta(minutes=1)
            so_far = found.get(heap.holder, Hand(names.get(heap.holder, "–"), until, 0))
            found[heap.holder] = Hand(so_far.name, max(so_far.until, until), so_far.n + heap.n)
    return tuple(found.values())


async def next_of(
    person: Person, place_id: int, stage: Stage, after: int, *, look: bool | None
) -> int | None:
    """The number of the next report of a group after that one; None when there is none."""
    held = await checking(person)
    found = await listed(person, held, place_id, stage, look=look, after=after, limit=1)
    return found[0].id if found else None


async def listed(
    person: Person,
    held: Sequence[Grant],
    place_id: int,
    stage: Stage,
    *,
    look: bool | None,
    limit: int,
    after: int = 0,
    upto: int = NEWEST,
) -> list[Waiting]:
    """What the checker may check below a place, by number: what wants a `look`, or does not."""
    top, now = await places.get(place_id), clock.now()
    hinted = await hints.open_places(person)
    found: list[Waiting] = []
    for area in areas([grant.path for grant in held], top.path):
        found += await store.some(
            area,
            person.id,
            now,
            hinted,
            stage=stage,
            look=look,
            after=after,
            upto=upto,
            limit=limit,
        )
    allowed = [one for one in found if objection_to(one, stage, person, held) is None]
    return sorted(allowed, key=lambda one: one.id)[:limit]
