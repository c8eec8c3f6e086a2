"""Tasks by chat, on both databases: described, previewed, sent, repeated, watched, called off."""

import asyncio
import json
from datetime import timedelta

import pytest

from bot.kernel import clock as wall
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.errors import Refused
from bot.people import service as people
from bot.people.model import Role
from bot.volunteers.model import (
    Candidate,
    Demand,
    Fits,
    Profile,
    Reason,
    Relaxation,
    Stage,
    Task,
    TaskState,
    Transport,
)
from bot.volunteers.rules.windows import WEEK
from bot.volunteers.service import matching, tasking, telling
from bot.volunteers.store import assignments, offers, profiles, tasks
from tests.builders import COUNTY, HEPING, TOWN, XINMIN, a_person
from tests.fakes import Exchange, Telephone

LI, WANG, NURSE, LOADER = 80, 81, 82, 83
PHONE = "+8613900000080"
"""Invented."""


@pytest.fixture
async def coordinator(storage: None) -> Telephone:
    """The phone of the town's coordinator, whose own number is known."""
    li = await a_person(LI, (Role.COORDINATOR, TOWN))
    await people.recognise(li, PHONE)
    return Exchange().phone(LI)


async def a_volunteer(chat_id: int, *skills: str) -> int:
    """A volunteer in the village, whose number is known."""
    person = await a_person(chat_id, (Role.VOLUNTEER, HEPING))
    await people.recognise(person, f"+86139000000{chat_id}")
    known = Profile(
        place_id=HEPING.id,
        skills=frozenset(skills),
        languages=frozenset({"mandarin"}),
        radius_km=20,
        windows=frozenset(WEEK),
        transport=Transport.CAR,
    )
    return await profiles.add(person.id, known, 1)


async def up_to_the_day(phone: Telephone) -> str:
    """Title, what, where and the address; what is asked then."""
    assert "What is it about" in await phone.send("/task")
    await phone.send("学校采样")
    await phone.send("Keep the queue in order")
    await phone.tap("和平村")
    return await phone.send("Renmin Road 3, main gate")


async def up_to_whom(phone: Telephone, day: str = "tomorrow") -> str:
    assert "On which day" in await up_to_the_day(phone)
    assert "When does it begin" in await phone.send(day)
    assert "When does it end" in await phone.send("8:30")
    return await phone.tap("12:00")


async def up_to_the_summary(phone: Telephone, wanted: str = "1 nurse, 2 anyone") -> str:
    assert "Whom do you need" in await up_to_whom(phone)
    return await phone.send(wanted)


async def described(phone: Telephone, wanted: str = "1 nurse, 2 anyone") -> Task:
    """A task sent by chat."""
    await up_to_the_summary(phone, wanted)
    assert "Sent. I keep you up to date" in await phone.tap("Send it")
    return await newest()


async def newest() -> Task:
    row = await db.row("SELECT max(id) AS id FROM task")
    assert row is not None
    return await tasks.get(int(row["id"]))


async def accepted(task: Task, volunteer_id: int, need: int = 0) -> int:
    """Somebody has taken a place of the task; the assignment."""
    assert await tasks.take_place(task.needs[need].id)
    return (await assignments.add(task, task.needs[need].id, volunteer_id)).id


# -- describing -----------------------------------------------------------------------


async def test_nine_answers_make_a_task(coordinator: Telephone, clock: StandingClock) -> None:
    await a_volunteer(NURSE, "nurse")
    summary = await up_to_the_summary(coordinator)
    for part in (
        "学校采样",
        "Keep the queue in order",
        "和平村, Renmin Road 3, main gate",
        "Tue 3 Mar, 08:30 to 12:00",
        "1 × Nurse and 2 × anyone",
        f"Contact: Person {LI}, {PHONE}",
        "asked at once",
    ):
        assert part in summary
    assert "Sent." in await coordinator.tap("Send it")
    task = await newest()
    assert task.state is TaskState.OPEN
    assert await tasks.due(clock.now()) == [task.id]
    assert (task.brief.area_id, task.brief.place_id) == (TOWN.id, HEPING.id)
    assert task.brief.starts_at.isoformat() == "2026-03-03T00:30:00+00:00"
    assert task.brief.details.phone == PHONE
    assert [(need.skill, need.count) for need in task.needs] == [("nurse", 1), (None, 2)]
    [row] = await db.rows("SELECT act FROM journal WHERE subject = $1", f"task:{task.id}")
    assert row["act"] == "task.described"


