"""A database of its own for each test: empty, or a copy of one that was migrated once."""

import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import asyncpg

from bot.app import TABLES
from bot.kernel.database.migrating import migrate

MIGRATIONS = "tortoise_migrations"
MOST_TO_EMPTY = 4 * 2**20
"""Bytes beyond the model's at which a database is dropped rather than emptied."""


class Databases:
    """Makes databases on either engine; the first ready one of each is the model of the others.

    `server` starts PostgreSQL when it is first asked for. There a copy costs as much as a whole
    test, so a database that is given back as its model was made is emptied for the next one.
    """

    def __init__(self, folder: Path, server: Callable[[], str]) -> None:
        self._folder = folder
        self._start = server
        self._models: dict[str, str] = {}
        self._shape: tuple[str, int] = ("", 0)
        self._free: list[str] = []

    @cached_property
    def _server(self) -> str:
        return self._start()

    async def empty(self, dialect: str) -> str:
        """The URL of a database without any table."""
        name = f"test_{uuid4().hex}"
        if dialect == "sqlite":
            return self._file(name)
        await self._execute(f'CREATE DATABASE "{name}"')
        return f"{self._server}/{name}"

    async def ready(self, dialect: str) -> str:
        """The URL of a migrated database."""
        if dialect not in self._models:
            url = await self.empty(dialect)
            await migrate(url, TABLES)
            self._models[dialect] = url
            if dialect == "postgres":
                self._shape = await self._shape_of(url)
        if dialect == "postgres" and self._free:
            return self._free.pop()
        return await self._copy(self._models[dialect], dialect)

    async def drop(self, url: str) -> None:
        """Give back the room that a database takes."""
        if url.startswith("sqlite"):
            for file in self._folder.glob(f"{_name(url)}*"):
                file.unlink()
        elif await self._emptied(url):
            self._free.append(url)
        else:
            await self._execute(f'DROP DATABASE "{_name(url)}" WITH (FORCE)')

    async def _copy(self, model: str, dialect: str) -> str:
        name = f"test_{uuid4().hex}"
        if dialect == "sqlite":
            url = self._file(name)
            shutil.copyfile(self._folder / _name(model), self._folder / _name(url))
            return url
        await self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{_name(model)}"')
        return f"{self._server}/{name}"

    async def _emptied(self, url: str) -> bool:
        """Whether the database is as its model was made, now that nobody uses it."""
        if "postgres" not in self._models:
            return False
        await self._execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{_name(url)}' AND pid <> pg_backend_pid()"
        )
        shape, size = await self._shape_of(url)
        if shape != self._shape[0] or size > self._shape[1] + MOST_TO_EMPTY:
            return False
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(_EMPTY)
        finally:
            await connection.close()
        return True

    async def _shape_of(self, url: str) -> tuple[str, int]:
        """What tells a changed schema, and the size in bytes."""
        connection = await asyncpg.connect(url)
        try:
            row = await connection.fetchrow(_SHAPE)
        finally:
            await connection.close()
        return str(row["shape"]), int(row["size"])

    def _file(self, name: str) -> str:
        # No test cuts the power: what a killed process wrote is there all the same.
        return f"sqlite://{self._folder / f'{name}.sqlite3'}?synchronous=OFF"

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(f"{self._server}/postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def _name(url: str) -> str:
    return url.rpartition("/")[2].partition("?")[0]


_SHAPE = """
SELECT pg_database_size(current_database()) AS size,
  md5(string_agg(part, ',' ORDER BY part)) AS shape
FROM (
  SELECT concat(tgrelid::regclass, ' ', tgname, ' ', tgenabled) FROM pg_trigger
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT concat(conrelid::regclass, ' ', conname) FROM pg_constraint
  UNION ALL SELECT concat(attrelid::regclass, ' ', attname, ' ', atttypid)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0
) AS parts(part)
"""

_EMPTY = f"""
DO $$ DECLARE one record; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> '{MIGRATIONS}'
  LOOP EXECUTE format('DELETE FROM %I', one.tablename); END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';
END $$
"""
