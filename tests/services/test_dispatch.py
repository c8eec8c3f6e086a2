"""Offers go out, are answered, run out and are replaced; through phones, on both databases."""

from datetime import timedelta

import pytest

from bot.kernel import clock as wall
from bot.kernel import database
from bot.kernel.clock import StandingClock
from bot.people.model import Person
from bot.places.model import Point
from bot.volunteers.model import OfferState, Task, TaskState, Urgency, Wanted
from bot.volunteers.service import answering, dispatching, registering
from bot.volunteers.service.answering import Outcome
from bot.volunteers.store import assignments, offers, tasks
from tests.builders import a_person
from tests.fakes import Exchange
from tests.volunteers import ADDRESS, a_brief, a_coordinator, a_task, a_volunteer

MINUTE = timedelta(minutes=1)


@pytest.fixture
def exchange(storage: None) -> Exchange:
    return Exchange()


@pytest.fixture
async def owner(storage: None) -> Person:
    return await a_coordinator()


async def states(task: Task) -> dict[OfferState, int]:
    found = [one.state for one in await offers.of_task(task.id)]
    return {state: found.count(state) for state in found}


async def delivered() -> None:
    """What waits has gone out, as the sender would note it."""
    await database.execute(
        "UPDATE message SET status = 'sent', message_id = id WHERE status = 'waiting'"
    )


async def test_an_offer_says_what_and_how_far_but_not_where_exactly(
    exchange: Exchange, owner: Person
) -> None:
    await a_volunteer(1)
    await a_task(owner)
    await dispatching.tick()
    phone = exchange.phone(1)
    said = await phone.last()
    for part in (
        "Carry boxes",
        "Twenty boxes",
        "和平村",
        "1.5 km",
        "Loading",
        "14:00 to 16:00",
        "answer by Mon 2 Mar, 09:30",
    ):
        assert part in said
    assert ADDRESS not in said
    assert await phone.buttons() == ["Accept", "Decline", "Answer later"]


async def test_accepting_takes_the_place(exchange: Exchange, owner: Person) -> None:
    volunteer = await a_volunteer(1)
    task = await a_task(owner)
    await dispatching.tick()
    await exchange.phone(1).tap("Accept")
    assert any("you have accepted" in said for said in await exchange.phone(1).said())
    assert (await tasks.get(task.id)).filled == 1
    [one] = await assignments.of_task(task.id)
    assert one.volunteer_id == volunteer
    assert await states(task) == {OfferState.ACCEPTED: 1}
    row = await database.row("SELECT asked, said_yes FROM volunteer")
    assert row == {"asked": 1, "said_yes": 1}


async def test_no_more_are_asked_than_it_takes(exchange: Exchange, owner: Person) -> None:
    for chat_id in range(1, 20):
        await a_volunteer(chat_id)
    one, three = await a_task(owner), await a_task(owner, wanted=(Wanted("loading", 3),))
    await dispatching.tick()
    assert await states(one) == {OfferState.OPEN: 4}, "1 - 0.5^4 > 0.9"
    assert await states(three) == {OfferState.OPEN: 9}
    await dispatching.tick()
    await dispatching.look(one.id)
    assert await states(one) == {OfferState.OPEN: 4}, "looking again does no harm"


async def test_the_nearest_are_asked_first(exchange: Exchange, owner: Person) -> None:
    far = [await a_volunteer(n, point=Point(106.70, 26.6)) for n in range(1, 5)]
    near = [await a_volunteer(n, point=Point(106.61, 26.6)) for n in range(5, 9)]
    task = await a_task(owner)
    await dispatching.tick()
    asked = [one.volunteer_id for one in await offers.of_task(task.id)]
    assert sorted(asked) == near
    assert not set(asked) & set(far)


