"""What makes a report want a look before it is approved: doubts, jumps, silence after cases."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.reports.model import Concern, Content, FieldKind, Form, Report, Stage

HISTORY = timedelta(days=14)
"""How far back a place is compared with itself."""

RECENT = timedelta(days=3)
"""How long after cases a zero report is surprising."""

_SIGMAS = 3
_LEAST_MEAN = 0.09


def concerns(
    report: Report, form: Form, before: Sequence[Report], *, first_of_author: bool, due: datetime
) -> tuple[Concern, ...]:
    """Why the report wants a look, in the order of Concern; nothing for a calm one.

    `before` are the place's current reports of the HISTORY before the report's day; those that
    were returned are nothing to compare with. Citizens' hints come and are answered later than
    the report: they are asked for when it is checked.
    """
    past = [one for one in before if one.stage is not Stage.RETURNED]
    found = {
        Concern.IDENTITY: bool(report.doubts),
        Concern.JUMP: bool(jumps(report, form, past)),
        Concern.DROP: bool(drops(report, form, past)),
        Concern.ZERO_AFTER_CASES: _zero_after_cases(report, form, past),
        Concern.NEW_WORKER: first_of_author,
        Concern.LATE_CORRECTION: report.revision > 1 and report.submitted_at > due,
        Concern.AMENDS: report.review.amends is not None,
    }
    return tuple(concern for concern in Concern if found.get(concern))


def jumps(report: Report, form: Form, before: Sequence[Report]) -> tuple[str, ...]:
    """The watched counts which lie above what the place's own history lets expect.

    The limits are those of a c-chart (Shewhart, counts per unit): mean ± 3·√mean. A place
    without any case has an upper limit below one, so that its first case is always looked at.
    """
    return tuple(
        name
        for name in _watched(form)
        if _count(report, name) > limit(_count(r, name) for r in before)
    )


def drops(report: Report, form: Form, before: Sequence[Report]) -> tuple[str, ...]:
    """The watched counts which lie below what the place's own history lets expect.

    Only where there usually are more than nine: below that, zero is nothing unusual.
    """
    return tuple(
        name
        for name in _watched(form)
        if _count(report, name) < lower_limit(_count(r, name) for r in before)
    )


def limit(counts: Iterable[int]) -> float:
    """The largest count that is no jump after these; the first of all has no history to fit."""
    mean = max(_mean(counts), _LEAST_MEAN)
    return mean + _SIGMAS * math.sqrt(mean)


def lower_limit(counts: Iterable[int]) -> float:
    """The smallest count that is no drop after these."""
    mean = _mean(counts)
    return mean - _SIGMAS * math.sqrt(mean)


def _mean(counts: Iterable[int]) -> float:
    past = list(counts)
    return sum(past) / len(past) if past else 0.0


def _watched(form: Form) -> tuple[str, ...]:
    return tuple(f.name for f in form.fields if f.watched and f.kind is FieldKind.COUNT)


def _zero_after_cases(report: Report, form: Form, before: Sequence[Report]) -> bool:
    if report.content is not Content.ZERO:
        return False
    recent = [r for r in before if report.day - RECENT <= r.day < report.day]
    last = max(recent, key=lambda r: r.day, default=None)
    return last is not None and any(_count(last, name) for name in _watched(form))


def _count(report: Report, name: str) -> int:
    return int(report.figures.get(name) or 0)
