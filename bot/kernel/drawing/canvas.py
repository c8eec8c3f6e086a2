"""A sheet to draw on: smooth shapes, text in a font that has every Chinese character."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

WIDTH, MARGIN, EDGE = 1000, 40, 32
SMOOTH = 3
"""Shapes are drawn so many times larger and scaled down: Pillow does not smooth their edges."""

PAPER, INK, FAINT, TRACK, GRID = "#FFFFFF", "#1B2733", "#66727F", "#E6EAEE", "#E9EDF1"
ALARM = "#B23A00"
PARTS = ("#0B5C94", "#56B4E9", "#E69F00", "#CC79A7")
"""After Okabe and Ito: told apart without red and green, and by lightness alone."""

Box = tuple[float, float, float, float]
Anchor = Literal["ls", "rs", "ms"]
Shape = Literal["dot", "square"]


@dataclass(frozen=True, slots=True)
class Words:
    """Text on the sheet; (x, y) is where its baseline begins, ends or has its middle."""

    text: str
    x: float
    y: float
    size: int
    colour: str = INK
    bold: bool = False
    anchor: Anchor = "ls"


class Canvas:
    """A white sheet, 1000 wide; measured with before it has a height. For one thread only."""

    def __init__(self) -> None:
        self._fonts: dict[int, ImageFont.FreeTypeFont] = {}
        self._words: list[Words] = []
        self._masks: dict[tuple[int, int], Image.Image] = {}

    def open(self, height: int) -> None:
        """Give the sheet its height; then it can be drawn on."""
        self._sheet = Image.new("RGB", (WIDTH * SMOOTH, height * SMOOTH), PAPER)
        self._pen = ImageDraw.Draw(self._sheet)

    def png(self) -> bytes:
        """What was drawn, all words on top."""
        sheet = self._sheet.reduce(SMOOTH)
        pen = ImageDraw.Draw(sheet)
        for w in self._words:
            stroke = w.size / 60 if w.bold else 0
            pen.text(
                (w.x, w.y), w.text, w.colour, self._font(w.size), w.anchor, stroke_width=stroke
            )
        content = io.BytesIO()
        sheet.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            content, "PNG", optimize=True
        )
        return content.getvalue()

    # -- words ----------------------------------------------------------------------------

    def write(self, words: Words) -> None:
        """Put words on the sheet; those set by their middle stay within its margins."""
        if words.anchor == "ms":
            half = self.length(words.text, words.size) / 2
            x = max(MARGIN + half, min(words.x, WIDTH - MARGIN - half))
            words = replace(words, x=x)
        self._words.append(words)

    def length(self, text: str, size: int) -> float:
        """How wide the text is."""
        return self._font(size).getlength(text)

    def fitted(self, text: str, size: int, most: float) -> str:
        """The text on one line, shortened with … to the width."""
        text = _BREAKS.sub(" ", text).strip()
        if self.length(text, size) <= most:
            return text
        short, long = 0, len(text)
        while short < long - 1:
            middle = (short + long) // 2
            if self.length(text[:middle].rstrip() + "…", size) <= most:
                short = middle
            else:
                long = middle
        return text[:short].rstrip() + "…"

    def _font(self, size: int) -> ImageFont.FreeTypeFont:
        if size not in self._fonts:
            self._fonts[size] = ImageFont.truetype(
                str(sans_path()), size, layout_engine=ImageFont.Layout.BASIC
            )
        return self._fonts[size]

    # -- shapes ---------------------------------------------------------------------------

    def bar(self, box: Box, colours: Sequence[tuple[float, str]], ground: str = TRACK) -> None:
        """A rounded bar, coloured from the left by shares of its width; the rest is `ground`."""
        left, top, right, bottom = (value * SMOOTH for value in box)
        width, height = round(right - left), round(bottom - top)
        filled = Image.new("RGB", (width, height), ground)
        pen, begin = ImageDraw.Draw(filled), 0.0
        for share, colour in colours:
            if share > 0:  # one of thousands can still be seen
                end = begin + max(share * width, 2 * SMOOTH)
                pen.rectangle((begin, 0, end - 1, height), colour)
                begin = end
        self._sheet.paste(filled, (round(left), round(top)), self._rounded(width, height))

    def block(self, box: Box, colour: str, radius: float = 0) -> None:
        """A filled rectangle."""
        self._pen.rounded_rectangle([value * SMOOTH for value in box], radius * SMOOTH, colour)

    def point(self, x: float, y: float, colour: str, shape: Shape) -> None:
        """A point of a line, with a rim of paper around it."""
        for paint, extra in ((PAPER, 2.5), (colour, 0)):
            if shape == "square":
                half = 6 + extra
                self.block((x - half, y - half, x + half, y + half), paint, 1)
            else:
                self._pen.circle((x * SMOOTH, y * SMOOTH), (7 + extra) * SMOOTH, paint)

    def path(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        """A line through the points."""
        scaled = [(x * SMOOTH, y * SMOOTH) for x, y in points]
        self._pen.line(scaled, colour, round(width * SMOOTH), joint="curve")

    def dashes(self, box: Box, colour: str, width: float, dash: float = 7) -> None:
        """A straight broken line, from corner to corner of the box, level or upright."""
        left, top, right, bottom = box
        length, upright = max(right - left, bottom - top), right - left < bottom - top
        at = 0.0
        while at < length:
            end = min(at + dash, length)
            ends = (
                [(left, top + at), (left, top + end)]
                if upright
                else [(left + at, top), (left + end, top)]
            )
            self.path(ends, colour, width)
            at += 2 * dash

    def _rounded(self, width: int, height: int) -> Image.Image:
        """Where paint reaches the sheet: all but the corners."""
        if (width, height) not in self._masks:
            mask = self._masks[width, height] = Image.new("L", (width, height))
            box = (0, 0, width - 1, height - 1)
            ImageDraw.Draw(mask).rounded_rectangle(box, height / 4, 255)
        return self._masks[width, height]


_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]+")