async def test_a_refusal_is_replaced_at_once(exchange: Exchange, owner: Person) -> None:
    for chat_id in range(1, 8):
        await a_volunteer(chat_id)
    task = await a_task(owner)
    await dispatching.tick()
    phone = exchange.phone(1)
    assert "keeps you from coming" in await phone.tap("Decline")
    assert "Carry boxes" in await phone.last(), "the offer still stands above the question"
    assert "you have declined" in await phone.tap("Not well")
    await dispatching.tick()
    assert await states(task) == {OfferState.OPEN: 4, OfferState.DECLINED: 1}
    declined = next(o for o in await offers.of_task(task.id) if o.state is OfferState.DECLINED)
    assert declined.reason == "unwell"


async def test_a_reason_in_ones_own_words(exchange: Exchange, owner: Person) -> None:
    await a_volunteer(1)
    task = await a_task(owner)
    await dispatching.tick()
    phone = exchange.phone(1)
    await phone.tap("Decline")
    assert "few words" in await phone.tap("Another reason")
    assert "you have declined" in await phone.send("My child is ill")
    [one] = await offers.of_task(task.id)
    assert one.reason == "My child is ill"


async def test_silence_is_replaced_and_said_in_the_chat(
    exchange: Exchange, owner: Person, clock: StandingClock
) -> None:
    for chat_id in range(1, 11):
        await a_volunteer(chat_id)
    task = await a_task(owner)
    await dispatching.tick()
    await delivered()
    clock.advance(29 * MINUTE)
    await dispatching.tick()
    assert await states(task) == {OfferState.OPEN: 4}
    clock.advance(MINUTE)
    await dispatching.tick()
    assert (await states(task))[OfferState.EXPIRED] == 4
    assert "time to answer is over" in await exchange.phone(1).last()
    assert await exchange.phone(1).buttons() == []
    row = await database.row("SELECT sum(asked) AS n, sum(said_yes) AS yes FROM volunteer")
    assert row == {"n": 4, "yes": 0}
    # Four who did not answer are less likely now: as many again and some more are asked.
    assert (await states(task))[OfferState.OPEN] == 4


async def test_the_time_that_is_over_is_no_reason_while_a_place_is_free(
    exchange: Exchange, owner: Person, clock: StandingClock
) -> None:
    await a_volunteer(1)
    task = await a_task(owner)
    await dispatching.tick()
    update = await exchange.phone(1).tapping("Accept")
    clock.advance(40 * MINUTE)
    await dispatching.tick()
    await exchange.phone(1).deliver(update)
    assert (await tasks.get(task.id)).filled == 1


async def test_others_read_that_all_places_are_taken(exchange: Exchange, owner: Person) -> None:
    for chat_id in (1, 2, 3):
        await a_volunteer(chat_id, **({} if chat_id < 3 else {"point": Point(106.7, 26.6)}))
    task = await a_task(owner)
    await dispatching.tick()
    await delivered()
    late = await exchange.phone(2).tapping("Accept")
    await exchange.phone(1).tap("Accept")
    await dispatching.tick()
    for chat_id in (2, 3):
        assert "all places are taken" in await exchange.phone(chat_id).last()
        assert await exchange.phone(chat_id).buttons() == []
    await exchange.phone(2).deliver(late)
    assert "you are the first whom we ask" in await exchange.phone(2).last()
    assert await states(task) == {
        OfferState.ACCEPTED: 1,
        OfferState.STANDBY: 1,
        OfferState.LOST: 1,
    }


async def test_who_stands_by_is_asked_before_strangers(exchange: Exchange, owner: Person) -> None:
    for chat_id in (1, 2):
        await a_volunteer(chat_id)
    task = await a_task(owner)
    await dispatching.tick()
    late = await exchange.phone(2).tapping("Accept")
    await exchange.phone(1).tap("Accept")
    await exchange.phone(2).deliver(late)
    await a_volunteer(3)
    [taken] = await assignments.of_task(task.id)
    await database.execute("UPDATE assignment SET stage = 'given_up'")
    await tasks.free_place(taken.need_id)
    await dispatching.again(task.id)
    await dispatching.tick()
    assert "Can you help?" in await exchange.phone(2).last()
    await exchange.phone(2).tap("Accept")
    assert (await tasks.get(task.id)).filled == 1


