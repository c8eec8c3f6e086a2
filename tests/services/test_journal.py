"""The journal's chain: it stands with the act, and shows any change made afterwards."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from tortoise import Tortoise

from bot.journal import service
from bot.journal.model import Verdict
from bot.kernel import database
from bot.kernel.clock import StandingClock
from bot.kernel.i18n import _


@pytest.fixture(autouse=True)
async def opened(empty_url: str, clock: StandingClock) -> AsyncIterator[None]:
    async with database.opened(empty_url, ("bot.journal.tables",)):
        await Tortoise.generate_schemas()
        yield


async def noted(n: int) -> None:
    for i in range(n):
        await service.note(i, "report.sent", f"report:{i}", place_id=5, day="2026-03-02", 病例=i)


async def test_an_untouched_chain_holds() -> None:
    assert await service.verify() == Verdict(0)
    await noted(5)
    await service.note(None, "clock", "programme")
    verdict = await service.verify()
    assert verdict == Verdict(6)
    assert verdict.holds


@pytest.mark.parametrize(
    "change",
    [
        "update journal set details = '{}' where id = 3",
        "update journal set actor_id = null where id = 3",
        "update journal set act = 'other' where id = 3",
        "update journal set place_id = 6 where id = 3",
        "update journal set previous = hash where id = 3",
        "update journal set hash = 'x' where id = 3",
    ],
)
async def test_the_first_changed_entry_is_named(change: str) -> None:
    await noted(5)
    await database.execute(change)
    verdict = await service.verify()
    assert (verdict.entries, verdict.broken, verdict.holds) == (2, 3, False)


async def test_a_removed_entry_shows_at_the_next() -> None:
    await noted(5)
    await database.execute("delete from journal where id = 2")
    assert await service.verify() == Verdict(1, 3, _("it does not follow the one before"))


async def test_a_note_falls_with_its_act() -> None:
    async def broken() -> None:
        async with database.transaction():
            await noted(1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken()
    assert await service.verify() == Verdict(0)


async def test_many_at_once_make_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "BATCH", 7)
    await asyncio.gather(*(noted(4) for _ in range(10)))
    assert await service.verify() == Verdict(40)
