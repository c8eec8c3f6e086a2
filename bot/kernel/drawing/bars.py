"""A panel of bars: a row each, its label, what stands in which part, the counts, the share."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.kernel.drawing.canvas import (
    ALARM,
    FAINT,
    INK,
    MARGIN,
    PAPER,
    PARTS,
    TRACK,
    WIDTH,
    Canvas,
    Words,
)
from bot.kernel.drawing.charts import Bar, Bars, percent
from bot.kernel.drawing.frame import Frame, Swatch

GAP = 22
MOST_LABEL = 350
TARGET_ROOM = 34


@dataclass(frozen=True, slots=True)
class _Scale:
    """How large rows are: the fewer, the larger."""

    pitch: int
    bar: int
    text: int
    note: int


def _scale(rows: int) -> _Scale:
    if rows <= 10:
        return _Scale(58, 30, 29, 24)
    if rows <= 16:
        return _Scale(50, 26, 27, 23)
    return _Scale(38, 22, 25, 22)


class BarsPanel:
    """Measures and draws a chart of bars."""

    def __init__(self, chart: Bars, canvas: Canvas) -> None:
        self._chart, self._canvas = chart, canvas
        self._rows = chart.rows()
        self._scale = _scale(len(self._rows))
        swatches = [
            *(Swatch(label, PARTS[n]) for n, label in enumerate(chart.parts)),
            Swatch(chart.rest, TRACK),
        ]
        self._frame = Frame(canvas, chart.title, chart.subtitle, chart.footer, tuple(swatches))
        self._target_room = TARGET_ROOM if chart.target is not None else 0

    @property
    def height(self) -> float:
        """From the top of the title to below the footer."""
        return self._frame.height + self._target_room + self._scale.pitch * max(len(self._rows), 1)

    def draw(self, top: float) -> None:
        """Draw it with its upper edge at `top`."""
        at = self._frame.draw(top, self.height) + self._target_room
        left, right = self._columns()
        if not self._rows:
            base = at + self._scale.pitch / 2
            self._canvas.write(Words(self._chart.nothing, MARGIN, base, self._scale.note, FAINT))
        for place, bar in enumerate(self._rows):
            self._row(bar, at + place * self._scale.pitch, left, right)
        if self._chart.target is not None and self._rows:
            self._mark(self._chart.target, at, left, right)

    def _columns(self) -> tuple[float, float]:
        """Where bars begin and end: between the longest label and the widest counts."""
        length, scale = self._canvas.length, self._scale
        labels = max((length(bar.label, scale.text) for bar in self._rows), default=0)
        notes = max((length(_note(bar), scale.note) for bar in self._rows), default=0)
        left = MARGIN + min(labels, MOST_LABEL) + GAP
        return left, WIDTH - MARGIN - self._share_width - GAP - notes - GAP

    @property
    def _share_width(self) -> float:
        return self._canvas.length("100%", self._scale.text)

    def _row(self, bar: Bar, top: float, left: float, right: float) -> None:
        scale, canvas = self._scale, self._canvas
        middle = top + scale.pitch / 2
        box = (left, middle - scale.bar / 2, right, middle + scale.bar / 2)
        if bar.expected:
            whole = max(bar.expected, bar.done)
            canvas.bar(box, [(n / whole, PARTS[i]) for i, n in enumerate(bar.counts)])
        for words in self._texts(bar, middle, left):
            canvas.write(words)

    def _texts(self, bar: Bar, middle: float, left: float) -> Iterator[Words]:
        scale, edge = self._scale, WIDTH - MARGIN
        base = middle + scale.text * 0.36
        label = self._canvas.fitted(bar.label, scale.text, left - GAP - MARGIN + 1)
        yield Words(label, MARGIN, base, scale.text)
        if not bar.expected:
            room = edge - self._share_width - GAP - left
            shown = self._canvas.fitted(self._chart.nothing, scale.note, room)
            yield Words(shown, left, base, scale.note, FAINT)
            yield Words("—", edge, base, scale.text, FAINT, anchor="rs")
            return
        share = bar.done / bar.expected
        below = self._chart.target is not None and share < self._chart.target
        yield Words(
            _note(bar), edge - self._share_width - GAP, base, scale.note, FAINT, anchor="rs"
        )
        colour = ALARM if below else INK
        yield Words(percent(share), edge, base, scale.text, colour, bold=True, anchor="rs")

    def _mark(self, target: float, top: float, left: float, right: float) -> None:
        x = left + (right - left) * target
        for place, bar in enumerate(self._rows):
            if bar.expected:
                begin = top + self._scale.pitch * place
                end = begin + self._scale.pitch
                self._canvas.path([(x, begin), (x, end)], PAPER, 5)
                self._canvas.dashes((x, begin, x, end), INK, 2)
        label = self._chart.target_label or percent(target)
        self._canvas.write(Words(label, x, top - 10, 21, FAINT, anchor="ms"))


def _note(bar: Bar) -> str:
    return f"{bar.done:,}/{bar.expected:,}" if bar.expected else ""
