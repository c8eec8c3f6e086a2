"""What went to and fro, numbered: the bot's calls and the updates it was given."""

from collections import deque
from collections.abc import Callable
from typing import Any

from bot.kernel import clock

KEPT = 5_000
Entry = dict[str, Any]


class Transcript:
    """The latest entries, the oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0
        self.on_entry: list[Callable[[Entry], None]] = []

    def call(self, method: str, args: Any, *, result: Any = None, error: str | None = None) -> None:
        """A call and its outcome."""
        told = {"error": error} if error is not None else {"result": result}
        self._add({"kind": "call", "method": method, "args": args, "ok": error is None, **told})

    def update(self, text: str) -> None:
        """An update that was delivered, as JSON text."""
        self._add({"kind": "update", "update": text})

    def after(self, number: int) -> list[Entry]:
        """Every kept entry with a higher number."""
        return [entry for entry in self._entries if entry["n"] > number]

    def _add(self, entry: Entry) -> None:
        self._count += 1
        numbered = {"n": self._count, "at": clock.now().isoformat(), **entry}
        self._entries.append(numbered)
        for hear in self.on_entry:
            hear(numbered)
