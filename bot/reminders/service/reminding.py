"""Workers reminded before the deadline, once a rung, and never of what has come in."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from bot.kernel import clock, database
from bot.kernel.i18n import Said
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people.model import Person, Role
from bot.places import service as places
from bot.places.model import Place
from bot.reminders.model import Anchor, Due, Post, Remembered
from bot.reminders.rules.below import ids_of
from bot.reminders.rules.moments import is_weekly
from bot.reminders.service.anchors import expected
from bot.reminders.store import posts as posts_store
from bot.reminders.store import reminders as store
from bot.reminders.texts import reminder as texts
from bot.reports.model import Form, ReportSubmitted

BATCH = 250
"""People a transaction: SQLite answers nobody else meanwhile."""

MOMENT = 0.02
"""Seconds until people who are reporting at this moment are looked at again."""


@dataclass(frozen=True, slots=True)
class Owing:
    """A person, and their places without a report."""

    person: Person
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One round of reminders: about which day, under which name, worded how, until when.

    Whoever was reminded of the day after `spares` is left in peace.
    """

    form: str
    day: date
    rung: str
    until: datetime
    local: datetime
    by: str | None = None
    spares: datetime | None = None

    def key(self, person_id: int) -> str:
        """What the person's message is known by in the outbox."""
        return f"reminder:{self.form}:{self.day.isoformat()}:{person_id}:{self.rung}"

    def say(self, names: dict[int, str]) -> Said:
        """The reminder in words."""
        if self.by is not None:
            return texts.chase(self.day, self.by, names)
        return texts.reminder(self.day, self.local.time(), names)


# -- before the deadline --------------------------------------------------------------


async def remind(written: Form, due: Due, everywhere: Sequence[Anchor]) -> None:
    """Remind everybody whose report is missing, and note that this pass is finished."""
    asked = [
        place
        for anchor in due.anchors
        for place in await _worth_asking(written, due.day, anchor, everywhere)
    ]
    local = due.deadline.astimezone(due.anchors[0].zone)
    await call(Call(written.code, due.day, due.rung, due.deadline, local), asked)
    await store.sweep(written.code, due.day, [a.place.id for a in due.anchors], due.rung)


async def _worth_asking(
    written: Form, day: date, anchor: Anchor, everywhere: Sequence[Anchor]
) -> list[Place]:
    """All that is expected there; what has been silent for long is asked once a week."""
    asked = await expected(written, day, [anchor], everywhere)
    if is_weekly(day, anchor.schedule):
        return asked
    lasting = await store.lasting(written.code, day, anchor.schedule.hopeless_days)
    return [place for place in asked if place.id not in lasting]


async def call(round_: Call, asked: Sequence[Place]) -> int:
    """Remind the workers of those places that have no report, batch by batch; how many.

    Whoever is just reporting is not waited for, but looked at again.
    """
    left, told = await to_ask(round_, asked), 0
    while left:
        batch, left = left[:BATCH], left[BATCH:]
        done, busy = await database.retried(partial(_call, round_, batch))
        told, left = told + done, [*left, *busy]
        outbox.nudge()
        # Others act between two batches; those who were busy have a moment to finish.
        await asyncio.sleep(0 if len(busy) < len(batch) else MOMENT)
    return told


async def to_ask(round_: Call, asked: Sequence[Place]) -> list[Owing]:
    """Whom the round would remind now, each with those of their places that have no report."""
    there = await store.reported(round_.form, round_.day, [place.id for place in asked])
    missing = [place for place in asked if place.id not in there]
    if not missing:
        return []
    return await _not_spared(round_, owing(missing, await posts_store.all_posts(Role.WORKER)))


async def _not_spared(round_: Call, people: Sequence[Owing]) -> list[Owing]:
    if round_.spares is None:
        return list(people)
    ids = [one.person.id for one in people]
    lately = await store.reminded_since(round_.form, round_.day, round_.spares, ids)
    return [one for one in people if one.person.id not in lately]


