"""What coordinators do about what they were told: see to it, chase, look closer, call."""

from datetime import timedelta

from bot.conversations.model import Contact
from bot.journal import service as journal
from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places
from bot.reminders.model import Chase, Digest, Missing, Page, Unit, View
from bot.reminders.rules.telling import next_asks
from bot.reminders.rules.views import Evening
from bot.reminders.service.chasing import wish
from bot.reminders.service.evenings import evening, naming, seen_by, view_of
from bot.reminders.service.pausing import paused_over
from bot.reminders.store import digests, ladders
from bot.reports.rules.quiet import awake, is_quiet

A_PAGE = 8
BETWEEN_CHASES = timedelta(minutes=30)
CHASE_LASTS = timedelta(hours=2)


async def acknowledge(person: Person, digest_id: int) -> View:
    """Note that the person sees to what is missing; what the digest says then."""
    digest = await _own(person, digest_id)
    if await digests.acknowledge(digest.form, digest.day, person.id):
        await journal.note(person.id, "digest.acknowledged", f"digest:{digest_id}")
    known = await _known(digest)
    told = [one for one in known.digests if one.person_id == person.id]
    await digests.ask_at(person.id, next_asks(known.ladders.values(), told, clock.now()))
    return view_of(known, digest)


async def chase(person: Person, digest_id: int) -> int:
    """Have everybody below reminded whose report is missing; how many people that are.

    Refused within half an hour of the last time, and in quiet hours. Whoever was reminded in
    that half hour by somebody else is left in peace.
    """
    digest = await _own(person, digest_id)
    known = await _known(digest)
    stands, missing = seen_by(known, digest)
    _refuse_at_night(known, stands[0].path)
    now = clock.now()
    if not await digests.chase(digest.id, now - BETWEEN_CHASES):
        raise Refused(_("You have chased them within the last half hour. Please give them time."))
    asked = [one.place_id for one in missing if one.settled is None]
    people_asked = await wish(
        Chase(
            digest_id=digest.id,
            form=digest.form,
            day=digest.day,
            rung=f"chase-{digest_id}-{now:%H%M}",
            place_ids=tuple(asked),
            spares=now - BETWEEN_CHASES,
            until=now + CHASE_LASTS,
            by=person.name,
        )
    )
    # Last: from here to the commit nobody else can note anything in the journal.
    await journal.note(person.id, "missing.chased", f"digest:{digest_id}", places=len(asked))
    return people_asked


def _refuse_at_night(known: Evening, path: str) -> None:
    anchor, now = known.anchor(path), clock.now()
    if is_quiet(now, anchor.schedule.quiet, anchor.zone):
        ends = awake(now, anchor.schedule.quiet, anchor.zone)
        raise Refused(
            _(
                "These are quiet hours: nobody is reminded before {time}. You can still call.",
                time=ends.time(),
            )
        )


async def page(person: Person, digest_id: int, number: int) -> Page:
    """A page of the places still missing below the reader of the digest."""
    digest = await _own(person, digest_id)
    known = await _known(digest)
    stands, missing = seen_by(known, digest)
    left = [one for one in missing if one.settled is None]
    named = naming(known, stands)
    of = max(1, -(-len(left) // A_PAGE))
    number = min(max(number, 0), of - 1)
    shown = left[number * A_PAGE : (number + 1) * A_PAGE]
    return Page(digest.id, digest.day, number, of, tuple(named.village(one) for one in shown))


async def unit(person: Person, digest_id: int, place_id: int) -> Unit:
    """One of the missing places, looked at closely."""
    digest = await _own(person, digest_id)
    known = await _known(digest)
    _stands, missing = seen_by(known, digest)
    one = next((one for one in missing if one.place_id == place_id), None)
    if one is None:
        raise Refused(_("This place was not missing that day."))
    return await _unit(known, one)


async def _unit(known: Evening, one: Missing) -> Unit:
    place = await places.get(one.place_id)
    last = (await ladders.last_reports(known.form, [one.place_id])).get(one.place_id)
    zone = known.anchor(one.path).zone
    return Unit(
        place_id=one.place_id,
        name=await places.full_name(place),
        day=one.day,
        silent=one.silent,
        last=None if last is None else (last[0], last[1].astimezone(zone)),
        workers=tuple(known.workers.get(one.place_id, ())),
        settled=one.settled,
        pauses=await paused_over(place, one.day),
    )


async def contacts(person: Person, place_id: int) -> list[Contact]:
    """The cards of a place's workers; journaled. Refused when no number is known."""
    place = await places.get(place_id)
    known = await people.numbers(person, place)
    found = {id_: Contact(name, phone) for id_, (name, phone) in known.items() if phone}
    if not found:
        raise Refused(_("No phone number is known for {place}.", place=place.name))
    await journal.note(
        person.id, "phone.seen", f"place:{place.id}", place_id=place.id, people=sorted(found)
    )
    return list(found.values())


async def _own(person: Person, digest_id: int) -> Digest:
    digest = await digests.find(digest_id)
    if digest is None or digest.person_id != person.id:
        raise Refused(_("I do not find this list any more."))
    return digest


async def _known(digest: Digest) -> Evening:
    opened = await ladders.of_day(digest.form, digest.day)
    return await evening(digest.form, digest.day, opened, reader=digest.person_id)
