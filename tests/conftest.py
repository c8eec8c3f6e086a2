"""What all tests share: two databases, and a clock that a test moves."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from bot.app import TABLES, running
from bot.kernel import clock as wall
from bot.kernel.config import Settings
from bot.kernel.database import opened
from bot.kernel.database.migrating import migrate
from tests import postgres
from tests.builders import KEY, a_tree


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server for this test process."""
    with postgres.running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of its own, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite://{tmp_path / 'test.sqlite3'}"
    server = request.getfixturevalue("postgres_server")
    name = f"test_{uuid4().hex}"
    connection = await asyncpg.connect(f"{server}/postgres")
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()
    return f"{server}/{name}"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[None]:
    """The migrated database of the whole program, open for the test."""
    await migrate(database_url, TABLES)
    async with opened(database_url, TABLES):
        yield


@pytest.fixture
async def storage(database_url: str, clock: wall.StandingClock) -> AsyncIterator[None]:
    """The open database as the program has it: with key, reactions, forms and a small tree."""
    settings = Settings(token="1:test", key=KEY, database_url=database_url)
    async with running.storage(settings):
        await a_tree()
        yield


@pytest.fixture
def clock() -> Iterator[wall.StandingClock]:
    """Monday 2 March 2026, 09:00 in Guizhou; it stands until the test moves it."""
    standing = wall.StandingClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    before = wall.use(standing)
    yield standing
    wall.use(before)
