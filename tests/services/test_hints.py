"""Citizens' hints: sent by anybody, anonymous towards the checkers, answered once, forgotten."""

import asyncio
import json
from datetime import date, timedelta

import pytest

from bot.hints import service
from bot.hints.model import Outcome
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import say
from bot.people.model import Person, Role
from bot.places.model import Place
from tests.builders import (
    COUNTY,
    DONGFENG,
    HEPING,
    OTHER_TOWN,
    PROVINCE,
    TOWN,
    XINMIN,
    a_person,
)
from tests.fakes import Exchange

DAY = date(2026, 3, 2)
SEEN = "村口有三户人家发热，没有人来登记。"
CITIZEN, CHECKER, OTHER = 50, 2, 3


async def sent(person: Person, place: Place = HEPING, text: str = SEEN) -> int:
    async with db.transaction():
        return (await service.send(person, place, DAY, text)).id


async def test_a_stranger_sends_a_hint_and_learns_what_came_of_it(storage: None) -> None:
    await a_person(CHECKER, (Role.CHECKER, TOWN))
    exchange = Exchange()
    citizen, checker = exchange.phone(CITIZEN, "zh-hans"), exchange.phone(CHECKER)
    await citizen.send("/hint")
    for place in ("某市", "某县", "某镇", "和平村"):
        await citizen.tap(place)
    await citizen.tap("今天")
    await citizen.send(SEEN)
    assert "编号" in await citizen.tap("提交")
    shown = await checker.send("/hints")
    assert "和平村" in shown
    assert f"Person {CITIZEN}" not in shown
    await checker.tap("和平村")
    opened = await checker.last()
    assert SEEN in opened
    assert f"Person {CITIZEN}" not in opened
    assert "尚未答复" in await citizen.send("/myhints")
    assert "Add a sentence" in await checker.tap("Looked into")
    assert "Whoever sent the hint is told" in await checker.send("已入户核实，三户均已登记。")
    heard = await citizen.last()
    assert "已核查，上报情况无误" in heard
    assert "已入户核实，三户均已登记。" in heard
    assert f"Person {CHECKER}" not in heard
    own = await citizen.send("/myhints")
    assert SEEN in own
    assert "已入户核实，三户均已登记。" in own
    assert "No hints wait" in await checker.send("/hints")


async def test_a_hint_is_answered_without_a_sentence_and_only_once(storage: None) -> None:
    await a_person(CHECKER, (Role.CHECKER, TOWN))
    other = await a_person(OTHER, (Role.CHECKER, TOWN))
    hint_id = await sent(await a_person(CITIZEN))
    exchange = Exchange()
    checker, second = exchange.phone(CHECKER), exchange.phone(OTHER)
    for phone in (checker, second):
        await phone.send("/hints")
        await phone.tap("和平村")
    await checker.tap("Cannot be verified")
    async with db.transaction():
        await service.answer(other, hint_id, Outcome.RIGHT)
    refused = f"Person {OTHER} was quicker: this hint is answered already."
    assert refused in await checker.tap("Skip")
    assert len(await exchange.phone(CITIZEN).said()) == 1


@pytest.mark.parametrize("data", ["look:x", "look:" + "9" * 30, "found:right:" + "9" * 30])
async def test_made_up_buttons_are_refused(storage: None, data: str) -> None:
    await a_person(CHECKER, (Role.CHECKER, TOWN))
    checker = Exchange().phone(CHECKER)
    await checker.deliver(checker.tapped(data, 1))
    assert "This button is too old" in await checker.last()


async def test_neither_journal_nor_database_tells_a_checker_whose_it_is(storage: None) -> None:
    checker = await a_person(CHECKER, (Role.CHECKER, TOWN))
    citizen = await a_person(CITIZEN)
    hint_id = await sent(citizen)
    [hint] = await service.open_at(checker, HEPING)
    assert hint.id == hint_id
    assert hint.text == SEEN
    [entry] = await db.rows("SELECT actor_id, details FROM journal WHERE act = 'hint.sent'")
    assert entry["actor_id"] is None
    assert json.loads(entry["details"]) == {"day": "2026-03-02"}
    kept = await db.rows("SELECT * FROM hint")
    assert SEEN not in str(kept)  # sealed
    told = await db.rows("SELECT payload FROM message WHERE chat_id = $1", CHECKER)
    assert SEEN not in str(told)


