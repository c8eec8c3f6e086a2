"""Volunteers are asked: a job looks at tasks to which something happened, and tops up offers.

Volunteer, task, need: whoever locks several of these does so in this order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.kernel import clock, database
from bot.outbox import service as outbox
from bot.places import service as places
from bot.volunteers.model import (
    Candidate,
    Demand,
    Fits,
    Need,
    Offer,
    OfferState,
    Task,
    TaskState,
    Urgency,
)
from bot.volunteers.rules import offers as rules
from bot.volunteers.rules.matching import likelihood
from bot.volunteers.rules.waves import GOAL, chance_of_filling, how_many
from bot.volunteers.service import matching, offering, telling
from bot.volunteers.store import assignments, plans, profiles, tasks
from bot.volunteers.store import offers as store
from bot.volunteers.texts import offers as texts

STANDS_BY = 0.8
"""How likely somebody says yes who has said yes before, and came too late."""


async def tick() -> None:
    """Look at every task to which something has happened, each in a transaction of its own."""
    due = await tasks.due(clock.now())
    if due:
        await matching.pool()  # read once for all of them, where nothing can be undone
    for task_id in due:
        await database.retried(lambda id_=task_id: _run_out(id_))  # type: ignore[misc]
        await database.retried(lambda id_=task_id: look(id_))  # type: ignore[misc]
        outbox.nudge()


# -- time-outs ------------------------------------------------------------------------


async def _run_out(task_id: int) -> None:
    """Close the offers whose time to answer is over; whoever was silent was asked in vain."""
    open_ = await store.of_task(task_id, [OfferState.OPEN])
    late = [one for one in open_ if one.expires_at <= clock.now()]
    if not late:
        return
    for one in sorted(late, key=lambda offer: offer.volunteer_id):
        await assignments.lock_volunteer(one.volunteer_id)
    await tasks.lock(task_id)
    closed = [one for one in late if await store.move(one, OfferState.EXPIRED)]
    task = await tasks.get(task_id)
    await offering.amend(closed, texts.expired(task))
    await profiles.count([one.volunteer_id for one in closed], asked=1)


# -- a look ---------------------------------------------------------------------------


async def look(task_id: int) -> None:
    """Do what there is to do for a task, and say when to look again. Repeating it does no harm."""
    await tasks.lock(task_id)
    await tasks.move(task_id, [TaskState.SCHEDULED], TaskState.OPEN)  # its time has come
    task, now = await tasks.get(task_id), clock.now()
    if task.state is not TaskState.OPEN or task.brief.ends_at <= now:
        await tasks.look(task_id, None)
        return
    await _sort_out(task)
    morning = await _morning(task)
    if not task.free:
        await tasks.look(task_id, None)
    elif morning is not None:
        await _rest(task, morning)
    else:
        await _top_up(task)


async def _rest(task: Task, morning: datetime) -> None:
    """Nobody else is asked before the morning; who was asked before the night may still answer."""
    await offering.remind(task)
    open_ = await store.of_task(task.id, [OfferState.OPEN])
    await tasks.look(task.id, rules.rests_until(open_, morning))


async def _morning(task: Task) -> datetime | None:
    zone = await places.zone(await places.get(task.brief.place_id))
    now, starts_at = clock.now().astimezone(zone), task.brief.starts_at.astimezone(zone)
    return rules.waits_for_morning(task.brief.urgency, now, starts_at)


async def _sort_out(task: Task) -> None:
    """Open offers for places that are taken: turned to a place for anybody, or taken back."""
    free = {need.id: need.free for need in task.needs}
    anybody = next((need.id for need in task.needs if need.skill is None and need.free), None)
    lost: list[Offer] = []
    for one in await store.of_task(task.id, [OfferState.OPEN]):
        if free[one.need_id]:
            continue
        if anybody is not None:
            await store.turn(one.id, anybody)
        elif await store.move(one, OfferState.LOST):
            lost.append(one)
    await offering.amend(lost, texts.filled(task))


async def _top_up(task: Task, planned: Mapping[int, int] | None = None) -> None:
    """Ask as many more as it takes, need by need, the scarce skills first.

    `planned`: how many of each need a plan has had asked just now.
    """
    asked = await _as_planned(task) if planned is None else planned
    shortage: list[Fits] = []
    demands = await matching.demands(task.brief, widened=task.widened, task_id=task.id)
    order = sorted(zip(task.needs, demands, strict=True), key=lambda pair: pair[0].skill is None)
    for need, demand in order:
        if need.free > asked.get(need.id, 0):
            short = await _ask(task, need, demand)
            shortage += [] if short is None else [short]
    if shortage and task.brief.may_widen and not task.widened:
        await tasks.widen(task.id)
        await _top_up(replace(task, widened=True), asked)
        return
    await offering.remind(task)
    open_ = await store.of_task(task.id, [OfferState.OPEN])
    if shortage and task.exhausted_at is None and _hopeless(task, open_):
        await tasks.set_exhausted(task.id, clock.now())
        await telling.exhausted(task, *shortage)
    await tasks.look(task.id, rules.looks_again(open_, bool(shortage), clock.now()))


def _hopeless(task: Task, open_: Sequence[Offer]) -> bool:
    """Whether places stay empty even when everybody says yes who has not answered yet."""
    asked = [one.need_id for one in open_]
    return any(asked.count(need.id) < need.free for need in task.needs)


async def _as_planned(task: Task) -> dict[int, int]:
    """Ask those whom a plan proposes, where they still fit; how many that are, by need.

    A need all of whose places are proposed to somebody is left to them until one of them answers:
    asking more people at once would take them from the plan's other tasks.
    """
    asked: dict[int, int] = {}
    seats = await plans.take(task.id)
    if not seats:
        return asked
    demands = await matching.demands(task.brief, widened=task.widened, task_id=task.id)
    of = {need.id: (need, demand) for need, demand in zip(task.needs, demands, strict=True)}
    for seat in seats:
        need, demand = of[seat.need_id]
        if need.free and await matching.unfit(seat.volunteer_id, demand) is None:
            one = Candidate(seat.volunteer_id, seat.metres, 0.0, 0)
            made = await offering.offer(task, need, one)
            asked[need.id] = asked.get(need.id, 0) + (made is not None)
    return asked


async def _ask(task: Task, need: Need, demand: Demand) -> Fits | None:
    """Ask for the places of a need; who fits and who does not, when all who do are not enough.

    An emergency asks everybody at once. Those who came too late for a place come first.
    """
    everybody = task.brief.urgency is Urgency.EMERGENCY
    fits = await matching.fits(demand, most=None if everybody else matching.NAMED)
    asked = await _chances(task, need)
    back = await _standing_by(task, demand)
    ranked = [*(STANDS_BY for _one in back), *(one.chance for one in fits.candidates)]
    n = len(ranked) if everybody else how_many(asked, ranked, need.free)
    for one in back[:n]:
        await offering.offer_again(task, need, one)
    await _offer_next(task, need, demand, fits.candidates, n - len(back))
    return None if chance_of_filling([*asked, *ranked], need.free) >= GOAL else fits


async def _chances(task: Task, need: Need) -> list[float]:
    """How likely each of those says yes who has been asked for the need and has not answered."""
    open_ = await store.of_task(task.id, [OfferState.OPEN])
    counted = await store.chances([one.volunteer_id for one in open_ if one.need_id == need.id])
    return [likelihood(asked, said_yes) for asked, said_yes in counted.values()]


async def _standing_by(task: Task, demand: Demand) -> list[Offer]:
    """Those who said yes after the last place was taken and would still fit, the earliest first."""
    waiting = await store.of_task(task.id, [OfferState.STANDBY])
    waiting.sort(key=lambda one: (one.answered_at or one.offered_at, one.id))
    return [one for one in waiting if await _would_fit(one.volunteer_id, demand)]


async def _would_fit(volunteer_id: int, demand: Demand) -> bool:
    return await matching.unfit(volunteer_id, demand, for_acceptance=True) is None


async def _offer_next(
    task: Task, need: Need, demand: Demand, ranked: Sequence[Candidate], n: int
) -> None:
    """Offer to the next `n` who fit when the database is asked again."""
    for one in ranked:
        if n <= 0:
            return
        if await matching.unfit(one.volunteer_id, demand) is None:
            n -= await offering.offer(task, need, one) is not None


async def again(task_id: int) -> None:
    """A place of the task has become free: others are asked for it at once."""
    await tasks.set_exhausted(task_id, None)
    await tasks.look_by(task_id, clock.now())
