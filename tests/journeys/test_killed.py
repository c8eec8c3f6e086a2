"""Killed (SIGKILL) between any two steps and begun again: all is as if nothing had happened.

Each run kills at one step of every kind, which one is drawn by KILL_SEED. KILL_EVERY=1 kills at
every step there is, of every pairing.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tortoise import Tortoise

from bot.app import running
from bot.journal import service as journal
from bot.kernel import database as db
from bot.kernel import secret
from bot.kernel.clock import StandingClock
from bot.kernel.config import Settings
from bot.outbox.model import Payload
from bot.people import service as people
from bot.people.model import Role
from bot.sandbox.server import Sandbox
from tests.builders import XINMIN, a_person, a_tree
from tests.databases import Databases
from tests.journeys.conftest import COORDINATOR, PEOPLE, STRANGER, WORKER, set_up, settle
from tests.journeys.lives import Lives, lives

DIALECTS, LISTENING = ("sqlite", "postgres"), ("polling", "webhook")
SEED = os.environ.get("KILL_SEED") or os.environ.get("PYTEST_XDIST_TESTRUNUID", "alone")
EVERY = os.environ.get("KILL_EVERY") == "1"

HEARD = "COMMIT (insert into heard), after"
"""Stored and not yet confirmed, so that it comes again: tried for each update in every run."""

SAYING = {"sendmessage", "editmessagetext", "sendphoto", "senddocument"}


@dataclass(frozen=True)
class Outcome:
    """What there is in the end: rows of each table, and how often each answer arrived."""

    rows: Mapping[str, int]
    said: Counter[str]


@dataclass
class Scene:
    """A town of its own, and what befalls the program there."""

    lives: Lives
    settings: Settings
    sandbox: Sandbox
    code: str
    in_flight: Counter[str]

    async def play(self, die_at: str) -> list[str]:
        """The whole story with a program that dies at the step, and with one that lives.

        The steps of the one that was to die; it may not have come that far.
        """
        story = asyncio.create_task(self._story())
        async with self.lives.one(self.settings, die_at) as dead:
            await asyncio.wait({story, dead}, return_when=asyncio.FIRST_COMPLETED)
        steps = self.lives.steps()
        if not story.done():
            self.in_flight = await in_flight()
            async with self.lives.one(self.settings):
                await story
        await story
        return steps

    async def _story(self) -> None:
        """Acts with and without a conversation, of somebody known and of a stranger."""
        worker, stranger = self.sandbox.person(WORKER), self.sandbox.person(STRANGER)
        await worker.send("0")
        asked = await worker.hears("Send it", within=20)
        await worker.tap("Send", asked)
        await worker.hears("Received", within=20)
        await worker.send("/mine")
        await worker.hears("My reports", within=20)
        await stranger.start()
        await stranger.hears("two ways in", within=20)
        await stranger.send(self.code)
        await stranger.hears("You are now community worker", within=20)
        async with asyncio.timeout(20):
            while True:
                if not self.sandbox.world.waiting and not await unsettled():
                    return
                await asyncio.sleep(0.02)

    async def outcome(self) -> Outcome:
        """What has become of it all."""
        assert (await journal.verify()).holds
        rows = {table: await count(table) for table in tables()}
        assert rows["report"] == await count("report WHERE is_current") == 1
        assert rows["message"] == await count("message WHERE status = 'sent'")
        assert (rows["heard"], rows["session"], rows["stumble"]) == (5, 0, 0)
        heard = said(self.sandbox)
        assert len(heard) == rows["message"] == 5
        return Outcome(rows, heard)


@asynccontextmanager
async def scene(
    lives: Lives, databases: Databases, dialect: str, mode: str
) -> AsyncIterator[Scene]:
    """A town where nothing has happened yet."""
    url = await databases.ready(dialect)
    async with Sandbox(PEOPLE) as sandbox:
        settings = set_up(mode, url, sandbox)
        async with running.storage(settings):
            await a_tree()
            await settle()
            coordinator = await a_person(COORDINATOR)
            invitation = await people.invite(coordinator, Role.WORKER, XINMIN)
            yield Scene(lives, settings, sandbox, invitation.code, Counter())
    await databases.drop(url)


def said(sandbox: Sandbox) -> Counter[str]:
    """The bot's messages that arrived, by their text."""
    return Counter(
        str(entry["args"].get("text") or entry["args"].get("caption"))
        for entry in sandbox.transcript.after(0)
        if entry["kind"] == "call" and entry["ok"] and entry["method"] in SAYING
    )


