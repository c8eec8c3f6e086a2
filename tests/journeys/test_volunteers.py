"""A stranger becomes a volunteer; and what can go wrong: no-shows, calling off, silence."""

import io

from PIL import Image

from bot.sandbox.hand import Hand
from tests.journeys.volunteering import (
    ANNA,
    BEN,
    BOSS,
    CHEN,
    DEPUTY,
    NEWCOMER,
    SCHOOL,
    Town,
    a_task,
    once,
    sandbox,
    town,
    volunteers,
)

__all__ = ["sandbox", "town"]

# -- somebody registers ----------------------------------------------------------------


async def test_a_stranger_becomes_a_nurse_whom_the_town_can_ask(town: Town) -> None:
    newcomer, boss = town.phones(NEWCOMER, BOSS)
    await newcomer.start()
    await registers(newcomer)
    picture = a_photo()
    await sends_a_certificate(newcomer, picture)
    await boss.hears("certificates that wait to be looked at")
    await boss.tap("Look at them")
    await boss.hears("1 certificate waits")
    await boss.tap("Nova: Nurse")
    shown = await boss.hears("Nova: Nurse.*某县.*until 2027-12-31.*waits to be looked at")
    assert await town.fetched(shown["photo"][-1]) == picture
    await boss.tap("Verify")
    await boss.hears("Verified: Nova, Nurse. The volunteer is told")
    await newcomer.hears("Your certificate was verified: Nurse.*until 2027-12-31")
    await newcomer.send("/volunteer")
    await newcomer.hears("You are a volunteer, Nova.*Nurse: verified until 2027-12-31")
    await boss.send("/volunteers")
    await boss.hears("1 is registered; 1 can be asked now.*Nurse: 1")


async def registers(newcomer: Hand) -> None:
    """Consent, name, phone, skills, languages, place, reach, times, vehicle."""
    await newcomer.send("/volunteer")
    await newcomer.hears("rights and obligations.*free will and without pay")
    await newcomer.tap("I have read this and agree")
    await newcomer.hears("What is your name")
    await newcomer.send("Nova")
    await newcomer.hears("Which number can you be reached at")
    await newcomer.contact()
    await ticks(newcomer, "What can you do", "Nurse")
    await ticks(newcomer, "Which languages do you speak", "Mandarin")
    await newcomer.hears("Where do you start from")
    await newcomer.location(SCHOOL.latitude, SCHOOL.longitude)
    for place in ("某市", "某县", "某镇", "和平村"):
        await newcomer.hears("Which place is that in")
        await newcomer.tap(place)
    await newcomer.hears("How far do you go")
    await newcomer.tap("10 km")
    await newcomer.hears("When can you help")
    await newcomer.tap("Any time")
    await newcomer.hears("What can you come with")
    await newcomer.tap("Car")
    await newcomer.hears("Is this right.*Nova.*Nurse.*和平村.*10 km.*Any time")
    await newcomer.tap("Yes, that is right")
    await newcomer.hears("You are registered as a volunteer")
    await newcomer.hears("need a certificate: Nurse")


async def ticks(hand: Hand, question: str, label: str) -> None:
    """One of many, then done."""
    await hand.hears(question)
    await hand.tap(label)
    await hand.tap("Done", await hand.hears(question))


async def sends_a_certificate(newcomer: Hand, picture: bytes) -> None:
    await newcomer.tap("Send a certificate")
    await newcomer.hears("photo of it, on which everything can be read")
    await newcomer.photo(picture)
    await newcomer.hears("Until when is it valid")
    await newcomer.send("2027-12-31")
    await newcomer.hears("A coordinator looks at your certificate")


def a_photo() -> bytes:
    """A picture of a paper, as a phone takes it."""
    written = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(written, "JPEG")
    return written.getvalue()


# -- somebody does not come ------------------------------------------------------------


@once
async def test_who_does_not_come_is_replaced_and_the_owner_hears_of_it(town: Town) -> None:
    await volunteers(ANNA, BEN, asked=10, said_yes=10)
    await a_task()
    boss, anna, ben = town.phones(BOSS, ANNA, BEN)
    await town.meanwhile()
    await accepts(anna)
    await boss.hears("All places are taken")
    assert ben.messages == [], "more are asked than it takes"
    await town.until(14)
    await anna.hears("It is beginning now. Are you on the way")
    await town.meanwhile(30)
    await anna.hears("You were expected for .*Carry boxes.*I have not heard from you")
    await boss.hears("Anna has not come.*Somebody else is being asked")
    await accepts(ben)
    await ben.tap("On the way")
    await ben.hears("on the way")
    await anna.tap("I am here")
    await anna.hears("Please share your location")
    await anna.location(SCHOOL.latitude, SCHOOL.longitude)
    await anna.hears("Thank you for coming! Your place has been given to somebody else")
    await boss.send("/tasks")
    await boss.tap("Carry boxes", await boss.hears("1 of 1 places taken; 1 on the way"))
    await boss.hears("on the way: Ben.*did not come: Anna")


