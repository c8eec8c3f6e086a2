"""Use cases of tasks: described, sent, called off, handed over; everybody on one told."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.journal import service as journal
from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places
from bot.places.model import Place
from bot.volunteers.model import LIVING, RUNNING, Brief, Fit, Preview, Task, TaskState
from bot.volunteers.rules.tasks import refuse_what_cannot_be
from bot.volunteers.service import boarding, matching, offering, telling, working
from bot.volunteers.store import assignments, tasks
from bot.volunteers.store import board as boards
from bot.volunteers.texts import tasks as texts

MOST_TO_CHOOSE = 20

board = boarding.board
card = boarding.card
contact = boarding.contact
local = boarding.local


# -- describing -----------------------------------------------------------------------


async def preview(brief: Brief) -> Preview:
    """Who would be found for a task; Refused when it cannot be.

    Counts of an area's volunteers, no names: asked within a conversation that only those begin
    who may describe tasks there.
    """
    await _check(brief)
    found, together = [], set[int]()
    demands = await matching.demands(brief)
    for wanted, demand in zip(brief.wanted, demands, strict=True):
        fits = await matching.fits(demand, most=None)
        together |= {one.volunteer_id for one in fits.candidates}
        found.append(Fit(wanted, fits.n, dict(fits.why_not)))
    shown = Preview(tuple(found), len(together))
    return replace(shown, relaxed=await matching.relaxations(brief)) if shown.short else shown


async def _check(brief: Brief) -> None:
    """Refused for what cannot be."""
    area = await places.get(brief.area_id)
    refuse_what_cannot_be(brief, await places.get(brief.place_id), area, clock.now())


def _in_utc(brief: Brief) -> Brief:
    return replace(
        brief,
        starts_at=_utc(brief.starts_at),
        ends_at=_utc(brief.ends_at),
        dispatch_at=None if brief.dispatch_at is None else _utc(brief.dispatch_at),
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


async def describe(actor: Person, brief: Brief, *, planned: bool = False) -> Task:
    """There is a task. Its volunteers are asked at once, at its `dispatch_at`, or with a plan."""
    await people.allow(actor, Right.DISPATCH, await places.get(brief.area_id))
    await _check(brief)
    if planned:
        state, look_at = TaskState.PLANNED, None
    elif brief.dispatch_at is not None:
        state, look_at = TaskState.SCHEDULED, brief.dispatch_at
    else:
        state, look_at = TaskState.OPEN, clock.now()
    task = await tasks.add(_in_utc(brief), actor.id, state, look_at)
    await journal.note(
        actor.id, "task.described", f"task:{task.id}", place_id=brief.area_id, places=task.count
    )
    return task


async def send_now(actor: Person, task_id: int) -> Task:
    """Ask for a task now that was to wait for its time, or for a plan."""
    task, area = await _own(actor, task_id)
    if not await tasks.move(task_id, [TaskState.PLANNED, TaskState.SCHEDULED], TaskState.OPEN):
        raise Refused(await _what_happened(task_id))
    await tasks.look(task_id, clock.now())
    await journal.note(actor.id, "task.sent", f"task:{task_id}", place_id=area.id)
    return await tasks.get(task.id)


# -- calling off, handing over ---------------------------------------------------------


async def called_off(actor: Person, task_id: int, reason: str) -> Task:
    """The task does not take place: everybody on it, or asked for it, is told why.

    Refused, with what happened, when somebody else was quicker.
    """
    task, area = await _own(actor, task_id)
    living = [one.volunteer_id for one in await assignments.of_task(task_id, LIVING)]
    for volunteer_id in sorted(living):  # volunteers before the task, as everywhere
        await assignments.lock_volunteer(volunteer_id)
    await tasks.lock(task_id)
    if not await tasks.move(task_id, RUNNING, TaskState.CANCELLED, reason):
        raise Refused(await _what_happened(task_id))
    await tasks.look(task_id, None)
    text = texts.released(task, reason)
    await offering.take_back(task, text)
    await working.release(task, text)
    if task.owner_id != actor.id:
        await telling.tell(
            [task.owner_id], texts.called_off(await local(task), actor.name, reason), task
        )
    await journal.note(actor.id, "task.called_off", f"task:{task_id}", place_id=area.id)
    return await tasks.get(task_id)


async def successors(actor: Person, task_id: int) -> tuple[Task, list[Person]]:
    """The task, and who could look after it instead of its owner; Refused when nobody could."""
    task = await running(actor, task_id)
    area = await places.get(task.brief.area_id)
    found = await people.nearest(Right.DISPATCH, area, MOST_TO_CHOOSE)
    others = [one for one in found if one.id != task.owner_id][:MOST_TO_CHOOSE]
    if not others:
        raise Refused(_("There is nobody else who could look after it."))
    return task, others


async def hand_over(actor: Person, task_id: int, to_id: int, *, seen: int) -> Task:
    """Another coordinator looks after the task; `seen` is its owner as the actor saw it."""
    task, area = await _own(actor, task_id)
    found = await people.many([to_id, seen])
    heir = found.get(to_id)
    if heir is None or not await people.holds(heir, Right.DISPATCH, area):
        raise Refused(_("They cannot look after tasks of {place}.", place=area.name))
    if task.state not in RUNNING or not await tasks.hand_over(task_id, seen, to_id):
        raise Refused(await _what_happened(task_id))
    await _tell_of_handing_over(actor, await local(task), heir, seen)
    await journal.note(
        actor.id, "task.handed_over", f"task:{task_id}", place_id=area.id, to=to_id, owner=seen
    )
    return await tasks.get(task_id)


async def _tell_of_handing_over(actor: Person, task: Task, heir: Person, before: int) -> None:
    if heir.id != actor.id:
        await telling.tell([heir.id], texts.handed_to_you(task, actor.name), task)
    if before != actor.id:
        await telling.tell([before], texts.handed_on(task, actor.name, heir.name), task)


# -- telling --------------------------------------------------------------------------


async def tell_everyone(actor: Person, task_id: int, words: str) -> int:
    """Write to all who are committed to the task; to how many that went."""
    task, area = await _own(actor, task_id)
    those = [one.person_id for one in await boards.helping(task_id, LIVING)]
    text = texts.message(task, actor.name, words)
    told = await telling.tell([id_ for id_ in those if id_ is not None], text, None)
    await journal.note(
        actor.id, "task.told_everyone", f"task:{task_id}", place_id=area.id, people=told
    )
    return told


# -- the task itself ------------------------------------------------------------------


async def own(actor: Person, task_id: int) -> Task:
    """A task that the actor may look after."""
    return (await _own(actor, task_id))[0]


async def running(actor: Person, task_id: int) -> Task:
    """Such a task, as long as it is neither over nor called off."""
    task, _area = await _own(actor, task_id)
    if task.state not in RUNNING:
        raise Refused(await _what_happened(task_id))
    return task


async def _own(actor: Person, task_id: int) -> tuple[Task, Place]:
    return await boarding.own(actor, task_id)


async def _what_happened(task_id: int) -> Said:
    """Why an act came too late."""
    task = await tasks.get(task_id)
    match task.state:
        case TaskState.CANCELLED:
            return _(
                "Somebody was quicker: the task has been called off. Reason: {reason}",
                reason=texts.reason(task.reason or "–"),
            )
        case TaskState.ENDED:
            return _("The task is over already.")
        case TaskState.OPEN | TaskState.SCHEDULED | TaskState.PLANNED:
            owner = (await people.names([task.owner_id])).get(task.owner_id, "–")
            return _(
                "Somebody was quicker. {name} looks after the task now; please look again: /tasks",
                name=owner,
            )
