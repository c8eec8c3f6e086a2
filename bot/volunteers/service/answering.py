"""Volunteers answer offers: a place is theirs, or somebody else's, whoever was quicker."""

from datetime import datetime
from enum import StrEnum

from bot.journal import service as journal
from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people.model import Person
from bot.volunteers.model import (
    REASONS,
    Decline,
    Need,
    Offer,
    OfferState,
    Reason,
    Task,
    TaskState,
    Volunteer,
)
from bot.volunteers.rules import offers as rules
from bot.volunteers.service import matching, offering, telling, working
from bot.volunteers.store import assignments, profiles, tasks
from bot.volunteers.store import offers as store
from bot.volunteers.texts import offers as texts

LONGEST_REASON = 200
WAITING = (OfferState.OPEN, OfferState.STANDBY)
"""The states in which an offer may still become a place."""


class Outcome(StrEnum):
    """What became of a yes: the place is theirs, or others were quicker and they stand by."""

    TAKEN = "taken"
    STANDBY = "standby"


async def accept(person: Person, offer_id: int) -> tuple[Outcome, Task]:
    """Take a place of the task, if there is still one and nothing stands against it.

    Also where the time to answer is over, or after a no: a place that is free is free. Nobody
    holds two places at one time, and no place is held by two.
    """
    volunteer, offer = await _held(person, offer_id)
    task = await tasks.get(offer.task_id)
    if offer.state is OfferState.ACCEPTED:
        raise Refused(_("You have accepted this task already. Your tasks: /mytasks"))
    _refuse_over(task)
    if not task.free:  # whoever comes too late keeps nobody waiting
        await _stand_by(volunteer, offer)
        return Outcome.STANDBY, task
    task = await _locked(volunteer, offer)
    _refuse_over(task)
    need = await _place(volunteer, offer, task)
    if need is None:
        await _stand_by(volunteer, offer)
        return Outcome.STANDBY, task
    await store.move(offer, OfferState.ACCEPTED)
    assignment = await assignments.add(task, need.id, volunteer.id)
    await _count_yes(volunteer, offer)
    await _leave_others(volunteer, task)
    await _note(person, "task.accepted", task)
    await working.begin(assignment)
    task = await tasks.get(task.id)
    if not task.free:
        await tasks.look_by(task.id, clock.now())  # the others are told within a second
        await telling.filled(task)
    return Outcome.TAKEN, task


async def decline(person: Person, offer_id: int, why: Decline, words: str = "") -> Task:
    """Say no, and why; somebody else is asked at once."""
    volunteer, offer = await _held(person, offer_id)
    task = await _locked(volunteer, offer)
    if offer.state is OfferState.ACCEPTED:
        raise Refused(_("You have accepted this task. If you cannot come: /mytasks"))
    if offer.state in WAITING:
        reason = words[:LONGEST_REASON] if why is Decline.OTHER and words else why.value
        await store.move(offer, OfferState.DECLINED, reason=reason)
        if _is_open(offer):
            await profiles.count([volunteer.id], asked=1)
            await tasks.look_by(task.id, clock.now())
        else:
            await profiles.count([volunteer.id], yes=-1)  # what they said when they came too late
        await _note(person, "task.declined", task, reason=why.value)
    return task


async def later(person: Person, offer_id: int) -> tuple[Offer, Task, datetime]:
    """Be reminded after half of the time that is left; when. Until then the offer stands."""
    volunteer, offer = await _held(person, offer_id)
    task = await _locked(volunteer, offer)
    if not _is_open(offer) or offer.expires_at <= clock.now():
        raise Refused(texts.expired(task))
    at = rules.reminder(clock.now(), offer.expires_at)
    await store.set_reminder(offer.id, at)
    await tasks.look_by(task.id, at)
    return offer, task, at


async def forget(volunteer_id: int) -> None:
    """Ask the volunteer no more: who pauses, leaves, or is no volunteer any more."""
    await assignments.lock_volunteer(volunteer_id)
    waiting = await store.of_volunteer(volunteer_id, WAITING)
    await tasks.lock_all({one.task_id for one in waiting})
    for one in waiting:
        await _lose(one)


