"""Our bot as it runs, on a prepared SQLite file and without limits of our own."""

import asyncio
import time
from importlib.metadata import version
from typing import Any

from tortoise.connection import get_connections

from benchmarks import child
from benchmarks.town import KEY
from bot.app.running import chatting, storage
from bot.kernel import database
from bot.kernel.config import Settings
from bot.outbox import service as outbox
from bot.outbox.rules.pacing import Limits

WRITES = {"INSERT", "UPDATE", "DELETE", "WITH"}


class Statements:
    """What SQLite is asked to do, counted in its own thread.

    A write outside BEGIN and COMMIT is a transaction of its own.
    """

    def __init__(self) -> None:
        self.statements = 0
        self.transactions = 0
        self._open = False
        self._latest = ""

    def count(self, sql: str) -> None:
        """Hear of one statement. A write is told again for every row that a trigger looks at."""
        word = sql.split(maxsplit=1)[0].upper()
        if word in WRITES and sql == self._latest:
            return
        self._latest = sql
        self.statements += word not in {"BEGIN", "COMMIT", "ROLLBACK"}
        if word == "BEGIN":
            self._open = True
        elif word in {"COMMIT", "ROLLBACK"}:
            self._open = False
            self.transactions += word == "COMMIT"
        elif word in WRITES and not self._open:
            self.transactions += 1


class Nudges(asyncio.Event):
    """When the sender was told that an answer is stored."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[float] = []

    def set(self) -> None:
        self.moments.append(time.perf_counter())

    async def taken(self) -> dict[str, Any]:
        """The moments since the last time."""
        moments, self.moments = self.moments, []
        return {"commits": moments}


async def main() -> None:
    """Work until nobody measures any more."""
    given = child.told()
    settings = Settings(
        token=given.token,
        key=KEY,
        database_url=f"sqlite://{given.database}",
        api_url=given.api,
        host="127.0.0.1",
        port=given.port,
        webhook_url=f"http://127.0.0.1:{given.port}/hook",
        webhook_secret=given.secret,
    )
    heard, nudges = Statements(), Nudges()

    async def rows() -> dict[str, Any]:
        [found] = await database.rows("SELECT total_changes() AS n")
        return {
            "rows": found["n"],
            "statements": heard.statements,
            "transactions": heard.transactions,
        }

    async def count() -> dict[str, Any]:
        connection: Any = get_connections().get("default")
        await connection._connection.set_trace_callback(heard.count)
        return {}

    wishes: child.Wishes = {"rows": rows, "count": count, "commits": nudges.taken}
    with outbox.listening(nudges):
        async with storage(settings), chatting(settings, Limits(overall=0)):
            await child.obey(wishes, tortoise=version("tortoise-orm"))


if __name__ == "__main__":
    asyncio.run(main())
