"""One offer: sent, remembered, changed in the volunteer's chat when it has lost its point."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.kernel import clock
from bot.kernel.i18n import Said
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places
from bot.volunteers.model import Candidate, Need, Offer, OfferState, Task, Urgency
from bot.volunteers.rules import offers as rules
from bot.volunteers.service import telling
from bot.volunteers.service.catalogue import catalogue
from bot.volunteers.store import offers as store
from bot.volunteers.texts import offers as texts


async def offer(task: Task, need: Need, candidate: Candidate) -> Offer | None:
    """Ask one volunteer for a place of the need; None when they were asked for this task before."""
    made = await store.add(
        task.id,
        need.id,
        candidate.volunteer_id,
        metres=candidate.metres,
        expires_at=_expires(task),
    )
    if made is not None:
        await _post(task, made)
    return made


async def offer_again(task: Task, need: Need, former: Offer) -> None:
    """Ask somebody again who came too late for a place of the task."""
    made = await store.reopen(former, need.id, _expires(task))
    if made is not None:
        await _post(task, made)


def _expires(task: Task) -> datetime:
    brief = task.brief
    return rules.expires(brief.urgency, clock.now(), brief.starts_at, brief.ends_at)


async def _post(task: Task, made: Offer) -> None:
    person = (await _people([made])).get(made.volunteer_id)
    if person is None or person.chat_id is None:
        return
    await outbox.post(
        person.chat_id,
        await worded(task, made),
        person.language,
        keyboard=texts.answers(made),
        lane=_lane(task),
        expires_at=made.expires_at,
        dedupe_key=key(made),
    )


async def worded(task: Task, made: Offer) -> Said:
    """What the offer says, with moments as they are at the task's place."""
    place = await places.get(task.brief.place_id)
    need = next(need for need in task.needs if need.id == made.need_id)
    seen = replace(made, expires_at=await local(task, made.expires_at))
    shown = await telling.local(task)
    return texts.offered(shown, need, seen, await places.full_name(place), catalogue())


async def local(task: Task, moment: datetime) -> datetime:
    """The moment in the time zone of the task's place."""
    zone = await places.zone(await places.get(task.brief.place_id))
    return moment.astimezone(zone)


def _lane(task: Task) -> Lane:
    return Lane.EMERGENCY if task.brief.urgency is Urgency.EMERGENCY else Lane.OFFER


def key(made: Offer) -> str:
    """The dedupe key of the offer's message; one that opens again has a message of its own."""
    return f"offer:{made.id}:{made.wave}"


async def remind(task: Task) -> None:
    """Remind those who wanted to answer later, once; from then on they answer the reminder.

    Only one message of an offer has its buttons: the other would ask for what is answered.
    """
    open_ = await store.of_task(task.id, [OfferState.OPEN])
    due = [one for one in open_ if one.remind_at is not None and one.remind_at <= clock.now()]
    known = await _people(due)
    for one in due:
        await store.set_reminder(one.id, None)
        person = known.get(one.volunteer_id)
        if person is not None and person.chat_id is not None:
            until = await local(task, one.expires_at)
            await outbox.amend(key(one), await worded(task, one), person.language)
            await outbox.post(
                person.chat_id,
                texts.reminder(task, until),
                person.language,
                keyboard=texts.answers(one, later=False),
                lane=_lane(task),
                expires_at=one.expires_at,
                dedupe_key=f"{key(one)}:later",
            )


# -- taking back ----------------------------------------------------------------------


async def take_back(task: Task, text: Said) -> None:
    """Nobody is asked for the task any more; whoever was, or stands by, reads why."""
    asked = await store.of_task(task.id, [OfferState.OPEN, OfferState.STANDBY])
    await amend([one for one in asked if await store.move(one, OfferState.LOST)], text)


async def amend(offers: Sequence[Offer], text: Said) -> None:
    """Have the messages of these offers say this, in everybody's chat and language."""
    known = await _people(offers)
    for one in offers:
        person = known.get(one.volunteer_id)
        if person is not None:
            for posted in (key(one), f"{key(one)}:later"):
                await outbox.amend(posted, text, person.language)


async def _people(offers: Sequence[Offer]) -> dict[int, Person]:
    """Who the volunteers of these offers are, by the volunteer's id."""
    ids = await store.people_of([one.volunteer_id for one in offers])
    known = await people.many(list(ids.values()))
    return {volunteer: known[person] for volunteer, person in ids.items() if person in known}
