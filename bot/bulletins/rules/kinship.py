"""Whose bulletins of a day concern one another: their sums have a number in common."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from bot.places.model import Place
from bot.places.rules import ids_in
from bot.reports.model import Report


def concerning(place: Place, publishing: Collection[Place]) -> frozenset[int]:
    """The ids of those whose numbers may tell something about the place's, itself included.

    A sum is about a place and the places directly below: two have a number in common when one
    place lies directly below the other, and others reach this one only in steps of that kind.
    """
    known = {one.id: one for one in (*publishing, place)}
    below: dict[int | None, list[int]] = defaultdict(list)
    for one in known.values():
        below[one.parent_id].append(one.id)
    found, ahead = {place.id}, [place.id]
    while ahead:
        here = known[ahead.pop()]
        above = [] if here.parent_id not in known else [here.parent_id]
        beside = [id_ for id_ in (*below[here.id], *above) if id_ is not None and id_ not in found]
        found.update(beside)
        ahead += beside
    return frozenset(found)


def by_top(
    tops: Iterable[Place], confirmed: Iterable[tuple[str, Report]]
) -> dict[int, list[tuple[str, Report]]]:
    """For each of the places the reports from it and below, which come with their paths."""
    found: dict[int, list[tuple[str, Report]]] = {top.id: [] for top in tops}
    for path, report in confirmed:
        for id_ in ids_in(path):
            if id_ in found:
                found[id_].append((path, report))
    return found
