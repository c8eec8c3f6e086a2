"""Reading a table that people made in a spreadsheet, and the plan of what it would change."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from bot.kernel.errors import Refused
from bot.kernel.i18n import Lines, Said, _, lines

if TYPE_CHECKING:
    from _csv import Reader

Progress = Callable[[int, int], None]
"""Told how many rows of how many are written."""


def silent(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file by its number there, its cells by column, stripped."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadLine:
    """Why a line cannot be imported; the heading is line 1."""

    number: int
    reason: Said


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: its columns, good lines, and lines that could not be read."""

    columns: frozenset[str] = frozenset()
    lines: tuple[Line, ...] = ()
    bad: tuple[BadLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that an import would change."""

    column: str
    before: str
    after: str


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changed(Generic[T]):
    """A value as it would be, and how it differs from what is stored."""

    value: T
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Plan(Generic[T]):
    """What an import would do. With a bad line it does nothing at all."""

    new: tuple[T, ...] = ()
    changed: tuple[Changed[T], ...] = ()
    same: int = 0
    bad: tuple[BadLine, ...] = ()

    def summary(self) -> Said:
        """One sentence with the counts."""
        return _(
            "{new} new, {changed} changed, {same} unchanged, {bad} bad lines",
            new=len(self.new),
            changed=len(self.changed),
            same=self.same,
            bad=len(self.bad),
        )

    def shown(self, name: Callable[[T], str], most: int = 40) -> Lines:
        """What would happen as lines: bad ones first and all of them, of others at most `most`."""
        bad = [_("line {number}: {reason}", number=b.number, reason=b.reason) for b in self.bad]
        new = [_("new: {name}", name=name(value)) for value in self.new[:most]]
        changed = [_told(name(c.value), c.differences) for c in self.changed[:most]]
        left = len(self.new) + len(self.changed) - len(new) - len(changed)
        more = _("… and {left} more", left=left) if left else None
        return lines(*bad, *new, *changed, more, self.summary())


def read_table(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """The CSV file (plain or .gz, UTF-8) by columns. Refused when there is no such file."""
    text = _text(_content(path))
    if isinstance(text, BadLine):
        return Table(bad=(text,))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [cell.strip() for cell in next(reader, [])]
    except csv.Error as error:
        return Table(bad=(BadLine(1, _not_csv(error)),))
    wrong = tuple(_wrong_heading(heading, required, optional))
    if wrong:
        return Table(frozenset(heading), (), wrong)
    found = list(_records(reader, heading))
    return Table(
        frozenset(heading),
        tuple(line for line in found if isinstance(line, Line)),
        tuple(line for line in found if isinstance(line, BadLine)),
    )


def day_in(text: str) -> date | None:
    """The day written as 2026-03-02, None for an empty cell; Refused otherwise."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(_("“{text}” is not a day like 2026-03-02", text=text)) from None


def _content(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Refused(_("{file} is a damaged .gz file.", file=path.name)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refused(_("Cannot read {file}: {reason}.", file=str(path), reason=reason)) from None


def _text(content: bytes) -> str | BadLine:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        return BadLine(number, _("not UTF-8 text; save the file as “CSV UTF-8”"))


def _wrong_heading(
    heading: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> Iterator[BadLine]:
    for column in required:
        if column not in heading:
            yield BadLine(1, _("the column “{column}” is missing", column=column))
    for column in dict.fromkeys(heading):
        if column not in required and column not in optional:
            yield BadLine(1, _("the column “{column}” is not known", column=column))
        elif heading.count(column) > 1:
            yield BadLine(1, _("the column “{column}” stands twice", column=column))


def _records(reader: "Reader", heading: Sequence[str]) -> Iterator[Line | BadLine]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield BadLine(number, _not_csv(error))
            return
        if cells is None:
            return
        if len(cells) == len(heading):
            yield Line(number, dict(zip(heading, (c.strip() for c in cells), strict=True)))
        elif any(cell.strip() for cell in cells):
            yield BadLine(number, _wrong_width(len(cells), len(heading)))
        number = reader.line_num


def _told(name: str, differences: Sequence[Difference]) -> Said:
    parts = [f"{d.column} {d.before or '—'} → {d.after or '—'}" for d in differences]
    return _("changed: {name}: {differences}", name=name, differences="; ".join(parts))


def _wrong_width(found: int, wanted: int) -> Said:
    return _("{found} cells where the heading has {wanted}", found=found, wanted=wanted)


def _not_csv(error: csv.Error) -> Said:
    return _("not a CSV line: {reason}", reason=str(error))
