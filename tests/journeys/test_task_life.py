"""A task lives from its description in the coordinator's chat to a certificate of service."""

import re

import aiohttp

from bot.sandbox.hand import Hand
from bot.sandbox.world import Message
from tests.journeys.volunteering import (
    ANNA,
    BEN,
    BOSS,
    CHEN,
    DORA,
    EMIL,
    SCHOOL,
    Town,
    once,
    sandbox,
    town,
    volunteers,
)

__all__ = ["sandbox", "town"]

ADDRESS = "back gate, Invented Road 3"


@once
async def test_a_task_lives_through_refusals_silence_and_a_change_of_mind(town: Town) -> None:
    await volunteers(ANNA, skill="nurse", asked=10, said_yes=10)
    await volunteers(BEN, CHEN, asked=10, said_yes=10)
    await volunteers(DORA, EMIL, asked=8, said_yes=6)
    boss, anna, ben, chen, dora, emil = town.phones(BOSS, ANNA, BEN, CHEN, DORA, EMIL)
    await describes(boss)
    await town.meanwhile()
    await accepts(anna, "Nurse")
    await one_declines_and_one_is_silent(town, ben, chen)
    await two_accept_the_last_place(dora, emil)
    await boss.hears("All places are taken: Samples at the school.*2 volunteers are coming")
    await the_stand_by_steps_in(town, boss, dora, emil)
    await they_do_it(town, boss, anna, emil)
    await hours_become_a_certificate(boss, emil, town)


async def describes(boss: Hand) -> None:
    """A task of the afternoon for a nurse and anyone, seen before it is sent."""
    await boss.send("/task")
    await boss.hears("What is it about")
    await boss.send("Samples at the school")
    await boss.hears("What is there to do")
    await boss.send("Take samples; keep the queue in order")
    await boss.hears("Tap the place, or share the spot")
    await boss.location(SCHOOL.latitude, SCHOOL.longitude)
    await boss.hears("Which place is that in")
    await boss.tap("某镇")
    await boss.hears("Which place is that in")
    await boss.tap("和平村")
    await boss.hears("Where exactly")
    await boss.send(ADDRESS)
    await boss.hears("On which day")
    await boss.send("today")
    await boss.hears("When does it begin")
    await boss.tap("14:00")
    await boss.hears("When does it end")
    await boss.tap("17:00")
    await boss.hears("Whom do you need")
    await boss.send("1 nurse, 1 anyone")
    await boss.hears(
        "Samples at the school.*Mon 2 Mar, 14:00 to 17:00.*1 × Nurse and 1 × anyone.*"
        "Enough volunteers fit.*Nurse: 1 fits, 1 needed.*anyone: 5 fit, 1 needed"
    )
    await boss.tap("Send it")
    await boss.hears("Sent. I keep you up to date")


async def is_asked(hand: Hand, skill: str = "anyone") -> Message:
    """The offer, which says nothing that only those may know who come."""
    offer = await hand.hears(f"Can you help.*14:00 to 17:00.*和平村, 1.5 km.*Needed: {skill}")
    assert ADDRESS not in offer["text"]
    return offer


async def accepts(hand: Hand, skill: str = "anyone") -> None:
    await is_asked(hand, skill)
    await hand.tap("Accept")
    await hand.hears(f"You have this place.*{ADDRESS}.*Ask for: Boss")


async def one_declines_and_one_is_silent(town: Town, ben: Hand, chen: Hand) -> None:
    """Ben thinks about it, then says why he cannot come; Chen, asked at once, does not answer."""
    asked = await is_asked(ben)
    await ben.tap("Answer later")
    await ben.hears("We remind you at Mon 2 Mar, 09:15")
    await town.meanwhile(15)
    reminder = await ben.hears("You wanted to think about it: .*Samples at the school")
    without_buttons = await is_asked(ben)
    assert without_buttons["message_id"] == asked["message_id"]
    assert chen.messages == [], "more are asked than it takes"
    await ben.tap("Decline", reminder)
    await ben.hears("What keeps you from coming")
    await ben.tap("Not well")
    await ben.hears("you have declined")
    await town.meanwhile()
    asked = await is_asked(chen)
    await town.meanwhile(30)
    closed = await chen.hears("the time to answer is over, and we have asked others")
    assert closed["message_id"] == asked["message_id"]


async def two_accept_the_last_place(dora: Hand, emil: Hand) -> None:
    """Dora is quicker; Emil is thanked, and stands by."""
    asked = await is_asked(emil)
    await accepts(dora)
    await emil.tap("Accept")
    late = await emil.hears("others were a little quicker; all places are taken.*first whom we ask")
    assert late["message_id"] == asked["message_id"]


async def the_stand_by_steps_in(town: Town, boss: Hand, dora: Hand, emil: Hand) -> None:
    """Dora cannot come after all; Emil, who stands by, is asked and takes the place."""
    await dora.tap("I cannot come")
    await dora.hears("What is the reason")
    await dora.tap("No time")
    await dora.hears("Your place in .* is free for somebody else")
    await boss.hears("Dora cannot come.*Somebody else is being asked")
    await town.meanwhile()
    await accepts(emil)


async def they_do_it(town: Town, boss: Hand, anna: Hand, emil: Hand) -> None:
    """Emil shares where he is; Anna cannot, which is noted."""
    await town.until(12)
    for hand in (anna, emil):
        await hand.hears("A reminder: this begins soon.*" + ADDRESS)
        await hand.tap("On the way")
        await hand.hears("on the way")
    await boss.send("/tasks")
    await boss.hears("2 of 2 places taken; 2 on the way, 0 arrived")
    await town.until(14)
    for hand in (anna, emil):
        await hand.tap("I have arrived")
        await hand.hears("Please share your location")
    await emil.location(SCHOOL.latitude + 0.001, SCHOOL.longitude)
    assert "unconfirmed" not in (await emil.hears("you are noted as arrived"))["text"]
    await anna.send("I cannot share it")
    await anna.hears("you are noted as arrived.*unconfirmed")
    await boss.tap("Samples at the school")
    await boss.hears("arrived: Anna and Emil.*cannot come: Dora")
    await town.until(17)
    for hand in (anna, emil):
        await hand.tap("Done")
        await hand.hears("Thank you for your help.*3 h counted")


async def hours_become_a_certificate(boss: Hand, emil: Hand, town: Town) -> None:
    """What the coordinator confirms stands in the record, on paper, and on the public site."""
    annas = await boss.hears("Anna has finished.*Counted: 3 h.*unconfirmed")
    emils = await boss.hears("Emil has finished.*Counted: 3 h")
    await boss.tap("Confirm the hours", annas)
    await boss.hears("Confirmed for Anna: 3 h")
    await boss.tap("Confirm the hours", emils)
    await boss.hears("Confirmed for Emil: 3 h")
    await emil.hears("Your 3 h for .* are confirmed")
    await emil.send("/record")
    await emil.hears("1 task, 3 h.*Lending a hand: 3 h")
    await emil.tap("Certificate of service")
    sent = await emil.hears("Your certificate of service")
    paper = await town.fetched(sent["document"])
    assert paper.startswith(b"%PDF-")
    link = re.search(rb"/URI \((http://[^)]+)\)", paper)
    assert link is not None, "whoever opens it on a phone cannot scan its code"
    english = {"Accept-Language": "en"}
    address = link[1].decode()
    async with aiohttp.ClientSession(headers=english) as session, session.get(address) as page:
        assert page.status == 200
        shown = await page.text()
    for part in ("is genuine", "E***", "3 h"):
        assert part in shown
    assert "Emil" not in shown
