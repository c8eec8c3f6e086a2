"""Two people approve what the public sees; corrections and withdrawals stay visible."""

from dataclasses import replace
from datetime import date

from bot.bulletins import texts
from bot.bulletins.model import START, Bulletin, Draft, Kind, State
from bot.bulletins.rules.chain import digest, sealed
from bot.bulletins.service import drafting
from bot.bulletins.service.gathering import still_holds, withdrawal
from bot.bulletins.service.verifying import RELEASED
from bot.bulletins.store import drafts, readers, released
from bot.journal import service as journal
from bot.kernel import clock, database
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Person, Right
from bot.people.rules import may
from bot.places import service as places
from bot.places.model import Place

LONGEST_REASON = 300


async def to_approve(person: Person) -> list[Draft]:
    """What waits and the person may approve or draft again, the oldest first."""
    waiting, held = await drafts.waiting(), await people.grants(person)
    where = await places.many({one.place_id for one in waiting})
    return [one for one in waiting if may(held, Right.RELEASE, where[one.place_id])]


async def look(person: Person, draft_id: int) -> Draft:
    """A draft as it stands, or the newer one that took its place."""
    one = await drafts.get(draft_id)
    if one is None:
        raise Refused(_("I do not find that bulletin any more."))
    await people.allow(person, Right.RELEASE, await places.get(one.place_id))
    content = one.content
    return await drafts.find_open(one.place_id, content.form, content.day) or one


async def approve(person: Person, draft_id: int, seen: State) -> Draft | Bulletin:
    """One approval more of exactly that content; the bulletin once two people have approved.

    Refused when it has changed, or is not at the state that the person saw any more. When a
    report that it rests on was amended and confirmed anew, nothing is approved and what is
    returned is the new draft, or the old one, superseded, where there is nothing new to say.
    """
    async with database.transaction():
        return await _approve(person, draft_id, seen)


async def _approve(person: Person, draft_id: int, seen: State) -> Draft | Bulletin:
    one, place = await _open(person, draft_id)
    if one.state is not seen:
        raise Refused(_("Somebody else was quicker. Please look again: /bulletins"))
    if seen is State.APPROVED_ONCE and one.first_by == person.id:
        raise Refused(_("You have approved it already; the second approval is somebody else's."))
    _refuse_changed(one)
    if not await still_holds(one, place):
        return await _drafted_anew(one, place)
    if seen is State.WAITING:
        if not await drafts.approve_first(one.id, person.id):
            raise Refused(_("Somebody else was quicker. Please look again: /bulletins"))
        await _note(person, one, place, "bulletin.approved")
        return await look(person, one.id)
    if not await drafts.approve_second(one.id, person.id):
        raise Refused(_("Somebody else was quicker. Please look again: /bulletins"))
    return await _release(person, one, place)


def _refuse_changed(one: Draft) -> None:
    if digest(one.content) != one.hash:
        raise Refused(
            _(
                "This draft is not what was drafted: somebody changed it in the database. It "
                "cannot be released; please return it and tell the administrator."
            )
        )


async def _drafted_anew(one: Draft, place: Place) -> Draft:
    """What takes the place of a draft whose basis does not hold any more."""
    if not await drafts.supersede(one.id, one.state):
        raise Refused(_("Somebody else was quicker. Please look again: /bulletins"))
    made = await drafting.draft(place, one.content.form, one.content.day)
    return made or replace(one, state=State.SUPERSEDED)


async def _release(person: Person, one: Draft, place: Place) -> Bulletin:
    async with database.exclusive("bulletins"):
        number, previous = await released.last() or (0, START)
        now = clock.now()
        hashed = sealed(number + 1, previous, now, one.content)
        bulletin = Bulletin(number + 1, place.id, now, one.content, previous, hashed)
        await released.add(bulletin, one, person.id)
    await readers.begin_round(bulletin.number)
    noted = {"number": bulletin.number, "seal": bulletin.hash, "first_by": one.first_by}
    await _note(person, one, place, RELEASED, **noted)
    return bulletin


