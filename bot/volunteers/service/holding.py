"""An assignment with its task and whoever holds it, locked in order; how both sides are told."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.conversations.model import Contact, Keyboard
from bot.journal import service as journal
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places
from bot.volunteers.model import STAGES, Assignment, Held, Stage, Task
from bot.volunteers.rules.work import ONWARD
from bot.volunteers.store import assignments, profiles, tasks

GONE = _("I do not find this task among yours any more. Your tasks: /mytasks")


# -- finding --------------------------------------------------------------------------


async def known(assignment: Assignment) -> Held:
    """The assignment with its task, and whoever holds it."""
    task = await tasks.get(assignment.task_id)
    place = await places.get(task.brief.place_id)
    holder = (await assignments.holders([assignment.volunteer_id])).get(assignment.volunteer_id)
    person = None if holder is None else (await people.many([holder])).get(holder)
    return Held(assignment, task, person, await places.full_name(place), await places.zone(place))


async def locked(assignment_id: int) -> Held | None:
    """As it stands, and stays until the transaction ends; None when there is no such assignment."""
    seen = await assignments.find(assignment_id)
    if seen is None:
        return None
    await assignments.lock_volunteer(seen.volunteer_id)
    await tasks.lock(seen.task_id)
    fresh = await assignments.find(assignment_id)
    return None if fresh is None else await known(fresh)


async def own(person: Person, assignment_id: int) -> Held:
    """The volunteer's own assignment, locked; Refused when it is nobody's or somebody else's."""
    volunteer = await profiles.find(person.id)
    seen = await assignments.find(assignment_id)
    if volunteer is None or seen is None or seen.volunteer_id != volunteer.id:
        raise Refused(GONE)
    held = await locked(assignment_id)
    if held is None:
        raise Refused(GONE)
    return held


async def anothers(actor: Person, assignment_id: int) -> Held:
    """The assignment of somebody else, locked, for whoever may dispatch there."""
    held = await locked(assignment_id)
    if held is None:
        raise Refused(_("I do not find this task any more."))
    await people.allow(actor, Right.DISPATCH, await places.get(held.task.brief.area_id))
    if held.person is not None and held.person.id == actor.id:
        raise Refused(_("These are your own hours: another coordinator has to confirm them."))
    return held


# -- moving on ------------------------------------------------------------------------


async def moved(held: Held, stage: Stage) -> Held:
    """The assignment at its next stage; Refused when it cannot go there (any more)."""
    one = held.assignment
    if stage not in ONWARD[one.stage] or not await assignments.move(one, stage):
        raise stands(held)
    return await again(held)


async def again(held: Held) -> Held:
    """The same as it stands now."""
    fresh = await assignments.find(held.assignment.id)
    if fresh is None:
        raise LookupError(f"no assignment {held.assignment.id}")
    return replace(held, assignment=fresh)


def stands(held: Held) -> Refused:
    """That something cannot be done where the assignment stands now."""
    stage = STAGES[held.assignment.stage]
    return Refused(_("That cannot be done any more: {stage}. Your tasks: /mytasks", stage=stage))


async def note(actor: Person | None, act: str, held: Held, **details: str | int | None) -> None:
    """Write the act down; last in its transaction, for nobody else can note anything until then."""
    place_id, subject = held.task.brief.place_id, f"assignment:{held.assignment.id}"
    by = None if actor is None else actor.id
    await journal.note(by, act, subject, place_id=place_id, **details)


# -- telling --------------------------------------------------------------------------


async def looking_after(task: Task, but: Person | None, enough: int = 1) -> list[Person]:
    """Who is told about the task: its owner, or else the nearest who may dispatch there.

    With `enough` above 1 also others, from the area upwards. Never `but`, whom it is about.
    """
    area = await places.get(task.brief.area_id)
    owner = (await people.many([task.owner_id])).get(task.owner_id)
    found: dict[int, Person] = {}
    if owner is not None and owner.chat_id is not None and owner.reachable:
        is_other = but is None or owner.id != but.id
        if is_other and await people.holds(owner, Right.DISPATCH, area):
            found[owner.id] = owner
    if len(found) < enough:
        near = await people.nearest(Right.DISPATCH, area, enough, but=but)
        found |= {person.id: person for person in near}
    return list(found.values())


async def tell_volunteer(
    held: Held,
    text: Said,
    key: str,
    *,
    keyboard: Keyboard | None = None,
    lane: Lane = Lane.REMINDER,
    expires_at: datetime | None = None,
) -> None:
    """Tell whoever holds the assignment, once a `key`; nobody when they have left."""
    person = held.person
    if person is None or person.chat_id is None:
        return
    await outbox.post(
        person.chat_id,
        text,
        person.language,
        keyboard=keyboard,
        lane=lane,
        dedupe_key=f"{key}:{held.assignment.id}",
        expires_at=expires_at,
        secret=True,
    )


async def tell(
    told: Collection[Person],
    text: Said,
    key: str,
    *,
    keyboard: Keyboard | None = None,
    lane: Lane = Lane.NOTICE,
    card: Contact | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Tell these coordinators, each once a `key`; with a `card` to call somebody by."""
    for person in told:
        if person.chat_id is None:
            continue
        chat, language, to = person.chat_id, person.language, f"{key}:{person.id}"
        posted = await outbox.post(
            chat,
            text,
            language,
            keyboard=keyboard,
            lane=lane,
            dedupe_key=to,
            expires_at=expires_at,
            secret=True,
        )
        if posted is not None and card is not None:
            await outbox.post(chat, "", language, contact=card, lane=lane, dedupe_key=f"card:{to}")