async def test_address_and_number_lie_sealed_from_the_first_word(coordinator: Telephone) -> None:
    await described(coordinator)
    kept = [await db.rows(f"SELECT * FROM {table}") for table in ("task", "session", "message")]
    assert not [part for part in ("Renmin Road", PHONE) if part in str(kept)]


async def test_only_coordinators_describe_tasks(coordinator: Telephone) -> None:
    stranger = coordinator.exchange.phone(99)
    assert "Only coordinators" in await stranger.send("/task")
    assert "Only coordinators" in await stranger.send("/tasks")
    await coordinator.send("hello")
    assert {"New task", "Tasks"} <= set(await coordinator.keys())


async def test_people_are_picked_with_buttons_too(coordinator: Telephone) -> None:
    await up_to_whom(coordinator)
    assert "Nurse: how many?" in await coordinator.tap("Nurse")
    assert "2 × Nurse" in await coordinator.tap("2")
    assert "anyone: how many?" in await coordinator.tap("anyone")
    await coordinator.tap("Another skill")
    await coordinator.tap("anyone")
    assert "500 people" in await coordinator.send("0")
    await coordinator.send("14")
    assert "2 × Nurse and 14 × anyone" in await coordinator.tap("Done")


async def test_unknown_words_are_named_and_nothing_is_guessed(coordinator: Telephone) -> None:
    await up_to_whom(coordinator)
    refused = await coordinator.send("2 nurses, 1 plumber")
    assert "“plumber”" in refused
    assert "Doctor" in refused
    assert "How many of whom is “nurse driver”" in await coordinator.send("nurse driver")
    assert "2 × Nurse and 3 × anyone" in await coordinator.send("护士两名，其他三名")


async def test_a_pin_is_kept_with_the_place_that_it_lies_in(coordinator: Telephone) -> None:
    await coordinator.send("/task")
    await coordinator.send("Samples")
    await coordinator.send("Take samples")
    spot = {"longitude": 106.71, "latitude": 26.57}
    assert "Which place is that in?" in await coordinator.bring(location=spot)
    await coordinator.tap("新民村")
    await coordinator.send("Gate 3")
    await coordinator.tap("Right away")
    await coordinator.send("18:00")
    await coordinator.send("3 anyone")
    await coordinator.tap("Send it")
    brief = (await newest()).brief
    assert brief.place_id == XINMIN.id
    assert brief.details.point is not None
    assert brief.details.point.longitude == 106.71
    assert brief.starts_at == wall.now() + timedelta(minutes=15)


async def test_a_task_may_end_after_midnight_or_days_later(coordinator: Telephone) -> None:
    await up_to_the_day(coordinator)
    await coordinator.tap("Tue 3 Mar")
    await coordinator.tap("20:00")
    await coordinator.tap("06:00")
    assert "Tue 3 Mar 20:00 to Wed 4 Mar 06:00" in await coordinator.send("3 anyone")
    await coordinator.tap("Change something")
    await coordinator.tap("Last day: ")
    assert "too far ahead" in await coordinator.send("3-30")
    assert "Tue 3 Mar 20:00 to Fri 6 Mar 06:00" in await coordinator.send("3-6")


async def test_what_cannot_be_is_said_and_can_be_changed(coordinator: Telephone) -> None:
    await up_to_the_day(coordinator)
    assert "too early" in await coordinator.send("2026-03-01")
    await coordinator.send("today")
    await coordinator.send("8:00")  # it is nine
    await coordinator.send("12:00")
    assert "has passed already" in await coordinator.send("3 anyone")
    assert "Send it" not in await coordinator.buttons()
    await coordinator.tap("Change something")
    await coordinator.tap("Beginning: ")
    assert "Mon 2 Mar, 10:00 to 12:00" in await coordinator.send("10:00")
    assert "Sent." in await coordinator.tap("Send it")


