"""The half minute's tick of the work: asks what is due and does it, once, however often it runs."""

from functools import partial

from bot.journal import service as journal
from bot.kernel import clock, database
from bot.outbox import service as outbox
from bot.volunteers.model import LIVING, RUNNING, Held, Stage, TaskState
from bot.volunteers.rules import work as rules
from bot.volunteers.rules.work import Due
from bot.volunteers.service import holding, hours, safety, working
from bot.volunteers.store import assignments, profiles, tasks
from bot.volunteers.texts import attendance, work


async def tick() -> None:
    """Remind, notice who is missing, ask who is at work, end what is over; each by itself."""
    now = clock.now()
    for one in await assignments.stirring(now + rules.REMIND_BEFORE):
        if rules.due(one, now) is not None:
            await database.retried(partial(_see_to, one.id))
            outbox.nudge()
    for task_id in await assignments.tasks_over(now - rules.WRAP_UP):
        await database.retried(partial(_end, task_id))
        outbox.nudge()


async def _see_to(assignment_id: int) -> None:
    """Do what it is time for now, and not when the volunteer was quicker."""
    held = await holding.locked(assignment_id)
    if held is None:
        return
    match rules.due(held.assignment, clock.now()):
        case Due.BEFORE | Due.START | Due.SAY_DONE as due:
            await _remind(held, due)
        case Due.NO_SHOW:
            await _missed(held)
        case Due.WELL:
            await safety.ask(held)
        case Due.MISSED:
            await safety.no_answer(held)
        case Due.CLOSE:
            await _close(held)


async def _remind(held: Held, due: Due) -> None:
    one = held.assignment
    await assignments.reminded(one.id)
    text, until = {
        Due.BEFORE: (work.before(held), one.starts_at),
        Due.START: (work.start(held), one.ends_at),
        Due.SAY_DONE: (work.say_done(held), one.ends_at + rules.CATCHES_UP),
    }[due]
    keyboard = work.buttons(one, there=due is Due.START)
    key = f"remind:{due.value}"
    await holding.tell_volunteer(held, text, key, keyboard=keyboard, expires_at=until)


async def _missed(held: Held) -> None:
    """They have not come: the place is free, both sides are told."""
    one = held.assignment
    now = await holding.moved(held, Stage.NO_SHOW)
    if rules.was_asked(one):
        await profiles.count([one.volunteer_id], failed=1)
    replaced = await working.free_place(held)
    until = one.ends_at + rules.CATCHES_UP
    keyboard = work.buttons(now.assignment) if replaced else None
    text = work.missed(held, over=not replaced)
    await holding.tell_volunteer(held, text, "missed", keyboard=keyboard, expires_at=until)
    told = await holding.looking_after(held.task, held.person)
    text, keyboard = attendance.no_show(held, replaced=replaced)
    await holding.tell(told, text, f"noshow:{one.id}", keyboard=keyboard, expires_at=until)
    await holding.note(None, "assignment.no_show", now)


async def _close(held: Held) -> None:
    """They have not said that they are done: the task's end is theirs."""
    now = await working.finish(held, held.assignment.ends_at, by=None)
    await holding.tell_volunteer(now, work.closed(now), "closed")


async def _end(task_id: int) -> None:
    """The task is over; whoever looks after it gets the sum."""
    await tasks.lock(task_id)
    if await assignments.of_task(task_id, LIVING):
        return
    if not await tasks.move(task_id, RUNNING, TaskState.ENDED):
        return
    task = await tasks.get(task_id)
    text, keyboard = await hours.summary(task)
    told = await holding.looking_after(task, None)
    await holding.tell(told, text, f"ended:{task_id}", keyboard=keyboard)
    await journal.note(None, "task.ended", f"task:{task_id}", place_id=task.brief.place_id)