async def counts() -> dict[str, int] | None:
    return await database.row("SELECT asked, said_yes FROM volunteer ORDER BY id DESC LIMIT 1")


async def test_a_yes_counts_once_however_often_it_is_said(
    exchange: Exchange, owner: Person
) -> None:
    _first, late = [await a_volunteer(chat_id) for chat_id in (1, 2)]
    task = await a_task(owner)
    await dispatching.tick()
    await exchange.phone(1).tap("Accept")
    [own] = await offers.of_volunteer(late, [OfferState.OPEN])
    for outcome in (Outcome.STANDBY, Outcome.STANDBY, Outcome.TAKEN):
        if outcome is Outcome.TAKEN:
            await tasks.free_place(task.needs[0].id)
        assert (await answering.accept(await a_person(2), own.id))[0] is outcome
        assert await counts() == {"asked": 1, "said_yes": 1}


async def test_a_yes_to_what_was_taken_back_was_asked_for(
    exchange: Exchange, owner: Person
) -> None:
    for chat_id in (1, 2):
        await a_volunteer(chat_id)
    task = await a_task(owner)
    await dispatching.tick()
    late = await exchange.phone(2).tapping("Accept")
    await exchange.phone(1).tap("Accept")
    await dispatching.tick()
    await tasks.free_place(task.needs[0].id)
    await exchange.phone(2).deliver(late)
    assert (await tasks.get(task.id)).filled == 1
    assert await counts() == {"asked": 1, "said_yes": 1}


async def test_who_stands_by_no_more_has_said_no(exchange: Exchange, owner: Person) -> None:
    for chat_id in (1, 2):
        await a_volunteer(chat_id)
    await a_task(owner)
    await dispatching.tick()
    yes = await exchange.phone(2).tapping("Accept")
    no = await exchange.phone(2).tapping("Decline")
    await exchange.phone(1).tap("Accept")
    await exchange.phone(2).deliver(yes)
    await exchange.phone(2).deliver(no)
    await exchange.phone(2).tap("Not well")
    assert await counts() == {"asked": 1, "said_yes": 0}


async def test_one_holds_several_offers_and_a_button_acts_on_its_own(
    exchange: Exchange, owner: Person, clock: StandingClock
) -> None:
    await a_volunteer(1)
    start = wall.now() + timedelta(hours=9)
    first = await a_task(owner, title="First")
    then = await a_task(owner, title="Second", starts_at=start, ends_at=start + 60 * MINUTE)
    await dispatching.tick()
    await delivered()
    phone = exchange.phone(1)
    [one] = await offers.of_task(first.id)
    await phone.deliver(phone.tapped(f"accept:{one.id}", 1))
    assert await states(first) == {OfferState.ACCEPTED: 1}
    assert await states(then) == {OfferState.OPEN: 1}


async def test_what_lies_at_the_same_time_goes_to_others(exchange: Exchange, owner: Person) -> None:
    await a_volunteer(1)
    first, same = await a_task(owner, title="First"), await a_task(owner, title="Same")
    await dispatching.tick()
    await delivered()
    [one] = await offers.of_task(first.id)
    await exchange.phone(1).deliver(exchange.phone(1).tapped(f"accept:{one.id}", 1))
    assert await states(same) == {OfferState.LOST: 1}
    assert any("another task at that time" in said for said in await exchange.phone(1).said())
    [other] = await offers.of_task(same.id)
    await exchange.phone(1).deliver(exchange.phone(1).tapped(f"accept:{other.id}", 2))
    assert "cannot take this one as well" in await exchange.phone(1).last()
    assert (await tasks.get(same.id)).filled == 0


