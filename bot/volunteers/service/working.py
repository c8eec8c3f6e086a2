"""From acceptance to thanks: on the way, arrived, done; places given back, called off, lost."""

from dataclasses import dataclass
from datetime import datetime

from bot.conversations.model import Contact
from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people.model import Person
from bot.places.model import Point
from bot.volunteers.model import (
    LIVING,
    Assignment,
    Decline,
    Held,
    OfferState,
    Stage,
    Task,
    TaskState,
)
from bot.volunteers.rules import work as rules
from bot.volunteers.service import dispatching, holding, hours
from bot.volunteers.store import assignments, offers, profiles, tasks
from bot.volunteers.texts import attendance, work

LATELY = 5
"""How many of a volunteer's tasks that are over they are shown."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An arrival, and how far from the task's point; None where nobody can tell."""

    held: Held
    metres: int | None


# -- the way there --------------------------------------------------------------------


async def begin(assignment: Assignment) -> None:
    """Thank whoever has just accepted, and tell them all that they need to know."""
    held = await holding.known(assignment)
    text, keyboard = work.accepted(held), work.buttons(assignment)
    await holding.tell_volunteer(held, text, "begin", keyboard=keyboard, lane=Lane.ANSWER)
    details, person = held.task.brief.details, held.person
    if details.phone and details.contact and person is not None and person.chat_id is not None:
        await outbox.post(
            person.chat_id,
            "",
            person.language,
            contact=Contact(details.contact, details.phone),
            dedupe_key=f"contact:{assignment.id}",
        )


async def mine(person: Person) -> tuple[list[Held], list[Held]]:
    """What the volunteer has before them, what begins first first; and what is over lately."""
    volunteer = await profiles.find(person.id)
    if volunteer is None:
        raise Refused(_("You are not registered as a volunteer. To register: /volunteer"))
    living = await assignments.of_volunteer(volunteer.id, LIVING)
    over = await assignments.of_volunteer(volunteer.id, [Stage.DONE, Stage.NO_SHOW])
    lately = list(reversed(over))[:LATELY]
    return [await holding.known(o) for o in living], [await holding.known(o) for o in lately]


async def look(person: Person, assignment_id: int) -> Held:
    """The volunteer's own assignment as it stands."""
    return await holding.own(person, assignment_id)


async def on_the_way(person: Person, assignment_id: int) -> Held:
    """The volunteer has set out; saying so twice does no harm."""
    held = await holding.own(person, assignment_id)
    if held.assignment.stage is Stage.ON_THE_WAY:
        return held
    _refuse_early(held)
    now = await holding.moved(held, Stage.ON_THE_WAY)
    await holding.note(person, "assignment.on_the_way", now)
    return now


def _refuse_early(held: Held) -> None:
    if rules.is_early(held.assignment, clock.now()):
        starts = held.assignment.starts_at.astimezone(held.zone)
        raise Refused(
            _(
                "It begins on {day} at {time}. I shall remind you; please tap this then.",
                day=starts.date(),
                time=starts.time(),
            )
        )


async def may_arrive(person: Person, assignment_id: int) -> Held:
    """The assignment, when the volunteer may say that they are there; Refused otherwise."""
    held = await holding.own(person, assignment_id)
    one = held.assignment
    if Stage.ARRIVED not in rules.ONWARD[one.stage]:
        raise holding.stands(held)
    _refuse_early(held)
    if one.stage is Stage.NO_SHOW:
        await refuse_too_late(held)
    return held


async def arrive(person: Person, assignment_id: int, where: Point | None) -> Arrival:
    """The volunteer is there. Near the task's point it is confirmed, else noted as unconfirmed.

    Who was missed already takes their place again, if nobody else has it.
    """
    held = await may_arrive(person, assignment_id)
    missed = held.assignment.stage is Stage.NO_SHOW
    if missed and not await take_place_again(held):
        raise Refused(_("Thank you for coming! Your place has been given to somebody else."))
    point = held.task.brief.details.point
    metres = None if point is None or where is None else rules.metres_between(point, where)
    near = metres is not None and metres <= rules.ON_SITE_METRES
    check = rules.next_check(held.task.brief.check_in, clock.now())
    if not await assignments.arrive(held.assignment, near, check):
        raise RuntimeError("somebody else moved an assignment that was locked")
    now = await holding.again(held)
    if missed:
        told = await holding.looking_after(now.task, person)
        await holding.tell(told, attendance.came_after_all(now), f"came:{assignment_id}")
    text, keyboard = work.card(now), work.buttons(now.assignment)
    await holding.tell_volunteer(now, text, "arrived", keyboard=keyboard, lane=Lane.ANSWER)
    await holding.note(person, "assignment.arrived", now, on_site=near)
    return Arrival(now, metres)


