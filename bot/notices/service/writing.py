"""A notice is written, looked at by a second person where one is needed, and begins to go out."""

from datetime import timedelta

from bot.journal import service as journal
from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import _, _n
from bot.notices.model import Notice, Reach, Severity, State, Written
from bot.notices.rules import writing
from bot.notices.service import asking, audience
from bot.notices.service.limits import bounds
from bot.notices.store import notices
from bot.notices.texts import news as texts
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places

LATEST, SHOWN = 200, 10

ALIKE_WITHIN = timedelta(minutes=10)
"""The same text for the same people within this time was sent by accident, or is asked about."""


async def reach_of(written: Written) -> Reach:
    """For how many people it would be, and whom it would not reach.

    Asked within a conversation that only those begin who may send notices in that area.
    """
    return audience.reach(await audience.whom(written.audience))


async def write(author: Person, written: Written, *, alone_because: str | None = None) -> Notice:
    """The notice waits for a second person where one is needed, else it goes out at its time.

    An emergency goes out without one when the author says why. Refused when the same was sent to
    the same people a few minutes ago; when it is for nobody; when it is not whole.
    """
    place = await places.get(written.audience.place_id)
    await people.allow(author, Right.NOTIFY, place)
    writing.check_wording(written.wording)
    writing.check_terms(written.terms, clock.now())
    for_ = await audience.whom(written.audience)
    if not for_:
        raise Refused(_("Nobody fits that audience. Please choose a wider one."))
    mark = writing.fingerprint(written.wording, notices.audience_json(written.audience))
    await _refuse_twice(mark)
    two = writing.needs_two(written.severity, len(for_), bounds().large)
    notice = await notices.add(written, author.id, State.WAITING, fingerprint=mark, needs_two=two)
    await note(author, notice, "notice.written", people=len(for_))
    if two and alone_because is not None and written.severity is Severity.EMERGENCY:
        await notices.sent_alone(notice.id, alone_because)
        await asking.ask_somebody(place, author, notice, texts.look_afterwards(notice, author.name))
        await note(author, notice, "notice.sent_alone")
        return await _released(notice)
    if two:
        await asking.ask_somebody(place, author, notice, texts.look_at_it(notice, author.name))
        return notice
    return await _released(notice)


async def _refuse_twice(mark: str) -> None:
    former = await notices.find_alike(mark, clock.now() - ALIKE_WITHIN)
    if former is not None:
        minutes = int((clock.now() - former.created_at).total_seconds() // 60)
        raise Refused(
            _n(
                "You sent this {n} minute ago to the same people. If you mean to, change a word.",
                "You sent this {n} minutes ago to the same people. If you mean to, change a word.",
                minutes,
            )
        )


async def look(person: Person, notice_id: int) -> Notice:
    """A notice as its author and those see it who may send notices at its place."""
    notice = await notices.find(notice_id)
    if notice is None:
        raise Refused(_("I do not find that notice any more."))
    place = await places.get(notice.written.audience.place_id)
    await people.allow(person, Right.NOTIFY, place)
    return notice


async def seen_by(person: Person) -> list[Notice]:
    """The latest notices of the person's areas, the newest first."""
    latest = await notices.in_states(tuple(State), LATEST)
    where = await places.many({one.written.audience.place_id for one in latest})
    return [
        one
        for one in latest
        if await people.holds(person, Right.NOTIFY, where[one.written.audience.place_id])
    ][:SHOWN]


async def to_approve(person: Person) -> list[Notice]:
    """What waits for a second person and was written by somebody else, the oldest first."""
    waiting = await notices.in_states([State.WAITING])
    where = await places.many({one.written.audience.place_id for one in waiting})
    return [
        one
        for one in reversed(waiting)
        if one.author_id != person.id
        and await people.holds(person, Right.NOTIFY, where[one.written.audience.place_id])
    ]


async def approve(person: Person, notice_id: int) -> Notice:
    """The second person has seen exactly this notice, and it goes out at its time."""
    notice = await look(person, notice_id)
    if notice.author_id == person.id:
        raise Refused(_("You wrote it yourself; somebody else has to look at it."))
    if not await notices.approve(notice.id, person.id):
        raise Refused(_("Somebody else was quicker. Please look again: /notices"))
    await note(person, notice, "notice.approved")
    await asking.tell_author(notice, person, texts.approved(notice, person.name))
    return await _released(notice)


async def give_back(person: Person, notice_id: int, reason: str) -> Notice:
    """Return a notice that waits, with a reason for its author."""
    notice = await look(person, notice_id)
    waits = notice.state is State.WAITING
    if not waits or not await notices.move(notice, State.RETURNED, reason=reason):
        raise Refused(_("Somebody else was quicker. Please look again: /notices"))
    await asking.tell_author(notice, person, texts.returned(notice, person.name, reason))
    await note(person, notice, "notice.returned")
    return notice


async def review(person: Person, notice_id: int) -> Notice:
    """Note that somebody else has looked at an emergency that one person sent."""
    notice = await look(person, notice_id)
    if notice.author_id == person.id:
        raise Refused(_("You wrote it yourself; somebody else has to look at it."))
    if notice.alone_because is None or not await notices.review(notice.id, person.id):
        raise Refused(_("Somebody else was quicker. Please look again: /notices"))
    await note(person, notice, "notice.reviewed")
    return notice


async def _released(notice: Notice) -> Notice:
    """Nothing stands in its way any more: it is sent at its time, or at once."""
    now = clock.now()
    at = notice.written.terms.send_at or now
    state = State.SCHEDULED if at > now else State.SENDING
    if not await notices.move(notice, state, look_at=at):
        raise Refused(_("Somebody else was quicker. Please look again: /notices"))
    return await notices.get(notice.id)


async def note(person: Person, notice: Notice, act: str, **details: object) -> None:
    """Write the act down beside it."""
    place_id = notice.written.audience.place_id
    await journal.note(person.id, act, f"notice:{notice.id}", place_id=place_id, **details)