def owing(missing: Iterable[Place], workers: Iterable[Post]) -> list[Owing]:
    """Each worker who can be reached, with those of the places that they report for."""
    at: dict[int, list[Person]] = {}
    for post in workers:
        if post.person.chat_id is not None and post.person.reachable:
            at.setdefault(post.place_id, []).append(post.person)
    found: dict[int, tuple[Person, list[Place]]] = {}
    for place in missing:
        for id_ in ids_of(place.path):
            for person in at.get(id_, ()):
                its = found.setdefault(person.id, (person, []))[1]
                if not its or its[-1].id != place.id:
                    its.append(place)
    return [Owing(person, tuple(its)) for _id, (person, its) in sorted(found.items())]


async def _call(round_: Call, batch: Sequence[Owing]) -> tuple[int, list[Owing]]:
    """Remind these people in one transaction, of what is missing as of now.

    How many were told, and who was reporting just then.
    """
    held = await store.hold([one.person.id for one in batch])
    busy = [one for one in batch if one.person.id not in held]
    left = await _still_owing(round_, [one for one in batch if one.person.id in held])
    notes = [
        {
            "person_id": one.person.id,
            "place_ids": [place.id for place in one.places],
            "key": round_.key(one.person.id),
        }
        for one in left
    ]
    if not notes:
        return 0, busy
    fresh = await store.remember(
        round_.form, round_.day, round_.rung, notes, round_.until, round_.by
    )
    for one in left:
        if one.person.id in fresh:
            await _post(round_, round_.key(one.person.id), one.person, one.places)
    return len(fresh), busy


async def _still_owing(round_: Call, people: Sequence[Owing]) -> list[Owing]:
    ids = [place.id for one in people for place in one.places]
    there = await store.reported(round_.form, round_.day, ids)
    return [
        Owing(one.person, still)
        for one in await _not_spared(round_, people)
        if (still := tuple(place for place in one.places if place.id not in there))
    ]


async def _post(round_: Call, key: str, person: Person, its: Sequence[Place]) -> None:
    names = await _names(its)
    if person.chat_id is not None:
        await outbox.post(
            person.chat_id,
            round_.say(names),
            person.language,
            keyboard=texts.buttons(round_.day, names),
            lane=Lane.REMINDER,
            expires_at=round_.until,
            dedupe_key=key,
        )


async def _names(its: Sequence[Place]) -> dict[int, str]:
    """The places' names; with what lies above them where two are called alike."""
    names = {place.id: place.name for place in its}
    return names if len(set(names.values())) == len(names) else await places.full_names(its)


# -- once a report is in --------------------------------------------------------------


async def withdraw(event: ReportSubmitted) -> None:
    """Take back what still waits for the workers of the place; remind them of the rest."""
    report = event.report
    if report.revision == 1:
        place = await places.get(report.place_id)
        await take_back(report.form, report.day, [place])


async def take_back(form: str, day: date, settled: Sequence[Place]) -> None:
    """Take back what waits for the workers of these places, who are reminded of the rest.

    What is on its way just now counts as sent; should it come back, `remind_of_rest` follows.
    """
    workers_of = {id_ for place in settled for id_ in ids_of(place.path)}
    await store.hold_workers(workers_of)
    for waiting in await store.waiting(form, day, workers_of):
        if await outbox.cancel(waiting.key):
            await _remind_of_rest(waiting)


async def remind_of_rest() -> None:
    """See to reminders that were taken back on their way and did not go out after all."""
    for former in await store.come_back():
        await database.retried(partial(_remind_again, former))
        outbox.nudge()


async def _remind_again(former: Remembered) -> None:
    if await store.hold([former.person.id]):  # else they are reporting: it is seen to next time
        await _remind_of_rest(former)


async def _remind_of_rest(former: Remembered) -> None:
    """Put what is still missing of the former reminder in its place, under the next key."""
    known = await places.many_in_order(former.place_ids)
    there = await store.reported(former.form, former.day, former.place_ids)
    expected_still = await places.expected_on(known, former.day)
    rest = [place for place in expected_still if place.id not in there]
    base, _plus, times = former.key.partition("+")
    key = f"{base}+{int(times or 0) + 1}"
    if await store.reword(former, key, [place.id for place in rest]) and rest:
        local = former.expires_at.astimezone(await places.zone(rest[0]))
        again = Call(former.form, former.day, former.rung, former.expires_at, local, former.by)
        await _post(again, key, former.person, rest)


async def forget() -> None:
    """Drop what is known about reminders of days that nobody asks for any more."""
    await store.forget_before(clock.now().date() - timedelta(days=40))
