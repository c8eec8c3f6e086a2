"""Writing a table for people's spreadsheets, as CSV or XLSX, in which nothing is ever a formula.

Both may take a second at ten thousands of rows: call them through `asyncio.to_thread`.
"""

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.kernel import clock

Number = int | float | Decimal
Cell = str | Number | date | datetime | time | None
"""A value as it is: text, a figure, a moment (shown by its own zone's clock), or nothing."""

MOST_ROWS = 1_048_575
MOST_TEXT = 32_767
EXACT_DIGITS = 15
NARROWEST, WIDEST = 6, 60

_TITLE = re.compile(r"[\[\]:*?/\\\s\x00-\x1f]+")
_SHOWN = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading; `share` shows its numbers 0 to 1 as percentages."""

    title: str
    share: bool = False


Rows = Iterable[Sequence[Cell]]


def csv_bytes(columns: Sequence[Column], rows: Rows) -> bytes:
    """The table as CSV in UTF-8 with the mark by which spreadsheets know it.

    Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay
    numbers. ValueError for a row of another width, TypeError for a value that has no wording.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([_harmless(column.title) for column in columns])
    for row in _checked(columns, rows):
        writer.writerow([_in_csv(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig", "replace")


def xlsx_bytes(title: str, columns: Sequence[Column], rows: Rows) -> bytes:
    """The table as a workbook of one sheet: bold heading that stays in sight, with filters.

    Text is written as text whatever it begins with, numbers as numbers, days as days. Numbers
    of more than 15 digits, which a spreadsheet would round, and days before 1900, of which it
    has none, become text; text beyond what a cell holds is cut. ValueError for too many rows
    or a row of another width, TypeError for a value that has no wording.
    """
    body = [[_in_xlsx(cell) for cell in row] for row in _checked(columns, rows)]
    if len(body) > MOST_ROWS:
        raise ValueError(f"{len(body)} rows: a sheet holds {MOST_ROWS}")
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": clock.now().replace(tzinfo=None)})
        _fill(book.add_worksheet(sheet_name(title)), _Styles(book), columns, body)
    return content.getvalue()


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may compute the text: = + - @ first, of any width, or a control."""
    if text[:1] in {"\t", "\r", "\n"}:
        return True
    first = next((character for character in text if not _unseen(character)), "")
    return unicodedata.normalize("NFKC", first) in {"=", "+", "-", "@"}


def sheet_name(title: str) -> str:
    """The title as the name of a sheet: at most 31 characters, without those it may not have."""
    name = _TITLE.sub(" ", title)[:31].strip(" '")
    return name if name and name.lower() != "history" else "Sheet1"


def _unseen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character).startswith("C")


def _harmless(text: str) -> str:
    return f"'{text}" if is_formula(text) else text


def _checked(columns: Sequence[Column], rows: Rows) -> Iterator[Sequence[Cell]]:
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise ValueError(f"row {number} has {len(row)} cells for {len(columns)} columns")
        yield row


def _text(cell: Cell) -> str | Number | None:
    """The cell as a text file holds it: numbers as they are, all else in words."""
    match cell:
        case bool():
            raise TypeError("a truth value has no wording; say which word is meant")
        case int() | float() | Decimal():
            if not math.isfinite(cell):
                raise ValueError(f"{cell} is no number to show")
            return cell
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}" if cell.year >= 1000 else cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case str() | None:
            return cell
    raise TypeError(f"nothing says how to write a {type(cell).__name__}")


def _in_csv(cell: Cell) -> str | Number | None:
    text = _text(cell)
    return _harmless(text) if isinstance(text, str) and isinstance(cell, str) else text


def _in_xlsx(cell: Cell) -> Cell:
    match cell:
        case datetime() | time() if not isinstance(cell, datetime) or cell.year >= 1900:
            return cell.replace(tzinfo=None)
        case date() if not isinstance(cell, datetime) and cell.year >= 1900:
            return cell
    text = _text(cell)
    if isinstance(text, int | Decimal) and _digits(text) > EXACT_DIGITS:
        text = str(text)
    if isinstance(text, str):
        return text.encode(errors="replace").decode()[:MOST_TEXT]
    return text


def _digits(number: int | Decimal) -> int:
    return len(Decimal(number).normalize().as_tuple().digits)


class _Styles:
    """What the cells of one workbook look like."""

    def __init__(self, book: Workbook) -> None:
        self.heading = book.add_format(
            {"bold": True, "bg_color": "#E8EEF2", "bottom": 1, "valign": "vcenter"}
        )
        self.share = book.add_format({"num_format": "0.0%"})
        self.moments = {
            kind: book.add_format({"num_format": shown, "align": "left"})
            for kind, shown in _SHOWN.items()
        }


def _fill(
    sheet: Worksheet, styles: _Styles, columns: Sequence[Column], body: list[list[Cell]]
) -> None:
    for place, column in enumerate(columns):
        title = str(_in_xlsx(column.title))
        sheet.write_string(0, place, title, styles.heading)
        widest = _width(title) + 3  # room for the sign of the filter
        number_style = styles.share if column.share else None
        for line, row in enumerate(body, start=1):
            cell = row[place]
            _write(sheet, line, place, cell, styles, number_style)
            widest = max(widest, _width(_shown(cell)))
        sheet.set_column(place, place, min(max(widest, NARROWEST), WIDEST) + 1)
    sheet.freeze_panes(1, 0)
    if body and columns:
        sheet.autofilter(0, 0, len(body), len(columns) - 1)


def _write(
    sheet: Worksheet, line: int, place: int, cell: Cell, styles: _Styles, number: Format | None
) -> None:
    match cell:
        case None | "":
            return
        case str():
            sheet.write_string(line, place, cell)
        case date() | time():
            sheet.write_datetime(line, place, cell, styles.moments[type(cell)])
        case _:
            sheet.write_number(line, place, cell, number)


def _shown(cell: Cell) -> str:
    return f"{cell:.6g}" if isinstance(cell, float | Decimal) else str(_text(cell) or "")


def _width(text: str) -> int:
    longest = max(text.split("\n"), key=len)[:WIDEST]
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in longest)
