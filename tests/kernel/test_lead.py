"""One process leads, the next takes over when it is gone, and a file is one process's alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import TABLES
from bot.kernel import database as db
from bot.kernel.database import lead, opened

on_postgres = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)


class Node:
    """A process that stands for the lead: the epochs it led in, and whether it leads now."""

    def __init__(self) -> None:
        self.epochs: list[int] = []
        self.leads = asyncio.Event()
        self.idle = asyncio.Event()
        self.idle.set()

    @asynccontextmanager
    async def work(self, epoch: int) -> AsyncIterator[asyncio.Task[None]]:
        """Lead until told to end."""
        self.epochs.append(epoch)
        self.leads.set()
        self.idle.clear()
        task = asyncio.create_task(self.toil())
        try:
            yield task
        finally:
            task.cancel()
            self.leads.clear()
            self.idle.set()

    async def toil(self) -> None:
        """For ever."""
        await asyncio.Event().wait()


async def _terminated() -> None:
    """The server ends the leader's session, as when its machine is gone."""
    await db.rows(
        "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_stat_activity a "
        "ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted "
        "AND a.application_name LIKE 'qianshao:lead:%' AND a.datname = current_database()"
    )


@on_postgres
async def test_one_leads_and_the_next_follows_when_it_ends(
    database: None, database_url: str
) -> None:
    first, second = Node(), Node()
    async with asyncio.timeout(30), lead.leading(database_url, first.work):
        await first.leads.wait()
        async with lead.leading(database_url, second.work):
            await asyncio.sleep(2 * lead.RETRY)
            assert second.epochs == []
            await _terminated()
            await first.idle.wait()
            await second.leads.wait()
            assert second.epochs == [2]
        await first.leads.wait()
    assert first.epochs == [1, 3]


@on_postgres
async def test_a_frozen_leader_is_dropped_by_the_server(
    database: None, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lead, "SILENCE", 1.0)
    monkeypatch.setattr(lead, "PING", 30.0)  # says nothing for too long
    frozen = Node()
    async with asyncio.timeout(30), lead.leading(database_url, frozen.work):
        await frozen.leads.wait()
        await frozen.idle.wait()


@on_postgres
async def test_work_that_cannot_go_on_ends_it_all(database: None, database_url: str) -> None:
    class Failing(Node):
        async def toil(self) -> None:
            raise ZeroDivisionError

    async with asyncio.timeout(30), lead.leading(database_url, Failing().work) as standing:
        with pytest.raises(ZeroDivisionError):
            await standing


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_file_has_one_process_and_an_epoch_for_each(database_url: str) -> None:
    node = Node()
    async with opened(database_url, TABLES):
        for _again in range(2):
            with lead.alone(database_url):
                with pytest.raises(lead.Taken, match="already"), lead.alone(database_url):
                    pass
                async with lead.leading(database_url, node.work):
                    assert node.leads.is_set()
            assert node.idle.is_set()
    assert node.epochs == [1, 2]


def test_a_server_and_memory_are_nobodys_alone(tmp_path: Path) -> None:
    for url in ("postgres://postgres@127.0.0.1/x", "sqlite://:memory:"):
        with lead.alone(url), lead.alone(url):
            pass
