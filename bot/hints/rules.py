"""Decisions about hints: who may send another one when, which days are taken, who is told when."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot.hints.model import Hint

MOST_A_DAY, PERIOD = 3, timedelta(days=1)
"""How many hints one person may send within how long."""

SHORTEST, LONGEST = 5, 1_000
"""How many characters a hint has."""

LONGEST_SAID = 300
"""How many characters the checker's sentence has at most."""

DAYS_BACK = 14
"""How many days ago it may have been seen."""

KEPT = timedelta(days=30)
"""How long words and author of an answered hint are kept."""

_HOUR = timedelta(hours=1)


def free_from(sent: Iterable[datetime], now: datetime) -> datetime | None:
    """From when on whoever has sent hints at these moments may send another; None for now."""
    recent = sorted(moment for moment in sent if moment > now - PERIOD)
    return recent[-MOST_A_DAY] + PERIOD if len(recent) >= MOST_A_DAY else None


def is_taken(day: date, today: date) -> bool:
    """Whether a hint about `day` is taken on `today`: not ahead, not too old."""
    return today - timedelta(days=DAYS_BACK) <= day <= today


def fits(text: str) -> bool:
    """Whether the text has the length of a hint."""
    return SHORTEST <= len(text) <= LONGEST


def hours_to_tell(now: datetime) -> tuple[datetime, datetime]:
    """The hour of `now`, and the next one, in which a checker told already hears of more."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return hour, hour + _HOUR


def by_place(hints: Sequence[Hint]) -> dict[int, tuple[Hint, ...]]:
    """Hints by place; in each the oldest first, and the place with the oldest first."""
    heaps: dict[int, list[Hint]] = {}
    for hint in sorted(hints, key=lambda hint: hint.id):
        heaps.setdefault(hint.place_id, []).append(hint)
    return {place_id: tuple(heap) for place_id, heap in heaps.items()}