async def accepts(hand: Hand) -> None:
    await hand.hears("Can you help.*Carry boxes")
    await hand.tap("Accept")
    await hand.hears("You have this place.*3 Invented Street")


# -- two coordinators -----------------------------------------------------------------


@once
async def test_one_calls_a_task_off_while_the_other_is_about_to(town: Town) -> None:
    await volunteers(ANNA, BEN, CHEN)
    await a_task(places=2)
    boss, deputy, anna, ben, chen = town.phones(BOSS, DEPUTY, ANNA, BEN, CHEN)
    await town.meanwhile()
    await accepts(anna)
    await accepts(ben)
    asked = await chen.hears("Can you help.*Carry boxes")
    await wants_to_call_off(boss, "It is not needed any more")
    await wants_to_call_off(deputy, "Bad weather")
    await deputy.tap("Yes, call it off")
    await deputy.hears("Called off: Carry boxes. Everybody is being told")
    await boss.hears("Deputy has called your task off.*Carry boxes.*Reason: Bad weather")
    await boss.tap("Yes, call it off")
    await boss.hears("Somebody was quicker: the task has been called off. Reason: Bad weather")
    for hand in (anna, ben, chen):
        told = await hand.hears("Carry boxes.*has been called off.*Reason: Bad weather.*Thank you")
    assert told["message_id"] == asked["message_id"], "Chen could still accept"
    assert "reply_markup" not in told


async def wants_to_call_off(hand: Hand, reason: str) -> None:
    """All but the last tap."""
    await hand.send("/tasks")
    await hand.hears("Tasks.*Carry boxes.*2 of 2 places taken")
    await hand.tap("Carry boxes")
    await hand.hears("accepted: Anna and Ben")
    await hand.tap("Call off")
    await hand.hears("Why is .*Carry boxes.* called off")
    await hand.tap(reason)
    await hand.hears("Call off .*Carry boxes.*Reason: " + reason)


@once
async def test_a_task_changes_hands_and_its_news_go_to_the_new_ones(town: Town) -> None:
    await volunteers(ANNA, asked=10, said_yes=10)
    await a_task()
    boss, deputy, anna = town.phones(BOSS, DEPUTY, ANNA)
    await boss.send("/tasks")
    await boss.tap("Carry boxes", await boss.hears("0 of 1 places taken"))
    await boss.hears("Looked after by Boss")
    await boss.tap("Hand over")
    await boss.hears("Who looks after .*Carry boxes.* from now on")
    await boss.tap("Deputy")
    await boss.hears("Deputy looks after it from now on: Carry boxes")
    await deputy.hears("Boss has handed a task over to you:.*Carry boxes")
    await town.meanwhile()
    await accepts(anna)
    await deputy.hears("All places are taken: Carry boxes")
    await deputy.tap("Look at the task")
    await deputy.hears("accepted: Anna.*Looked after by Deputy")
    await deputy.tap("Message everyone")
    await deputy.hears("What do you want to tell everybody")
    await deputy.send("We meet at the back gate")
    await deputy.hears("1 person is being told")
    await anna.hears("Deputy about .*Carry boxes.*We meet at the back gate")
    told = [message for message in boss.messages if "All places are taken" in message["text"]]
    assert told == [], "the former owner is left in peace"


# -- are you well? --------------------------------------------------------------------


@once
async def test_who_does_not_say_that_they_are_well_is_looked_after(town: Town) -> None:
    await volunteers(ANNA, asked=10, said_yes=10)
    await a_task(check_in=30)
    boss, anna = town.phones(BOSS, ANNA)
    await town.meanwhile()
    await accepts(anna)
    await town.until(14)
    await anna.tap("I have arrived", await anna.hears("It is beginning now"))
    await anna.hears("Please share your location")
    await anna.location(SCHOOL.latitude, SCHOOL.longitude)
    await anna.hears("you are noted as arrived")
    await town.meanwhile(30)
    await anna.tap("I am well", await anna.hears("Are you well"))
    await anna.hears("Good to know")
    await town.meanwhile(30)
    await anna.hears("Are you well")
    await town.meanwhile(10)
    await anna.hears("Please answer: are you well.*the coordinator is being told")
    await boss.hears("Anna does not answer.*Carry boxes.*3 Invented Street.*Last sign: .*14:30")
    await anna.tap("I am well")
    await anna.hears("Good to know")
    await boss.hears("Anna has answered: they are well")
    cards = [
        message["contact"]["phone_number"] for message in boss.messages if "contact" in message
    ]
    assert cards == ["+8613900000011"], "the card by which to call Anna"
