"""When the next message may go, by Telegram's limits: sliding windows over what has gone.

All moments are seconds of one steady clock that the caller reads.
"""

from collections import deque
from dataclasses import dataclass
from math import ceil

from bot.outbox.model import Lane

SECOND = 1.0
MINUTE = 60.0
BREATH = 0.1
"""Mass messages are spread over breaths, so that an answer never waits longer than one."""

TELLING = 2.0
TOLD_BY = 3
"""So many chats told to wait within TELLING seconds mean that the limit is everybody's."""

FAVOUR_EVERY = 5
FAVOURED = (
    Lane.EMERGENCY,
    Lane.OFFER,
    Lane.EMERGENCY,
    Lane.REMINDER,
    Lane.EMERGENCY,
    Lane.NOTICE,
    Lane.EMERGENCY,
    Lane.BULLETIN,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may go: a second overall (0 for no limit at all), to one chat, to one group.

    A chat takes `burst` at once, and on average `per_chat` a second. `slack` seconds are
    added to each window, for clocks and networks that are not exact.
    """

    overall: int = 30
    per_chat: float = 1.0
    burst: int = 5
    per_group: int = 20
    slack: float = 0.02


def favourite(turn: int) -> Lane | None:
    """The lane that goes first on this turn, out of order, so that no lane starves."""
    if turn % FAVOUR_EVERY != FAVOUR_EVERY - 1:
        return None
    return FAVOURED[turn // FAVOUR_EVERY % len(FAVOURED)]


class Pacing:
    """What has gone lately, and so what may go now."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._overall: deque[float] = deque(maxlen=max(limits.overall, 1))
        self._mass: deque[float] = deque(maxlen=max(ceil(limits.overall * BREATH), 1))
        self._chats: dict[int, deque[float]] = {}
        self._free_at: dict[int, float] = {}
        self._told: deque[tuple[float, int]] = deque()
        self._paused_until = 0.0
        self._swept = 0.0

    @property
    def unlimited(self) -> bool:
        """Whether only what Telegram says by itself (`told`) is heeded."""
        return self._limits.overall == 0

    def opens(self, lane: Lane, now: float) -> float:
        """The earliest moment from `now` on at which the lane has room, whatever the chat."""
        moment = max(now, self._paused_until)
        if self.unlimited:
            return moment
        moment = max(moment, _frees(self._overall, SECOND + self._limits.slack))
        if lane > Lane.EMERGENCY:
            moment = max(moment, _frees(self._mass, BREATH))
        return moment

    def room(self, lane: Lane, now: float) -> int | None:
        """How many of this lane or a more urgent one may go now; None for any number."""
        if now < self._paused_until:
            return 0
        if self.unlimited:
            return None
        room = _room(self._overall, SECOND + self._limits.slack, now)
        return min(room, _room(self._mass, BREATH, now)) if lane > Lane.EMERGENCY else room

    def full_chats(self, now: float) -> set[int]:
        """The chats that can take nothing now."""
        self._sweep(now)
        return {chat_id for chat_id, moment in self._free_at.items() if moment > now}

    def went(self, chat_id: int, lane: Lane, now: float, *, edits: bool = False) -> None:
        """A message goes now; one that `edits` another is none of the chat's own allowance."""
        if self.unlimited:
            return
        self._overall.append(now)
        if lane > Lane.EMERGENCY:
            self._mass.append(now)
        if not edits:
            self._hold(chat_id, self._after_another(chat_id, now))

    def told(self, chat_id: int, seconds: float, now: float) -> None:
        """Telegram said "retry after": the chat waits so long; or all, when many were told."""
        self._hold(chat_id, now + seconds)
        self._told.append((now, chat_id))
        while self._told[0][0] < now - TELLING:
            self._told.popleft()
        if len({chat for _, chat in self._told}) >= TOLD_BY:
            self._paused_until = max(self._paused_until, now + seconds)

    def next_chat(self, now: float) -> float | None:
        """When the next full chat has room again; None when no chat is full."""
        return min((moment for moment in self._free_at.values() if moment > now), default=None)

    def _after_another(self, chat_id: int, now: float) -> float:
        limits = self._limits
        gone = self._chats.setdefault(chat_id, deque(maxlen=max(limits.burst, limits.per_group)))
        gone.append(now)
        moment = _nth_last(gone, limits.burst) + limits.burst / limits.per_chat + limits.slack
        if chat_id < 0:
            moment = max(moment, _nth_last(gone, limits.per_group) + MINUTE + limits.slack)
        return moment

    def _hold(self, chat_id: int, moment: float) -> None:
        self._free_at[chat_id] = max(moment, self._free_at.get(chat_id, moment))

    def _sweep(self, now: float) -> None:
        if now < self._swept + SECOND:
            return
        self._swept = now
        for chat_id in [chat for chat, moment in self._free_at.items() if moment <= now]:
            del self._free_at[chat_id]
        span = MINUTE + self._limits.burst / self._limits.per_chat + self._limits.slack
        for chat_id in [chat for chat, gone in self._chats.items() if gone[-1] < now - span]:
            del self._chats[chat_id]


def _frees(window: deque[float], span: float) -> float:
    return window[0] + span if len(window) == window.maxlen else 0.0


def _room(window: deque[float], span: float, now: float) -> int:
    fresh = sum(1 for moment in window if moment + span > now)
    return (window.maxlen or 0) - fresh


def _nth_last(gone: deque[float], n: int) -> float:
    return gone[-n] if len(gone) >= n else float("-inf")