async def test_later_reminds_once_and_the_offer_stands(
    exchange: Exchange, owner: Person, clock: StandingClock
) -> None:
    await a_volunteer(1)
    task = await a_task(owner)
    await dispatching.tick()
    await delivered()
    phone = exchange.phone(1)
    assert "We remind you at" in await phone.tap("Answer later")
    assert await phone.buttons() == ["Accept", "Decline"]
    clock.advance(15 * MINUTE)
    await dispatching.tick()
    assert "wanted to think about it" in await phone.last()
    await dispatching.tick()
    assert sum("wanted to think" in said for said in await phone.said()) == 1
    offer, reminder = (await phone.seen()).values()
    assert "Twenty boxes" in offer.html
    assert offer.markup is None, "two messages ask for the same answer"
    assert reminder.markup is not None
    await phone.tap("Accept")
    assert (await tasks.get(task.id)).filled == 1


async def test_an_emergency_goes_to_all_who_fit(exchange: Exchange, owner: Person) -> None:
    for chat_id in range(1, 13):
        await a_volunteer(chat_id)
    task = await a_task(owner, urgency=Urgency.EMERGENCY)
    await dispatching.tick()
    assert await states(task) == {OfferState.OPEN: 12}
    [lane] = await database.rows("SELECT DISTINCT lane FROM message")
    assert lane["lane"] == 1


async def test_scarce_skills_are_kept_for_where_they_are_needed(
    exchange: Exchange, owner: Person
) -> None:
    carrier = await a_volunteer(1)
    cook = await a_volunteer(2, skills=frozenset({"cooking"}))
    task = await a_task(owner, wanted=(Wanted(None, 1), Wanted("loading", 1)))
    await dispatching.tick()
    asked = {one.volunteer_id: one.need_id for one in await offers.of_task(task.id)}
    anybody, loading = task.needs
    assert asked == {carrier: loading.id, cook: anybody.id}


async def test_who_is_too_late_for_their_skill_takes_a_place_for_anybody(
    exchange: Exchange, owner: Person
) -> None:
    for chat_id in (1, 2):
        await a_volunteer(chat_id)
    task = await a_task(owner, wanted=(Wanted("loading", 1), Wanted(None, 1)))
    await dispatching.tick()
    await exchange.phone(1).tap("Accept")
    await exchange.phone(2).tap("Accept")
    assert (await tasks.get(task.id)).free == 0


async def test_the_far_ones_are_asked_when_the_near_ones_are_exhausted(
    exchange: Exchange, owner: Person
) -> None:
    await a_volunteer(1, point=Point(106.85, 26.6), radius_km=15)
    kept = await a_task(owner, may_widen=False)
    task = await a_task(owner)
    await dispatching.tick()
    assert await states(kept) == {}
    assert await states(task) == {OfferState.OPEN: 1}
    assert (await tasks.get(task.id)).widened


async def test_the_owner_is_told_once_when_too_few_are_left_even_if_all_say_yes(
    exchange: Exchange, owner: Person
) -> None:
    await a_volunteer(1)
    await a_task(owner)
    boss = exchange.phone(900)
    await dispatching.tick()
    assert await boss.last() == "", "one is asked for one place: that may well be enough"
    await exchange.phone(1).tap("Decline")
    await exchange.phone(1).tap("Not well")
    await dispatching.tick()
    assert "Nobody is left to ask: Carry boxes" in await boss.last()
    await database.execute("UPDATE task SET look_at = $1", wall.now())
    await dispatching.tick()
    assert len(await boss.said()) == 1


async def test_whoever_comes_later_is_asked_later(
    exchange: Exchange, owner: Person, clock: StandingClock
) -> None:
    task = await a_task(owner)
    await dispatching.tick()
    assert await states(task) == {}
    assert (await tasks.get(task.id)).exhausted_at is not None
    await a_volunteer(1)
    clock.advance(15 * MINUTE)
    await dispatching.tick()
    assert await states(task) == {OfferState.OPEN: 1}


