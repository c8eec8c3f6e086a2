"""Everything that the crew and its coordinators do, one act at a time, or killed on the way."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import timedelta
from functools import partial

from bot.kernel import clock
from bot.kernel import database as db
from bot.kernel.errors import NotAllowed, Refused
from bot.people.model import Person
from bot.volunteers.model import (
    LIVING,
    CertificateState,
    Decline,
    OfferState,
    Paper,
    Shown,
    Stage,
)
from bot.volunteers.service import (
    answering,
    certifying,
    dispatching,
    planning,
    registering,
    tasking,
    ticking,
    vouching,
    working,
)
from bot.volunteers.service.catalogue import consent
from bot.volunteers.service.registering import Registration
from bot.volunteers.store import assignments
from tests.builders import a_person
from tests.killing import Killed, dying
from tests.services.the_crew import (
    A_DAY,
    A_WEEK,
    CREW,
    FIRST_CHAT,
    KINDS,
    MOST_TASKS,
    NURSE,
    SUNDAY,
    Room,
)
from tests.volunteers import NEAR, a_brief


async def begin(room: Room) -> None:
    """Nobody is left of former tries: a Monday at nine, with the crew."""
    for n in range(len(await room.tasks()) if room.first else 0):
        await do(room, "call off", 0, n)
    await do(room, "dispatch", 0, 0)  # also after a try that failed, nothing is left to look at
    for who in range(len(CREW)):
        await do(room, "leave", who, 0)
    for table in ("task", "message"):
        row = await db.row(f"SELECT COALESCE(max(id), 0) AS n FROM {table}")
        room.first[table] = 0 if row is None else int(row["n"])
    room.gone, room.plan_id = {}, 0
    room.clock.advance(A_WEEK - (clock.now() - SUNDAY) % A_WEEK)
    for who, (_profile, days) in enumerate(CREW):
        await do(room, "return", who, 0)
        if days is not None:
            await do(room, "send", who, days)
            await do(room, "verify", who, 0)
    room.clock.advance(A_DAY)


async def do(room: Room, what: str, who: int, which: int, after: int | None = None) -> bool:
    """One act; refused is as good as done. Whether it was killed, at the statement `after`."""
    try:
        if after is None:
            await _done(room, what, who, which)
        else:
            with dying(after):
                await _done(room, what, who, which)
    except (Refused, NotAllowed):
        return False
    except Killed:
        return True
    return False


async def _done(room: Room, what: str, who: int, which: int) -> None:
    ticks = {"dispatch": dispatching.tick, "work": ticking.tick}
    if what in ticks:
        await ticks[what]()
        return
    async with db.transaction():
        if what in COORDINATED:
            await COORDINATED[what](room, room.coordinators[who % 2], which)
        else:
            await VOLUNTEERED[what](room, who, which)


# -- what coordinators do --------------------------------------------------------------


async def _describe(room: Room, actor: Person, which: int) -> None:
    tasks_now = await room.tasks()
    if len(tasks_now) >= MOST_TASKS:
        return
    begins, ends, differs = KINDS[which % len(KINDS)]
    at = {
        "starts_at": clock.now() + timedelta(hours=begins),
        "ends_at": clock.now() + timedelta(hours=ends),
    }
    if which % 6 == 1:
        at["dispatch_at"] = clock.now() + timedelta(minutes=20)
    brief = a_brief(**differs, **at)
    await tasking.describe(actor, brief, planned=which % 3 == 2)


async def _one(room: Room, which: int) -> int:
    """Some task; one that there never was, when there is none."""
    found = await room.tasks()
    return found[which % len(found)] if found else 0


async def _call_off(room: Room, actor: Person, which: int) -> None:
    await tasking.called_off(actor, await _one(room, which), "rain")


async def _hand_over(room: Room, actor: Person, which: int) -> None:
    heir = next(one for one in room.coordinators if one.id != actor.id)
    await tasking.hand_over(actor, await _one(room, which), heir.id, seen=actor.id)


async def _send_now(room: Room, actor: Person, which: int) -> None:
    await tasking.send_now(actor, await _one(room, which))


async def _plan(room: Room, actor: Person, which: int) -> None:
    """Proposed, and mostly sent at once."""
    room.plan_id = (await planning.propose(actor)).id or 0
    if which % 3:
        await planning.send(actor, room.plan_id)


async def _send_plan(room: Room, actor: Person, _which: int) -> None:
    await planning.send(actor, room.plan_id)


async def _vouch(room: Room, actor: Person, which: int) -> None:
    found = await assignments.of_task(await _one(room, which), [Stage.NO_SHOW])
    for one in found[:1]:
        if which % 2:
            await vouching.are_there(actor, one.id)
        else:
            await vouching.were_there(actor, one.id, 20)


async def _verify(room: Room, actor: Person, which: int) -> None:
    await _decide(actor, which, certifying.VERIFIABLE)


async def _suspend(room: Room, actor: Person, which: int) -> None:
    await _decide(actor, which, (CertificateState.VERIFIED,))


async def _decide(actor: Person, which: int, states: Collection[CertificateState]) -> None:
    found = (await certifying.listed(actor, states)).filed
    if not found:
        return
    one = found[which % len(found)].certificate
    if one.state is CertificateState.VERIFIED:
        await certifying.suspend(actor, one.id, "complaints")
    else:
        await certifying.verify(actor, one.id, one.state)


async def _deliver(_room: Room, _actor: Person, _which: int) -> None:
    """What waits has gone out, as the sender would note it."""
    await db.execute("UPDATE message SET status = 'sent', message_id = id WHERE status = 'waiting'")


COORDINATED: Mapping[str, Callable[[Room, Person, int], Awaitable[None]]] = {
    "describe": _describe,
    "call off": _call_off,
    "hand over": _hand_over,
    "send now": _send_now,
    "plan": _plan,
    "send plan": _send_plan,
    "vouch": _vouch,
    "verify": _verify,
    "suspend": _suspend,
    "deliver": _deliver,
}


# -- what volunteers do ----------------------------------------------------------------


async def _return(_room: Room, who: int, _which: int) -> None:
    person, (profile, _days) = await _person(who), CREW[who]
    said = Registration(f"Person {who}", f"+861390000{who:04}", profile, consent().version)
    await registering.register(person, said)


async def _leave(_room: Room, who: int, _which: int) -> None:
    await registering.leave(await _person(who))


async def _send(_room: Room, who: int, which: int) -> None:
    last_day = (clock.now() + which * A_DAY).date()
    await certifying.send(await _person(who), Paper(NURSE, Shown.PHOTO, "file", last_day))


async def _pause(_room: Room, who: int, which: int) -> None:
    await registering.set_paused(await _person(who), which % 2 > 0)


async def _person(who: int) -> Person:
    return await a_person(FIRST_CHAT + who)


async def _answer(what: str, room: Room, _who: int, which: int) -> None:
    """To an offer: mostly one that is open, sometimes one that is none any more."""
    found = await _held(room, "offer", "state", [OfferState.OPEN], which)
    if found is None:
        return
    offer_id, person = found
    if what == "accept":
        await answering.accept(person, offer_id)
    elif what == "decline":
        await answering.decline(person, offer_id, Decline.OTHER, "no")
    else:
        await answering.later(person, offer_id)


async def _work(what: str, room: Room, _who: int, which: int) -> None:
    """At an assignment: mostly one that is living."""
    found = await _held(room, "assignment", "stage", LIVING, which)
    if found is None:
        return
    one_id, person = found
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "way": lambda: working.on_the_way(person, one_id),
        "arrive": lambda: working.arrive(person, one_id, NEAR),
        "done": lambda: working.done(person, one_id),
        "give up": lambda: working.give_up(person, one_id),
    }
    await acts[what]()


async def _held(
    room: Room, table: str, where: str, first: Collection[str], which: int
) -> tuple[int, Person] | None:
    """One of what volunteers hold, and whose it is."""
    found = await db.rows(
        f"SELECT h.id, h.{where}, p.chat_id FROM {table} h JOIN volunteer v ON v.id = "
        "h.volunteer_id JOIN person p ON p.id = v.person_id WHERE h.task_id > $1 ORDER BY h.id",
        room.first["task"],
    )
    choice = [row for row in found if row[where] in first or which % 4 == 0] or found
    if not choice:
        return None
    chosen = choice[which % len(choice)]
    return chosen["id"], await a_person(chosen["chat_id"])


VOLUNTEERED: Mapping[str, Callable[[Room, int, int], Awaitable[None]]] = {
    "return": _return,
    "leave": _leave,
    "send": _send,
    "pause": _pause,
    **{what: partial(_answer, what) for what in ("accept", "decline", "later")},
    **{what: partial(_work, what) for what in ("way", "arrive", "done", "give up")},
}
