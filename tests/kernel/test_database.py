"""The engines survive what kills the drivers' own clients, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from tortoise import Tortoise
from tortoise.exceptions import IntegrityError, TransactionManagementError
from tortoise.transactions import in_transaction

from bot.kernel import database

TABLES = ("tests.kernel.sample",)
CANCELS = 120


@pytest.fixture
async def opened(empty_url: str) -> AsyncIterator[None]:
    async with database.opened(empty_url, TABLES):
        await Tortoise.generate_schemas()
        yield


@asynccontextmanager
async def stock(url: str) -> AsyncIterator[None]:
    """The same database through the unmodified client of its driver."""
    config = database.configuration(url, TABLES)
    default = config["connections"]["default"]
    name = "sqlite" if "sqlite" in default["engine"] else "asyncpg"
    default["engine"] = f"tortoise.backends.{name}"
    await Tortoise.init(config=config, _enable_global_fallback=True)
    await Tortoise.generate_schemas()
    try:
        yield
    finally:
        with suppress(Exception):
            await asyncio.wait_for(Tortoise.close_connections(), 2)


async def add(n: int) -> None:
    await database.execute("INSERT INTO sample (n, at) VALUES ($1, $2)", n, datetime.now(UTC))


async def count() -> int:
    found = await database.row("SELECT count(*) AS n FROM sample")
    assert found is not None
    return int(found["n"])


async def survives_cancelled_begins() -> bool:
    """Cancel transactions at every moment of their beginning; is the database still there?"""

    async def begin() -> None:
        async with in_transaction():
            await count()

    for turn in range(CANCELS):
        task = asyncio.create_task(begin())
        if turn % 2:
            await asyncio.sleep(turn % 20 * 0.00015)
        else:
            for _ in range(turn % 12):
                await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return await answers()


async def answers() -> bool:
    """Whether the database can still be asked."""
    try:
        await asyncio.wait_for(count(), 3)
    except TimeoutError:
        return False
    return True


async def test_cancelled_begins_leave_the_database_usable(opened: None) -> None:
    assert await survives_cancelled_begins()
    async with database.transaction():
        await add(1)
    assert await count() == 1


async def test_the_unmodified_sqlite_client_dies_of_a_cancelled_begin(tmp_path: object) -> None:
    async with stock(f"sqlite://{tmp_path}/stock.sqlite3"):
        assert not await survives_cancelled_begins()


async def leaked_write() -> None:
    """A task started inside a transaction that writes after its end."""
    over = asyncio.Event()

    async def late() -> None:
        await over.wait()
        await add(2)

    async with in_transaction():
        await add(1)
        task = asyncio.create_task(late())
    over.set()
    await task


async def test_a_task_that_outlives_its_transaction_is_refused(opened: None) -> None:
    with pytest.raises(TransactionManagementError, match="ended"):
        await leaked_write()
    assert await count() == 1


async def test_the_unmodified_sqlite_client_writes_for_such_a_task(tmp_path: object) -> None:
    async with stock(f"sqlite://{tmp_path}/stock.sqlite3"):
        await leaked_write()
        assert await count() == 2


async def test_a_task_may_not_write_into_the_transaction_it_was_started_in(opened: None) -> None:
    async with database.transaction():
        with pytest.raises(TransactionManagementError, match="only the task"):
            await asyncio.create_task(add(2))
        await add(1)
    assert await count() == 1


async def test_a_failed_story_leaves_nothing_behind(opened: None) -> None:
    async def fails_halfway() -> None:
        async with database.transaction():
            await add(1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails_halfway()
    assert await count() == 0


async def test_a_savepoint_is_undone_alone(opened: None) -> None:
    async with database.transaction():
        await add(1)
        with pytest.raises(IntegrityError):
            async with database.transaction():
                await add(1)
        await add(2)
    assert await count() == 2


async def test_moments_of_any_zone_compare_alike(opened: None) -> None:
    guizhou = timezone(timedelta(hours=8))
    await database.execute(
        "INSERT INTO sample (n, at) VALUES ($1, $2)", 1, datetime(2026, 3, 2, 9, tzinfo=guizhou)
    )
    earlier = datetime(2026, 3, 2, 0, 59, tzinfo=UTC)
    later = datetime(2026, 3, 2, 1, 1, tzinfo=UTC)
    found = await database.rows("SELECT at FROM sample WHERE at > $1 AND at < $2", earlier, later)
    assert [database.moment(one["at"]) for one in found] == [datetime(2026, 3, 2, 1, tzinfo=UTC)]


async def test_a_passing_failure_is_tried_again_and_a_bug_is_not(opened: None) -> None:
    tries = []

    async def flaky() -> str:
        tries.append(1)
        await add(len(tries))
        if len(tries) < 3:
            raise ConnectionResetError
        return "done"

    assert await database.retried(flaky) == "done"
    assert await count() == 1

    async def broken() -> None:
        tries.append(1)
        raise KeyError

    with pytest.raises(KeyError):
        await database.retried(broken)
    assert len(tries) == 4


async def test_writers_side_by_side_lose_nothing(opened: None) -> None:
    async def one(n: int) -> None:
        async with database.transaction():
            await add(n)

    await asyncio.gather(*(one(n) for n in range(100)))
    assert await count() == 100
