"""Who may check a report: two different people, no author of it, the second from higher up."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from bot.places.rules import step_down
from bot.reports.model import Heap, Objection, Stage, Waiting

RESERVED_FOR = timedelta(minutes=5)
"""How long a report belongs to the checker who opened it."""

PASSED = {Stage.SUBMITTED: Stage.CHECKED, Stage.CHECKED: Stage.CONFIRMED}
"""What an approval makes of a report that waits."""


def standing_place(paths: Iterable[str], report: Waiting) -> str | None:
    """From which of the places where somebody is a checker they would check this report.

    The first check is made from as near as possible, which leaves the second to those above;
    the second from as high up as possible. None for no checker of the report's place.
    """
    above = sorted((path for path in paths if report.path.startswith(path)), key=len)
    if not above:
        return None
    return above[-1] if report.stage is Stage.SUBMITTED else above[0]


def objection(
    report: Waiting, seen: Stage, checker_id: int, paths: Iterable[str], now: datetime
) -> Objection | None:
    """Why this checker, a checker at `paths`, may not approve or return the report now.

    `seen` is the stage at which they saw it: once it has left that one, nothing else matters.
    """
    if report.stage not in PASSED or report.stage is not seen:
        return Objection.SETTLED
    path = standing_place(paths, report)
    if path is None:
        return Objection.NO_CHECKER
    if checker_id in report.authors:
        return Objection.AUTHOR
    second = report.stage is Stage.CHECKED
    if second and checker_id == report.first_by:
        return Objection.FIRST_CHECKER
    if second and report.higher_second and not _higher(path, report.first_path):
        return Objection.NOT_HIGHER
    return Objection.RESERVED if reserved(report, checker_id, now) else None


def _higher(path: str, other: str | None) -> bool:
    return other is not None and path != other and other.startswith(path)


def reserved(report: Waiting, checker_id: int, now: datetime) -> bool:
    """Whether another checker has the report in hand."""
    others = report.reserved_by not in (None, checker_id)
    return others and report.reserved_until is not None and now < report.reserved_until


def areas(paths: Collection[str], top: str) -> list[tuple[str, str]]:
    """The parts of the subtree at `top` that a checker at `paths` checks, none within another.

    Each as its own path and that of the highest of their places above it, by which the second
    check is made.
    """
    highest = [p for p in set(paths) if not any(p != q and p.startswith(q) for q in paths)]
    inside = [(top, p) for p in highest if top.startswith(p)]
    return inside or [(p, p) for p in sorted(highest) if p.startswith(top)]


def grouped(heaps: Iterable[Heap], top: str) -> dict[tuple[str, Stage], list[Heap]]:
    """The heaps by the path of the place below `top` that they belong to, and by stage.

    A township's villages are one group, the township itself.
    """
    found: dict[tuple[str, Stage], list[Heap]] = {}
    for heap in heaps:
        found.setdefault((step_down(top, heap.path), heap.stage), []).append(heap)
    return found
