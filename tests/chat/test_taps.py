"""A button tapped twice acts once; a button about a conversation touches no other one."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.app import BUTTONS, COMMANDS
from bot.chat.desk import Act
from bot.conversations.model import Reply, Session
from bot.kernel import clock as wall
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people.model import Person, Role
from tests.builders import HEPING, PROVINCE, a_person, a_worker
from tests.fakes import Exchange, Telephone

WORDS = ("", "1", "1:1", "5:2026-03-02", "look:submitted:1:0", "csv:1:2026-03-02", "right:1")
"""Some of what stands behind the names of buttons; what does not fit is refused, once."""


@pytest.fixture
async def worker(storage: None) -> Telephone:
    await a_worker(1, HEPING)
    return Exchange().phone(1)


@pytest.fixture
async def anybody(storage: None) -> Telephone:
    """Somebody whom nothing is forbidden."""
    await a_person(2, (Role.ADMIN, PROVINCE), (Role.WORKER, HEPING))
    return Exchange().phone(2)


def counted(phone: Telephone) -> Counter[str]:
    """How often each act is done from now on, by the name of its button."""
    times: Counter[str] = Counter()

    def counting(name: str, act: Act) -> Act:
        async def counted_act(person: Person, words: str) -> Session | Reply | list[Reply]:
            times[name] += 1  # stays although a refusal rolls back
            return await act(person, words)

        return counted_act

    desk = phone.exchange.hearing._desk
    buttons = {name: counting(name, act) for name, act in desk.buttons.items()}
    commands = {n: replace(c, act=counting(n, c.act)) for n, c in desk.commands.items()}
    phone.exchange.hearing._desk = replace(desk, buttons=buttons, commands=commands)
    return times


async def messages() -> int:
    row = await db.row("SELECT count(*) AS n FROM message")
    assert row is not None
    return int(row["n"])


async def toasts(phone: Telephone) -> list[str | None]:
    await phone.exchange.hearing.close()
    return phone.exchange.bot.toasts


async def test_two_taps_on_any_button_act_once(anybody: Telephone) -> None:
    times = counted(anybody)
    taps = [(n, w, i) for i, (n, w) in enumerate(product(sorted({*BUTTONS, *COMMANDS}), WORDS))]
    for name, words, message_id in taps:
        data = f"{name}:{words}" if words else name
        done = times[name]
        await anybody.deliver(anybody.tapped(data, message_id))
        said = await messages()
        await anybody.deliver(anybody.tapped(data, message_id))
        assert (data, times[name]) == (data, done + 1)
        assert (data, await messages()) == (data, said)
        assert "second one" in str((await toasts(anybody))[-1]), data
    assert await db.rows("SELECT failure FROM stumble") == []


async def test_two_taps_on_look_and_on_correct_give_one_message_each(worker: Telephone) -> None:
    await worker.send("0")
    await worker.tap("Send")
    for label in ("Look at", "Correct it"):
        first, second = await worker.tapping(label), await worker.tapping(label)
        said = await messages()
        await worker.deliver(first)
        await worker.deliver(second)
        assert await messages() == said + 1
    assert "Nothing was sent" in await worker.tap("Cancel"), "the first answer's buttons are dead"


async def test_another_process_hears_the_second_tap(worker: Telephone) -> None:
    await worker.send("0")
    await worker.tap("Send")
    first, second = await worker.tapping("Look at"), await worker.tapping("Look at")
    await worker.deliver(first)
    said = await messages()
    other = Exchange()
    await other.hearing.hear(second)
    assert await messages() == said


async def test_a_button_tapped_again_later_or_after_another_one_acts_again(
    worker: Telephone, clock: StandingClock
) -> None:
    times = counted(worker)
    await worker.deliver(worker.tapped("mine", 1))
    clock.advance(timedelta(seconds=4))
    await worker.deliver(worker.tapped("mine", 1))
    assert times["mine"] == 2
    await worker.deliver(worker.tapped("mine", 2))
    assert times["mine"] == 3, "below another message it is another button"
    await worker.deliver(worker.tapped("status", 2))
    await worker.deliver(worker.tapped("mine", 2))
    assert times["mine"] == 4


async def test_a_clock_put_back_swallows_no_taps(worker: Telephone, clock: StandingClock) -> None:
    times = counted(worker)
    await worker.deliver(worker.tapped("mine", 1))
    wall.use(StandingClock(clock.now() - timedelta(hours=1)))
    await worker.deliver(worker.tapped("mine", 1))
    assert times["mine"] == 2


# -- buttons about an open conversation -----------------------------------------------


async def interrupted(worker: Telephone) -> None:
    """Begin a report, then ask for another one: the two buttons of the choice are there."""
    await worker.send("/report")
    await worker.tap("something to report")
    await worker.send("3")
    assert "not finished it" in await worker.send("Zero report")


async def open_session() -> str | None:
    row = await db.row("SELECT session FROM session")
    return None if row is None else str(row["session"])


@pytest.mark.parametrize("label", ["Discard it", "Go on with it"])
async def test_an_old_choice_leaves_a_newer_report_alone(worker: Telephone, label: str) -> None:
    await interrupted(worker)
    old = await worker.tapping(label)
    await worker.send("/cancel")
    await worker.send("/report")
    await worker.tap("something to report")
    await worker.send("5")
    before, said = await open_session(), await messages()
    await worker.deliver(old)
    assert await open_session() == before
    assert await messages() == said
    assert "earlier message" in str((await toasts(worker))[-1])


async def test_discarding_twice_begins_once(worker: Telephone, clock: StandingClock) -> None:
    await interrupted(worker)
    first, second = await worker.tapping("Discard it"), await worker.tapping("Discard it")
    said = await messages()
    await worker.deliver(first)
    begun = await open_session()
    clock.advance(timedelta(minutes=1))  # no double tap: the conversation is another one by now
    await worker.deliver(second)
    assert await messages() == said + 1
    assert await open_session() == begun
    assert "earlier message" in str((await toasts(worker))[-1])


@pytest.mark.parametrize("data", ["go", "drop", "drop:", "drop:zero", "drop:zero:", "go:"])
async def test_a_choice_about_no_conversation_does_nothing(worker: Telephone, data: str) -> None:
    await interrupted(worker)
    before = await open_session()
    await worker.deliver(worker.tapped(data, 1))
    assert await open_session() == before
    assert "earlier message" in str((await toasts(worker))[-1])


async def test_long_words_behind_a_command_fit_its_discarding_button(worker: Telephone) -> None:
    await worker.send("/report")
    await worker.tap("something to report")
    assert "not finished it" in await worker.send("/zero " + "和平村今天没有情况" * 9)
    assert "Zero report" in await worker.tap("Discard it")


@pytest.mark.parametrize("data", ["\0", "see:\0", "看" * 200, "\ud800"])
async def test_whatever_a_client_claims_to_have_tapped_breaks_nothing(
    worker: Telephone, data: str
) -> None:
    await worker.deliver(worker.tapped(data, 1))
    assert await db.rows("SELECT failure FROM stumble") == []
