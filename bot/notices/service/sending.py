"""Notices go out: a share at a time, so that what waits can be paused, and nobody is told twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.kernel import clock, database
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.notices.model import Notice, Progress, Severity, State
from bot.notices.service import audience, writing
from bot.notices.service.limits import bounds
from bot.notices.store import notices, recipients
from bot.notices.texts import notice as texts
from bot.outbox import service as outbox
from bot.outbox.model import Lane, Status
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places
from bot.places.model import Place

AHEAD = 5
"""Seconds of sending that lie ready in the outbox: all of them would still go after a pause."""

A_SECOND = timedelta(seconds=1)
UNDER_WAY = (Status.WAITING, Status.SENDING, Status.UNSURE)


def about(notice: Notice) -> str:
    """What the messages of a notice belong to."""
    return f"notice:{notice.id}"


def key(notice: Notice, person_id: int, round_: int) -> str:
    """The dedupe key of somebody's message: once a round, however often it is tried."""
    return f"notice:{notice.id}:{person_id}:{round_}"


def lane(notice: Notice) -> Lane:
    """The lane of a notice's messages."""
    return Lane.EMERGENCY if notice.written.severity is Severity.EMERGENCY else Lane.NOTICE


async def hand_out() -> None:
    """Put the next share of every notice that is going out into the outbox.

    Each notice in a transaction of its own; whatever this is cut off from goes on at the next tick.
    Several notices share what lies ready, so that a small one does not wait behind a large one.
    """
    due = await notices.due(clock.now())
    for notice_id in due:
        await database.retried(lambda id_=notice_id: _look(id_, len(due)))  # type: ignore[misc]
        outbox.nudge()


async def _look(notice_id: int, sharing: int) -> None:
    await notices.lock(notice_id)
    notice = await notices.get(notice_id)
    if notice.state is State.SCHEDULED:
        await _begin(notice)
    elif notice.state is State.SENDING:
        await _go_on(notice, sharing)
    elif notice.state is State.RECALLED:
        await _take_back(notice)
    else:
        await notices.look(notice.id, None)


async def _begin(notice: Notice) -> None:
    await notices.move(notice, State.SENDING, look_at=clock.now())


async def _go_on(notice: Notice, sharing: int) -> None:
    """Settle whom it is for when that is new, post the next share, note the end."""
    terms = notice.written.terms
    if terms.expires_at is not None and terms.expires_at <= clock.now():
        await notices.move(notice, State.SENT)
        return
    if (await recipients.count(notice.id))[0] == 0:
        found = await audience.whom(notice.written.audience)
        await recipients.add(notice.id, [(person.id, place_id) for person, place_id in found])
    waiting = await _waiting(notice)
    room = max(1, bounds().a_second * AHEAD // sharing) - waiting
    chosen = await recipients.behind(notice.id, notice.version, max(0, room))
    await _post(notice, [person_id for person_id, _round in chosen])
    if chosen or waiting:
        await notices.look(notice.id, clock.now() + A_SECOND)
    else:
        await notices.move(notice, State.SENT)


async def _take_back(notice: Notice) -> None:
    """Have the next share of what was sent say that it does not hold any more."""
    chosen = await recipients.behind(notice.id, notice.version, bounds().a_second * AHEAD)
    known = await people.many([person_id for person_id, _round in chosen])
    sender = await places.get(notice.written.audience.place_id)
    for person_id, round_ in chosen:
        if round_ and person_id in known:
            text, language = texts.recalled(sender.name), known[person_id].language
            await outbox.amend(key(notice, person_id, round_), text, language)
    await recipients.keep_version(notice.id, [one for one, _round in chosen], notice.version)
    await notices.look(notice.id, clock.now() + A_SECOND if chosen else None)


async def _waiting(notice: Notice) -> int:
    states = await outbox.states(about(notice))
    return sum(states.get(status, 0) for status in UNDER_WAY)


async def _post(notice: Notice, person_ids: Sequence[int]) -> None:
    known = await people.many(person_ids)
    sender = await places.get(notice.written.audience.place_id)
    for person_id in person_ids:
        if person_id in known:
            await _post_to(notice, known[person_id], sender)
    await recipients.posted(notice.id, person_ids, notice.round, notice.version)


async def _post_to(notice: Notice, person: Person, sender: Place) -> None:
    if person.chat_id is None:
        return
    written = await audience.local(notice)
    await outbox.post(
        person.chat_id,
        texts.notice(written, sender.name, person.language, version=notice.version),
        person.language,
        keyboard=texts.below(notice),
        lane=lane(notice),
        expires_at=written.terms.expires_at,
        dedupe_key=key(notice, person.id, notice.round),
        about=about(notice),
        attachment=written.wording.attachment,
    )


async def progress(notice: Notice) -> Progress:
    """How far the notice is: sent, failed, still to go, acknowledged."""
    n, posted, read = await recipients.count(notice.id)
    states = await outbox.states(about(notice))
    sent = states.get(Status.SENT, 0)
    waiting = n - posted + sum(states.get(status, 0) for status in UNDER_WAY)
    return Progress(n, sent, n - sent - waiting, waiting, read)


# -- what is done about it while it goes out ------------------------------------------


async def pause(person: Person, notice_id: int) -> Notice:
    """Send no more for now; what waits is taken back, what is on its way arrives."""
    notice = await writing.look(person, notice_id)
    await _stop(person, notice, [State.SENDING], State.PAUSED, "notice.paused")
    return await notices.get(notice.id)


async def go_on(person: Person, notice_id: int) -> Notice:
    """Send the rest, in a new round."""
    notice = await writing.look(person, notice_id)
    if notice.state is not State.PAUSED or not await notices.move(
        notice, State.SENDING, look_at=clock.now()
    ):
        raise Refused(_("Somebody else was quicker. Please look again: /notices"))
    await writing.note(person, notice, "notice.resumed")
    return await notices.get(notice.id)


async def cancel(person: Person, notice_id: int) -> Notice:
    """Nobody gets it from now on; who has it keeps it."""
    notice = await writing.look(person, notice_id)
    seen = [State.WAITING, State.SCHEDULED, State.SENDING, State.PAUSED]
    await _stop(person, notice, seen, State.CANCELLED, "notice.cancelled")
    return await notices.get(notice.id)


async def recall(person: Person, notice_id: int) -> Notice:
    """Nobody gets it from now on, and whoever has it reads that it does not hold any more."""
    notice = await writing.look(person, notice_id)
    seen = [State.SENDING, State.PAUSED, State.SENT, State.CANCELLED]
    await notices.newer(notice.id)
    await _stop(person, notice, seen, State.RECALLED, "notice.recalled", look_at=clock.now())
    return await notices.get(notice.id)


async def _stop(
    person: Person,
    notice: Notice,
    seen: Sequence[State],
    state: State,
    act: str,
    look_at: datetime | None = None,
) -> None:
    if notice.state not in seen or not await notices.move(notice, state, look_at=look_at):
        raise Refused(_("Somebody else was quicker. Please look again: /notices"))
    taken = await outbox.cancel_about(about(notice))
    people_ids = [int(one.split(":")[2]) for one in taken]
    await recipients.not_posted(notice.id, people_ids)
    await writing.note(person, notice, act)
