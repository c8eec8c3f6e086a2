"""After migrating, both databases hold the same tables, columns, indexes and constraints."""

import re
from collections.abc import Mapping

import pytest

from bot.app import TABLES
from bot.kernel import database
from bot.kernel.database import opened
from tests.builders import HEPING, a_worker
from tests.databases import Databases

Catalogue = Mapping[str, object]

CONSTRAINTS = {
    "report_one_current",
    "grant_one_living",
    "person_one_phone",
    "journal_never_forks",
    "report_revision_from_one",
    "report_content_known",
    "report_timeliness_known",
    "message_lane_known",
    "message_due",
    "message_line",
    "message_lease",
    "message_recalled",
    "reminder_key",
    "report_stage_known",
    "report_first_checker_not_author",
    "report_second_checker_not_author",
    "report_second_checker_not_first",
    "report_checked_by_somebody",
    "report_confirmed_by_two",
    "report_second_from_higher",
    "report_returned_with_reason",
    "report_waiting",
    "missing_settled_known",
    "missing_silent_from_one",
    "missing_open",
    "digest_open",
    "digest_asking",
    "draft_one_open",
    "draft_state_known",
    "draft_approved_by_somebody",
    "draft_released_by_two",
    "draft_returned_with_reason",
    "draft_never_changes",
    "draft_settled_stays",
    "bulletin_is_its_draft",
    "bulletin_follows",
    "bulletin_says_its_content",
    "bulletin_never_forks",
    "bulletin_named_once",
    "bulletin_approved_by_two",
    "bulletin_names_an_earlier_one",
    "hint_one_open",
    "hint_waiting",
    "hint_remembered",
    "hint_outcome_known",
    "hint_answered_by_somebody",
    "hint_answered_by_another",
    "hint_open_is_whole",
    "message_about",
    "message_amends",
    "task_known",
    "task_lasts",
    "task_due",
    "need_never_overfilled",
    "offer_known",
    "offer_open",
    "assignment_once",
    "assignment_living",
    "assignment_known",
    "assignment_nowhere_else",
    "assignment_still_nowhere_else",
    "certificate_known",
    "certificate_waits_once",
    "certificate_rests_on_one",
    "volunteer_changed",
    "notice_known",
    "notice_approved_by_another",
    "notice_by_two",
    "notice_due",
}
"""What the migrations add by name, beside the journal's append-only triggers."""

EXPECTED_ROWS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
}


async def tables() -> set[str]:
    found = await database.rows(EXPECTED_ROWS[database.dialect()])
    return {row["name"] for row in found} - {"tortoise_migrations"}


async def columns(table: str) -> dict[str, bool]:
    """The columns of a table, and whether each may be null."""
    if database.dialect() == "sqlite":
        found = await database.rows(
            f"SELECT name, \"notnull\", pk FROM pragma_table_info('{table}')"
        )
        return {row["name"]: not (row["notnull"] or row["pk"]) for row in found}
    found = await database.rows(
        "SELECT column_name AS name, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = $1",
        table,
    )
    return {row["name"]: row["is_nullable"] == "YES" for row in found}


async def indexes(table: str) -> set[tuple[bool, tuple[str, ...], bool]]:
    """The indexes of a table beside its key: unique or not, columns, with a condition or not."""
    if database.dialect() == "sqlite":
        return await _indexes_on_sqlite(table)
    found = await database.rows(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = $1 "
        "AND indexname NOT LIKE '%_pkey'",
        table,
    )
    return {_read(row["indexdef"]) for row in found}


async def _indexes_on_sqlite(table: str) -> set[tuple[bool, tuple[str, ...], bool]]:
    found = await database.rows(
        f"SELECT i.name, i.\"unique\", i.partial, m.sql FROM pragma_index_list('{table}') i "
        "LEFT JOIN sqlite_master m ON m.name = i.name WHERE i.origin <> 'pk'"
    )
    told = set()
    for row in found:
        parts = await database.rows(
            f"SELECT name FROM pragma_index_info('{row['name']}') ORDER BY seqno"
        )
        partial = bool(row["partial"]) and not str(row["sql"]).endswith("WHERE TRUE")
        told.add((bool(row["unique"]), tuple(p["name"] for p in parts), partial))
    return told


def _read(definition: str) -> tuple[bool, tuple[str, ...], bool]:
    listed = re.search(r"USING \w+ \(([^)]*)\)", definition)
    assert listed is not None
    names = tuple(name.strip().strip('"') for name in listed[1].split(","))
    return " UNIQUE " in definition, names, " WHERE " in definition


async def named() -> set[str]:
    """Indexes, checks and triggers by name; a pair of triggers counts by its check's."""
    if database.dialect() == "sqlite":
        found = await database.rows(
            "SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger')"
        )
        return {re.sub(r"_(insert|update|delete)$", "", row["name"]) for row in found}
    found = await database.rows(
        "SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public' "
        "UNION SELECT conname FROM pg_constraint "
        "UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    return {row["name"] for row in found}


async def catalogue(url: str) -> Catalogue:
    """Everything that must agree."""
    async with opened(url, TABLES):
        known = sorted(await tables())
        return {
            "tables": known,
            "columns": {table: await columns(table) for table in known},
            "indexes": {table: await indexes(table) for table in known},
            "named": CONSTRAINTS & await named(),
        }


@pytest.mark.parametrize("what", ["tables", "columns", "indexes", "named"])
async def test_both_databases_agree(what: str, databases: Databases) -> None:
    lite = await catalogue(await databases.ready("sqlite"))
    full = await catalogue(await databases.ready("postgres"))
    assert lite[what] == full[what]
    assert lite["named"] == CONSTRAINTS


@pytest.mark.parametrize("forbidden", ["UPDATE journal SET act = 'x'", "DELETE FROM journal"])
async def test_the_journal_takes_no_change(storage: None, forbidden: str) -> None:
    await a_worker(1, HEPING)
    with pytest.raises(Exception, match=r"(?i)journal"):
        await database.execute(forbidden)