async def refuse_too_late(held: Held) -> None:
    """Refused when somebody who was missed cannot come after all."""
    one = held.assignment
    if held.task.state is not TaskState.OPEN or rules.is_over(one, clock.now()):
        raise holding.stands(held)
    living = await assignments.of_volunteer(one.volunteer_id, LIVING)
    if any(o.starts_at < one.ends_at and o.ends_at > one.starts_at for o in living):
        raise Refused(_("You have another task at this time. Your tasks: /mytasks"))


# -- the end --------------------------------------------------------------------------


async def done(person: Person, assignment_id: int) -> Held:
    """The volunteer has done their part; a coordinator confirms the hours."""
    held = await holding.own(person, assignment_id)
    if held.assignment.stage is not Stage.ARRIVED:
        raise holding.stands(held)
    return await finish(held, clock.now(), by=person)


async def finish(held: Held, until: datetime, by: Person | None) -> Held:
    """Count the hours until then; None as `by`: they did not say so themselves."""
    minutes = rules.minutes_worked(held.assignment, until)
    if not await assignments.finish(held.assignment, minutes):
        raise holding.stands(held)
    await profiles.count([held.assignment.volunteer_id], came=1)
    now = await holding.again(held)
    await hours.to_confirm(now)
    await holding.note(by, "assignment.done", now, minutes=minutes)
    return now


async def may_give_up(person: Person, assignment_id: int) -> Held:
    """The assignment, when the volunteer may still say that they cannot come."""
    held = await holding.own(person, assignment_id)
    if Stage.GIVEN_UP not in rules.ONWARD[held.assignment.stage]:
        raise holding.stands(held)
    return held


async def give_up(person: Person, assignment_id: int, reason: Decline | None = None) -> Held:
    """The volunteer cannot come, or leaves early: their place is free, or their hours count."""
    return await _given_up(await holding.own(person, assignment_id), reason, by=person)


async def _given_up(held: Held, reason: Decline | None, by: Person | None) -> Held:
    if held.assignment.stage is Stage.ARRIVED:
        return await finish(held, clock.now(), by)
    now = await holding.moved(held, Stage.GIVEN_UP)
    if rules.is_short_notice(held.assignment, clock.now()):
        await profiles.count([held.assignment.volunteer_id], failed=1)
    replaced = await free_place(held)
    told = await holding.looking_after(held.task, held.person)
    text = attendance.gave_up(now, reason, replaced=replaced)
    await holding.tell(told, text, f"gaveup:{held.assignment.id}")
    why = None if reason is None else reason.value
    await holding.note(by, "assignment.given_up", now, reason=why)
    return now


async def free_place(held: Held) -> bool:
    """Give the place back; whether somebody else is asked, which is so until the task is over."""
    await tasks.free_place(held.assignment.need_id)
    is_open = held.task.state is TaskState.OPEN
    replaced = is_open and clock.now() < held.assignment.ends_at
    if replaced:
        await dispatching.again(held.task.id)
    return replaced


async def take_place_again(held: Held) -> bool:
    """Whether whoever was missed has their place again; others are not asked for it any more."""
    if not await tasks.take_place(held.assignment.need_id):
        return False
    await profiles.count([held.assignment.volunteer_id], failed=-_blamed(held))
    if held.task.state is TaskState.OPEN:
        await tasks.look_by(held.task.id, clock.now())
    return True


def _blamed(held: Held) -> int:
    return int(rules.was_asked(held.assignment))


async def release(task: Task, text: Said) -> None:
    """The task does not take place: everybody on it is told. Who is at work has done their part."""
    await tasks.lock(task.id)
    for one in await assignments.of_task(task.id, LIVING):
        held = await holding.known(one)
        if one.stage is Stage.ARRIVED:
            await finish(held, clock.now(), by=None)
        elif await assignments.move(one, Stage.CALLED_OFF):
            await tasks.free_place(one.need_id)
        await holding.tell_volunteer(held, text, "released", lane=Lane.OFFER)


# -- who is no volunteer any more -----------------------------------------------------


async def forget(volunteer_id: int) -> None:
    """Whoever leaves gives back all places that are still to come.

    All is locked first, with the tasks that they are asked for, whose turn is next: what is
    counted and noted on the way holds up everybody else.
    """
    await assignments.lock_volunteer(volunteer_id)
    living = await assignments.of_volunteer(volunteer_id, LIVING)
    asked = await offers.of_volunteer(volunteer_id, (OfferState.OPEN, OfferState.STANDBY))
    concerned = {one.task_id for one in living} | {one.task_id for one in asked}
    await tasks.lock_all(concerned)
    if living:
        await profiles.touch([volunteer_id])
    for one in await assignments.of_volunteer(volunteer_id, LIVING):
        await _given_up(await holding.known(one), None, by=None)
