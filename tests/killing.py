"""A process that dies in the middle of what it does: at one of its database statements."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.kernel import database


class Killed(Exception):
    """The process ended here."""


@contextmanager
def dying(after: int) -> Iterator[None]:
    """A process that is killed at the statement after so many."""
    left = iter(range(after))

    def mortal(real: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def statement(*args: Any) -> Any:
            if next(left, None) is None:
                raise Killed
            return await real(*args)

        return statement

    with pytest.MonkeyPatch.context() as patched:
        for name in ("execute", "rows", "row"):
            patched.setattr(database, name, mortal(getattr(database, name)))
        yield
