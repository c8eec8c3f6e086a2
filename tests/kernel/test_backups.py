"""Before an SQLite file is migrated it is copied; a good copy outlives every failure."""

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tortoise.exceptions import OperationalError

import migrations
from bot.app import TABLES
from bot.kernel.database import backups
from bot.kernel.database.migrating import migrate
from bot.kernel.database.urls import file_of
from tests.databases import Databases

FAILS_HALF_WAY = """
from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("bot", "{after}")]
    atomic = False
    operations = [
        ops.RunSQL("CREATE TABLE half_done (id INT)"),
        ops.RunSQL("THIS IS NO SQL"),
    ]
"""
MENDED = FAILS_HALF_WAY.replace("THIS IS NO SQL", "SELECT 1").replace(
    "TABLE half_done", "TABLE IF NOT EXISTS half_done"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "q.sqlite3"


@pytest.fixture
async def migrated(file: Path, databases: Databases) -> None:
    """The file is up to date."""
    url = await databases.ready("sqlite")
    made = file_of(url)
    assert made is not None
    shutil.move(made, file)


@pytest.fixture
def one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a migration may stand that the program does not have."""
    more = tmp_path / "more"
    more.mkdir()
    monkeypatch.setattr(migrations, "__path__", [*migrations.__path__, str(more)])
    monkeypatch.setattr("tortoise.migrations.loader.reload", lambda package: package)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return more / "9000_one_more.py"


def _written(one_more: Path, text: str | None) -> None:
    sys.modules.pop("migrations.9000_one_more", None)
    if text is None:
        one_more.unlink()
        return
    after = sorted(path.stem for path in Path(migrations.__file__ or "").parent.glob("0*.py"))[-1]
    one_more.write_text(text.replace("{after}", after), encoding="utf-8")


def _begun(file: Path, *tables: str) -> None:
    """A database that somebody else has begun, which its group may read."""
    file.touch()
    file.chmod(0o640)
    with closing(sqlite3.connect(file)) as new:
        for table in tables:
            new.execute(f"CREATE TABLE {table} (id INT)")


def _tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as opened:
        found = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in found}


async def test_the_file_is_copied_before_it_is_changed(file: Path) -> None:
    _begun(file, "older")
    await migrate(f"sqlite://{file}", TABLES)
    copy = file.with_name("q.sqlite3.before-0001")
    assert _tables(copy) == {"older"}
    assert copy.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("exists", [True, False])
async def test_a_database_without_tables_is_not_copied(file: Path, exists: bool) -> None:
    if exists:
        _begun(file)
    await migrate(f"sqlite://{file}", TABLES)
    assert list(file.parent.glob("*.before-*")) == []


async def test_starts_after_a_failure_leave_the_good_copy_alone(
    file: Path, migrated: None, one_more: Path
) -> None:
    _written(one_more, FAILS_HALF_WAY)
    for _start in range(backups.KEPT + 2):
        with pytest.raises(OperationalError):
            await migrate(f"sqlite://{file}", TABLES)
    assert "half_done" in _tables(file), "the migration fails half-way"
    [copy] = file.parent.glob("*.before-*")
    assert copy.name == "q.sqlite3.before-9000"
    assert "report" in _tables(copy)
    assert "half_done" not in _tables(copy)


async def test_a_file_that_was_put_back_is_copied_again_in_its_own_time(
    file: Path, migrated: None, one_more: Path
) -> None:
    _written(one_more, FAILS_HALF_WAY)
    with pytest.raises(OperationalError):
        await migrate(f"sqlite://{file}", TABLES)
    copy = file.with_name("q.sqlite3.before-9000")
    shutil.copyfile(copy, file)
    _written(one_more, None)
    await migrate(f"sqlite://{file}", TABLES)  # the older program works with it again
    _begun(file, "later")
    _written(one_more, MENDED)
    assert await migrate(f"sqlite://{file}", TABLES) == ["9000_one_more"]
    assert "later" not in _tables(copy)
    assert "later" in _tables(file.with_name("q.sqlite3.before-9000-2"))


def test_the_newest_few_copies_are_kept(file: Path) -> None:
    _begun(file, "one")
    for _release in range(backups.KEPT + 2):
        backups.back_up(file, "0001_initial")
        backups.settled(file)
    assert len(list(file.parent.glob("*.before-*"))) == backups.KEPT


def test_a_copy_that_was_interrupted_is_no_copy(file: Path) -> None:
    _begun(file, "one")
    file.with_name("q.sqlite3.copying").write_text("half a copy")
    backups.back_up(file, "0001_initial")
    [copy] = file.parent.glob("*.before-*")
    assert _tables(copy) == {"one"}
