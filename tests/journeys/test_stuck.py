"""One person's act that does not come to its end: others are answered, and a kill loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from bot.kernel import database as db
from bot.kernel.config import Settings
from bot.sandbox.server import Sandbox
from tests.journeys.conftest import WORKER
from tests.journeys.lives import Lives, lives

SECOND = 2
# SQLite has one writer, who is never held up by another one: there nobody can be stuck alone.
pytestmark = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Lives]:
    async with lives(tmp_path) as program:
        yield program


@asynccontextmanager
async def held_up(database_url: str) -> AsyncIterator[None]:
    """Somebody else holds the lock of every open conversation."""
    connection = await asyncpg.connect(database_url)
    try:
        async with connection.transaction():
            await connection.fetch("SELECT session FROM session FOR UPDATE")
            yield
    finally:
        await connection.close()


async def all_noted() -> None:
    """Until no message is on its way."""
    async with asyncio.timeout(20):
        while True:
            if not await db.rows("SELECT id FROM message WHERE status <> 'sent'"):
                return
            await asyncio.sleep(0.02)


async def test_others_are_answered_meanwhile_and_after_a_kill_everybody_once(
    town: None, program: Lives, settings: Settings, sandbox: Sandbox, database_url: str
) -> None:
    worker, other = sandbox.person(WORKER), sandbox.person(SECOND)
    async with AsyncExitStack() as stack, program.one(settings):
        await worker.send("0")
        asked = await worker.hears("Send it", within=20)
        await stack.enter_async_context(held_up(database_url))
        await worker.tap("Send", asked)
        for _message in range(3):
            await other.send("/language")
            await other.hears("Which language", within=20)
        await all_noted()
    assert await db.rows("SELECT id FROM report") == []
    async with program.one(settings):
        await worker.hears("Received", within=20)
        await other.send("/mine")
        await other.hears("My reports", within=20)
    said = [message["text"] for message in other.messages if message["from"]["is_bot"]]
    assert sum("Which language" in text for text in said) == 3
    assert len(await db.rows("SELECT id FROM report")) == 1
