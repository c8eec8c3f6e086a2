"""Volunteers through the real program: registered, asked, at work, thanked, as they live it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.app import TIMETABLE, running
from bot.jobs.ticking import Ticking
from bot.kernel import database, site
from bot.kernel.clock import StandingClock
from bot.kernel.config import Settings
from bot.people.model import Role
from bot.sandbox.hand import Hand
from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec
from bot.volunteers.model import Stage as Standing
from bot.volunteers.model import Wanted
from bot.volunteers.store import assignments
from tests.builders import COUNTY, a_person
from tests.journeys.conftest import BRISK, COORDINATOR, PEOPLE, STRANGER
from tests.volunteers import NEAR, a_task, a_volunteer

OTHER, NURSE, CARRIER, COOK, SLEEPER = 8, 11, 12, 13, 14
MINUTE = timedelta(minutes=1)

once = pytest.mark.parametrize(("dialect", "settings"), [("postgres", "polling")], indirect=True)
"""What differs between databases and between polling and webhook is tried elsewhere."""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """With another coordinator, and four people who want to help."""
    more = [
        PersonSpec(id=number, first_name=f"Person {number}", language_code="en", started=True)
        for number in (OTHER, NURSE, CARRIER, COOK, SLEEPER)
    ]
    async with Sandbox([*PEOPLE, *more]) as sandbox:
        yield sandbox


class Stage:
    """The program at work on the town, and its people's phones."""

    def __init__(self, sandbox: Sandbox, clock: StandingClock) -> None:
        self.ticking = Ticking(TIMETABLE)
        self._sandbox = sandbox
        self._clock = clock

    def __getitem__(self, number: int) -> Hand:
        return self._sandbox.person(number)

    async def wait(self, span: timedelta) -> None:
        """Time passes, and what is due happens."""
        self._clock.advance(span)
        await self.ticking.tick_all()


@pytest.fixture
async def stage(
    town: None, sandbox: Sandbox, settings: Settings, clock: StandingClock
) -> AsyncIterator[Stage]:
    """Everybody in place; nobody asked for anything yet."""
    await a_person(OTHER, (Role.COORDINATOR, COUNTY))
    stage = Stage(sandbox, clock)
    async with running.chatting(settings, BRISK, stage.ticking):
        yield stage


async def registers(somebody: Hand) -> None:
    """A stranger becomes a volunteer, in their own words and taps."""
    await somebody.start()
    await somebody.send("/volunteer")
    await somebody.hears("of your own free will")
    await somebody.tap("I have read this and agree")
    await somebody.hears("your name")
    await somebody.send("Mei")
    await somebody.hears("share it with the button")
    await somebody.contact()
    await somebody.hears("What can you do")
    await somebody.tap("Nurse *")
    await somebody.hears("What can you do")
    await somebody.tap("Done")
    await somebody.hears("languages")
    await somebody.tap("Mandarin")
    await somebody.hears("languages")
    await somebody.tap("Done")
    for place in ("某市", "某县", "某镇", "This one: 某镇"):
        await somebody.hears("start from")
        await somebody.tap(place)
    for question, answer in (("How far", "20 km"), ("When can", "Any time"), ("come with", "Car")):
        await somebody.hears(question)
        await somebody.tap(answer)
    await somebody.hears("Is this right.*Mei")
    await somebody.tap("Yes, that is right")
    await somebody.hears("You are registered as a volunteer")


@once
async def test_a_stranger_registers_and_their_certificate_is_verified_in_two_taps(
    stage: Stage,
) -> None:
    nurse, boss = stage[STRANGER], stage[COORDINATOR]
    await registers(nurse)
    await nurse.hears("certificate")
    await nurse.tap("Send a certificate")
    await nurse.hears("photo of it")
    await nurse.photo(b"the picture of a certificate")
    await nurse.hears("Until when is it valid")
    await nurse.tap("It has no end")
    await nurse.hears("A coordinator looks at your certificate")
    await boss.hears("certificate")
    await boss.send("/certificates")
    await boss.hears("1 certificate waits")
    await boss.tap("Mei")
    shown = await boss.hears("Mei: Nurse")
    assert shown["photo"][-1]["file_id"], "the picture itself is shown"
    await boss.tap("Verify")
    await nurse.hears("Your certificate has been verified|certificate.*verified")


@once
async def test_the_whole_life_of_a_task(stage: Stage) -> None:
    boss, carrier, cook, sleeper = (stage[n] for n in (COORDINATOR, CARRIER, COOK, SLEEPER))
    for number in (CARRIER, COOK, SLEEPER):
        await a_volunteer(number)
    await describes(boss, "2 anyone")
    await stage.wait(MINUTE)
    for somebody in (carrier, cook, sleeper):
        offered = await somebody.hears("Can you help.*Carry boxes.*和平村")
        assert "Invented Street" not in offered["text"]

    await cook.tap("Decline")
    await cook.hears("What keeps you from coming")
    await cook.tap("No time then")
    await cook.hears("you have declined")
    await carrier.tap("Accept")
    await carrier.hears("3 Invented Street")
    await stage.wait(30 * MINUTE)
    edited = await sleeper.hears("time to answer is over")
    assert "reply_markup" not in edited, "there is nothing left to tap"

    late, early = await a_volunteer(NURSE), stage[NURSE]
    assert late
    await stage.wait(15 * MINUTE)
    await early.hears("Can you help")
    await early.tap("Accept")
    await early.hears("You have this place")
    await boss.hears("All places are taken")

    await carrier.tap("I cannot come")
    await carrier.hears("What is the reason")
    await carrier.tap("Not well")
    await carrier.hears("free for somebody else")
    await boss.hears("cannot come|given back|free again")


