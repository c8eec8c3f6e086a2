"""What happened on a lower floor, for whoever on a higher one must react in the same transaction.

Lower rooms cannot import higher ones; the composition root hangs up one table of reactions.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

Reaction = Callable[[Any], Awaitable[None]]
Reactions = Mapping[type, Sequence[Reaction]]


class _Board:
    reactions: ClassVar[Reactions] = {}


def react_with(reactions: Reactions) -> Reactions:
    """Hang up the table of reactions; returns the one taken down."""
    before, _Board.reactions = _Board.reactions, reactions
    return before


@contextmanager
def reacting(reactions: Reactions) -> Iterator[None]:
    """Have the table of reactions hang as long as the block lasts."""
    before = react_with(reactions)
    try:
        yield
    finally:
        react_with(before)


async def happened(event: object) -> None:
    """Run every reaction to the event, in the table's order. A failing one fails the act."""
    for reaction in _Board.reactions.get(type(event), ()):
        await reaction(event)
