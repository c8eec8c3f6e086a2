"""A sandbox with three invented people, and a way to call it without any library of the bot's."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import aiohttp
import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec

ADA, BEN, NEW = 1, 2, 3
Answer = tuple[int, dict[str, Any]]
Call = Callable[..., Coroutine[Any, Any, Answer]]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    people = [
        PersonSpec(ADA, "Ada", phone_number="+8613900000001", language_code="en", started=True),
        PersonSpec(BEN, "Ben", started=True),
        PersonSpec(NEW, "New", deep_link="K7QM2TXW9P"),
    ]
    async with Sandbox(people) as sandbox:
        yield sandbox


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(sandbox: Sandbox, web: aiohttp.ClientSession) -> Call:
    """Call a method with JSON arguments: (HTTP status, answer)."""

    async def called(method: str, **arguments: Any) -> Answer:
        url = f"{sandbox.base_url}{sandbox.token}/{method}"
        async with web.post(url, json=arguments) as response:
            return response.status, await response.json()

    return called
