"""What coordinators see: the board of their areas, a task's card, the number of who is on it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.conversations.model import Contact
from bot.journal import service as journal
from bot.kernel import clock
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places
from bot.places.model import Place
from bot.places.rules import path_range
from bot.volunteers.model import (
    Board,
    Card,
    OfferState,
    Reason,
    Row,
    Stage,
    Task,
    TaskState,
)
from bot.volunteers.service import matching
from bot.volunteers.store import board as boards
from bot.volunteers.store import offers, tasks

A_PAGE = 6


async def tops(actor: Person) -> tuple[Place, ...]:
    """The areas whose tasks the actor looks after; NotAllowed for whoever looks after none."""
    found = await people.tops(actor, Right.DISPATCH)
    if not found:
        raise NotAllowed(_("Only coordinators ask for volunteers. Please tell yours."))
    return found


async def board(actor: Person, number: int = 0) -> Board:
    """A page of the running tasks of the actor's areas."""
    areas = [path_range(top.path) for top in await tops(actor)]
    of = max(1, -(-await boards.count(areas) // A_PAGE))
    number = min(max(number, 0), of - 1)
    shown = await boards.page(areas, A_PAGE, number * A_PAGE)
    counted = await boards.stages([task.id for task in shown])
    rows = [_row(await local(task), counted.get(task.id, {})) for task in shown]
    return Board(tuple(rows), number, of)


def _row(task: Task, counted: Mapping[Stage, int]) -> Row:
    return Row(task, counted.get(Stage.ON_THE_WAY, 0), counted.get(Stage.ARRIVED, 0))


async def own(actor: Person, task_id: int) -> tuple[Task, Place]:
    """A task that the actor may look after, and its area."""
    task = await tasks.find(task_id)
    if task is None:
        raise Refused(_("I do not find this task."))
    area = await places.get(task.brief.area_id)
    await people.allow(actor, Right.DISPATCH, area)
    return task, area


async def card(actor: Person, task_id: int) -> Card:
    """A task as it stands, with the people on it."""
    task, _area = await own(actor, task_id)
    place = await places.get(task.brief.place_id)
    zone = await places.zone(place)
    open_ones = await offers.of_task(task_id, [OfferState.OPEN])
    outs = [one.expires_at.astimezone(zone) for one in open_ones]
    return Card(
        task=await local(task),
        place=place.name,
        owner=(await people.names([task.owner_id])).get(task.owner_id, "–"),
        people=tuple(await boards.helping(task_id, (*Stage,))),
        offers=len(open_ones),
        next_out=min(outs, default=None),
        why_not=await _why_not(task),
        now=clock.now().astimezone(zone),
    )


async def _why_not(task: Task) -> Mapping[Reason, int]:
    """Why nobody is left to ask, for the places still free; nothing while people are asked."""
    if task.exhausted_at is None or task.state is not TaskState.OPEN or task.free == 0:
        return {}
    demands = await matching.demands(task.brief, widened=task.widened, task_id=task.id)
    why_not: dict[Reason, int] = {}
    for need, demand in zip(task.needs, demands, strict=True):
        if need.free:
            for reason, n in (await matching.fits(demand)).why_not.items():
                why_not[reason] = max(n, why_not.get(reason, 0))
    return why_not


async def contact(actor: Person, assignment_id: int, task_id: int) -> Contact:
    """The card of somebody on the task; journaled. Refused when no number is known."""
    _task, area = await own(actor, task_id)
    found = await boards.helping(task_id, (*Stage,))
    one = next((h for h in found if h.assignment.id == assignment_id), None)
    if one is None or one.person_id is None:
        raise Refused(_("They are not on this task any more."))
    person = (await people.many([one.person_id]))[one.person_id]
    phone = await people.number_of(actor, person, area)
    if phone is None:
        raise Refused(_("No phone number is known of {name}.", name=one.name))
    await journal.note(
        actor.id, "phone.seen", f"task:{task_id}", place_id=area.id, people=[person.id]
    )
    return Contact(one.name, phone)


async def local(task: Task) -> Task:
    """The task with its moments in the zone of its place."""
    zone = await places.zone(await places.get(task.brief.place_id))
    brief, at = task.brief, task.brief.dispatch_at
    return replace(
        task,
        brief=replace(
            brief,
            starts_at=brief.starts_at.astimezone(zone),
            ends_at=brief.ends_at.astimezone(zone),
            dispatch_at=None if at is None else at.astimezone(zone),
        ),
    )
