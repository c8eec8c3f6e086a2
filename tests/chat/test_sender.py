"""What waits goes out once, in order, within the limits, whatever Telegram or the process does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from telegram import Bot

from bot.chat.delivery import Later, deliver
from bot.chat.request import AiohttpRequest
from bot.chat.sender import Sender
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.outbox import service as outbox
from bot.outbox import store
from bot.outbox.model import Lane, Payload
from bot.outbox.rules.pacing import Limits
from bot.sandbox.flood import Limits as TelegramsLimits
from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec

PEOPLE = [PersonSpec(n, f"Person {n}", started=True) for n in range(1, 61)]
FREE = Limits(overall=0)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(PEOPLE) as sandbox:
        yield sandbox


@asynccontextmanager
async def talking(sandbox: Sandbox, read_timeout: float = 5.0) -> AsyncIterator[Bot]:
    request = AiohttpRequest(read_timeout=read_timeout, write_timeout=read_timeout)
    bot = Bot(sandbox.token, base_url=sandbox.base_url, request=request)
    async with bot:
        yield bot


@asynccontextmanager
async def sending(
    sandbox: Sandbox, limits: Limits = FREE, read_timeout: float = 5.0, **kwargs: object
) -> AsyncIterator[Sender]:
    """A sender at work until the end of the block."""
    async with talking(sandbox, read_timeout) as bot:
        sender = Sender(bot, limits, **kwargs)  # type: ignore[arg-type]
        task = asyncio.create_task(sender.run())
        try:
            yield sender
        finally:
            sender.stop()
            await task


async def states() -> dict[str, int]:
    return {status.value: n for status, n in (await store.states()).items()}


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    for _attempt in range(500):
        if await holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"it never came to be; the outbox: {await states()}")


async def all_sent() -> bool:
    return set(await states()) == {"sent"}


async def tried_once() -> bool:
    found = await db.rows("SELECT id FROM message WHERE status = 'waiting' AND attempts = 1")
    return bool(found)


def heard(sandbox: Sandbox, person: int = 1) -> list[str]:
    return [message["text"] for message in sandbox.person(person).messages]


@pytest.mark.parametrize("kind", ["429", "500", "502"])
async def test_a_refused_call_is_made_again_later_and_has_its_effect_once(
    storage: None, sandbox: Sandbox, clock: StandingClock, kind: str
) -> None:
    sandbox.faults.order(kind, method="sendMessage")
    await outbox.post(1, "hello", "en")
    async with sending(sandbox) as sender:
        await until(tried_once)
        assert heard(sandbox) == []
        clock.advance(timedelta(minutes=1))
        await until(all_sent)
    assert heard(sandbox) == ["hello"]
    assert sender.counters.too_many == (kind == "429")


async def test_a_lost_answer_is_sent_again_once_and_counted(
    storage: None, sandbox: Sandbox, clock: StandingClock
) -> None:
    sandbox.faults.order("lost_answer", method="sendMessage")
    await outbox.post(1, "hello", "en")
    async with sending(sandbox) as sender:
        await until(tried_once)
        clock.advance(timedelta(minutes=1))
        await until(all_sent)
    assert heard(sandbox) == ["hello", "hello"]
    assert sender.counters.possible_duplicates == 1


async def test_an_answer_that_does_not_come_in_time_counts_as_perhaps_sent(
    storage: None, sandbox: Sandbox, clock: StandingClock
) -> None:
    sandbox.faults.order("timeout", method="sendMessage")
    await outbox.post(1, "hello", "en")
    async with sending(sandbox, read_timeout=0.2) as sender:
        await until(tried_once)
        clock.advance(timedelta(minutes=1))
        await until(all_sent)
    assert sender.counters.possible_duplicates == 1
    assert heard(sandbox) == ["hello"]


async def test_an_edit_whose_answer_got_lost_shows_once(
    storage: None, sandbox: Sandbox, clock: StandingClock
) -> None:
    await outbox.post(1, "question", "en")
    async with sending(sandbox) as sender:
        await until(all_sent)
        sandbox.faults.order("lost_answer", method="editMessageText")
        number = sandbox.person(1).messages[0]["message_id"]
        await outbox.post(1, "answer", "en", edits=number)
        outbox.nudge()
        await until(tried_once)
        clock.advance(timedelta(minutes=1))
        await until(all_sent)
    assert heard(sandbox) == ["answer"]
    assert sender.counters.possible_duplicates == 0


async def test_who_blocked_the_bot_is_told_of_and_gets_nothing_more(
    storage: None, sandbox: Sandbox
) -> None:
    blocked = []

    async def told(chat_id: int) -> None:
        blocked.append(chat_id)

    await sandbox.person(1).block()
    await outbox.post(1, "hello", "en")
    async with sending(sandbox, on_blocked=told):
        await until(_state("failed"))
    assert blocked == [1]


async def test_a_chat_keeps_its_order_while_one_must_wait_and_others_go_on(
    storage: None, sandbox: Sandbox, clock: StandingClock
) -> None:
    sandbox.faults.order("500", method="sendMessage")
    for text in ("one", "two", "three"):
        await outbox.post(1, text, "en")
    async with sending(sandbox):
        await until(tried_once)
        await outbox.post(2, "other", "en")
        outbox.nudge()

        async def other_has_it() -> bool:
            return heard(sandbox, 2) == ["other"]

        await until(other_has_it)
        assert heard(sandbox) == []
        clock.advance(timedelta(minutes=1))
        await until(all_sent)
    assert heard(sandbox) == ["one", "two", "three"]


async def test_what_lost_its_point_or_was_taken_back_is_never_sent(
    storage: None, sandbox: Sandbox, clock: StandingClock
) -> None:
    soon = clock.now() + timedelta(minutes=1)
    await outbox.post(1, "too late", "en", expires_at=soon)
    await outbox.post(2, "taken back", "en", dedupe_key="reminder:1")
    assert await outbox.cancel("reminder:1")
    clock.advance(timedelta(minutes=2))
    await outbox.post(3, "sent", "en")
    async with sending(sandbox):
        await until(_state("sent"))
        await until(_state("expired"))
    assert await states() == {"expired": 1, "cancelled": 1, "sent": 1}
    assert heard(sandbox, 1) + heard(sandbox, 2) == []


async def test_an_answer_goes_before_a_backlog_and_telegram_never_says_429(
    storage: None, sandbox: Sandbox
) -> None:
    people = [PersonSpec(n, f"Person {n}", started=True) for n in range(1, 61)]
    async with Sandbox(people, limits=TelegramsLimits(overall=30)) as strict:
        for chat in range(2, 61):
            await outbox.post(chat, "notice", "en", lane=Lane.NOTICE)
        await outbox.post(1, "answer", "en")
        async with sending(strict, Limits()):
            await until(all_sent)
        calls = [e for e in strict.transcript.after(0) if e.get("method") == "sendmessage"]
        texts = [call["args"]["text"] for call in calls]
        assert strict.flood.refused == 0
        assert len(texts) == 60
        assert texts.index("answer") < 10


async def test_stopping_finishes_what_is_in_hand_and_leaves_the_rest(
    storage: None, sandbox: Sandbox
) -> None:
    for chat in range(1, 61):
        await outbox.post(chat, "hello", "en")
    async with talking(sandbox) as bot:
        sender = Sender(bot, FREE, at_once=5)
        task = asyncio.create_task(sender.run())
        await until(_state("sent"))
        sender.stop()
        await asyncio.wait_for(task, 10)
    left = await states()
    arrived = sum(len(heard(sandbox, n)) for n in range(1, 61))
    assert left["sent"] == arrived
    assert left["sent"] + left.get("waiting", 0) == 60


async def test_what_a_killed_sender_had_in_hand_is_sent_once_more_and_then_given_up(
    storage: None, sandbox: Sandbox, clock: StandingClock
) -> None:
    await outbox.post(1, "hello", "en")
    for _killed in range(2):
        assert len(await store.claim(5, timedelta(seconds=90))) == 1
        await store.reap()  # the lease has not run out: still in somebody's hand
        assert await states() == {"sending": 1}
        clock.advance(timedelta(seconds=91))
        reaped = await store.reap()
    assert reaped.given_up == 1
    assert await states() == {"failed": 1}


async def test_the_next_sender_does_not_wait_for_a_lease(storage: None, sandbox: Sandbox) -> None:
    await outbox.post(1, "hello", "en")
    assert len(await store.claim(5, timedelta(seconds=90), epoch=3)) == 1
    async with sending(sandbox, epoch=4) as sender:
        await until(all_sent)
    assert heard(sandbox) == ["hello"]
    assert sender.counters.possible_duplicates == 1


async def test_nobody_listening_is_no_possible_duplicate() -> None:
    request = AiohttpRequest(connect_timeout=0.5)
    bot = Bot("1:x", base_url="http://127.0.0.1:9/bot", request=request)
    await request.initialize()
    try:
        fate = await deliver(bot, 1, Payload("hello"))
    finally:
        await request.shutdown()
    assert isinstance(fate, Later)
    assert not fate.perhaps_sent


def _state(name: str) -> Callable[[], Awaitable[bool]]:
    async def holds() -> bool:
        return name in await states()

    return holds
