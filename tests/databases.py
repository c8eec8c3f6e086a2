"""A database of its own for each test: empty, or a copy of one that was migrated once."""

import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import asyncpg

from bot.app import TABLES
from bot.kernel.database.migrating import migrate


class Databases:
    """Makes databases on either engine; the first ready one of each is the model of the others.

    `server` starts PostgreSQL when it is first asked for.
    """

    def __init__(self, folder: Path, server: Callable[[], str]) -> None:
        self._folder = folder
        self._start = server
        self._models: dict[str, str] = {}

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
        return await self._copy(self._models[dialect], dialect)

    async def drop(self, url: str) -> None:
        """Give back the room that a database takes."""
        if url.startswith("postgres"):
            await self._execute(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')
        else:
            for file in self._folder.glob(f"{url.rpartition('/')[2]}*"):
                file.unlink()

    async def _copy(self, model: str, dialect: str) -> str:
        name = f"test_{uuid4().hex}"
        if dialect == "sqlite":
            url = self._file(name)
            shutil.copyfile(model.removeprefix("sqlite://"), url.removeprefix("sqlite://"))
            return url
        await self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{model.rpartition("/")[2]}"')
        return f"{self._server}/{name}"

    def _file(self, name: str) -> str:
        return f"sqlite://{self._folder / f'{name}.sqlite3'}"

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(f"{self._server}/postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
