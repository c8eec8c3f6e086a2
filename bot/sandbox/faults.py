"""Faults on request: refused calls, lost answers, updates that come twice or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.sandbox import errors

REFUSALS: Mapping[str, Callable[[int], errors.ApiError]] = {
    "429": errors.too_many,
    "500": lambda _seconds: errors.ApiError(500, "Internal Server Error"),
    "502": lambda _seconds: errors.ApiError(502, "Bad Gateway"),
    "403": lambda _seconds: errors.BLOCKED,
}
SILENCES = {"timeout", "lost_answer"}
UPDATES = {"duplicate_update", "shuffle_updates", "stop_updates"}
KINDS = {*REFUSALS, *SILENCES, *UPDATES}


@dataclass
class _Order:
    method: str
    kind: str
    left: int
    seconds: int


@dataclass
class Faults:
    """What is to go wrong, and how many more times."""

    _calls: list[_Order] = field(default_factory=list)
    _updates: dict[str, int] = field(default_factory=dict)

    def order(self, kind: str, *, method: str = "", count: int = 1, retry_after: int = 1) -> None:
        """Have the next `count` calls of the method (any, when empty) fail so; ValueError else."""
        if kind not in KINDS:
            raise ValueError(f"{kind} is no fault; there are: {', '.join(sorted(KINDS))}")
        if kind in UPDATES:
            self._updates[kind] = self._updates.get(kind, 0) + count
        else:
            self._calls.append(_Order(method.lower(), kind, count, retry_after))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._calls.clear()
        self._updates.clear()

    def of_call(self, method: str) -> tuple[str, int] | None:
        """How this call is to fail: the kind and the seconds of a 429; None when it is not."""
        for order in self._calls:
            if order.method in {"", method}:
                order.left -= 1
                if order.left <= 0:
                    self._calls.remove(order)
                return order.kind, order.seconds
        return None

    def of_updates(self, kind: str) -> bool:
        """Whether this delivery of updates is to go wrong so; counts it."""
        left = self._updates.get(kind, 0)
        if left > 0 and kind != "stop_updates":
            self._updates[kind] = left - 1
        return left > 0
