"""A coordinator vouches for somebody who was missed: they are there, or were all the time."""

from dataclasses import replace

from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.outbox.model import Lane
from bot.people.model import Person
from bot.volunteers.model import Held, Hours, Stage
from bot.volunteers.rules import work as rules
from bot.volunteers.service import holding, working
from bot.volunteers.store import assignments, profiles
from bot.volunteers.texts import hours, work


async def missed(actor: Person, assignment_id: int) -> tuple[Held, bool]:
    """Somebody else who was missed, and whether the task is over; Refused when they are not."""
    held = await holding.anothers(actor, assignment_id)
    if held.assignment.stage is not Stage.NO_SHOW:
        raise holding.stands(held)
    return held, rules.is_over(held.assignment, clock.now())


async def are_there(actor: Person, assignment_id: int) -> Held:
    """They have arrived; seen by somebody, which is as good as a location.

    Refused once they have left: nobody could ask them whether they are well.
    """
    held, _over = await missed(actor, assignment_id)
    if held.person is None:
        raise Refused(_("They are not on this task any more."))
    await working.refuse_too_late(held)
    await _take_place(held)
    check = rules.next_check(held.task.brief.check_in, clock.now())
    if not await assignments.arrive(held.assignment, True, check):
        raise holding.stands(held)
    now = await holding.again(held)
    text, keyboard = work.card(now), work.buttons(now.assignment)
    await holding.tell_volunteer(now, text, "arrived", keyboard=keyboard, lane=Lane.NOTICE)
    await holding.note(actor, "assignment.seen", now)
    return now


async def were_there(actor: Person, assignment_id: int, minutes: int) -> Held:
    """They have done their part, for so many minutes; they may say that these are wrong."""
    held, _over = await missed(actor, assignment_id)
    await _take_place(held)
    if not await assignments.vouch(held.assignment, minutes):
        raise holding.stands(held)
    await profiles.count([held.assignment.volunteer_id], came=1)
    done = replace(
        held.assignment, stage=Stage.DONE, minutes=minutes, hours=Hours.CONFIRMED, on_site=True
    )
    now = replace(held, assignment=done)
    text, keyboard = hours.confirmed(now, minutes), work.buttons(done)
    await holding.tell_volunteer(now, text, "confirmed", keyboard=keyboard)
    await holding.note(actor, "hours.vouched", now, minutes=minutes)
    return now


async def _take_place(held: Held) -> None:
    if not await working.take_place_again(held):
        raise Refused(_("Somebody else has taken the place meanwhile."))
