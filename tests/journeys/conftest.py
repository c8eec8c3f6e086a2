"""The whole program beside the sandbox, on either database, by polling and by webhook."""

import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.app import running
from bot.kernel.clock import StandingClock
from bot.kernel.config import Settings
from bot.outbox.rules.pacing import Limits
from bot.people.model import Role
from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec
from tests.builders import COUNTY, DONGFENG, HEPING, KEY, TOWN, XINMIN, a_person, a_worker

WORKER, WORKER_OF_THREE, CHECKER, COORDINATOR, STRANGER = 1, 3, 4, 5, 6
BRISK = Limits(overall=1000, burst=100)
"""Tests type faster than people do; the pacing itself has tests of its own."""

PEOPLE = [
    PersonSpec(id=WORKER, first_name="Worker", language_code="en", started=True),
    PersonSpec(id=2, first_name="Second", language_code="en", started=True),
    PersonSpec(id=WORKER_OF_THREE, first_name="Three", language_code="zh-hans", started=True),
    PersonSpec(id=CHECKER, first_name="Checker", language_code="en", started=True),
    PersonSpec(id=COORDINATOR, first_name="Coordinator", language_code="en", started=True),
    PersonSpec(
        id=STRANGER, first_name="Stranger", language_code="en", phone_number="+8613900000006"
    ),
]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Telegram's stand-in with invented people."""
    async with Sandbox(PEOPLE) as sandbox:
        yield sandbox


@pytest.fixture(params=["polling", "webhook"])
def settings(request: pytest.FixtureRequest, database_url: str, sandbox: Sandbox) -> Settings:
    """How the program is set up for a test."""
    return set_up(request.param, database_url, sandbox)


def set_up(listening: str, database_url: str, sandbox: Sandbox) -> Settings:
    """Settings for the program beside the sandbox, by "polling" or by "webhook"."""
    port = _free_port()
    hook: dict[str, Any] = {}
    if listening == "webhook":
        hook = {"webhook_url": f"http://127.0.0.1:{port}/hook", "webhook_secret": "s" * 20}
    return Settings(
        token=sandbox.token,
        key=KEY,
        database_url=database_url,
        api_url=sandbox.url,
        port=port,
        messages_per_second=1000,
        **hook,
    )


@pytest.fixture
async def town(storage: None) -> None:
    """The invented people have their roles."""
    await settle()


async def settle() -> None:
    """Give the invented people their roles."""
    await a_worker(WORKER, HEPING)
    await a_worker(2, HEPING)
    three = [(Role.WORKER, village) for village in (HEPING, XINMIN, DONGFENG)]
    await a_person(WORKER_OF_THREE, *three, language="zh-hans")
    await a_person(CHECKER, (Role.CHECKER, TOWN))
    await a_person(COORDINATOR, (Role.COORDINATOR, COUNTY))


@pytest.fixture
async def program(town: None, settings: Settings, clock: StandingClock) -> AsyncIterator[None]:
    """The program at work on the town."""
    async with running.chatting(settings, BRISK):
        yield


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