async def standing(person: Person, offer_id: int) -> tuple[Offer, Task]:
    """The person's own offer and its task, as they stand."""
    _volunteer, offer = await _own(person, offer_id)
    return offer, await tasks.get(offer.task_id)


# -- what an answer rests on ----------------------------------------------------------


async def _own(person: Person, offer_id: int) -> tuple[Volunteer, Offer]:
    volunteer, offer = await profiles.find(person.id), await store.find(offer_id)
    if volunteer is None or offer is None or offer.volunteer_id != volunteer.id:
        raise Refused(_("That offer is not yours."))
    return volunteer, offer


async def _held(person: Person, offer_id: int) -> tuple[Volunteer, Offer]:
    """The person's own offer; no other answer of theirs is heard until the transaction ends."""
    volunteer, _offer = await _own(person, offer_id)
    await assignments.lock_volunteer(volunteer.id)
    return await _own(person, offer_id)


async def _locked(volunteer: Volunteer, offer: Offer) -> Task:
    """The offer's task as nobody changes it meanwhile.

    Also the tasks of their other offers are locked, which may have to be asked of others.
    """
    others = await store.of_volunteer(volunteer.id, WAITING)
    await tasks.lock_all({offer.task_id, *(one.task_id for one in others)})
    return await tasks.get(offer.task_id)


def _is_open(offer: Offer) -> bool:
    return offer.state is OfferState.OPEN


def _refuse_over(task: Task) -> None:
    if task.state is TaskState.CANCELLED:
        raise Refused(_("“{title}” has been called off.", title=task.brief.title))
    if task.state is not TaskState.OPEN or task.brief.ends_at <= clock.now():
        raise Refused(_("“{title}” is over.", title=task.brief.title))


async def _place(volunteer: Volunteer, offer: Offer, task: Task) -> Need | None:
    """The need a place of which is theirs now: the one offered, else another one that they fit.

    Refused for what stands against them; None when every place that they could take is taken.
    """
    demands = await matching.demands(task.brief, widened=True, task_id=task.id)
    against: Reason | None = None
    pairs = list(zip(task.needs, demands, strict=True))
    for need, demand in sorted(pairs, key=lambda pair: pair[0].id != offer.need_id):
        reason = await matching.unfit(volunteer.id, demand, for_acceptance=True)
        if reason is None and await tasks.take_place(need.id):
            return need
        if need.id == offer.need_id:
            against = reason
    if against is not None:
        raise _refusal(against)
    return None


def _refusal(against: Reason) -> Refused:
    if against is Reason.BUSY:
        return Refused(
            _("You have accepted another task at that time, so you cannot take this one as well.")
        )
    return Refused(
        _("You cannot take this task as things stand: {reason}.", reason=REASONS[against])
    )


async def _stand_by(volunteer: Volunteer, offer: Offer) -> None:
    if offer.state is OfferState.STANDBY:
        return
    await store.move(offer, OfferState.STANDBY)
    await _count_yes(volunteer, offer)


async def _count_yes(volunteer: Volunteer, offer: Offer) -> None:
    """Every offer counts once as asked, and once as a yes, in whatever order it was answered."""
    asked, yes = rules.counts(offer.state)
    if asked or yes:
        await profiles.count([volunteer.id], asked=asked, yes=yes)


async def _leave_others(volunteer: Volunteer, taken: Task) -> None:
    """Their other offers at the same time go to others at once."""
    for one in await store.of_volunteer(volunteer.id, WAITING):
        other = await tasks.get(one.task_id)
        overlaps = (
            other.brief.starts_at < taken.brief.ends_at
            and other.brief.ends_at > taken.brief.starts_at
        )
        if overlaps and other.id != taken.id:
            await _lose(one, elsewhere=True)


async def _lose(offer: Offer, *, elsewhere: bool = False) -> None:
    task = await tasks.get(offer.task_id)
    if await store.move(offer, OfferState.LOST):
        text = texts.elsewhere(task) if elsewhere else texts.unasked(task)
        await offering.amend([offer], text)
        await tasks.look_by(task.id, clock.now())


async def _note(person: Person, act: str, task: Task, **details: object) -> None:
    await journal.note(person.id, act, f"task:{task.id}", place_id=task.brief.area_id, **details)
