"""Several tasks at once: the best joint plan is proposed, and its offers go out on one tap."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.journal import service as journal
from bot.kernel import clock
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places.rules import path_range
from bot.volunteers.model import Demand, Left, Need, Plan, Planned, Seat, Task, TaskState, Urgency
from bot.volunteers.rules import matching as rules
from bot.volunteers.rules.planning import Pairs, Seats, solve
from bot.volunteers.rules.planning import Plan as Solved
from bot.volunteers.rules.pool import Column, Pool
from bot.volunteers.service import matching
from bot.volunteers.store import plans, tasks
from bot.volunteers.store import pool as store

MOST_TASKS = 200

_RANKS = {Urgency.NORMAL: 0, Urgency.URGENT: 1, Urgency.EMERGENCY: 2}


@dataclass(frozen=True, slots=True)
class _Ask:
    """A need with free places, and what it asks."""

    task: Task
    need: Need
    demand: Demand


async def propose(actor: Person) -> Plan:
    """Who should go where, for all tasks of the actor's areas that wait for a plan.

    As many places filled as can be, the urgent ones first, by those for whom it costs least
    together (decision 0018). Refused where no task waits for a plan.
    """
    waiting = await _waiting(actor)
    asks = [ask for task in waiting for ask in await _asks(task)]
    everybody = await matching.pool()
    lately = await store.latelies([one.demand for one in asks], clock.now())
    found = [
        rules.sift(everybody, one.demand, own, matching.codes(), clock.now())
        for one, own in zip(asks, lately, strict=True)
    ]
    weighed = [
        rules.weighed(everybody, one.demand, own, rows == rules.FITS)
        for one, own, rows in zip(asks, lately, found, strict=True)
    ]
    solved = await asyncio.to_thread(solve, _seats(asks), _pairs(weighed))
    seats = _chosen(everybody, asks, weighed, solved)
    left = _left(asks, found, solved)
    plan_id = await plans.add(actor.id, seats) if seats else None
    return Plan(plan_id, clock.now(), _planned(waiting, seats, left))


async def _waiting(actor: Person) -> list[Task]:
    tops = await people.tops(actor, Right.DISPATCH)
    if not tops:
        raise NotAllowed(_("Only coordinators send volunteers to tasks."))
    found: dict[int, Task] = {}
    for top in tops:
        own = await tasks.of_area(*path_range(top.path), [TaskState.PLANNED], MOST_TASKS)
        found |= {task.id: task for task in own if task.brief.ends_at > clock.now()}
    if not found:
        raise Refused(
            _("No task waits for a plan. When you describe one, choose “With a plan”: /task")
        )
    return sorted(found.values(), key=lambda task: (task.brief.starts_at, task.id))[:MOST_TASKS]


async def _asks(task: Task) -> list[_Ask]:
    demands = await matching.demands(task.brief, widened=task.widened, task_id=task.id)
    pairs = zip(task.needs, demands, strict=True)
    return [_Ask(task, need, demand) for need, demand in pairs if need.free]


def _seats(asks: Sequence[_Ask]) -> Seats:
    return Seats(
        np.array([one.need.free for one in asks], np.int64),
        np.array([_RANKS[one.demand.urgency] for one in asks], np.int64),
    )


def _pairs(weighed: Sequence[rules.Weighed]) -> Pairs:
    none = np.zeros(0, np.int64)
    needs = [np.full(len(one.rows), n, np.int64) for n, one in enumerate(weighed)]
    return Pairs(
        np.concatenate([none, *(one.rows for one in weighed)]),
        np.concatenate([none, *needs]),
        np.concatenate([none, *(one.cost for one in weighed)]),
    )


def _chosen(
    everybody: Pool, asks: Sequence[_Ask], weighed: Sequence[rules.Weighed], solved: Solved
) -> list[Seat]:
    seats = []
    for row, n in zip(solved.pairs.volunteer.tolist(), solved.pairs.need.tolist(), strict=True):
        one = weighed[n]
        metres = int(one.metres[np.searchsorted(one.rows, row)])
        need = asks[n].need
        seats.append(Seat(need.task_id, need.id, int(everybody.ids[row]), metres))
    return seats


def _left(asks: Sequence[_Ask], found: Sequence[Column], solved: Solved) -> dict[int, list[Left]]:
    """What stays empty, by task."""
    left: dict[int, list[Left]] = {}
    for empty in solved.empty:
        need = asks[empty.need].need
        why_not = rules.counted(found[empty.need])
        one = Left(need, empty.places, empty.elsewhere, why_not)
        left.setdefault(need.task_id, []).append(one)
    return left


def _planned(
    waiting: Sequence[Task], seats: Sequence[Seat], left: dict[int, list[Left]]
) -> tuple[Planned, ...]:
    filled = [one.task_id for one in seats]
    planned = [
        Planned(task, filled.count(task.id), tuple(left.get(task.id, ()))) for task in waiting
    ]
    return tuple(sorted(planned, key=lambda one: (not one.empty, one.task.brief.starts_at)))


async def send(actor: Person, plan_id: int) -> int:
    """Have the dispatcher ask those whom the plan proposes; for how many tasks.

    Whoever does not fit any more when it is their turn, or says no, is replaced by others, as in
    any task.
    """
    in_it = await plans.send(plan_id, actor.id)
    if in_it is None:
        raise Refused(_("That plan has been sent already, or is not yours."))
    moved = [id_ for id_ in in_it if await tasks.move(id_, [TaskState.PLANNED], TaskState.OPEN)]
    for task_id in moved:
        await tasks.look(task_id, clock.now())
    await journal.note(actor.id, "plan.sent", f"plan:{plan_id}", tasks=len(moved))
    return len(moved)
