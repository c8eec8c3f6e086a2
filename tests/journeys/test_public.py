"""Coordinators, citizens, the public: status, hints, bulletins through the real program."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from PIL import Image

from bot.app import TIMETABLE, running
from bot.bulletins import service as bulletins
from bot.jobs.ticking import Ticking
from bot.kernel.clock import StandingClock
from bot.kernel.config import Settings
from bot.people.model import Role
from bot.sandbox.hand import Hand
from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec
from tests.builders import COUNTY, HEPING, PROVINCE, a_person, a_worker
from tests.journeys.conftest import BRISK, CHECKER, COORDINATOR, PEOPLE, STRANGER
from tests.services.test_bulletins import an_evening, confirmed

SECOND, CHANNEL = 7, -1001234567890
SEEN = "Four households in our street have a fever since Monday."

once = pytest.mark.parametrize(("dialect", "settings"), [("postgres", "webhook")], indirect=True)
"""What differs between databases and between polling and webhook is tried elsewhere."""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """With somebody for the second approval, and a chat in place of a channel."""
    more = [
        PersonSpec(id=SECOND, first_name="Second", language_code="en", started=True),
        PersonSpec(id=CHANNEL, first_name="Channel", language_code="en", started=True),
    ]
    async with Sandbox([*PEOPLE, *more]) as sandbox:
        yield sandbox


@once
async def test_a_coordinator_has_the_status_as_picture_and_as_files(
    program: None, sandbox: Sandbox
) -> None:
    worker, boss = sandbox.person(1), sandbox.person(COORDINATOR)
    await worker.send("0")
    await worker.hears("Send it")
    await worker.tap("Send")
    await worker.hears("Received")
    await boss.send("/status")
    await boss.hears("某县.*as of 09:00.*Expected 3, received 1, not yet reported 2")
    await boss.tap("某镇")
    await boss.hears("Not yet reported: 新民村 and 东风村")
    await boss.tap("Picture")
    shown = await boss.hears("某镇.*as of 09:00")
    with Image.open(io.BytesIO(await fetched(sandbox, shown["photo"][-1]))) as picture:
        assert picture.width == 1000
    await boss.tap("CSV")
    shown = await boss.hears("某镇.*as of 09:00")
    text = (await fetched(sandbox, shown["document"])).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[:3] for row in rows[1:]] == [
        ["和平村", "zero report", "on time"],
        ["新民村", "not yet reported", ""],
        ["东风村", "not yet reported", ""],
    ]
    await boss.tap("Excel")
    shown = await boss.hears("某镇.*as of 09:00")
    with zipfile.ZipFile(io.BytesIO(await fetched(sandbox, shown["document"]))) as book:
        assert "和平村" in book.read("xl/sharedStrings.xml").decode()


async def fetched(sandbox: Sandbox, card: dict[str, Any]) -> bytes:
    """A file as anybody with the bot's token gets it."""
    path = sandbox.world.files[card["file_id"]].path
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.base_file_url}{sandbox.token}/{path}") as answer,
    ):
        assert answer.status == 200
        return await answer.read()


@once
async def test_a_citizens_hint_is_looked_into_and_answered(program: None, sandbox: Sandbox) -> None:
    citizen, checker = sandbox.person(STRANGER), sandbox.person(CHECKER)
    await citizen.start()
    await citizen.send("/hint")
    for place in ("某市", "某县", "某镇", "和平村"):
        await citizen.hears("Which place is it about")
        await citizen.tap(place)
    await citizen.hears("Which day")
    await citizen.tap("Today")
    await citizen.hears("What do you see")
    await citizen.send(SEEN)
    await citizen.hears("Shall I send this")
    await citizen.tap("Send the hint")
    await citizen.hears("The number of your hint")
    await checker.send("/hints")
    await checker.hears("和平村.*1 hint")
    await checker.tap("Look at 和平村")
    assert "Stranger" not in (await checker.hears(SEEN))["text"]
    await checker.tap("Confirmed")
    await checker.hears("Add a sentence")
    await checker.send("We have been there.")
    await checker.hears("Whoever sent the hint is told")
    await citizen.hears("the report will be corrected.*We have been there.*Thank you")
    await citizen.send("/myhints")
    await citizen.hears("fever.*We have been there")


@once
async def test_a_bulletin_is_corrected_and_withdrawn_for_all_to_read(
    town: None, settings: Settings, sandbox: Sandbox, clock: StandingClock
) -> None:
    await a_person(SECOND, (Role.COORDINATOR, PROVINCE))
    await an_evening(clock, 7, 2, 0)
    site = f"http://127.0.0.1:{settings.port}/en"
    first, second = sandbox.person(COORDINATOR), sandbox.person(SECOND)
    reader, channel = sandbox.person(STRANGER), sandbox.person(CHANNEL)
    ticking = Ticking(TIMETABLE)
    async with running.chatting(settings, BRISK, ticking), aiohttp.ClientSession() as session:
        await first.send(f"/channel {CHANNEL} {COUNTY.name}")
        await first.hears("from now on")
        await reader.start()
        await reader.send("/bulletin")
        await reader.hears("No bulletin has been released yet")
        await released(first, second)
        await ticking.tick_all()  # what hands bulletins out
        await channel.hears("new confirmed cases: 9")
        await reader.send("/bulletin")
        await reader.hears("new confirmed cases: 9")
        await reader.tap("Send me each new one")
        await reader.hears("from now on")
        assert "No. 1" in await page(session, f"{site}/bulletins/1")
        await corrected(clock)
        await released(first, second)
        await ticking.tick_all()
        await reader.hears("new confirmed cases: 10")
        old = await page(session, f"{site}/bulletins/1")
        assert "/bulletins/2" in old
        assert "Corrects" in await page(session, f"{site}/bulletins/2")
        await first.send("/bulletin")
        await first.hears("No. 2")
        await first.tap("Withdraw it")
        await first.hears("The public will read the reason")
        await first.send("counted for the wrong county")
        await first.hears("Somebody else has to approve this")
        await first.tap("Withdraw it")
        await first.hears("waits for somebody else")
        await second.send("/bulletins")
        await second.hears("second approval")
        await second.tap("Withdrawal")
        await second.hears("counted for the wrong county")
        await second.tap("Approve and release")
        await second.hears("The public can read it now")
        await ticking.tick_all()
        await channel.hears("counted for the wrong county")
        assert "/bulletins/3" in await page(session, f"{site}/bulletins/2")
        assert "counted for the wrong county" in await page(session, f"{site}/bulletins/3")
        await reader.send("/bulletin")
        await reader.hears("No bulletin has been released yet")


async def corrected(clock: StandingClock) -> None:
    """What is public turns out to be wrong the day after."""
    clock.advance(timedelta(hours=1))
    worker = await a_worker(1, HEPING)
    await confirmed(worker, HEPING, "a mistake", confirmed=8)
    await bulletins.draft_due()


async def released(first: Hand, second: Hand) -> None:
    """Both approve what waits."""
    for hand, label, told in (
        (first, "Approve", "Somebody else gives the second"),
        (second, "Approve and release", "The public can read it now"),
    ):
        await hand.send("/bulletins")
        await hand.hears("Bulletins to be approved")
        await hand.tap("某县")
        await hand.hears("This bulletin: waits")
        await hand.tap(label)
        await hand.hears(told)


async def page(session: aiohttp.ClientSession, address: str) -> str:
    async with session.get(address) as answer:
        assert answer.status == 200
        return await answer.text()