async def test_three_a_day_and_one_open_for_a_place(storage: None, clock: StandingClock) -> None:
    citizen = await a_person(CITIZEN)
    await sent(citizen, HEPING)
    with pytest.raises(Refused, match="still being looked into"):
        await sent(citizen, HEPING)
    await sent(citizen, XINMIN)
    await sent(citizen, DONGFENG)
    with pytest.raises(Refused) as refused:
        await sent(citizen, OTHER_TOWN)
    assert "Tue 3 Mar, 09:01" in say(refused.value.text, "en")
    clock.advance(timedelta(days=1))
    async with db.transaction():
        await service.send(citizen, OTHER_TOWN, DAY, SEEN)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (DAY + timedelta(days=1), SEEN),
        (DAY - timedelta(days=15), SEEN),
        (DAY, "病"),
        (DAY, "字" * 1_001),
    ],
)
async def test_what_cannot_be_a_hint_is_refused(storage: None, day: date, text: str) -> None:
    citizen = await a_person(CITIZEN)
    with pytest.raises(Refused):
        await service.send(citizen, HEPING, day, text)


async def test_of_two_who_answer_at_once_one_wins_and_the_citizen_hears_once(
    storage: None,
) -> None:
    checkers = [await a_person(n, (Role.CHECKER, TOWN)) for n in (CHECKER, OTHER)]
    hint_id = await sent(await a_person(CITIZEN))

    async def answer(checker: Person) -> str:
        try:
            async with db.transaction():
                await service.answer(checker, hint_id, Outcome.RIGHT, "已入户核实。")
        except Refused as refused:
            return say(refused.text, "en")
        return "won"

    said = await asyncio.gather(*(answer(checker) for checker in checkers))
    assert said.count("won") == 1
    assert len([one for one in said if "was quicker" in one]) == 1
    heard = [text for text in await Exchange().phone(CITIZEN).said() if "已入户核实" in text]
    assert len(heard) == 1


async def test_only_who_checks_there_sees_and_answers(storage: None) -> None:
    hint_id = await sent(await a_person(CITIZEN))
    elsewhere = await a_person(CHECKER, (Role.CHECKER, OTHER_TOWN))
    for act in (
        service.open_at(elsewhere, HEPING),
        service.answer(elsewhere, hint_id, Outcome.RIGHT),
        service.waiting(await a_person(OTHER)),
    ):
        with pytest.raises(NotAllowed):
            await act


async def test_the_nearest_checkers_are_told_once_an_hour(
    storage: None, clock: StandingClock
) -> None:
    await a_person(CHECKER, (Role.CHECKER, TOWN))
    await a_person(OTHER, (Role.CHECKER, COUNTY))
    for n in range(3):
        await sent(await a_person(CITIZEN + n))
    exchange = Exchange()
    assert len(await exchange.phone(CHECKER).said()) == 2  # at once, and for the next hour
    assert await exchange.phone(OTHER).said() == []


async def test_places_with_open_hints_of_others_are_known(storage: None) -> None:
    checker = await a_person(CHECKER, (Role.CHECKER, TOWN))
    first = await sent(await a_person(CITIZEN), HEPING)
    second = await sent(await a_person(CITIZEN + 1), HEPING)
    await sent(checker, XINMIN)
    assert await service.open_places(checker) == {HEPING.id}  # not the checker's own
    for hint in (first, second):
        async with db.transaction():
            await service.answer(checker, hint, Outcome.ELSEWHERE)
    assert await service.open_places(checker) == set()


async def test_a_hint_about_what_lies_above_is_shown_too(storage: None) -> None:
    checker = await a_person(CHECKER, (Role.CHECKER, TOWN))
    high = await a_person(OTHER, (Role.CHECKER, PROVINCE))
    for n, place in enumerate((HEPING, TOWN, COUNTY)):
        await sent(await a_person(CITIZEN + n), place)
    seen = [hint.place_id for hint in await service.open_at(checker, HEPING)]
    assert seen == [HEPING.id, TOWN.id]  # the county's is for who checks there
    assert len(await service.open_at(high, HEPING)) == 3


async def test_words_and_author_are_forgotten_a_month_after_the_answer(
    storage: None, clock: StandingClock
) -> None:
    checker = await a_person(CHECKER, (Role.CHECKER, TOWN))
    citizen = await a_person(CITIZEN)
    hint_id = await sent(citizen)
    async with db.transaction():
        await service.answer(checker, hint_id, Outcome.CORRECTED)
    clock.advance(timedelta(days=29))
    assert await service.forget_answered() == 0
    assert len(await service.mine(citizen, 5)) == 1
    clock.advance(timedelta(days=2))
    assert await service.forget_answered() == 1
    assert await service.mine(citizen, 5) == []
    assert len(await db.rows("SELECT id FROM hint")) == 1
