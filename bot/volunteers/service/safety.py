"""Whether those at work are well: asked in time, others told when nobody answers, help called."""

from bot.conversations.model import Contact
from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Person
from bot.volunteers.model import Held, Stage
from bot.volunteers.rules.work import TO_ANSWER, next_check
from bot.volunteers.service import holding
from bot.volunteers.store import assignments
from bot.volunteers.texts import attendance, work

HEAR_OF_HELP = 3
"""So many coordinators at least hear at once that somebody needs help, if there are so many."""


async def ask(held: Held) -> None:
    """Ask whether they are well, and wait for the answer.

    Asked when it was due, not when we came to it: from there their last sign is counted back.
    """
    now, was_due = clock.now(), held.assignment.check_in_at
    await assignments.set_check(held.assignment.id, now + TO_ANSWER, was_due)
    text, keyboard = work.well(held)
    await holding.tell_volunteer(held, text, f"well:{now:%Y%m%d%H%M%S}", keyboard=keyboard)


async def no_answer(held: Held) -> None:
    """Ask once more, and tell whoever looks after the task; then it is in people's hands."""
    asked = held.assignment.asked_at
    await assignments.set_check(held.assignment.id, None, asked)
    text, keyboard = work.well_again(held)
    key = f"{clock.now():%Y%m%d%H%M%S}"
    await holding.tell_volunteer(held, text, f"again:{key}", keyboard=keyboard)
    await holding.tell(
        await holding.looking_after(held.task, held.person),
        attendance.no_sign(held),
        f"nosign:{held.assignment.id}:{key}",
        lane=Lane.REMINDER,
        card=await _card(held),
    )
    await holding.note(None, "volunteer.silent", held)


async def well(person: Person, assignment_id: int) -> Held:
    """They are well; they are asked again in time. Who was told otherwise hears it."""
    held = await _at_work(person, assignment_id)
    one, now = held.assignment, clock.now()
    alarmed = one.asked_at is not None and one.check_in_at is None
    await assignments.set_check(one.id, next_check(held.task.brief.check_in, now), None)
    if alarmed:
        told = await holding.looking_after(held.task, person, HEAR_OF_HELP)
        key = f"wellagain:{one.id}:{now:%Y%m%d%H%M%S}"
        await holding.tell(told, attendance.well_again(held), key, lane=Lane.REMINDER)
    return held


async def need_help(person: Person, assignment_id: int) -> tuple[Held, list[Person]]:
    """Whoever looks after the task, and those above, hear it before anything else; who they are."""
    held = await _at_work(person, assignment_id)
    now = clock.now()
    await assignments.set_check(assignment_id, None, now)
    told = await holding.looking_after(held.task, person, HEAR_OF_HELP)
    await holding.tell(
        told,
        attendance.sos(held),
        f"sos:{assignment_id}:{now:%Y%m%d%H%M%S}",
        lane=Lane.EMERGENCY,
        card=await _card(held),
    )
    await holding.note(person, "volunteer.needs_help", held)
    return held, told


async def _at_work(person: Person, assignment_id: int) -> Held:
    held = await holding.own(person, assignment_id)
    if held.assignment.stage is not Stage.ARRIVED:
        raise Refused(_("You are not at work there any more. In an emergency, please call 120."))
    return held


async def _card(held: Held) -> Contact | None:
    """How to call the volunteer; it goes out to whoever has to look after them."""
    phone = None if held.person is None else await people.own_number(held.person)
    return None if phone is None else Contact(held.name, phone)
