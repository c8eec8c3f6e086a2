"""Columns for a figure's last days, as plain numbers that the template draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.bulletins.model import SUPPRESSED, Bulletin, Shown
from bot.kernel.i18n import Labels

WIDTH, HEIGHT, TOP, BASE = 400, 170, 22, 146
DAYS = 14
STUB = 10
"""The height of a column whose number is not shown."""


@dataclass(frozen=True, slots=True)
class Column:
    """One day: where its column stands, and its number. Without a bulletin it has no height."""

    day: date
    shown: Shown
    x: float
    y: float
    width: float
    height: float
    hidden: bool
    known: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure's columns, the oldest day first."""

    said: Labels
    columns: tuple[Column, ...]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE


def chart(bulletins: Sequence[Bulletin], until: date, name: str) -> Chart | None:
    """The figure's last days up to `until`; None when no bulletin has it."""
    found: dict[date, Shown] = {}
    label: Labels | None = None
    for bulletin in bulletins:
        for figure in bulletin.content.figures:
            if figure.name == name:
                label = label or figure.said
                found.setdefault(bulletin.content.day, figure.total)
    days = [until - timedelta(days=back) for back in reversed(range(DAYS))]
    if label is None:
        return None
    counts = (shown for day in days if isinstance(shown := found.get(day), int))
    most = max(1, *counts, 1)
    step = WIDTH / DAYS
    columns = (_column(day, found, n * step, step, most) for n, day in enumerate(days))
    return Chart(label, tuple(columns))


def _column(day: date, found: dict[date, Shown], x: float, step: float, most: int) -> Column:
    shown = found.get(day)
    hidden = shown == SUPPRESSED
    height = STUB if hidden else (BASE - TOP) * shown / most if isinstance(shown, int) else 0
    return Column(
        day=day,
        shown=shown,
        x=round(x + step * 0.16, 1),
        y=round(BASE - height, 1),
        width=round(step * 0.68, 1),
        height=round(height, 1),
        hidden=hidden,
        known=day in found,
    )
