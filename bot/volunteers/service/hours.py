"""Hours: counted at the end, confirmed by a coordinator, disputed once, settled after that."""

from dataclasses import replace

from bot.conversations.model import Inline
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places
from bot.volunteers.model import Held, Hours, Stage, Task
from bot.volunteers.service import holding
from bot.volunteers.store import assignments, tasks
from bot.volunteers.texts import attendance, work
from bot.volunteers.texts import hours as words

MOVED = _("These hours have been decided on meanwhile.")


# -- the coordinator ------------------------------------------------------------------


async def to_confirm(held: Held) -> None:
    """Ask whoever looks after the task about the hours of somebody who is done."""
    text, keyboard = attendance.finished(held)
    told = await holding.looking_after(held.task, held.person)
    await holding.tell(told, text, f"hours:{held.assignment.id}", keyboard=keyboard)


async def to_decide(actor: Person, assignment_id: int, hours: Hours) -> Held:
    """Somebody else's hours that stand so; Refused when they do not any more."""
    held = await holding.anothers(actor, assignment_id)
    if held.assignment.hours is not hours:
        raise Refused(MOVED)
    return held


async def confirm(actor: Person, assignment_id: int, seen: int) -> Held:
    """Confirm the minutes that the coordinator saw."""
    held = await to_decide(actor, assignment_id, Hours.COUNTED)
    if held.assignment.minutes != seen:
        raise Refused(MOVED)
    return await _confirmed(actor, held, seen)


async def change(actor: Person, assignment_id: int, minutes: int) -> Held:
    """Confirm other minutes than were counted; the volunteer may say that they are wrong."""
    held = await to_decide(actor, assignment_id, Hours.COUNTED)
    return await _confirmed(actor, held, minutes)


async def confirm_all(actor: Person, task_id: int) -> Task:
    """Confirm all hours of the task that wait, but the coordinator's own."""
    task = await tasks.find(task_id)
    if task is None:
        raise Refused(_("I do not find this task any more."))
    await people.allow(actor, Right.DISPATCH, await places.get(task.brief.area_id))
    await tasks.lock(task_id)
    done = await assignments.of_task(task_id, [Stage.DONE])
    waiting = [one for one in done if one.hours is Hours.COUNTED]
    own = await assignments.holders([one.volunteer_id for one in waiting])
    others = [one for one in waiting if own.get(one.volunteer_id) != actor.id]
    if not others:
        raise Refused(_("No hours of this task wait for you."))
    for one in others:
        await _confirmed(actor, await holding.known(one), one.minutes or 0)
    return task


async def summary(task: Task) -> tuple[Said, Inline | None]:
    """Who came to the task, who did not, and whose hours wait."""
    seen = await assignments.of_task(task.id, [Stage.DONE, Stage.NO_SHOW])
    return attendance.summary(task, [await holding.known(one) for one in seen])


async def _confirmed(actor: Person, held: Held, minutes: int) -> Held:
    former = held.assignment
    if not await assignments.credit(former, Hours.CONFIRMED, minutes):
        raise Refused(MOVED)
    now = _standing(held, Hours.CONFIRMED, minutes)
    text, keyboard = words.confirmed(now, former.minutes), work.buttons(now.assignment)
    await holding.tell_volunteer(now, text, "confirmed", keyboard=keyboard)
    await holding.note(actor, "hours.confirmed", now, counted=former.minutes, minutes=minutes)
    return now


async def settle(actor: Person, assignment_id: int, minutes: int, word: str) -> Held:
    """End a dispute with these minutes and a last word."""
    held = await to_decide(actor, assignment_id, Hours.DISPUTED)
    if not await assignments.credit(held.assignment, Hours.SETTLED, minutes):
        raise Refused(MOVED)
    now = _standing(held, Hours.SETTLED, minutes)
    await holding.tell_volunteer(now, words.settled(now, word), "settled")
    former = held.assignment.minutes
    await holding.note(actor, "hours.settled", now, confirmed=former, minutes=minutes)
    return now


# -- the volunteer --------------------------------------------------------------------


async def to_dispute(person: Person, assignment_id: int) -> Held:
    """The volunteer's own confirmed hours; Refused when there is nothing to dispute."""
    held = await holding.own(person, assignment_id)
    if held.assignment.hours is not Hours.CONFIRMED:
        raise Refused(_("There are no confirmed hours here about which something is open."))
    return held


async def dispute(person: Person, assignment_id: int, reason: str) -> Held:
    """Say why confirmed hours are wrong; a coordinator has the last word."""
    held = await to_dispute(person, assignment_id)
    minutes = held.assignment.minutes
    if not await assignments.credit(held.assignment, Hours.DISPUTED, minutes, reason):
        raise Refused(MOVED)
    assignment = replace(held.assignment, hours=Hours.DISPUTED, dispute=reason)
    now = replace(held, assignment=assignment)
    text, keyboard = attendance.disputed(now)
    told = await holding.looking_after(held.task, person)
    await holding.tell(told, text, f"disputed:{assignment_id}", keyboard=keyboard)
    await holding.note(person, "hours.disputed", now, minutes=minutes)
    return now


def _standing(held: Held, hours: Hours, minutes: int) -> Held:
    return replace(held, assignment=replace(held.assignment, hours=hours, minutes=minutes))
