"""How fast notices go, and which are large: as the installation decides."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Bounds:
    """Messages a second that Telegram takes; more people than `large` need a second person."""

    a_second: int = 30
    large: int = 500


class _Now:
    bounds: ClassVar[Bounds] = Bounds()


@contextmanager
def within(bounds: Bounds) -> Iterator[None]:
    """Have these bounds known as long as the block lasts."""
    before, _Now.bounds = _Now.bounds, bounds
    try:
        yield
    finally:
        _Now.bounds = before


def bounds() -> Bounds:
    """The bounds as they are."""
    return _Now.bounds
