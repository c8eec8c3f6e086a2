"""A page to be printed: one A4 sheet in two languages, as PDF, with a code that leads to a link."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from pylopdf_fonts_zh_cn import serif_path

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 24.0
INK, FAINT, FRAME = (27, 39, 51), (102, 114, 127), (11, 92, 148)
FONT = "serif"
QR = 30.0


@dataclass(frozen=True, slots=True)
class Both:
    """The same in the first language and, smaller below it, in the second."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the page: title, a name, paragraphs, rows of label and figure, who issued it.

    `link` is in the code at the foot, `below` beside it.
    """

    title: Both
    name: str
    paragraphs: tuple[Both, ...]
    rows: tuple[tuple[Both, str], ...]
    issued: Both
    below: tuple[Both, ...]
    link: str | None


def pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF; its text can be searched, the font holds only what is used."""
    from fpdf import FPDF  # a fifth of the program's start, for what few processes ever do

    page = FPDF(unit="mm", format="A4")
    page.set_auto_page_break(False)
    page.set_margin(MARGIN)
    page.add_font(FONT, fname=str(serif_path()))
    page.add_page()
    page.set_title(f"{sheet.title.first} {sheet.title.second}")
    _frame(page)
    page.set_y(42)
    _line(page, sheet.title.first, 30)
    _line(page, sheet.title.second, 15, FAINT, after=14)
    _line(page, sheet.name, 24, after=6)
    for one in sheet.paragraphs:
        _both(page, one)
    page.ln(4)
    for label, figure in sheet.rows:
        _row(page, label, figure)
    _foot(page, sheet)
    return bytes(page.output())


def _frame(page: "FPDF") -> None:
    page.set_draw_color(*FRAME)
    for inset, width in ((10.0, 0.9), (12.0, 0.25)):
        page.set_line_width(width)
        page.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)


def _line(
    page: "FPDF", text: str, size: float, colour: tuple[int, int, int] = INK, after: float = 1.5
) -> None:
    page.set_font(FONT, size=size)
    page.set_text_color(*colour)
    page.multi_cell(0, size * 0.5, text, align="C", new_x="LMARGIN", new_y="NEXT")
    page.ln(after)


def _both(page: "FPDF", one: Both) -> None:
    _line(page, one.first, 12.5)
    _line(page, one.second, 10, FAINT, after=4)


def _row(page: "FPDF", label: Both, figure: str) -> None:
    top, room = page.get_y(), WIDTH - 2 * MARGIN
    page.set_font(FONT, size=11.5)
    page.set_text_color(*INK)
    page.cell(room * 0.72, 7, f"{label.first}  {label.second}")
    page.cell(room * 0.28, 7, figure, align="R", new_x="LMARGIN", new_y="NEXT")
    page.set_draw_color(*FAINT)
    page.set_line_width(0.1)
    page.line(MARGIN, top + 7.5, WIDTH - MARGIN, top + 7.5)
    page.ln(1.5)


def _foot(page: "FPDF", sheet: Sheet) -> None:
    page.set_y(HEIGHT - 88)
    for text, size, colour in (
        (sheet.issued.first, 13.0, INK),
        (sheet.issued.second, 10.0, FAINT),
    ):
        page.set_font(FONT, size=size)
        page.set_text_color(*colour)
        page.multi_cell(0, size * 0.5, text, align="R", new_x="LMARGIN", new_y="NEXT")
    top, left = HEIGHT - 58, MARGIN
    if sheet.link is not None:
        picture = io.BytesIO()
        segno.make(sheet.link, error="m").save(picture, kind="png", scale=8, border=1)
        page.image(picture, MARGIN, top, QR, QR, link=sheet.link)
        left = MARGIN + QR + 6
    page.set_xy(left, top + 2)
    page.set_left_margin(left)
    for one in sheet.below:
        for text, size, colour in ((one.first, 9.5, INK), (one.second, 8.0, FAINT)):
            page.set_font(FONT, size=size)
            page.set_text_color(*colour)
            page.multi_cell(0, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        page.ln(1)