@once
async def test_who_came_too_late_stands_by_works_and_is_thanked(
    stage: Stage, settings: Settings
) -> None:
    boss, first, second = (stage[n] for n in (COORDINATOR, CARRIER, COOK))
    owner = await a_person(COORDINATOR)
    for number in (CARRIER, COOK):
        await a_volunteer(number)
    task = await a_task(owner)
    await stage.wait(MINUTE)
    offered = await second.hears("Can you help")
    await first.hears("Can you help")
    await first.tap("Accept")
    await first.hears("You have this place")
    await second.tap("Accept", offered)
    await second.hears("others were a little quicker")

    await first.tap("I cannot come")
    await first.hears("What is the reason")
    await first.tap("Not well")
    await first.hears("free for somebody else")
    await stage.wait(MINUTE)
    await second.hears("Can you help")
    await second.tap("Accept")
    await second.hears("You have this place")

    await stage.wait(4 * timedelta(hours=1))
    await second.hears("begins soon")
    await second.tap("On the way")
    await second.hears("on the way")
    await second.tap("I have arrived")
    await second.hears("share your location")
    await second.location(NEAR.latitude, NEAR.longitude)
    await second.hears("arrive")
    [there] = await assignments.of_task(task.id, [Standing.ARRIVED])
    assert there.on_site
    await stage.wait(3 * timedelta(hours=1))
    await second.tap("Done")
    await second.hears("Thank you")
    await boss.hears("Person 13 has finished")
    await boss.tap("Confirm")
    await second.hears("confirmed")

    await second.send("/record")
    await second.hears("1 task")
    await second.tap("Certificate of service")
    paper = await second.hears("Your certificate of service")
    assert paper["document"]["file_name"].endswith(".pdf")
    [row] = await database.rows("SELECT minutes FROM testimony")
    assert row["minutes"] > 0
    async with aiohttp.ClientSession() as session:
        address = site.address("/en/service/7KQM-2TXW-9PZB-4CDE")
        assert address is not None
        async with session.get(address) as page:
            assert page.status == 404, "that number was never issued"


@once
async def test_whoever_does_not_come_is_replaced_and_the_owner_told(stage: Stage) -> None:
    boss, missing, next_one = (stage[n] for n in (COORDINATOR, CARRIER, COOK))
    owner = await a_person(COORDINATOR)
    await a_volunteer(CARRIER)
    await a_task(owner)
    await stage.wait(MINUTE)
    await missing.hears("Can you help")
    await missing.tap("Accept")
    await missing.hears("You have this place")
    await a_volunteer(COOK)
    await stage.wait(timedelta(hours=5))
    await missing.hears("It is beginning now")
    await stage.wait(30 * MINUTE)
    await missing.hears("I have not heard from you")
    await boss.hears("Person 12|did not come|has not come")
    await stage.wait(MINUTE)
    await next_one.hears("Can you help")


@once
async def test_a_missed_safety_check_reaches_the_owner(stage: Stage) -> None:
    boss, alone = stage[COORDINATOR], stage[CARRIER]
    owner = await a_person(COORDINATOR)
    await a_volunteer(CARRIER)
    await a_task(owner, check_in=30)
    await stage.wait(MINUTE)
    await alone.hears("Can you help")
    await alone.tap("Accept")
    await alone.hears("You have this place")
    await stage.wait(timedelta(hours=5))
    await alone.tap("On the way")
    await alone.hears("on the way")
    await alone.tap("I have arrived")
    await alone.hears("share your location")
    await alone.location(NEAR.latitude, NEAR.longitude)
    await alone.hears("arrive")
    await stage.wait(31 * MINUTE)
    await alone.hears("Are you well")
    await stage.wait(11 * MINUTE)
    await alone.hears("Please answer: are you well")
    await boss.hears("Person 12")


@once
async def test_two_coordinators_call_the_same_task_off(stage: Stage) -> None:
    boss, other, carrier = stage[COORDINATOR], stage[OTHER], stage[CARRIER]
    owner = await a_person(COORDINATOR)
    await a_volunteer(CARRIER)
    await a_task(owner, wanted=(Wanted("loading", 2),))
    await stage.wait(MINUTE)
    await carrier.hears("Can you help")
    await carrier.tap("Accept")
    await carrier.hears("You have this place")
    for somebody in (boss, other):
        await somebody.send("/tasks")
        await somebody.hears("Carry boxes.*1 of 2")
        await somebody.tap("Carry boxes")
        await somebody.hears("1 of 2")
        await somebody.tap("Call off")
        await somebody.hears("Why")
        await somebody.send("Too much rain")
    await boss.hears("Call off.*Too much rain")
    await boss.tap("Yes, call it off")
    await boss.hears("Everybody is being told")
    await other.tap("Yes, call it off")
    await other.hears("Somebody was quicker.*Too much rain")
    await carrier.hears("Too much rain")


async def describes(boss: Hand, whom: str) -> None:
    """A coordinator describes a task by chat and sends it."""
    await boss.send("/task")
    for question, answer in (("in a few words", "Carry boxes"), ("what should", "Twenty boxes")):
        await boss.hears(question)
        await boss.send(answer)
    await boss.hears("Where. Tap")
    for place in ("某镇", "和平村"):
        await boss.tap(place)
        await boss.hears("Where")
    await boss.send("3 Invented Street")
    await boss.hears("which day")
    await boss.send("2026-03-02")
    await boss.hears("begin. For")
    await boss.send("16:00")
    await boss.hears("end. For")
    await boss.send("18:00")
    await boss.hears("[Ww]ho")
    await boss.send(whom)
    await boss.hears("number|Enough|few")
    await boss.tap("Skip")
    await boss.hears("volunteers fit")
    await boss.tap("Send it")
    await boss.hears("I keep you up to date|Sent|told")
