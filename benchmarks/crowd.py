"""The load: invented people in the sandbox, who wait for each answer before they go on."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.sandbox.persons import Persons, buttons
from bot.sandbox.server import Sandbox
from bot.sandbox.world import Event, Message, PersonSpec

LOST_AFTER = 15.0
"""Seconds after which an answer counts as lost."""


class Lost(TimeoutError):
    """The bot did not answer."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load came to. `latencies` are seconds from sending to the answer on the screen."""

    seconds: float
    latencies: Sequence[float]
    lost: int

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


class Crowd:
    """Everybody in a sandbox, each with one act at a time."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.persons: Persons = sandbox.persons
        self.calls = 0
        self.told = 0
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        sandbox.world.on_event.append(self._noticed)
        sandbox.transcript.on_entry.append(self._called)

    async def says(self, person: int, text: str) -> Message:
        """The bot's answer to a typed message; Lost after a while."""
        answer = self._expects(person)
        self.persons.send(person, text)
        return await self._came(person, answer)

    async def taps(self, person: int, message: Message, label: str) -> Message:
        """The bot's answer to a button of the message, new or in its place; Lost after a while."""
        answer = self._expects(person)
        self.persons.tap(person, message["message_id"], buttons(message)[label])
        return await self._came(person, answer)

    def _expects(self, person: int) -> "asyncio.Future[Message]":
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[person] = answer
        return answer

    async def _came(self, person: int, answer: "asyncio.Future[Message]") -> Message:
        try:
            async with asyncio.timeout(LOST_AFTER):
                return await answer
        except TimeoutError:
            raise Lost(f"person {person} got no answer") from None

    def _noticed(self, event: Event) -> None:
        if event["event"] not in {"message", "edited"} or not event["message"]["from"]["is_bot"]:
            return
        self.told += 1
        answer = self._waiting.get(event["person"])
        if answer is not None and not answer.done():
            answer.set_result(event["message"])

    def _called(self, entry: dict[str, Any]) -> None:
        self.calls += entry["kind"] == "call"


@asynccontextmanager
async def gathered(
    chats: Sequence[int], latency: float = 0.0
) -> AsyncIterator[tuple[Sandbox, Crowd]]:
    """A fresh sandbox without limits, in which these people have started the bot.

    `latency` is the mean of what every call of the bot takes, in seconds.
    """
    people = [
        PersonSpec(id=chat, first_name=f"Worker {chat}", language_code="en", started=True)
        for chat in chats
    ]
    async with Sandbox(people, latency=latency) as sandbox:
        yield sandbox, Crowd(sandbox)


async def chatter(crowd: Crowd, chats: Sequence[int], messages: int, words: str) -> Load:
    """Everybody sends `words`, waits for the answer and sends again, `messages` in all."""
    left = count(messages, -1)
    latencies: list[float] = []
    lost = 0

    async def talk(person: int) -> None:
        nonlocal lost
        while next(left) > 0:
            begun = time.perf_counter()
            try:
                await crowd.says(person, words)
            except Lost:
                lost += 1
                continue
            latencies.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for person in chats:
            group.create_task(talk(person))
    return Load(time.perf_counter() - begun, latencies, lost)


def percentile(values: Sequence[float], part: float) -> float:
    """The value below or at which `part` (0 to 1) of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
