"""An update acts once also where nothing but its own number could tell that it came before."""

import asyncio

import pytest

from bot.kernel import database as db
from bot.people import service as people
from bot.people.model import Role
from tests.builders import COUNTY, HEPING, XINMIN, a_person, a_worker
from tests.fakes import Exchange, Update


async def spoken(what: str) -> Update:
    """The update of somebody who says it, in no conversation."""
    await a_worker(1, HEPING)
    coordinator = await a_person(5, (Role.COORDINATOR, COUNTY))
    invitation = await people.invite(coordinator, Role.WORKER, XINMIN)
    words = {"a stranger's hello": "hello", "an invite code": invitation.code}
    return Exchange().phone(6 if what in words else 1).typed(words.get(what, what))


async def everything() -> dict[str, int]:
    """How many rows each table has that an act could add to."""
    counted = {}
    for table in ("message", "heard", "person", "grant_", "journal", "session", "stumble"):
        row = await db.row(f"SELECT count(*) AS n FROM {table}")
        assert row is not None
        counted[table] = int(row["n"])
    return counted


@pytest.mark.parametrize("what", ["/mine", "/zero", "a stranger's hello", "an invite code"])
async def test_it_is_answered_once_however_often_it_comes(storage: None, what: str) -> None:
    update = await spoken(what)
    await Exchange().hearing.hear(update)
    once = await everything()
    assert once["message"] == 1
    again = Exchange()
    await again.hearing.hear(update)
    await asyncio.gather(*(Exchange().hearing.hear(update) for _program in range(3)))
    assert await everything() == once
