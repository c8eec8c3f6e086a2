"""The traps of the drivers' own clients, shown on them and closed in ours, on both databases."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta, timezone

import asyncpg
import pytest
from tortoise import Tortoise
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connections
from tortoise.exceptions import BaseORMException
from tortoise.transactions import in_transaction

from bot.kernel import database
from tests.kernel.sample import SampleRow
from tests.kernel.test_database import TABLES, answers, count, survives_cancelled_begins

FAILURES = (BaseORMException, asyncpg.PostgresError, sqlite3.Error)


@asynccontextmanager
async def client(url: str, *, ours: bool) -> AsyncIterator[None]:
    """The database through our engine, or through the driver's unmodified client."""
    config = database.configuration(url, TABLES)
    default = config["connections"]["default"]
    if not ours:
        name = "sqlite" if "sqlite" in default["engine"] else "asyncpg"
        default["engine"] = f"tortoise.backends.{name}"
    EXECUTOR_CACHE.clear()  # it holds statements in the words of the last database
    await Tortoise.init(config=config)
    await Tortoise.generate_schemas()
    pool = getattr(get_connections().get("default"), "_pool", None)
    try:
        yield
    finally:
        with suppress(Exception):
            await asyncio.wait_for(Tortoise.close_connections(), 2)
        if pool is not None:  # a leaked connection is never given back
            pool.terminate()


@pytest.fixture
async def small_pool(postgres_server: str) -> str:
    """An empty PostgreSQL database, asked through three connections at most."""
    connection = await asyncpg.connect(f"{postgres_server}/postgres")
    try:
        await connection.execute("DROP DATABASE IF EXISTS small_pool WITH (FORCE)")
        await connection.execute("CREATE DATABASE small_pool")
    finally:
        await connection.close()
    return f"{postgres_server}/small_pool?minsize=1&maxsize=3"


@pytest.mark.parametrize(("ours", "alive"), [(True, True), (False, False)])
async def test_cancelled_begins_drain_only_the_unmodified_pool(
    small_pool: str, ours: bool, alive: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with client(small_pool, ours=ours):
        with monkeypatch.context() as slow:
            await cancel_while_beginning(slow, times=4)  # one more than the pool has
        assert await answers() is alive


async def test_our_pool_outlives_cancels_at_any_moment(small_pool: str) -> None:
    async with client(small_pool, ours=True):
        assert await survives_cancelled_begins()


async def cancel_while_beginning(slow: pytest.MonkeyPatch, times: int) -> None:
    """Cancel transactions whose BEGIN is on its way to the server."""
    sent = asyncio.Event()

    async def start(_transaction: object) -> None:
        sent.set()
        await asyncio.Event().wait()

    async def begin() -> None:
        async with in_transaction():
            pass

    slow.setattr(asyncpg.transaction.Transaction, "start", start)
    for _ in range(times):
        sent.clear()
        task = asyncio.create_task(begin())
        waiting = asyncio.create_task(sent.wait())
        await asyncio.wait({task, waiting}, timeout=1, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def fail_to_commit() -> None:
    """A transaction whose COMMIT fails, because a promise for its end is broken."""
    async with in_transaction():
        await database.execute("INSERT INTO child (id, parent) VALUES (1, 77)")


async def goes_on_after_a_failed_commit() -> bool:
    """Whether the next transaction works, and nothing of the failed one is there."""
    reference = "parent INTEGER REFERENCES top (id) DEFERRABLE INITIALLY DEFERRED"
    await database.execute("CREATE TABLE top (id INTEGER PRIMARY KEY)")
    await database.execute(f"CREATE TABLE child (id INTEGER PRIMARY KEY, {reference})")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await fail_to_commit()
    try:
        async with in_transaction():
            await database.execute("INSERT INTO top (id) VALUES (77)")
        found = await database.rows("SELECT id FROM child")
    except FAILURES:
        return False
    return found == []


async def test_a_commit_that_fails_leaves_nothing_open(empty_url: str) -> None:
    async with client(empty_url, ours=True):
        assert await goes_on_after_a_failed_commit()


async def test_the_unmodified_sqlite_client_stays_in_the_failed_transaction(
    tmp_path: object,
) -> None:
    async with client(f"sqlite://{tmp_path}/stock.sqlite3", ours=False):
        assert not await goes_on_after_a_failed_commit()


async def lost_task(url: str, *, ours: bool) -> tuple[type[BaseException] | None, int]:
    """A task that outlives the transaction it inherited: what it meets, how many rows stand."""
    over, met = asyncio.Event(), None
    async with client(url, ours=ours):

        async def late() -> None:
            await over.wait()
            await database.execute("INSERT INTO sample (n, at) VALUES (2, CURRENT_TIMESTAMP)")

        async with in_transaction():
            task = asyncio.create_task(late())
        over.set()
        try:
            await task
        except Exception as error:  # which one is the question
            met = type(error)
        return met, await count()


async def test_a_task_that_outlives_its_transaction_is_told_so(empty_url: str) -> None:
    met, rows = await lost_task(empty_url, ours=True)
    assert met is not None
    assert met.__name__ == "TransactionManagementError"
    assert rows == 0


async def test_the_unmodified_asyncpg_client_does_not_say_what_is_wrong(small_pool: str) -> None:
    met, _rows = await lost_task(small_pool, ours=False)
    assert met is None or met.__name__ != "TransactionManagementError"


async def found_in_another_zone(url: str, *, ours: bool) -> int:
    """How many rows a filter finds that names their moment by another zone's clocks."""
    guizhou = timezone(timedelta(hours=8))
    nine = datetime(2026, 3, 2, 9, tzinfo=guizhou)
    async with client(url, ours=ours):
        await SampleRow.create(n=1, at=nine)
        near = SampleRow.filter(
            at__gte=nine - timedelta(minutes=1), at__lte=nine + timedelta(minutes=1)
        )
        async with in_transaction():
            inside = await near.count()
        assert inside == await near.count()
        return inside


async def test_a_moment_is_found_by_any_zones_clocks(empty_url: str) -> None:
    assert await found_in_another_zone(empty_url, ours=True) == 1


async def test_the_unmodified_sqlite_client_compares_clocks_of_different_zones(
    tmp_path: object,
) -> None:
    assert await found_in_another_zone(f"sqlite://{tmp_path}/stock.sqlite3", ours=False) == 0