async def in_flight() -> Counter[str]:
    """What was claimed and its outcome not noted: whether it arrived, nobody can know."""
    found = await db.rows("SELECT payload, sealed FROM message WHERE status = 'sending'")
    opened = (secret.current().unseal(r["payload"]) if r["sealed"] else r["payload"] for r in found)
    return Counter(Payload.from_json(text).html for text in opened)


async def unsettled() -> bool:
    return bool(await db.rows("SELECT id FROM message WHERE status NOT IN ('sent', 'failed')"))


def tables() -> list[str]:
    """Every table of the program."""
    assert Tortoise.apps is not None
    return sorted({model._meta.db_table for model in Tortoise.apps["bot"].values()})


async def count(table: str) -> int:
    row = await db.row(f"SELECT count(*) AS n FROM {table}")
    assert row is not None
    return int(row["n"])


def kind(step: str) -> str:
    """What sort of step it is: reading is all the same."""
    name = step.rpartition("#")[0]
    return "reading" if name.startswith(("select", "from")) and "alone" not in name else name


def drawn(traces: Mapping[str, list[str]], mode: str) -> list[tuple[str, str]]:
    """Where to kill: a step of each kind of this mode's lot, on a database that knows it."""
    lot = random.Random(SEED)
    kinds = sorted({kind(step) for steps in traces.values() for step in steps})
    chosen = []
    for one in (one for one in kinds if falls_to(mode, one)):
        dialect = lot.choice([d for d in traces if any(kind(step) == one for step in traces[d])])
        chosen.append((dialect, lot.choice([s for s in traces[dialect] if kind(s) == one])))
    heard = [step for step in traces["sqlite"] if kind(step) == HEARD]
    assert len(heard) == 5
    return chosen + [(lot.choice(DIALECTS), step) for step in heard]


def falls_to(mode: str, one: str) -> bool:
    """Whether the kind of step is tried with this mode: each with one, its own with its own."""
    own = "Webhook" in one or "getUpdates" in one
    return own or random.Random(SEED + one).choice(LISTENING) == mode


def every(traces: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Where to kill when nothing is left out: the n-th step, a few beyond the last one too."""
    return [
        (dialect, str(n)) for dialect, steps in traces.items() for n in range(1, len(steps) + 5)
    ]


async def agrees(scene: Scene, undisturbed: Outcome) -> None:
    """Nothing lost, nothing twice, except what was in flight when the program died."""
    outcome = await scene.outcome()
    assert outcome.rows == undisturbed.rows
    assert undisturbed.said - outcome.said == Counter()
    assert outcome.said - undisturbed.said <= scene.in_flight


@pytest.fixture
async def program(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Lives]:
    async with lives(tmp_path) as program:
        yield program


@pytest.mark.timeout(3600 if EVERY else 600)
@pytest.mark.parametrize("mode", LISTENING)
async def test_killed_at_any_step_all_is_as_if_nothing_had_happened(
    program: Lives, databases: Databases, mode: str
) -> None:
    traces, undisturbed = {}, {}
    for dialect in DIALECTS:
        async with scene(program, databases, dialect, mode) as calm:
            traces[dialect] = await calm.play("")
            undisturbed[dialect] = await calm.outcome()
    for dialect, step in every(traces) if EVERY else drawn(traces, mode):
        async with scene(program, databases, dialect, mode) as stage:
            steps = await stage.play(step)
            told = f"KILL_SEED={SEED}: {dialect}, {mode}, step {len(steps)}: {steps[-1]}"
            print(told, flush=True)  # noqa: T201 - shown when the test fails
            await agrees(stage, undisturbed[dialect])
