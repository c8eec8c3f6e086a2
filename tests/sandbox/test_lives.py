"""People who act by themselves in the sandbox: by their habits, once, and never after the end."""

import asyncio
from typing import Any

from bot.sandbox.lives import Habit, Life, Lives
from bot.sandbox.persons import Persons
from bot.sandbox.world import PersonSpec, World

AT_ONCE = (0.0, 0.0)


def persons() -> Persons:
    people = [PersonSpec(id=n, first_name=f"Person {n}", started=True) for n in (1, 2)]
    return Persons(World(people))


def offered(among: Persons, person: int, *data: str) -> int:
    """A message from the bot with buttons of these data; its number."""
    rows = [[{"text": one, "callback_data": one}] for one in data]
    chat = among.chat(person)
    markup = {"inline_keyboard": rows}
    message = among.world.add_message(chat, by_bot=True, text="?", reply_markup=markup)
    return int(message["message_id"])


def heard(among: Persons) -> list[str]:
    return [update.text for update in among.world.waiting]


async def settled() -> None:
    for _turn in range(20):
        await asyncio.sleep(0)


def life(*habits: Habit) -> Life:
    return Life(habits, 26.5, 106.7)


async def test_they_press_the_button_of_their_habit_and_nobody_elses() -> None:
    among = persons()
    async with Lives(among, {1: life(Habit("accept:", after=AT_ONCE))}):
        offered(among, 1, "decline:7", "accept:7")
        offered(among, 2, "accept:8")
        await settled()
    [update] = heard(among)
    assert "accept:7" in update


async def test_what_they_do_not_press_leaves_room_for_the_next_habit() -> None:
    among = persons()
    never, always = Habit("accept:", 0.0, AT_ONCE), Habit("decline:", 1.0, AT_ONCE)
    async with Lives(among, {1: life(never, always)}):
        offered(among, 1, "accept:7", "decline:7")
        await settled()
    assert ["decline:7" in update for update in heard(among)] == [True]


async def test_a_habit_may_be_for_messages_without_another_button() -> None:
    among = persons()
    only = Habit("finish:", after=AT_ONCE, without="sos:")
    async with Lives(among, {1: life(only)}):
        offered(among, 1, "finish:1", "sos:1")
        offered(among, 1, "finish:2")
        await settled()
    assert ["finish:2" in update for update in heard(among)] == [True]


async def test_a_button_that_went_away_meanwhile_is_left() -> None:
    among = persons()
    async with Lives(among, {1: life(Habit("accept:", after=(0.01, 0.01)))}):
        number = offered(among, 1, "accept:7")
        del among.chat(1).messages[number]["reply_markup"]
        await asyncio.sleep(0.05)
    assert heard(among) == []


async def test_they_say_where_they_are_when_asked() -> None:
    among = persons()
    ask: dict[str, Any] = {"keyboard": [[{"text": "Here", "request_location": True}]]}
    lives = Lives(among, {1: life()})
    async with lives:
        among.world.keep_keyboard(among.chat(1), ask)
        [act] = lives._acts
        act.cancel()
        lives._shares(1, life())
    assert "106.7" in heard(among)[0]


async def test_after_the_end_nobody_acts() -> None:
    among = persons()
    async with Lives(among, {1: life(Habit("accept:", after=(0.05, 0.05)))}):
        offered(among, 1, "accept:7")
    await asyncio.sleep(0.1)
    assert heard(among) == []
