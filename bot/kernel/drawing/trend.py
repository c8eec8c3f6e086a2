"""A panel of lines over days: shares from 0 to 100 %, the target, the latest figures in words."""

from collections.abc import Sequence
from itertools import pairwise

from bot.kernel.drawing.canvas import FAINT, GRID, INK, MARGIN, WIDTH, Canvas, Shape, Words
from bot.kernel.drawing.charts import Line, Trend, percent
from bot.kernel.drawing.frame import Frame, Swatch

PLOT, DAYS_ROOM = 280, 46
COLOURS = ("#0B5C94", "#D55E00", "#009E73", "#CC79A7")
SHAPES: tuple[Shape, ...] = ("dot", "square", "dot", "square")
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
TEXT, LATEST = 21, 25
LEFT = MARGIN + 68
TOP_ROOM = 16


class TrendPanel:
    """Measures and draws a chart of lines."""

    def __init__(self, chart: Trend, canvas: Canvas) -> None:
        self._chart, self._canvas = chart, canvas
        swatches = [Swatch(line.label, COLOURS[n], SHAPES[n]) for n, line in enumerate(chart.lines)]
        if chart.target is not None:
            label = chart.target_label or percent(chart.target)
            swatches.append(Swatch(label, INK, "dashes"))
        self._frame = Frame(canvas, chart.title, chart.subtitle, chart.footer, tuple(swatches))
        self._right = WIDTH - MARGIN - canvas.length("100%", LATEST) - 20

    @property
    def height(self) -> float:
        """From the top of the title to below the footer."""
        return self._frame.height + TOP_ROOM + PLOT + DAYS_ROOM

    def draw(self, top: float) -> None:
        """Draw it with its upper edge at `top`."""
        self._floor = self._frame.draw(top, self.height) + TOP_ROOM + PLOT
        self._grid()
        self._days()
        if self._chart.target is not None:
            y = self._y(self._chart.target)
            self._canvas.dashes((LEFT, y, self._right, y), INK, 2)
        for n, line in reversed(list(enumerate(self._chart.lines))):  # the first on top
            self._line(line, n)
        self._latest()

    def _x(self, day: int) -> float:
        steps = max(len(self._chart.days) - 1, 1)
        return LEFT + 14 + (self._right - LEFT - 28) * day / steps

    def _y(self, share: float) -> float:
        return self._floor - PLOT * min(max(share, 0), 1)

    def _grid(self) -> None:
        for tick in TICKS:
            y = self._y(tick)
            self._canvas.path([(LEFT, y), (self._right, y)], GRID, 1.5)
            words = Words(percent(tick), LEFT - 12, y + 8, TEXT, FAINT, anchor="rs")
            self._canvas.write(words)
        if all(share is None for line in self._chart.lines for share in line.shares):
            middle = (LEFT + self._right) / 2
            self._canvas.write(
                Words(self._chart.nothing, middle, self._y(0.5), TEXT, FAINT, anchor="ms")
            )

    def _days(self) -> None:
        """Name as many days as fit, the last one always."""
        days, length = self._chart.days, self._canvas.length
        widest = max((length(day, TEXT) for day in days), default=0) + 10
        step = self._x(1) - self._x(0)
        every = max(1, -int(-widest // step))
        for place in range(len(days) - 1, -1, -every):
            bold, colour = (True, INK) if place == len(days) - 1 else (False, FAINT)
            self._canvas.write(
                Words(days[place], self._x(place), self._floor + 34, TEXT, colour, bold, "ms")
            )

    def _line(self, line: Line, place: int) -> None:
        colour = COLOURS[place]
        points = [
            None if share is None else (self._x(day), self._y(share))
            for day, share in enumerate(line.shares)
        ]
        for one, two in pairwise(points):
            if one is not None and two is not None:
                self._canvas.path([one, two], colour, 4)
        for point in points:
            if point is not None:
                self._canvas.point(*point, colour, SHAPES[place])

    def _latest(self) -> None:
        """The last day's figures beside their points, moved apart where they would touch."""
        ends = [
            (self._y(share), percent(share), COLOURS[n])
            for n, line in enumerate(self._chart.lines)
            if line.shares and (share := line.shares[-1]) is not None
        ]
        ends.sort()
        places = apart([y for y, _label, _colour in ends], LATEST + 5, self._floor)
        for y, (_y, label, colour) in zip(places, ends, strict=True):
            base = y + LATEST * 0.36
            words = Words(label, WIDTH - MARGIN, base, LATEST, colour, bold=True, anchor="rs")
            self._canvas.write(words)


def apart(wanted: Sequence[float], gap: float, most: float) -> list[float]:
    """Places as near as can be to the wanted ones, in their order, a gap apart, none past most."""
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + gap) if places else place)
    for n in range(len(places) - 1, -1, -1):
        places[n] = min(places[n], most)
        most = places[n] - gap
    return places
