"""Tables for spreadsheets: what goes in comes out, and nothing is ever a formula."""

import csv
import io
import re
import zipfile
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.clock import StandingClock
from bot.kernel.table_export import (
    Cell,
    Column,
    csv_bytes,
    is_formula,
    sheet_name,
    xlsx_bytes,
)

CHINA = timezone(timedelta(hours=8))
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PLACE, SHARE, DAY = Column("地区"), Column("报告率", share=True), Column("日期")

numbers = st.one_of(
    st.integers(-(10**14), 10**14),
    st.decimals(-1000, 1000, places=2),
    st.floats(-1e9, 1e9).map(lambda x: round(x, 3)),
)
texts = st.one_of(
    st.text(max_size=20),
    st.tuples(
        st.sampled_from(["", " ", "\t", "\r", "\u200b", "\ufeff", "\xa0"]), st.text("=+-@＝a")
    ).map("".join),
)
cells = st.one_of(st.none(), texts, numbers, st.dates(date(1900, 1, 1)))


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def column_of(reference: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", reference):
        number = number * 26 + ord(letter) - 64
    return number - 1


class Sheet:
    """A workbook's only sheet as a reader of the format finds it."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            self.files = {name: book.read(name).decode() for name in book.namelist()}
        self.xml = ElementTree.fromstring(self.files["xl/worksheets/sheet1.xml"])
        shared = ElementTree.fromstring(self.files.get("xl/sharedStrings.xml", "<none/>"))
        strings = ["".join(t.text or "" for t in item.iter(f"{MAIN}t")) for item in shared]
        self.cells: dict[tuple[int, int], str | float] = {}
        for cell in self.xml.iter(f"{MAIN}c"):
            value = cell.find(f"{MAIN}v")
            if value is None or value.text is None:
                continue
            reference = cell.attrib["r"]
            line = int(re.sub(r"\D", "", reference)) - 1
            is_text = cell.get("t") == "s"
            shown = strings[int(value.text)] if is_text else float(value.text)
            self.cells[line, column_of(reference)] = shown

    def style(self, reference: str) -> str:
        """The number format of a cell, or "bold"."""
        (cell,) = (c for c in self.xml.iter(f"{MAIN}c") if c.attrib["r"] == reference)
        styles = ElementTree.fromstring(self.files["xl/styles.xml"])
        codes = {f.attrib["numFmtId"]: f.attrib["formatCode"] for f in styles.iter(f"{MAIN}numFmt")}
        fonts = styles.find(f"{MAIN}fonts")
        formats = styles.find(f"{MAIN}cellXfs")
        assert fonts is not None
        assert formats is not None
        form = formats[int(cell.get("s", "0"))]
        if fonts[int(form.attrib["fontId"])].find(f"{MAIN}b") is not None:
            return "bold"
        return codes.get(form.attrib["numFmtId"], "")


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", "\nx", " =1", "\u3000=1", "\xa0+1"),
        *(
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "﹦1",
            "\u200b=1",
            "\ufeff=1",
            "\x00=1",
            "-2+3+cmd|' /C calc'!A0",
        ),
    ],
)
def test_what_a_spreadsheet_may_compute_is_disarmed(text: str) -> None:
    assert is_formula(text)
    ((heading,), (cell,)) = csv_rows(csv_bytes([Column(text)], [[text]]))
    assert heading == cell == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "南街村", "3-2", "a=b", "(=1)", "“=1”", "1+1", "'=1", "—", "…"]
)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert not is_formula(text)
    assert csv_rows(csv_bytes([PLACE], [[text]]))[1] == [text]


def test_a_csv_that_excel_opens_in_chinese() -> None:
    rows: list[list[Cell]] = [
        ["南街村", 0.95, date(2026, 3, 2)],
        ['引"号,村', None, datetime(2026, 3, 2, 9, 5, tzinfo=CHINA)],
    ]
    assert (
        csv_bytes([PLACE, SHARE, DAY], rows)
        == (
            "\ufeff"
            '"地区","报告率","日期"\r\n'
            '"南街村",0.95,"2026-03-02"\r\n'
            '"引""号,村","","2026-03-02 09:05"\r\n'
        ).encode()
    )


@given(st.lists(st.tuples(cells, cells), max_size=8))
def test_every_csv_cell_comes_back_and_none_is_a_formula(rows: list[tuple[Cell, Cell]]) -> None:
    heading, *found = csv_rows(csv_bytes([PLACE, DAY], rows))
    assert heading == ["地区", "日期"]
    assert len(found) == len(rows)
    for row, given_row in zip(found, rows, strict=True):
        for shown, cell in zip(row, given_row, strict=True):
            match cell:
                case None:
                    assert shown == ""
                case str():
                    clean = cell.encode(errors="replace").decode()
                    assert shown == (f"'{clean}" if is_formula(cell) else clean)
                    assert not is_formula(shown)
                case date():
                    assert date.fromisoformat(shown) == cell
                case Decimal():
                    assert Decimal(shown) == cell
                case _:
                    assert float(shown) == cell


def test_a_workbook_has_its_heading_in_sight_and_its_values_as_they_are(
    clock: StandingClock,
) -> None:
    rows: list[list[Cell]] = [
        ["=cmd|' /C calc'!A0", 0.95, date(2026, 3, 2)],
        ["南街村", Decimal("0.5"), datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)],
        ["1234", -3, time(18, 0)],
    ]
    sheet = Sheet(xlsx_bytes("报告率 3/2", [PLACE, SHARE, DAY], rows))
    assert sheet.cells == {
        **{(0, 0): "地区", (0, 1): "报告率", (0, 2): "日期"},
        **{(1, 0): "=cmd|' /C calc'!A0", (1, 1): 0.95, (1, 2): 46083.0},
        **{(2, 0): "南街村", (2, 1): 0.5, (2, 2): 46083.375},
        **{(3, 0): "1234", (3, 1): -3.0, (3, 2): 0.75},
    }
    assert "<f>" not in sheet.files["xl/worksheets/sheet1.xml"]
    assert [sheet.style(cell) for cell in ("A1", "A2", "B2", "C2", "C3", "C4")] == [
        *("bold", "", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm")
    ]
    pane = next(sheet.xml.iter(f"{MAIN}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert 'name="报告率 3 2"' in sheet.files["xl/workbook.xml"]
    widths = [float(column.attrib["width"]) for column in sheet.xml.iter(f"{MAIN}col")]
    assert all(8 < width < 30 for width in widths)


def test_the_same_table_makes_the_same_workbook(clock: StandingClock) -> None:
    made = {xlsx_bytes("t", [PLACE], [["a"], ["b"]]) for _ in range(2)}
    assert len(made) == 1


@given(st.lists(st.tuples(cells, cells), max_size=8))
def test_every_cell_of_a_workbook_comes_back_and_none_is_a_formula(
    rows: list[tuple[Cell, Cell]],
) -> None:
    sheet = Sheet(xlsx_bytes("t", [PLACE, DAY], rows))
    assert not list(sheet.xml.iter(f"{MAIN}f"))
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            found = sheet.cells.get((line, place))
            match cell:
                case None | "":
                    assert found is None
                case str():
                    assert isinstance(found, str)
                    assert not cell.isprintable() or found == cell
                case date():
                    assert found == (cell - date(1899, 12, 30)).days - (cell < date(1900, 3, 1))
                case int() | float() | Decimal():
                    assert found == pytest.approx(float(cell), rel=1e-14)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (10**15 - 1, float(10**15 - 1)),
        (520_111_199_001_011_234, "520111199001011234"),
        (Decimal("0.1234567890123456"), "0.1234567890123456"),
        (date(1899, 12, 31), "1899-12-31"),
        (datetime(26, 3, 2, 9, 0), "0026-03-02 09:00"),  # noqa: DTZ001
        ("x" * 40_000, "x" * 32_767),
        ("\ud800", "?"),
    ],
)
def test_what_a_sheet_cannot_hold_becomes_text(cell: Cell, expected: object) -> None:
    assert Sheet(xlsx_bytes("t", [PLACE], [[cell]])).cells[1, 0] == expected


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ([True], TypeError),
        ([b"x"], TypeError),
        ([float("nan")], ValueError),
        ([Decimal("Infinity")], ValueError),
        ([], ValueError),
        ([1, 2], ValueError),
    ],
)
def test_what_has_no_wording_is_a_bug(row: list[Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        csv_bytes([PLACE], [row])
    with pytest.raises(error):
        xlsx_bytes("t", [PLACE], [row])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("报告率", "报告率"),
        ("3/2: [all]?", "3 2 all"),
        ("'quoted'", "quoted"),
        ("History", "Sheet1"),
        ("", "Sheet1"),
        ("x" * 40, "x" * 31),
    ],
)
def test_a_sheet_has_a_name_that_it_may_have(title: str, name: str) -> None:
    assert sheet_name(title) == name
    assert Sheet(xlsx_bytes(title, [PLACE], [])).cells == {(0, 0): "地区"}
