"""Two processes of the program on one PostgreSQL: one sends, and the other when it is killed."""

import asyncio
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.kernel import database as db
from bot.kernel.config import Settings
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people.model import Role
from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec
from tests.builders import HEPING, KEY, TOWN, a_person, a_worker

WORKER = 1
PEOPLE = [PersonSpec(n, f"Person {n}", language_code="en", started=True) for n in range(1, 81)]
EACH = 4
"""Messages to everybody: fewer than a chat's burst, so that only the whole limit paces them."""

pytestmark = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(PEOPLE) as sandbox:
        yield sandbox


@asynccontextmanager
async def program(sandbox: Sandbox, database_url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot run`, polling."""
    settings = Settings(
        token=sandbox.token,
        key=KEY,
        database_url=database_url,
        api_url=sandbox.url,
        port=_free_port(),
        messages_per_second=80,
        log_level="WARNING",
    )
    given = {
        f"QIANSHAO_{name.upper()}": str(value)
        for name, value in settings.model_dump().items()
        if value is not None
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env={**os.environ, **given},
        stdin=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def leader() -> int | None:
    """The process that has the lead."""
    row = await db.row(
        "SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a "
        "ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted "
        "AND a.application_name LIKE 'qianshao:lead:%' AND a.datname = current_database()"
    )
    return None if row is None else int(row["name"].rpartition(":")[2])


async def both_stand() -> bool:
    """Whether both processes stand for the lead, and one has it."""
    found = await db.rows(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name LIKE 'qianshao:lead:%'"
    )
    return len(found) == 2 and await leader() is not None


async def noted() -> set[int]:
    """The messages of the stream that are noted as sent."""
    found = await db.rows(
        "SELECT dedupe_key FROM message WHERE status = 'sent' AND dedupe_key IS NOT NULL"
    )
    return {int(row["dedupe_key"]) for row in found}


async def many_are_noted(at_least: int) -> bool:
    return len(await noted()) >= at_least


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    for _attempt in range(4_000):
        if await holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to be")


def arrived(sandbox: Sandbox) -> Counter[int]:
    """How often each message of the stream arrived."""
    texts = (
        str(entry["args"].get("text"))
        for entry in sandbox.transcript.after(0)
        if entry["kind"] == "call" and entry["ok"]
    )
    return Counter(int(text.split()[1]) for text in texts if text.startswith("Notice "))


async def test_the_leader_is_killed_amid_a_stream_and_the_other_goes_on(
    storage: None, sandbox: Sandbox, database_url: str
) -> None:
    await a_worker(WORKER, HEPING)
    everything = set(range(len(PEOPLE) * EACH))
    async with (
        asyncio.timeout(100),
        program(sandbox, database_url) as one,
        program(sandbox, database_url) as other,
    ):
        await until(both_stand)
        for n in everything:
            chat = PEOPLE[n % len(PEOPLE)].id
            await outbox.post(chat, f"Notice {n}", "en", lane=Lane.NOTICE, dedupe_key=str(n))
        await until(lambda: many_are_noted(60))
        killed = await leader()
        assert killed in (one.pid, other.pid)
        os.kill(killed, signal.SIGKILL)
        before = await noted()
        assert before != everything, "it was killed too late for this test"
        await until(lambda: many_are_noted(len(everything)))
        assert await leader() in {one.pid, other.pid} - {killed}
        times = arrived(sandbox)
        assert set(times) == everything
        assert {n for n in before if times[n] > 1} == set(), "noted, and sent again"
        assert sum(times.values()) - len(times) <= 100, "what was in flight, and no more"
        worker = sandbox.person(WORKER)
        await worker.send("0")
        await worker.tap("Send", await worker.hears("Send it", within=20))
        await worker.hears("Received", within=20)


TICKING = """
import asyncio, sys
from datetime import UTC, datetime
from bot.app import running
from bot.kernel import clock
from bot.kernel.config import Settings
from bot.reminders import service as reminders
from tests.builders import KEY

async def main():
    clock.use(clock.StandingClock(datetime(2026, 3, 2, int(sys.argv[2]), 1, tzinfo=UTC)))
    async with running.storage(Settings(token="1:test", key=KEY, database_url=sys.argv[1])):
        print("ready", flush=True)
        sys.stdin.readline()
        for _again in range(3):
            await reminders.tick()

asyncio.run(main())
"""


async def test_two_processes_that_tick_at_once_tell_everybody_once(
    storage: None, database_url: str
) -> None:
    workers = list(range(1, 41))
    for chat in workers:
        await a_worker(chat, HEPING)
    await a_person(99, (Role.COORDINATOR, TOWN))
    for hour in (6, 8):  # two in the afternoon, and after the deadline
        started = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", TICKING, database_url, str(hour)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            for _process in range(2)
        ]
        for process in started:
            assert process.stdout is not None
            assert await process.stdout.readline() == b"ready\n"
        await asyncio.gather(*(process.communicate(b"\n") for process in started))
        assert [process.returncode for process in started] == [0, 0]
    found = await db.rows("SELECT chat_id FROM message")
    told = Counter(int(row["chat_id"]) for row in found)
    assert told == Counter([*workers, 99])
    assert len(await db.rows("SELECT id FROM ladder")) == 1


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
