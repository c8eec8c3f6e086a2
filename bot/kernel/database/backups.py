"""Copies of an SQLite file, made before it is migrated; what failed never replaces a good one."""

import sqlite3
from contextlib import closing
from pathlib import Path

KEPT = 3


def back_up(file: Path, first: str) -> None:
    """Copy the file as it was before the first attempt to apply what begins with `first`.

    After an attempt that failed or was killed there is that copy already, and the file may be
    in a state that nobody wants. A database without tables is not worth a copy. The caller
    keeps other processes away, and says `settled` when the file is up to date.
    """
    unfinished = _unfinished(file)
    if unfinished.exists() and file.with_name(unfinished.read_text(encoding="utf-8")).exists():
        return
    if not file.exists() or not _has_tables(file):
        return
    copy = _unused_name(file, first[:4])
    _copied(file, file.with_name(f"{file.name}.copying")).rename(copy)
    _write(unfinished, copy.name)


def settled(file: Path) -> None:
    """Note that the file is up to date; the newest few copies are kept."""
    _unfinished(file).unlink(missing_ok=True)
    copies = sorted(file.parent.glob(f"{file.name}.before-*"), key=lambda p: p.stat().st_mtime)
    for old in copies[:-KEPT]:
        old.unlink()


def _unfinished(file: Path) -> Path:
    """The note that an attempt has begun: it names the copy made before it."""
    return file.with_name(f"{file.name}.unfinished")


def _has_tables(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as opened:
        found = opened.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
        return int(found.fetchone()[0]) > 0


def _unused_name(file: Path, number: str) -> Path:
    names = [f"{file.name}.before-{number}"]
    while (copy := file.with_name(names[-1])).exists():
        names.append(f"{names[0]}-{len(names) + 1}")
    return copy


def _copied(file: Path, to: Path) -> Path:
    """By SQLite's own online backup, readable by those who may read the file."""
    to.unlink(missing_ok=True)
    to.touch(mode=0o600)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
    to.chmod(file.stat().st_mode & 0o777)
    return to


def _write(note: Path, text: str) -> None:
    fresh = note.with_name(f"{note.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(note)
