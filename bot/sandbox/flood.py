"""Telegram's limits on sending, as sliding windows; a refused message uses up nothing."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second overall; a second in one chat after a burst; a minute in a group."""

    overall: int
    chat: float = 1.0
    burst: int = 5
    group: int = 20


DOCUMENTED = Limits(overall=30)


class Flood:
    """Counts what is sent; without limits it lets everything pass."""

    def __init__(self, limits: Limits | None, now: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._now = now
        self._sent: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._buckets: dict[int, tuple[float, float]] = {}
        self.refused = 0

    def refuses(self, chat_id: int) -> int:
        """The seconds to wait before sending to the chat; 0 when it went, and was counted."""
        if self._limits is None:
            return 0
        now = self._now()
        wait = max(self._overall(now), self._in_group(chat_id, now), self._in_chat(chat_id, now))
        if wait > 0:
            self.refused += 1
            return max(1, math.ceil(wait))
        self._count(chat_id, now)
        return 0

    def _overall(self, now: float) -> float:
        limit = self._limits.overall if self._limits else 0
        return _full(self._sent, now, 1.0, limit)

    def _in_group(self, chat_id: int, now: float) -> float:
        if chat_id > 0 or self._limits is None:
            return 0.0
        return _full(self._groups.setdefault(chat_id, deque()), now, 60.0, self._limits.group)

    def _in_chat(self, chat_id: int, now: float) -> float:
        tokens = self._tokens(chat_id, now)
        return 0.0 if tokens >= 1 or self._limits is None else (1 - tokens) / self._limits.chat

    def _tokens(self, chat_id: int, now: float) -> float:
        if self._limits is None:
            return 1.0
        tokens, at = self._buckets.get(chat_id, (float(self._limits.burst), now))
        return min(float(self._limits.burst), tokens + (now - at) * self._limits.chat)

    def _count(self, chat_id: int, now: float) -> None:
        self._sent.append(now)
        if chat_id < 0:
            self._groups[chat_id].append(now)
        self._buckets[chat_id] = (self._tokens(chat_id, now) - 1, now)


def _full(sent: deque[float], now: float, window: float, limit: int) -> float:
    while sent and sent[0] <= now - window:
        sent.popleft()
    return sent[0] + window - now if len(sent) >= limit else 0.0
