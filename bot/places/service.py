"""Use cases of places: looking them up, naming them, drilling down, who is expected to report."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.kernel.errors import NotAllowed
from bot.kernel.i18n import _
from bot.places import store
from bot.places.model import Level, Pause, Place
from bot.places.rules import is_expected, is_open, is_under, parent_path, within

DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")

get = store.get
find = store.find
many = store.many
tops = store.tops
count = store.count
pause = store.add_pause
pauses_over = store.pauses_over
pauses_within = store.pauses_within
end_pauses = store.end_pauses


async def many_in_order(ids: Iterable[int]) -> tuple[Place, ...]:
    """The known places of these ids, in the order given."""
    wanted = list(ids)
    known = await store.many(wanted)
    return tuple(known[id_] for id_ in wanted if id_ in known)


async def children(place: Place) -> tuple[Place, ...]:
    """The places directly below, by code."""
    return await store.children(place.id)


async def subtree(place: Place, level: Level | None = None) -> tuple[Place, ...]:
    """The place and all below it, or those of one level, by code."""
    return await store.subtree(place.path, level)


async def ancestors(place: Place) -> tuple[Place, ...]:
    """The places above, the highest first."""
    known = await store.many(place.ancestor_ids)
    return tuple(known[id_] for id_ in place.ancestor_ids)


async def full_name(place: Place) -> str:
    """The name with those above it, without the province: 贵阳市 南明区 … 和平村."""
    return (await full_names([place]))[place.id]


async def full_names(places: Iterable[Place]) -> dict[int, str]:
    """Full names by id, with one query for all of them."""
    asked = list(places)
    above = await store.many(id_ for place in asked for id_ in place.ancestor_ids)
    return {place.id: _full(place, above) for place in asked}


async def zone(place: Place) -> ZoneInfo:
    """The place's own time zone, or that of the nearest place above that has one."""
    if place.time_zone is not None:
        return ZoneInfo(place.time_zone)
    for above in reversed(await ancestors(place)):
        if above.time_zone is not None:
            return ZoneInfo(above.time_zone)
    return DEFAULT_ZONE


async def below(place_id: int, within_id: int) -> dict[str, Any]:
    """What the answer kind Where offers at a place, which may go up no further than `within_id`.

    {"id", "name", "parent" (None at the top), "children": [[id, name, leaf], …]};
    NotAllowed when the place does not lie in `within_id`.
    """
    here, top = await store.get(place_id), await store.get(within_id)
    if not within(here, top):
        raise NotAllowed(_("{place} does not belong to {top}.", place=here.name, top=top.name))
    under = await store.children(place_id)
    branches = await store.parents_among([place.id for place in under])
    return {
        "id": here.id,
        "name": here.name,
        "parent": None if here.id == top.id else here.parent_id,
        "children": [[place.id, place.name, place.id not in branches] for place in under],
    }


async def expected_on(places: Iterable[Place], day: date) -> tuple[Place, ...]:
    """Those of `places` that are expected to report for `day`, in the order given."""
    paused = await paused_on(day)
    return tuple(place for place in places if is_open(place, day) and not is_under(place, paused))


async def paused_on(day: date) -> frozenset[int]:
    """The places paused on `day`; what lies below them is paused too."""
    return frozenset(pause.place_id for pause in await store.pauses_on(day))


async def expected_by_parent(
    top: Place, levels: Collection[Level], since: date, until: date
) -> dict[str, dict[date, int]]:
    """How many places in the subtree are expected to report, by their parent's path and day.

    Counted from what is dated (openings, closings, pauses): the past stays as it was. The cost
    grows with the tree and with what changes, not with the number of days.
    """
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    steady = await store.open_throughout(top.path, levels, since, until)
    found = {path: dict.fromkeys(days, n) for path, n in steady.items()}
    pauses = await store.pauses_between(since, until)
    changing = await store.changing(top.path, levels, since, until)
    for place in changing:
        counts = found.setdefault(parent_path(place.path), dict.fromkeys(days, 0))
        for day in days:
            counts[day] += is_expected(place, pauses, day)
    for place in await _paused(top, levels, pauses, {place.id for place in changing}):
        for day in days:
            open_then = is_open(place, day) and not is_expected(place, pauses, day)
            found.get(parent_path(place.path), dict.fromkeys(days, 0))[day] -= open_then
    return found


async def _paused(
    top: Place, levels: Collection[Level], pauses: Iterable[Pause], known: set[int]
) -> list[Place]:
    """The places in the subtree which any of the pauses concerns, but for those known."""
    concerned: dict[int, Place] = {}
    for paused in (await store.many(pause.place_id for pause in pauses)).values():
        if within(paused, top) or within(top, paused):
            lower = paused if within(paused, top) else top
            below = await store.subtree(lower.path)
            concerned.update((p.id, p) for p in below if p.level in levels and p.id not in known)
    return list(concerned.values())


def _full(place: Place, known: dict[int, Place]) -> str:
    line = [*(known[id_] for id_ in place.ancestor_ids), place]
    names = [one.name for one in line if one.level is not Level.PROVINCE]
    return " ".join(names) or place.name
