"""The leader's sender: what waits in the outbox goes out, paced, and is noted."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from telegram import Bot

from bot.chat.delivery import Blocked, Delivered, Fate, Later, Moved, Rejected, deliver
from bot.kernel import clock, database
from bot.outbox import service, store
from bot.outbox.model import Lane, Message, Outcome, Status
from bot.outbox.rules.pacing import Limits, Pacing, favourite

log = logging.getLogger(__name__)

SWEEP_EVERY = 1.0
GRACE = 8.0
MOST_WAIT = 300.0
URGENT = (Lane.ANSWER, Lane.EMERGENCY)


@dataclass(slots=True)
class Counters:
    """What happened since the start; `lag` is the seconds the latest message waited."""

    sent: int = 0
    failed: int = 0
    expired: int = 0
    retried: int = 0
    too_many: int = 0
    possible_duplicates: int = 0
    lag: float = 0.0


async def _ignore(*_: int) -> None:
    """Nobody asked to be told."""


class Sender:
    """Delivers through `bot` until stopped. Run one in a whole installation: it leads in `epoch`.

    `on_blocked(chat_id)` and `on_moved(chat_id, new_chat_id)` are awaited after the outcome
    is noted. At most `at_once` calls are under way; a message is given up after `attempts`
    failures that were not of our pacing. A claim lasts `lease`, beyond every time-out.
    """

    def __init__(
        self,
        bot: Bot,
        limits: Limits | None = None,
        *,
        on_blocked: Callable[[int], Awaitable[None]] = _ignore,
        on_moved: Callable[[int, int], Awaitable[None]] = _ignore,
        at_once: int = 100,
        attempts: int = 8,
        lease: timedelta = timedelta(seconds=90),
        epoch: int = 1,
    ) -> None:
        self.counters = Counters()
        self._bot = bot
        self._pacing = Pacing(limits or Limits())
        self._on_blocked = on_blocked
        self._on_moved = on_moved
        self._at_once = at_once
        self._attempts = attempts
        self._lease = lease
        self._epoch = epoch
        self._wake = asyncio.Event()
        self._stopping = False
        self._crowded = False
        self._turn = 0
        self._next_sweep = 0.0
        self._flying: dict[asyncio.Task[None], Message] = {}
        self._done: list[Outcome] = []
        self._news: list[Callable[[], Awaitable[None]]] = []

    async def run(self) -> None:
        """Send until `stop()`; then finish what is in hand, in less than ten seconds."""
        with service.listening(self._wake):
            while not self._stopping:
                self._wake.clear()
                try:
                    await self._round()
                except Exception:  # an outermost loop: the database may be back in a moment
                    log.exception("the sender could not reach its outbox")
                    await self._sleep(0.5)
                    continue
                await self._sleep(self._pause())
        await self._finish()

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stopping = True
        self._wake.set()

    async def _round(self) -> None:
        await self._note()
        await self._sweep()
        await self._take()

    async def _finish(self) -> None:
        if self._flying:
            _, late = await asyncio.wait(self._flying, timeout=GRACE)
            for task in late:  # what it did is unknown: the next sender will see to it
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._note()

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            try:
                async with asyncio.timeout(seconds):
                    await self._wake.wait()
            except TimeoutError:
                return
        else:
            await asyncio.sleep(0)

    def _pause(self) -> float:
        """Seconds until there may be something to do, if nobody nudges."""
        now = _now()
        moments = [self._next_sweep]
        if self._crowded and len(self._flying) < self._at_once:
            tight = [lane for lane in (Lane.ANSWER, Lane.BULLETIN) if not self._room(now, lane)]
            opens = [self._pacing.opens(lane, now) for lane in tight] or [now]
            moments.append(min(opens))
        chat = self._pacing.next_chat(now)
        if chat is not None:
            moments.append(chat)
        return 0.0 if self._done else max(0.0, min(moments) - now)

    # -- taking and sending ---------------------------------------------------------------

    def _room(self, now: float, lane: Lane = Lane.BULLETIN) -> int:
        free = self._at_once - len(self._flying)
        room = self._pacing.room(lane, now)
        return free if room is None else min(free, room)

    async def _take(self) -> None:
        now = _now()
        urgent, mass = self._room(now, Lane.ANSWER), self._room(now)
        self._crowded, was_crowded = urgent == 0 or mass == 0, self._crowded
        if was_crowded and mass > 0:
            await self._take_favoured(mass)
            urgent, mass = self._room(now, Lane.ANSWER), self._room(now)
        if mass >= urgent > 0:
            self._crowded |= await self._launch(urgent, tuple(Lane)) == urgent
            return
        taken = await self._launch(urgent, URGENT) if urgent else 0
        rest = min(mass, urgent - taken)
        if rest > 0:
            others = tuple(lane for lane in Lane if lane not in URGENT)
            taken += await self._launch(rest, others)
        self._crowded |= taken == urgent or rest > 0

    async def _take_favoured(self, room: int) -> None:
        """Those whose turn it is out of order, so that no lane starves behind a busy one."""
        turns = [favourite(turn) for turn in range(self._turn, self._turn + room)]
        for lane in {turn for turn in turns if turn is not None}:
            await self._launch(turns.count(lane), (lane,))

    async def _launch(self, limit: int, lanes: tuple[Lane, ...]) -> int:
        busy = {message.chat_id for message in self._flying.values()}
        but = busy | self._pacing.full_chats(_now())
        claimed = await store.claim(limit, self._lease, lanes=lanes, but=but, epoch=self._epoch)
        for message in claimed:
            if message.chat_id in busy:  # another lane of the same chat: one at a time
                self._done.append(Outcome(message.id, Status.WAITING, attempted=False))
                continue
            busy.add(message.chat_id)
            self._turn += 1
            edits = message.edits is not None
            self._pacing.went(message.chat_id, message.lane, _now(), edits=edits)
            self.counters.possible_duplicates += message.again
            task = asyncio.create_task(self._send(message))
            self._flying[task] = message
            task.add_done_callback(self._landed)
        return len(claimed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        del self._flying[task]
        self._wake.set()

    async def _send(self, message: Message) -> None:
        try:
            payload = service.content(message)
            fate = await deliver(self._bot, message.chat_id, payload, message.edits)
        except Exception as error:  # an outermost loop: one bad message stops no other
            log.exception("a message could not be sent", extra={"message_id": message.id})
            fate = Rejected(f"{type(error).__name__}")
        self._done.append(self._outcome(message, fate))

    # -- outcomes -------------------------------------------------------------------------

    def _outcome(self, message: Message, fate: Fate) -> Outcome:
        match fate:
            case Delivered():
                self.counters.sent += 1
                waited = clock.now() - max(message.created_at, message.not_before)
                self.counters.lag = max(0.0, waited.total_seconds())
                return Outcome(message.id, Status.SENT, message_id=fate.message_id)
            case Blocked():
                self._news.append(lambda: self._on_blocked(message.chat_id))
                return self._failed(message, fate.reason)
            case Moved():
                self._news.append(lambda: self._move(message.chat_id, fate.new_chat))
                return self._again(message, "moved", 0.0)
            case Rejected():
                log.error("a message was rejected", extra={"message_id": message.id})
                return self._failed(message, fate.reason)
            case Later():
                return self._later(message, fate)

    def _later(self, message: Message, later: Later) -> Outcome:
        self.counters.retried += 1
        self.counters.possible_duplicates += later.perhaps_sent
        if later.counts_as_429:
            self.counters.too_many += 1
            seconds = later.seconds or 1.0
            self._pacing.told(message.chat_id, seconds, _now())
            return _waiting(message, later.reason, seconds)
        backoff = min(MOST_WAIT, 2.0 ** min(message.attempts, 10))
        jittered = backoff * random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries, no secret
        return self._again(message, later.reason, later.seconds or jittered)

    def _again(self, message: Message, reason: str, seconds: float) -> Outcome:
        if message.attempts >= self._attempts:
            return self._failed(message, f"{reason}, {message.attempts} times")
        return _waiting(message, reason, seconds)

    def _failed(self, message: Message, reason: str) -> Outcome:
        self.counters.failed += 1
        return Outcome(message.id, Status.FAILED, error=reason)

    async def _move(self, chat_id: int, new_chat_id: int) -> None:
        await store.move(chat_id, new_chat_id)
        await self._on_moved(chat_id, new_chat_id)

    async def _note(self) -> None:
        """Write down what has come in; more comes in meanwhile, which makes the next batch."""
        batch, news = self._done, self._news
        self._done, self._news = [], []
        try:
            # With a report that takes its reminders back, two may wait for each other.
            await database.retried(partial(store.note, batch, self._epoch), attempts=3)
        except BaseException:
            self._done, self._news = batch + self._done, news + self._news
            raise
        for tell in news:
            try:
                await tell()
            except Exception:  # the message's own outcome is noted already
                log.exception("an outcome was noted, but not passed on")

    async def _sweep(self) -> None:
        if _now() < self._next_sweep:
            return
        self._next_sweep = _now() + SWEEP_EVERY
        self.counters.expired += await store.expire()
        in_hand = [message.id for message in self._flying.values()]
        in_hand += [outcome.id for outcome in self._done]
        reaped = await store.reap(in_hand, self._epoch)
        self.counters.failed += reaped.given_up


def _waiting(message: Message, reason: str, seconds: float) -> Outcome:
    due = clock.now() + timedelta(seconds=seconds)
    return Outcome(message.id, Status.WAITING, error=reason, not_before=due)


def _now() -> float:
    return asyncio.get_running_loop().time()
