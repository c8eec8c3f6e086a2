"""What every panel has around its figures: title, subtitle, legend above, a footer below."""

from dataclasses import dataclass, replace
from typing import Literal

from bot.kernel.drawing.canvas import FAINT, INK, MARGIN, WIDTH, Canvas, Words

TITLES, SUBTITLE, LEGEND, FOOTER = (38, 34, 30), 26, 24, 21
TITLE_ROOM, SUBTITLE_ROOM, LEGEND_ROOM, FOOTER_ROOM = 50, 40, 40, 44
AFTER = 14
BLOCK, STROKE, SPACE, BETWEEN = 20, 40, 10, 34


@dataclass(frozen=True, slots=True)
class Swatch:
    """An entry of the legend: what a colour stands for, as a block or as a kind of line."""

    label: str
    colour: str
    mark: Literal["block", "dot", "square", "dashes"] = "block"

    @property
    def width(self) -> int:
        """Of the mark before the label."""
        return BLOCK if self.mark == "block" else STROKE


class Frame:
    """Measures and draws what stands around a chart."""

    def __init__(
        self, canvas: Canvas, title: str, subtitle: str, footer: str, swatches: tuple[Swatch, ...]
    ) -> None:
        self._canvas = canvas
        room = WIDTH - 2 * MARGIN
        fitting = (size for size in TITLES if canvas.length(title, size) <= room)
        self._size = next(fitting, TITLES[-1])
        self._title = canvas.fitted(title, self._size, room)
        self._subtitle = canvas.fitted(subtitle, SUBTITLE, room)
        self._footer = canvas.fitted(footer, FOOTER, room)
        self._legend = self._lines(swatches)

    @property
    def height(self) -> float:
        """Of all of it, without the figures."""
        return self._above + (FOOTER_ROOM if self._footer else 0)

    @property
    def _above(self) -> float:
        subtitle = SUBTITLE_ROOM if self._subtitle else 0
        return TITLE_ROOM + subtitle + LEGEND_ROOM * len(self._legend) + AFTER

    def draw(self, top: float, height: float) -> float:
        """Draw it around a panel of that height; where the figures may begin."""
        write, at = self._canvas.write, top
        write(Words(self._title, MARGIN, at + TITLES[0] - 4, self._size, INK, bold=True))
        at += TITLE_ROOM
        if self._subtitle:
            write(Words(self._subtitle, MARGIN, at + SUBTITLE, SUBTITLE, FAINT))
            at += SUBTITLE_ROOM
        for line in self._legend:
            self._entries(line, at + LEGEND_ROOM / 2 + 6)
            at += LEGEND_ROOM
        if self._footer:
            write(Words(self._footer, MARGIN, top + height - 6, FOOTER, FAINT))
        return top + self._above

    def _entries(self, line: list[tuple[float, Swatch]], middle: float) -> None:
        for x, swatch in line:
            self._mark(swatch, x, middle)
            words = x + swatch.width + SPACE
            self._canvas.write(Words(swatch.label, words, middle + LEGEND * 0.36, LEGEND))

    def _mark(self, swatch: Swatch, x: float, middle: float) -> None:
        canvas, colour, end = self._canvas, swatch.colour, x + swatch.width
        match swatch.mark:
            case "block":
                box = (x, middle - BLOCK / 2, end, middle + BLOCK / 2)
                canvas.block(box, colour, radius=5)
            case "dashes":
                canvas.dashes((x, middle, end, middle), colour, 2)
            case shape:
                canvas.path([(x, middle), (end, middle)], colour, 4)
                canvas.point((x + end) / 2, middle, colour, shape)

    def _lines(self, swatches: tuple[Swatch, ...]) -> list[list[tuple[float, Swatch]]]:
        """The legend's entries with their place, wrapped where a line is full."""
        lines: list[list[tuple[float, Swatch]]] = [[]]
        x, edge = float(MARGIN), WIDTH - MARGIN
        for given in swatches:
            label = self._canvas.fitted(given.label, LEGEND, edge - MARGIN - given.width - SPACE)
            width = given.width + SPACE + self._canvas.length(label, LEGEND)
            if x + width > edge and lines[-1]:
                lines.append([])
                x = float(MARGIN)
            lines[-1].append((x, replace(given, label=label)))
            x += width + BETWEEN
        return lines
