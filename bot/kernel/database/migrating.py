"""Bringing the database up to date: one process at a time, SQLite's file copied first."""

import asyncio
import fcntl
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import asyncpg
from tortoise.connection import get_connections
from tortoise.migrations.executor import MigrationExecutor

from bot.kernel.database.backups import back_up, settled
from bot.kernel.database.connection import configuration, opened
from bot.kernel.database.urls import file_of, server

CONNECT_SECONDS = 15.0
_LOCK = "qianshao:migrations"


class NoDatabase(RuntimeError):
    """The database cannot be used: a file that is none, a server that cannot be reached."""


async def migrate(
    url: str, tables: Sequence[str], progress: Callable[[str], None] | None = None
) -> list[str]:
    """Apply what is pending, one process at a time; returns the names applied, in order.

    Raises NoDatabase for an SQLite file that is none, and for a server that lets nobody in.
    """
    file = file_of(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        _refuse_other_files(file)
    async with _alone(url, file):
        waiting = await _pending(url, tables)
        if waiting:
            if file is not None:
                back_up(file, waiting[0])
            await _apply(url, tables, progress)
        if file is not None:
            settled(file)
        return waiting


async def _pending(url: str, tables: Sequence[str]) -> list[str]:
    async with opened(url, tables):
        plan = await _executor(url, tables).plan()
        return [step.migration.name for step in plan]


async def _apply(url: str, tables: Sequence[str], progress: Callable[[str], None] | None) -> None:
    def tell(event: str, _app: str, name: str) -> None:
        if progress is not None and event == "apply_start":
            progress(name)

    options = "&foreign_keys=OFF" if "?" in url else "?foreign_keys=OFF"
    lite = file_of(url) is not None
    async with opened(url + options if lite else url, tables):
        await _executor(url, tables).migrate(progress=tell)
        if lite:
            await _refuse_orphans()


def _refuse_other_files(file: Path) -> None:
    with closing(sqlite3.connect(file)) as opened_file:
        try:
            opened_file.execute("PRAGMA schema_version")
        except sqlite3.DatabaseError as error:
            raise NoDatabase(f"{file} cannot be used as a database: {error}") from error


async def _refuse_orphans() -> None:
    client = get_connections().get("default")
    orphans = await client.execute_query_dict("PRAGMA foreign_key_check")
    if orphans:
        raise RuntimeError(f"{len(orphans)} rows point at nothing after migrating")


def _executor(url: str, tables: Sequence[str]) -> MigrationExecutor:
    client = get_connections().get("default")
    return MigrationExecutor(client, configuration(url, tables)["apps"])


@asynccontextmanager
async def _alone(url: str, file: Path | None) -> AsyncIterator[None]:
    if url.startswith("postgres"):
        connection = await _connected(url)
        try:
            await connection.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", _LOCK)
            yield
        finally:
            await connection.close()
    elif file is not None:
        with file.with_name(f"{file.name}.migrating").open("a") as lock:
            await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
            yield
    else:
        yield


async def _connected(url: str) -> asyncpg.Connection:
    given = server(url)
    try:
        return await asyncpg.connect(**given, timeout=CONNECT_SECONDS)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        where = f"{given['host'] or 'this machine'}:{given['port']}"
        raise NoDatabase(f"PostgreSQL at {where} cannot be used: {_why(error)}") from error


def _why(error: Exception) -> str:
    """In one line, and without the password: most of these words come from the server."""
    if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError):
        return "it refuses the user or the password in QIANSHAO_DATABASE_URL"
    if isinstance(error, TimeoutError):
        return f"no answer within {CONNECT_SECONDS:.0f} seconds"
    words = error.strerror if isinstance(error, OSError) else str(error)
    return (words or str(error) or type(error).__name__).splitlines()[0]
