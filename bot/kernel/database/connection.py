"""Opening the database, transactions that are tried again, and raw SQL for the hot paths."""

import asyncio
import random
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal, TypeVar
from urllib.parse import parse_qsl, urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError, OperationalError
from tortoise.transactions import in_transaction

from bot.kernel.database.urls import pool, server

T = TypeVar("T")
Dialect = Literal["sqlite", "postgres"]

PASSING: tuple[type[BaseException], ...] = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    ConnectionError,
    DBConnectionError,
)
"""Failures after which the same transaction may well succeed."""

FAILURES: tuple[type[BaseException], ...] = (*PASSING, OperationalError)
"""What a driver raises; an OperationalError is looked into before it counts as passing."""


@asynccontextmanager
async def opened(url: str, tables: Sequence[str]) -> AsyncIterator[None]:
    """The database at `url` for the whole program, with the models of the modules `tables`."""
    EXECUTOR_CACHE.clear()
    _MEMORY.clear()
    await Tortoise.init(config=configuration(url, tables), _enable_global_fallback=True)
    try:
        yield
    finally:
        await Tortoise.close_connections()  # else the process hangs at its end


def configuration(url: str, tables: Sequence[str]) -> dict[str, Any]:
    """Tortoise's configuration: one connection, one app with all tables and migrations."""
    return {
        "connections": {"default": _connection(url)},
        "apps": {
            "bot": {
                "models": list(tables),
                "default_connection": "default",
                "migrations": "migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        options = dict(parse_qsl(parts.query))
        pragmas = {"synchronous": "FULL", "busy_timeout": 5_000, "journal_size_limit": 67_108_864}
        file_path = url.removeprefix("sqlite://").split("?")[0]
        return {
            "engine": "bot.kernel.database.engine_sqlite",
            "credentials": {"file_path": file_path, **pragmas, **options},
        }
    return {
        "engine": "bot.kernel.database.engine_asyncpg",
        "credentials": {**server(url), **pool(url)},
    }


def _client() -> BaseDBAsyncClient:
    return get_connections().get("default")


def dialect() -> Dialect:
    """Which of the two databases is open."""
    return "sqlite" if _client().capabilities.dialect == "sqlite" else "postgres"


def memory() -> dict[str, Any]:
    """What this process keeps of the open database beside it; gone when it is closed."""
    return _MEMORY


_MEMORY: dict[str, Any] = {}


def undoable() -> bool:
    """Whether what is read now may be undone: the caller is inside a transaction."""
    return isinstance(_client(), TransactionalDBClient)


def transaction() -> AbstractAsyncContextManager[Any]:
    """One transaction; inside another one it is a savepoint. Keep it short: SQLite has one lock."""
    return in_transaction()


async def retried(story: Callable[[], Awaitable[T]], attempts: int = 5) -> T:
    """Tell the story in a transaction; after a passing failure, once more from the start."""
    for attempt in range(1, attempts + 1):
        try:
            async with transaction():
                return await story()
        except FAILURES as failure:
            if attempt == attempts or not passes(failure):
                raise
            await asyncio.sleep(random.uniform(0.5, 1.0) * 0.02 * 4**attempt)  # noqa: S311
    raise AssertionError("unreachable")


def passes(failure: BaseException) -> bool:
    """Whether the same transaction may well succeed when it is tried again."""
    if isinstance(failure, PASSING):
        return True
    cause = failure.args[0] if failure.args else None
    busy = isinstance(cause, sqlite3.OperationalError) and "locked" in str(cause)
    return busy or isinstance(cause, PASSING)


async def rows(sql: str, *values: Any) -> list[dict[str, Any]]:
    """What a query or a statement with RETURNING gives; `$1` placeholders on both databases."""
    client = _client()
    found = await client.execute_query_dict(_worded(sql, _lite(client)), _fitted(values, client))
    return list(found)


async def row(sql: str, *values: Any) -> dict[str, Any] | None:
    """The first row, if there is one."""
    found = await rows(sql, *values)
    return found[0] if found else None


async def execute(sql: str, *values: Any) -> int:
    """Run a statement; the number of rows it touched."""
    client = _client()
    count, _rows = await client.execute_query(_worded(sql, _lite(client)), _fitted(values, client))
    return count


def _lite(client: BaseDBAsyncClient) -> bool:
    return client.capabilities.dialect == "sqlite"


@cache
def _worded(sql: str, lite: bool) -> str:
    """The statement in the database's own dialect; the few statements there are stay cached."""
    if not lite:
        return sql
    return re.sub(r"\$(\d+)", r"?\1", re.sub(r"\s+FOR (NO KEY )?UPDATE( SKIP LOCKED)?", "", sql))


def _fitted(values: Sequence[Any], client: BaseDBAsyncClient) -> list[Any]:
    return [_stored(value) for value in values] if _lite(client) else list(values)


def _stored(value: Any) -> Any:
    """A value as Tortoise itself keeps it on SQLite, so that both ways of asking agree."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment without its zone cannot be compared")
        return value.astimezone(UTC).isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


def moment(value: Any) -> datetime:
    """A timestamp column of either database, aware, in UTC."""
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def moment_or_none(value: Any) -> datetime | None:
    """A timestamp column that may be null."""
    return None if value is None else moment(value)


def day(value: Any) -> date:
    """A date column of either database."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def quoted(words: Iterable[str]) -> str:
    """Words of our own (an enum's values), to stand in a statement: 'open', 'ended'."""
    return ", ".join(f"'{word}'" for word in words)


def listed(place: int) -> str:
    """A subquery over the numbers in parameter `$place`, given as a JSON list of any length."""
    if dialect() == "postgres":
        return f"(SELECT x::bigint FROM jsonb_array_elements_text(${place}::text::jsonb) x)"  # noqa: S608
    return f"(SELECT value FROM json_each(${place}))"  # noqa: S608


def paired(place: int) -> str:
    """A subquery over (id, lot) in parameter `$place`, given as a JSON list of pairs."""
    if dialect() == "postgres":
        pairs = f"jsonb_array_elements(${place}::text::jsonb) x"
        return f"(SELECT (x->>0)::bigint AS id, (x->>1)::bigint AS lot FROM {pairs})"  # noqa: S608
    pick = "json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS lot"
    return f"(SELECT {pick} FROM json_each(${place}))"  # noqa: S608


@asynccontextmanager
async def exclusive(name: str) -> AsyncIterator[None]:
    """One holder of `name` at a time until the transaction ends (SQLite has but one writer)."""
    if dialect() == "postgres":
        await rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name)
    yield


async def ready() -> None:
    """Raises when the database does not answer."""
    await rows("SELECT 1 AS one")
