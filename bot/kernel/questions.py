"""Questions that a room asks without knowing who answers: a neighbour on its own floor may.

Neighbours cannot import each other; the composition root hangs up one table of answers.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

Answer = Callable[[Any], Awaitable[Any]]
Answers = Mapping[type, Answer]


class _Board:
    answers: ClassVar[Answers] = {}


@contextmanager
def answering(answers: Answers) -> Iterator[None]:
    """Have the table of answers hang as long as the block lasts."""
    before, _Board.answers = _Board.answers, answers
    try:
        yield
    finally:
        _Board.answers = before


async def ask(question: object) -> Any:
    """What whoever knows says to it; LookupError when nobody has been named for it."""
    answer = _Board.answers.get(type(question))
    if answer is None:
        raise LookupError(f"nobody answers {type(question).__name__}")
    return await answer(question)