async def test_what_became_impossible_meanwhile_is_refused_at_the_end(
    coordinator: Telephone, clock: StandingClock
) -> None:
    await up_to_the_summary(coordinator)
    clock.advance(timedelta(days=2))
    assert "has passed already" in await coordinator.tap("Send it")
    assert await db.rows("SELECT id FROM task") == []


async def test_who_lost_the_role_meanwhile_sends_nothing(coordinator: Telephone) -> None:
    await up_to_the_summary(coordinator)
    await people.resign(await a_person(LI), Role.COORDINATOR)
    assert "You have no right to do this" in await coordinator.tap("Send it")
    assert await db.rows("SELECT id FROM task") == []


async def test_another_number_is_typed_or_shared(coordinator: Telephone) -> None:
    await up_to_the_summary(coordinator)
    await coordinator.tap("Change something")
    await coordinator.tap("Phone: ")
    assert "for example: +86 138" in await coordinator.send("the usual one")
    assert "+8613800000001" in await coordinator.send("138 0000 0001")
    await coordinator.tap("Change something")
    await coordinator.tap("Phone: ")
    card = {"phone_number": "+8613800000002", "first_name": "X"}
    assert "+8613800000002" in await coordinator.bring(contact=card)


async def test_a_task_can_wait_for_its_time_or_for_a_plan(coordinator: Telephone) -> None:
    await up_to_the_summary(coordinator)
    await coordinator.tap("Change something")
    await coordinator.tap("Asked: ")
    await coordinator.tap("At a day and time")
    await coordinator.tap("Mon 2 Mar")
    assert "asked on Mon 2 Mar at 18:00" in await coordinator.tap("18:00")
    assert "at the time you chose" in await coordinator.tap("Send it")
    waits = await newest()
    assert waits.state is TaskState.SCHEDULED
    [row] = await db.rows("SELECT look_at FROM task")
    assert db.moment(row["look_at"]) == waits.brief.dispatch_at
    await up_to_the_summary(coordinator)
    await coordinator.tap("Change something")
    await coordinator.tap("Asked: ")
    await coordinator.tap("With a plan")
    assert "Put by" in await coordinator.tap("Put it by")
    planned = await newest()
    assert planned.state is TaskState.PLANNED
    await coordinator.tap("Look at the task")
    assert "being asked now" in await coordinator.tap("Ask volunteers now")
    assert (await tasks.get(planned.id)).state is TaskState.OPEN
    assert planned.id in await tasks.due(wall.now())


# -- the preview ----------------------------------------------------------------------


