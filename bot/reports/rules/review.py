"""Who may check a report: two different people, neither the author, the second from higher up."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.places.rules import parent_path, step_down
from bot.reports.model import Objection, Stage, Waiting

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
    report: Waiting, checker_id: int, paths: Iterable[str], now: datetime, *, higher_second: bool
) -> Objection | None:
    """Why this checker, a checker at `paths`, may not approve or return the report now."""
    if report.stage not in PASSED:
        return Objection.SETTLED
    path = standing_place(paths, report)
    if path is None:
        return Objection.NO_CHECKER
    if checker_id == report.author_id:
        return Objection.AUTHOR
    if report.stage is Stage.CHECKED and checker_id == report.first_by:
        return Objection.FIRST_CHECKER
    if report.stage is Stage.CHECKED and higher_second and not _higher(path, report.first_path):
        return Objection.NOT_HIGHER
    return Objection.RESERVED if _reserved(report, checker_id, now) else None


def _higher(path: str, other: str | None) -> bool:
    return other is not None and path != other and other.startswith(path)


def _reserved(report: Waiting, checker_id: int, now: datetime) -> bool:
    others = report.reserved_by not in (None, checker_id)
    return others and report.reserved_until is not None and now < report.reserved_until


def branch(path: str, top: str) -> str:
    """The group to which the report of the place at `path` belongs, seen from `top`.

    It is the place directly below; a township's villages are one group, the township itself.
    """
    return step_down(top, parent_path(path))