async def test_the_night_is_for_sleeping_unless_it_hurries(
    exchange: Exchange, owner: Person, clock: StandingClock
) -> None:
    await a_volunteer(1)
    clock.advance(timedelta(hours=14))  # 23:00 in Guizhou
    start = wall.now() + timedelta(hours=14)
    when = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
    task, urgent = await a_task(owner, **when), await a_task(owner, urgency=Urgency.URGENT, **when)
    await dispatching.tick()
    assert await states(task) == {}
    assert await states(urgent) == {OfferState.OPEN: 1}
    clock.advance(timedelta(hours=8))
    await dispatching.tick()
    assert await states(task) == {OfferState.OPEN: 1}


async def test_what_was_asked_before_the_night_runs_out_in_it(
    exchange: Exchange, owner: Person, clock: StandingClock
) -> None:
    for chat_id in (1, 2):
        await a_volunteer(chat_id)
    clock.advance(timedelta(hours=12, minutes=45))  # 21:45 in Guizhou
    start = wall.now() + timedelta(hours=14)
    task = await a_task(owner, starts_at=start, ends_at=start + timedelta(hours=1))
    await dispatching.tick()
    await delivered()
    await exchange.phone(1).tap("Answer later")
    clock.advance(15 * MINUTE)
    await dispatching.look(task.id)
    assert "wanted to think about it" in await exchange.phone(1).last()
    await delivered()
    clock.advance(15 * MINUTE)
    await dispatching.tick()
    assert await states(task) == {OfferState.EXPIRED: 2}
    for chat_id in (1, 2):
        assert "time to answer is over" in await exchange.phone(chat_id).last()


async def test_what_is_scheduled_is_sent_at_its_time(
    exchange: Exchange, owner: Person, clock: StandingClock
) -> None:
    await a_volunteer(1)
    at = wall.now() + timedelta(hours=1)
    task = await tasks.add(a_brief(), owner.id, TaskState.SCHEDULED, at)
    await dispatching.tick()
    assert await states(task) == {}
    clock.advance(timedelta(hours=1))
    await dispatching.tick()
    assert await states(task) == {OfferState.OPEN: 1}
    assert (await tasks.get(task.id)).state is TaskState.OPEN


async def test_somebody_elses_offer_is_not_ones_own(exchange: Exchange, owner: Person) -> None:
    await a_volunteer(1)
    task = await a_task(owner)
    await dispatching.tick()
    await a_volunteer(2)
    [one] = await offers.of_task(task.id)
    stranger = exchange.phone(2)
    await stranger.deliver(stranger.tapped(f"accept:{one.id}", 1))
    assert "not yours" in await stranger.last()
    for words in ("accept:x", f"because:{one.id}:whim", "later:99999"):
        await stranger.deliver(stranger.tapped(words, 1))
    assert await states(task) == {OfferState.OPEN: 1}


@pytest.mark.parametrize("leaves", [True, False])
async def test_who_pauses_or_leaves_is_asked_no_more(
    exchange: Exchange, owner: Person, leaves: bool
) -> None:
    await a_volunteer(1)
    task = await a_task(owner)
    await dispatching.tick()
    await delivered()
    person = await a_person(1)
    await (registering.leave(person) if leaves else registering.set_paused(person, True))
    assert await states(task) == {OfferState.LOST: 1}
    assert any("not asked any more" in said for said in await exchange.phone(1).said())


async def test_what_is_interrupted_leaves_nothing_half_done(
    exchange: Exchange, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chat_id in range(1, 5):
        await a_volunteer(chat_id)
    task = await a_task(owner)
    sent = 0

    async def breaks(*_args: object, **_kwargs: object) -> None:
        nonlocal sent
        sent += 1
        if sent == 3:
            raise InterruptedError

    with monkeypatch.context() as patched:
        patched.setattr("bot.outbox.service.post", breaks)
        with pytest.raises(InterruptedError):
            await dispatching.tick()
    assert await states(task) == {}
    await dispatching.tick()
    assert await states(task) == {OfferState.OPEN: 4}