async def test_the_summary_says_why_too_few_fit_and_what_would_help(
    coordinator: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fits(demand: Demand, **_how: object) -> Fits:
        found = tuple(Candidate(n, 0, 0.5, 0) for n in range(8 if demand.unverified else 1))
        return Fits(found, len(found), {Reason.FAR: 5, Reason.CERTIFICATE: 7})

    async def relaxations(brief: object) -> dict[Relaxation, int]:
        return {Relaxation.WIDER: 0, Relaxation.UNVERIFIED: 7}

    monkeypatch.setattr(matching, "fits", fits)
    monkeypatch.setattr(matching, "relaxations", relaxations)
    shown = await up_to_the_summary(coordinator, "2 nurses")
    assert "Too few volunteers fit" in shown
    assert "Nurse: 1 fits, 2 needed" in shown
    assert "7 certificate not verified, expired or suspended and 5 too far away" in shown
    assert "If unverified certificates counted: 7 more" in shown
    assert "farther" not in shown
    await coordinator.tap("Change something")
    await coordinator.tap("Unverified certificates count: ")
    shown = await coordinator.tap("Yes")  # counted anew
    assert "Enough volunteers fit" in shown
    assert "Nurse: 8 fit, 2 needed" in shown


async def test_who_fits_two_places_is_counted_once(coordinator: Telephone) -> None:
    await a_volunteer(NURSE, "nurse")
    await db.execute("UPDATE volunteer_skill SET verified_until = '2027-01-01'")
    shown = await up_to_the_summary(coordinator, "1 nurse, 1 anyone")
    assert "together it is 1 person" in shown


# -- repeating ------------------------------------------------------------------------


async def test_a_former_task_is_repeated_on_another_day(coordinator: Telephone) -> None:
    first = await described(coordinator, "2 nurses")
    await coordinator.tap("Look at the task")
    assert "On which day" in await coordinator.tap("Repeat")
    await coordinator.send("2026-03-09")
    await coordinator.tap("Leave it at 08:30")
    shown = await coordinator.tap("Leave it at 12:00")
    assert "Mon 9 Mar, 08:30 to 12:00" in shown
    assert "2 × Nurse" in shown
    await coordinator.tap("Send it")
    again = await newest()
    assert again.id != first.id
    assert again.brief.details == first.brief.details
    assert again.brief.starts_at - first.brief.starts_at == timedelta(days=6)


# -- the board ------------------------------------------------------------------------


async def test_the_board_shows_the_tasks_of_the_areas_and_who_is_where(
    coordinator: Telephone, clock: StandingClock
) -> None:
    assert "No task runs" in await coordinator.send("/tasks")
    nurse, loader = await a_volunteer(NURSE, "nurse"), await a_volunteer(LOADER, "loading")
    task = await described(coordinator)
    await accepted(task, nurse)
    [mine] = await assignments.of_volunteer(nurse, [Stage.ACCEPTED])
    await assignments.move(mine, Stage.ON_THE_WAY)
    out = clock.now() + timedelta(minutes=30)
    await offers.add(task.id, task.needs[1].id, loader, metres=900, expires_at=out)
    shown = await coordinator.send("/tasks")
    assert "1 of 3 places taken; 1 on the way, 0 arrived" in shown
    shown = await coordinator.tap("学校采样")
    for part in (
        "· Nurse: 1 of 1",
        "· anyone: 0 of 2",
        f"on the way: Person {NURSE}",
        "1 person is being asked, until Mon 2 Mar 09:30",
        f"Looked after by Person {LI}; as of 09:00",
    ):
        assert part in shown
    await a_person(WANG, (Role.COORDINATOR, COUNTY))
    await a_person(90, (Role.COORDINATOR, XINMIN))
    other = coordinator.exchange.phone(WANG)
    assert "1 of 3 places taken" in await other.send("/tasks")
    assert "No task runs" in await coordinator.exchange.phone(90).send("/tasks")
    clock.advance(timedelta(minutes=5))
    assert "as of 09:05" in await coordinator.tap("Refresh")


async def test_many_tasks_stand_on_pages(coordinator: Telephone) -> None:
    first = await described(coordinator, "2 anyone")
    li = await a_person(LI)
    for _n in range(6):
        await tasking.describe(li, first.brief)
    assert "Page 1 of 2" in await coordinator.send("/tasks")
    assert "Page 2 of 2" in await coordinator.tap("Next page")
    assert "Page 1 of 2" in await coordinator.tap("Previous page")


async def test_who_is_on_a_task_can_be_called(coordinator: Telephone) -> None:
    task = await described(coordinator)
    await accepted(task, await a_volunteer(NURSE, "nurse"))
    await coordinator.tap("Look at the task")
    await coordinator.tap(f"Call Person {NURSE}")
    *_earlier, payload = (await coordinator.seen()).values()
    assert payload.contact is not None
    assert payload.contact.phone == f"+86139000000{NURSE}"
    [seen] = await db.rows("SELECT details FROM journal WHERE act = 'phone.seen'")
    assert len(json.loads(seen["details"])["people"]) == 1


async def test_buttons_of_a_task_elsewhere_do_nothing(coordinator: Telephone) -> None:
    task = await described(coordinator)
    assignment = await accepted(task, await a_volunteer(NURSE, "nurse"))
    await a_person(90, (Role.COORDINATOR, XINMIN))
    stranger = coordinator.exchange.phone(90)
    await stranger.send("hello")
    acts = ("card", "sendnow", "everyone", "handover", "calloff", "repeat")
    for data in (*(f"{act}:{task.id}" for act in acts), f"ring:{task.id}:{assignment}"):
        await stranger.deliver(stranger.tapped(data, 1))
        assert "You have no right to do this" in await stranger.last()
        await stranger.deliver(stranger.tapped(data.replace(str(task.id), "999", 1), 1))
        assert "I do not find this task" in await stranger.last()


# -- what coordinators do about a task --------------------------------------------------


async def calls_off(phone: Telephone, task: Task) -> str:
    await phone.deliver(phone.tapped(f"calloff:{task.id}", 1))
    assert "Why is" in await phone.last()
    assert "Bad weather" in await phone.tap("Bad weather")
    return await phone.tap("Yes, call it off")


async def test_a_task_is_called_off_once_and_the_slower_one_reads_what_happened(
    coordinator: Telephone,
) -> None:
    nurse, loader = await a_volunteer(NURSE, "nurse"), await a_volunteer(LOADER)
    await a_person(WANG, (Role.COORDINATOR, COUNTY))
    task = await described(coordinator)
    await accepted(task, nurse)
    until = task.brief.starts_at
    await offers.add(task.id, task.needs[1].id, loader, metres=9, expires_at=until)
    other = coordinator.exchange.phone(WANG)
    await other.send("hello")
    await other.deliver(other.tapped(f"calloff:{task.id}", 1))
    await other.send("Too hot")
    assert "Everybody is being told" in await calls_off(coordinator, task)
    assert "Somebody was quicker: the task has been called off. Reason: Bad weather" in (
        await other.tap("Yes, call it off")
    )
    now = await tasks.get(task.id)
    assert (now.state, now.reason) == (TaskState.CANCELLED, "weather")
    assert await assignments.of_task(task.id, [Stage.ACCEPTED]) == []
    assert await tasks.due(until) == []
    assert "No task runs" in await coordinator.send("/tasks")
    rows = await db.rows("SELECT act FROM journal WHERE act = 'task.called_off'")
    assert len(rows) == 1


async def test_two_who_act_at_once_do_so_once(coordinator: Telephone) -> None:
    await a_person(WANG, (Role.COORDINATOR, COUNTY))
    first = await described(coordinator)
    waits = await tasking.describe(await a_person(LI), first.brief, planned=True)
    other = coordinator.exchange.phone(WANG)
    await other.send("hello")
    both = (coordinator, other)
    await asyncio.gather(*(p.deliver(p.tapped(f"sendnow:{waits.id}", 1)) for p in both))
    said = [await phone.last() for phone in both]
    assert sum("being asked now" in one for one in said) == 1
    assert sum(f"Somebody was quicker. Person {LI} looks after" in one for one in said) == 1
    for phone in both:
        await phone.deliver(phone.tapped(f"calloff:{waits.id}", 2))
        await phone.tap("Bad weather")
    sure = [await phone.tapping("Yes, call it off") for phone in both]
    await asyncio.gather(*(p.deliver(tap) for p, tap in zip(both, sure, strict=True)))
    told = [" ".join(await phone.said()) for phone in both]
    assert sum("Everybody is being told" in one for one in told) == 1
    assert sum("Somebody was quicker: the task has been called off" in one for one in told) == 1
    for act in ("task.sent", "task.called_off"):
        assert len(await db.rows("SELECT id FROM journal WHERE act = $1", act)) == 1


async def test_the_owner_hears_that_somebody_else_called_their_task_off(
    coordinator: Telephone,
) -> None:
    await a_person(WANG, (Role.COORDINATOR, COUNTY))
    task = await described(coordinator)
    other = coordinator.exchange.phone(WANG)
    await other.send("hello")
    await calls_off(other, task)
    assert f"Person {WANG} has called your task off" in await coordinator.last()
    assert "called off: Bad weather" in await coordinator.tap("Look at the task")
    assert "Call off" not in await coordinator.buttons()


async def test_everybody_on_a_task_is_written_to(coordinator: Telephone) -> None:
    task = await described(coordinator)
    gone, here = await a_volunteer(NURSE, "nurse"), await a_volunteer(LOADER)
    await accepted(task, gone)
    [left] = await assignments.of_volunteer(gone, [Stage.ACCEPTED])
    await assignments.move(left, Stage.GIVEN_UP)
    await accepted(task, here, need=1)
    await coordinator.tap("Look at the task")
    assert "What do you want to tell" in await coordinator.tap("Message everyone")
    assert "1 person is being told" in await coordinator.send("We meet at the back gate")
    told = await coordinator.exchange.phone(LOADER).last()
    assert f"Person {LI} about “学校采样”" in told
    assert "We meet at the back gate" in told
    assert await coordinator.exchange.phone(NURSE).said() == []


async def test_a_task_is_handed_over_once(coordinator: Telephone) -> None:
    wang = await a_person(WANG, (Role.COORDINATOR, COUNTY))
    zhao = await a_person(90, (Role.COORDINATOR, TOWN))
    task = await described(coordinator)
    other = coordinator.exchange.phone(90)
    await other.send("hello")
    await other.deliver(other.tapped(f"handover:{task.id}", 1))
    await coordinator.tap("Look at the task")
    assert "Who looks after" in await coordinator.tap("Hand over")
    assert f"Person {LI}" not in await coordinator.buttons()
    assert f"Person {WANG} looks after it" in await coordinator.tap(f"Person {WANG}")
    assert (await tasks.get(task.id)).owner_id == wang.id
    assert "handed a task over to you" in await coordinator.exchange.phone(WANG).last()
    assert "Somebody was quicker" in await other.tap("Person 90")  # takes it over, too late
    assert (await tasks.get(task.id)).owner_id == wang.id
    await other.deliver(other.tapped(f"handover:{task.id}", 2))
    await other.send("/cancel")
    await tasking.hand_over(zhao, task.id, zhao.id, seen=wang.id)
    assert "handed your task over" in await coordinator.exchange.phone(WANG).last()


async def test_a_task_goes_only_to_who_may_look_after_it(coordinator: Telephone) -> None:
    task = await described(coordinator)
    nobody = await a_person(91, (Role.COORDINATOR, XINMIN))
    li = await a_person(LI)
    with pytest.raises(Refused):
        await tasking.hand_over(li, task.id, nobody.id, seen=li.id)
    await coordinator.tap("Look at the task")
    assert "nobody else" in await coordinator.tap("Hand over")


# -- news for the owner ---------------------------------------------------------------


async def test_the_owner_hears_when_it_is_filled_and_when_nobody_is_left(
    coordinator: Telephone,
) -> None:
    task = await described(coordinator, "1 nurse")
    await accepted(task, await a_volunteer(NURSE, "nurse"))
    await telling.filled(await tasks.get(task.id))
    told = await coordinator.last()
    assert "All places are taken: 学校采样" in told
    assert "Tue 3 Mar, 08:30 to 12:00" in told
    await telling.exhausted(task, Fits((), 0, {Reason.FAR: 3}))
    told = await coordinator.last()
    assert "Nobody is left to ask: 学校采样" in told
    assert "3 too far away" in told
    [row] = await db.rows("SELECT lane FROM message ORDER BY id DESC LIMIT 1")
    assert row["lane"] == 4
    await tasks.set_exhausted(task.id, wall.now())
    other = await described(coordinator, "2 doctors")
    await tasks.set_exhausted(other.id, wall.now())
    await coordinator.tap("Look at the task")
    assert "1 without the skill" in await coordinator.last()


async def test_a_task_is_described_in_chinese(storage: None) -> None:
    await a_person(LI, (Role.COORDINATOR, TOWN), language="zh_Hans")
    phone = Exchange().phone(LI, "zh-hans")
    await phone.send("发布任务")
    await phone.send("小区物资配送")
    await phone.send("配送蔬菜")
    await phone.tap("和平村")
    await phone.send("村委会门口")
    await phone.tap("3月3日")
    await phone.send("8点30")
    await phone.tap("12:00")
    assert "联系电话" in await phone.send("护士2名，司机1名，其他三名")
    shown = await phone.tap("跳过")
    for part in (
        "护士 2 名、小车驾驶 1 名和不限技能 3 名",
        "3月3日（周二） 08:30 至 12:00",
        "不足",
    ):
        assert part in shown
    assert "已发布" in await phone.tap("发布")
