"""The lead: of all processes on one database exactly one has it, and loses it with its life.

On PostgreSQL it is an advisory lock of a session that does nothing else; on SQLite, where one
process works at a time, a lock on a file beside the database's. Taking it begins a new epoch.
"""

import asyncio
import fcntl
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

import asyncpg

from bot.kernel.database.connection import rows
from bot.kernel.database.urls import file_of, server

LOCK = "qianshao:lead"
RETRY = 0.5
PING = 2.0
SILENCE = 10.0
"""Seconds without a ping after which the server takes the lead from a process that is frozen."""

Work = Callable[[int], AbstractAsyncContextManager[asyncio.Task[None]]]
"""The leader's work in an epoch, begun and ended; its task ends only when it cannot go on."""

LOST: tuple[type[Exception], ...] = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

_NEXT = (
    "INSERT INTO lead (id, epoch) VALUES (1, 1) "
    "ON CONFLICT (id) DO UPDATE SET epoch = lead.epoch + 1 RETURNING epoch"
)

log = logging.getLogger(__name__)


class Taken(RuntimeError):
    """Another process works on this SQLite file."""


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Keep an SQLite file to this process as long as the block lasts; raises Taken.

    A second process is told so, rather than kept waiting: it could do nothing meanwhile, and
    whoever started it would wonder why nothing happens. A server has room for many.
    """
    file = file_of(url)
    if file is None:
        yield
        return
    with file.with_name(f"{file.name}.lead").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken(
                f"Another process works on {file} already. Stop that one first; several at a "
                "time need PostgreSQL."
            ) from None
        yield


@asynccontextmanager
async def leading(url: str, work: Work) -> AsyncIterator[asyncio.Task[None]]:
    """Have the work done whenever this process has the lead, as long as the block lasts.

    The task ends only when the work cannot go on, with its exception. On SQLite the caller has
    the file to itself (`alone`), so the work begins at once; on PostgreSQL when its turn comes,
    and it is ended when the lead is lost.
    """
    if not url.startswith("postgres"):
        (row,) = await rows(_NEXT)
        async with work(int(row["epoch"])) as working:
            yield working
        return
    standing = asyncio.create_task(_stand(url, work))
    try:
        yield standing
    finally:
        standing.cancel()
        await asyncio.gather(standing, return_exceptions=True)


async def _stand(url: str, work: Work) -> None:
    """Take the lead whenever it is free, and do the work until it is lost."""
    while True:
        try:
            session = await _session(url)
        except LOST as failure:
            log.warning("the lead cannot be asked for", extra={"failure": type(failure).__name__})
            await asyncio.sleep(RETRY)
            continue
        try:
            epoch = await _elected(session)
            if epoch is not None:
                log.info("leading")
                await _lead(session, epoch, work)
                log.warning("the lead was lost")
        finally:
            session.terminate()
        await asyncio.sleep(RETRY)


async def _session(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(
        **server(url),
        timeout=5,
        command_timeout=5,
        server_settings={
            "application_name": f"{LOCK}:{os.getpid()}",
            "idle_session_timeout": str(int(SILENCE * 1000)),
            "tcp_keepalives_idle": "5",
            "tcp_keepalives_interval": "2",
            "tcp_keepalives_count": "3",
        },
    )


async def _elected(session: asyncpg.Connection) -> int | None:
    """Wait for the lead; its epoch, or None when the session is lost meanwhile."""
    asked = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"
    try:
        while not await session.fetchval(asked, LOCK):  # noqa: ASYNC110 - held elsewhere
            await asyncio.sleep(RETRY)
        # In the session of the lock: should it be lost by now, no later leader is outdated.
        return int(await session.fetchval(_NEXT))
    except LOST:
        return None


async def _lead(session: asyncpg.Connection, epoch: int, work: Work) -> None:
    """Do the work until the session is lost. It is watched until the work has come to its end."""
    watch = asyncio.create_task(_lost(session))
    try:
        async with work(epoch) as working:
            await asyncio.wait({working, watch}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


async def _lost(session: asyncpg.Connection) -> None:
    """Return when the session is lost, and with it the lock."""
    ended = asyncio.Event()
    session.add_termination_listener(lambda _session: ended.set())
    while not ended.is_set():
        try:
            async with asyncio.timeout(PING):
                await ended.wait()
        except TimeoutError:
            try:
                await session.execute("SELECT 1")
            except LOST:
                return
