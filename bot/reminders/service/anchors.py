"""Whose moments are whose: anchors, and the places that follow each of them."""

from collections.abc import Collection, Sequence
from datetime import date

from bot.places import service as places
from bot.places.model import Level, Place
from bot.places.rules import is_open, is_under, within
from bot.reminders.model import Anchor, Ladder
from bot.reminders.rules.below import anchors_of, nearest
from bot.reminders.store import anchors as store
from bot.reports import service as reports
from bot.reports.model import Form
from bot.reports.rules.schedules import is_off


async def anchors(written: Form, opened: Collection[Ladder]) -> tuple[Anchor, ...]:
    """The places with a schedule or clocks of their own, the highest first."""
    known = await reports.schedules(written)
    apart = frozenset(id_ for ladder in opened for id_ in ladder.apart)
    candidates = await store.candidates({*known.differing, *apart})
    return anchors_of(known, candidates, places.DEFAULT_ZONE, apart)


async def expected(
    written: Form, day: date, concerned: Sequence[Anchor], everywhere: Sequence[Anchor]
) -> list[Place]:
    """The places that follow one of `concerned` and whose report for the day is expected."""
    working = [anchor for anchor in concerned if not is_off(day, anchor.schedule)]
    wanted = {anchor.place.id for anchor in working}
    marks = {anchor.place.id for anchor in everywhere}
    paused = await places.paused_on(day)
    return [
        place
        for place in await _below(written, [anchor.place for anchor in working])
        if nearest(place.path, marks) in wanted
        and is_open(place, day)
        and not is_under(place, paused)
    ]


async def _below(written: Form, tops: Sequence[Place]) -> list[Place]:
    """The reporting places below these, each once, though one of them may lie below another."""
    highest = [t for t in tops if not any(within(t, o) for o in tops if o.id != t.id)]
    levels = [Level(level) for level in written.reporters]
    return [
        place for top in highest for level in levels for place in await places.subtree(top, level)
    ]
