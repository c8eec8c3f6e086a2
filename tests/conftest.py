"""What all tests share: two databases, and a clock that a test moves."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import settings as how

from bot.app import TABLES, running
from bot.kernel import clock as wall
from bot.kernel.config import Settings
from bot.kernel.database import opened
from tests import postgres
from tests.builders import KEY, a_tree
from tests.databases import Databases

how.register_profile("ours", deadline=None)  # no test asserts a time
how.load_profile("ours")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server for this test process."""
    with postgres.running() as url:
        yield url


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Databases:
    """Where tests get their databases from; PostgreSQL starts when the first one needs it."""
    return Databases(
        tmp_path_factory.mktemp("databases"),
        lambda: str(request.getfixturevalue("postgres_server")),
    )


@pytest.fixture(params=["sqlite", "postgres"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Once SQLite, once PostgreSQL."""
    return str(request.param)


@pytest.fixture
async def empty_url(databases: Databases, dialect: str) -> AsyncIterator[str]:
    """An empty database of its own."""
    url = await databases.empty(dialect)
    yield url
    await databases.drop(url)


@pytest.fixture
async def database_url(databases: Databases, dialect: str) -> AsyncIterator[str]:
    """A migrated database of its own."""
    url = await databases.ready(dialect)
    yield url
    await databases.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[None]:
    """The migrated database of the whole program, open for the test."""
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
