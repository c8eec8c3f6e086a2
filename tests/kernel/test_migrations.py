"""Migrations: additive, safe side by side, backed up; constraints hold on both databases."""

import asyncio
import sys
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import pytest
from tortoise import Tortoise
from tortoise.exceptions import IntegrityError
from tortoise.migrations.api.sqlmigrate import sqlmigrate

import migrations
from bot.app import TABLES
from bot.journal import service as journal
from bot.kernel.database import configuration, execute, row, rows
from bot.kernel.database.migrating import migrate

NAMES = sorted(path.stem for path in Path(migrations.__path__[0]).glob("0*.py"))
REPORT = (
    "INSERT INTO report (form, version, place_id, day, revision, is_current, stage, content, "
    "timeliness, author_id, submitted_at, figures, doubts) "
    "VALUES ('daily', 1, 7, $1, $2, $3, 'submitted', $4, 'on_time', 1, $5, '{}', '[]')"
)
DAY, MOMENT = date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("name", NAMES)
async def test_no_migration_rebuilds_or_drops_a_table_on_sqlite(name: str) -> None:
    config = configuration("sqlite://:memory:", TABLES)
    statements = await sqlmigrate(config=config, app_label="bot", migration_name=name)
    await Tortoise.close_connections()
    told = "\n".join(statements)
    assert '"new__' not in told
    assert "DROP TABLE" not in told


async def test_all_are_applied_once(empty_url: str) -> None:
    assert await migrate(empty_url, TABLES) == NAMES
    assert await migrate(empty_url, TABLES) == []


async def test_processes_that_start_together_do_not_disturb_each_other(empty_url: str) -> None:
    script = (
        "import asyncio, sys; from bot.app import TABLES; "
        "from bot.kernel.database.migrating import migrate; "
        "print(len(asyncio.run(migrate(sys.argv[1], TABLES))))"
    )
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, empty_url, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(6)
    ]
    told = [(await process.communicate())[0] for process in started]
    assert [process.returncode for process in started] == [0] * 6
    assert sorted(int(n) for n in told) == [0, 0, 0, 0, 0, len(NAMES)]


async def test_one_current_report_for_a_place_and_day(database: None) -> None:
    await execute(REPORT, DAY, 1, True, "zero", MOMENT)
    with pytest.raises(IntegrityError):
        await execute(REPORT, DAY, 2, True, "zero", MOMENT)
    await execute(REPORT, DAY, 3, False, "figures", MOMENT)


async def test_checks_hold_for_new_and_changed_rows(database: None) -> None:
    with pytest.raises(IntegrityError, match="report_content_known"):
        await execute(REPORT, DAY, 1, True, "maybe", MOMENT)
    await execute(REPORT, DAY, 1, True, "zero", MOMENT)
    with pytest.raises(IntegrityError, match="report_revision_from_one"):
        await execute("UPDATE report SET revision = 0")


async def test_the_journal_can_only_grow(database: None) -> None:
    await journal.note(None, "test.done", "nothing")
    for change in ("UPDATE journal SET act = 'else'", "DELETE FROM journal"):
        with pytest.raises(IntegrityError, match="append-only"):
            await execute(change)
    found = await row("SELECT count(*) AS n FROM journal")
    assert found is not None
    assert found["n"] == 1


async def test_both_databases_have_every_table_of_the_models(database: None) -> None:
    assert Tortoise.apps is not None
    expected = {model._meta.db_table for model in Tortoise.apps["bot"].values()}
    for table in expected:
        assert await rows(f'SELECT * FROM "{table}"') == []


async def test_numbers_that_two_accounts_hold_are_sorted_out_before_they_become_unique(
    database: None,
) -> None:
    await execute('DROP INDEX "person_one_phone"')
    people = [(1, None, "a"), (2, 12, "a"), (3, 13, "a"), (4, None, "b"), (5, 15, None)]
    for id_, chat_id, digest in people:
        await execute(
            "INSERT INTO person (id, chat_id, name, language, phone, phone_digest, reachable, "
            "joined_at) VALUES ($1, $2, 'P', 'en', 'sealed', $3, TRUE, $4)",
            *(id_, chat_id, digest, MOMENT),
        )
    settle, unique = import_module("migrations.0011_people").Migration.operations[-2:]
    for operation in (settle, unique):
        await execute(operation.sql)
    found = await rows("SELECT id FROM person WHERE phone_digest IS NOT NULL ORDER BY id")
    assert [row["id"] for row in found] == [3, 4]
