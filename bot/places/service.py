"""Use cases of places: looking them up, naming them, drilling down, who is expected to report."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.kernel.errors import NotAllowed
from bot.kernel.i18n import _
from bot.places import rules, store
from bot.places.model import Level, Lot, Place
from bot.places.rules import is_open, is_under, within

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


async def lots(
    top: Place, levels: Collection[Level], days: Sequence[date], apart: Collection[int]
) -> list[Lot]:
    """The places in the subtree that are to report, together where the same days hold for them.

    Counted from what is dated (openings, closings, pauses): the past stays as it was. The cost
    grows with the tree and with what differs, not with the history. Those with the ids `apart`
    and `top` itself stand alone.
    """
    pauses = await store.pauses_between(days[0], days[-1])
    alone = {top.id, *apart, *(pause.place_id for pause in pauses)}
    differing = await store.differing(top.path, levels, days[0], days[-1], alone)
    return rules.lots(await store.by_parent(top.path, levels), differing, pauses, days)


async def clocks() -> dict[int, ZoneInfo]:
    """By id the places with a time zone of their own; what lies below follows the nearest one."""
    return {id_: ZoneInfo(name) for id_, name in (await store.time_zones()).items()}


def _full(place: Place, known: dict[int, Place]) -> str:
    line = [*(known[id_] for id_ in place.ancestor_ids), place]
    names = [one.name for one in line if one.level is not Level.PROVINCE]
    return " ".join(names) or place.name
