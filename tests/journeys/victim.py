"""The real program, which dies (SIGKILL) at a chosen step; forked, for starting it is the cost.

Steps are what the program does outside itself: BEGIN, each statement, COMMIT, each HTTP call.
A process that has loaded the program reads lives from its standard input, one line of JSON each,
and lives them in forked copies: it says the number of the process, and at the end how it ended.
"""

import asyncio
import functools
import gc
import json
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from bot.app import running
from bot.chat.request import AiohttpRequest
from bot.kernel import clock
from bot.kernel.config import Settings, read_settings
from bot.kernel.database import engine_asyncpg, engine_sqlite
from bot.outbox.rules.pacing import Limits

TABLE = re.compile(r'\b(insert into|update|delete from|from|select)\s+"?(\w+)', re.IGNORECASE)


class Steps:
    """Writes down each step before it is done, and dies at the chosen one.

    `at` is the number of the step ("17"), or a step by its name and number ("BEGIN, after#2").
    """

    def __init__(self, trace: TextIO, at: str) -> None:
        self._trace = trace
        self._at = at
        self._all = 0
        self._each: Counter[str] = Counter()

    def reached(self, name: str) -> None:
        """Here is a step."""
        self._all += 1
        self._each[name] += 1
        self._trace.write(f"{name}#{self._each[name]}\n")
        self._trace.flush()
        if self._at in {str(self._all), f"{name}#{self._each[name]}"}:
            os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def around(self, name: str) -> Iterator[None]:
        """Two steps: before it and after it."""
        self.reached(f"{name}, before")
        yield
        self.reached(f"{name}, after")


def arm(steps: Steps) -> None:
    """Have the engines of both databases and the HTTP client tell their steps."""
    sqlite, postgres = engine_sqlite, engine_asyncpg
    _hear_at_once(steps)
    for statement in ("execute_query", "execute_query_dict", "execute_insert", "execute_many"):
        for client in (sqlite.GuardedClient, postgres.GuardedClient):
            _wrap(client, statement, functools.partial(_alone, steps))
        _wrap(postgres.GuardedTransaction, statement, functools.partial(_within, steps))
    for act in ("begin", "rollback"):
        for transaction in (sqlite.GuardedTransaction, postgres.GuardedTransaction):
            _wrap(transaction, act, lambda _self, *_args, act=act: steps.around(act.upper()))
    _wrap(sqlite.GuardedContext, "_commit", lambda self: _commit(steps, self.connection))
    _wrap(postgres.GuardedTransaction, "commit", lambda self: _commit(steps, self))
    _wrap(AiohttpRequest, "do_request", lambda _self, url, **_more: steps.around(_method(url)))


def _wrap(owner: Any, name: str, told: Callable[..., Any]) -> None:
    """Have `told`, given what the coroutine function is given, make a context around it."""
    real: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def counted(*args: Any, **kwargs: Any) -> Any:
        with told(*args, **kwargs):
            return await real(*args, **kwargs)

    setattr(owner, name, counted)


def _hear_at_once(steps: Steps) -> None:
    """SQLite's statements within a transaction."""
    real = engine_sqlite.GuardedTransaction._at_once

    def counted(self: Any, query: str, values: list[Any] | None) -> list[Any]:
        with _within(steps, self, query):
            return real(self, query, values)

    engine_sqlite.GuardedTransaction._at_once = counted  # type: ignore[method-assign]


@contextmanager
def _within(
    steps: Steps, transaction: Any, query: str, *_values: Any, **_more: Any
) -> Iterator[None]:
    name = _named(query)
    if not hasattr(transaction, "about"):
        transaction.about = name
    steps.reached(name)
    yield


def _alone(steps: Steps, _client: Any, query: str, *_values: Any, **_more: Any) -> Any:
    return steps.around(f"{_named(query)} alone")


def _commit(steps: Steps, transaction: Any) -> Any:
    return steps.around(f"COMMIT ({getattr(transaction, 'about', 'a savepoint')})")


def _named(query: str) -> str:
    found = TABLE.search(query)
    return " ".join(found.groups()).lower() if found else query.split(maxsplit=1)[0].lower()


def _method(url: str) -> str:
    return url.rpartition("/")[2].replace("_", "")


async def life(settings: Settings, steps: Steps) -> None:
    """Serve until killed."""
    # Nobody reads the pipe's other end any more: whoever watched is gone.
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), os._exit, 1)
    brisk = Limits(overall=1000, burst=100)
    async with running.storage(settings):
        arm(steps)
        async with running.chatting(settings, brisk) as working:
            await working


def born(settings: dict[str, Any], now: str, trace: str, at: str) -> None:
    """What the forked process does."""
    os.dup2(2, 1)  # the standard output tells of lives and deaths, nothing else
    clock.use(clock.StandingClock(datetime.fromisoformat(now)))
    with Path(trace).open("a") as written:
        asyncio.run(life(read_settings(env_file=None, **settings), Steps(written, at)))


def main() -> None:
    """Live one life after another."""
    gc.freeze()  # else each copy's first collection copies all the memory they share
    print("ready", flush=True)  # noqa: T201 - the protocol
    while line := os.read(0, 65_536):
        if (process := os.fork()) == 0:
            born(**json.loads(line))
            os._exit(0)
        print(process, flush=True)  # noqa: T201
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