async def give_back(person: Person, draft_id: int, reason: str) -> Draft:
    """Return a draft before its release; the other approvers hear why."""
    one, place = await _open(person, draft_id)
    if not await drafts.give_back(one.id, person.id, reason[:LONGEST_REASON]):
        raise Refused(_("Somebody else was quicker. Please look again: /bulletins"))
    await _note(person, one, place, "bulletin.returned")
    text = texts.returned(one.content, person.name, reason)
    for other in await people.nearest(Right.RELEASE, place, drafting.APPROVERS):
        if other.chat_id is not None and other.id != person.id:
            await outbox.post(
                other.chat_id,
                text,
                other.language,
                lane=Lane.NOTICE,
                dedupe_key=f"draft:{one.id}:returned:{other.id}",
            )
    return one


async def draft_again(person: Person, draft_id: int) -> Draft:
    """A new draft in the place of a returned one, from what is confirmed now."""
    one = await look(person, draft_id)
    if one.state is not State.RETURNED:
        return one
    place = await places.get(one.place_id)
    if one.content.kind is Kind.WITHDRAWAL:
        raise Refused(_("That withdrawal was returned; the bulletin stands."))
    return await _drafted(place, one.content.form, one.content.day)


async def draft_anew(person: Person, number: int) -> Draft:
    """A new draft for the day of a bulletin that was withdrawn; `number` is either's."""
    bulletin = await released.find(number)
    if bulletin is None:
        raise Refused(_("I do not find that bulletin any more."))
    place, content = await places.get(bulletin.place_id), bulletin.content
    await people.allow(person, Right.RELEASE, place)
    last = await released.find_last_of(place.id, content.form, content.day)
    if last is None or last.content.kind is not Kind.WITHDRAWAL:
        raise Refused(_("That day has a bulletin that stands."))
    return await drafts.find_open(place.id, content.form, content.day) or await _drafted(
        place, content.form, content.day
    )


async def _drafted(place: Place, form: str, day: date) -> Draft:
    made = await drafting.draft(place, form, day)
    if made is None:
        raise Refused(_("There is nothing new to publish for that day."))
    return made


async def withdraw(person: Person, number: int, reason: str) -> Draft:
    """Propose to take a bulletin back, which counts as the first of the two approvals."""
    bulletin = await released.find(number)
    if bulletin is None:
        raise Refused(_("I do not find that bulletin any more."))
    place = await places.get(bulletin.place_id)
    await people.allow(person, Right.RELEASE, place)
    if bulletin.content.kind is Kind.WITHDRAWAL or bulletin.corrected_by or bulletin.withdrawn_by:
        raise Refused(_("A later bulletin names this one already."))
    content = withdrawal(bulletin, reason[:LONGEST_REASON])
    draft_id = await drafts.add(place.id, content, {}, {})
    if draft_id is None or not await drafts.approve_first(draft_id, person.id):
        raise Refused(_("A draft for that day waits already. Please look at it: /bulletins"))
    made = await look(person, draft_id)
    await _note(person, made, place, "bulletin.withdrawal_proposed", number=number)
    await drafting.ask_approvers(made, place, but=person.id)
    return made


async def _open(person: Person, draft_id: int) -> tuple[Draft, Place]:
    one = await drafts.get(draft_id)
    if one is None:
        raise Refused(_("I do not find that bulletin any more."))
    place = await places.get(one.place_id)
    await people.allow(person, Right.RELEASE, place)
    if one.state is State.SUPERSEDED:
        raise Refused(_("The draft has changed: more was confirmed. Please look again: /bulletins"))
    if not drafting.is_open(one):
        raise Refused(_("This draft is settled already. Please look again: /bulletins"))
    return one, place


async def _note(person: Person, one: Draft, place: Place, act: str, **details: object) -> None:
    content = one.content
    await journal.note(
        person.id,
        act,
        f"draft:{one.id}",
        place_id=place.id,
        day=content.day.isoformat(),
        hash=one.hash,
        **details,
    )
