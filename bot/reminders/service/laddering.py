"""The ladder: opened at the deadline, climbed rung by rung, over when the reports are in."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from bot.kernel import clock, database
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.places import service as places
from bot.reminders.model import Anchor, Ladder, Swept
from bot.reminders.rules.below import ids_of, in_batches
from bot.reminders.rules.moments import (
    BETWEEN_ASKING,
    closes,
    has_come,
    ladders_due,
    rungs_of,
)
from bot.reminders.rules.telling import Done, Telling, asked_again, settled, told_on
from bot.reminders.rules.views import Evening
from bot.reminders.service.anchors import expected
from bot.reminders.service.evenings import evening
from bot.reminders.store import digests, ladders, reminders
from bot.reminders.texts import digest as texts
from bot.reports.model import Form
from bot.reports.rules.quiet import awake, is_quiet

BATCH = 100
"""Digests a transaction."""


# -- opening --------------------------------------------------------------------------


async def open_ladders(
    written: Form, since: datetime, everywhere: Sequence[Anchor], opened: Sequence[Ladder]
) -> bool:
    """Open what is due, freezing the plan and who is missing; whether anything was."""
    due = ladders_due(clock.now(), since, everywhere, opened)
    for day, anchor in due:
        asked = [place.id for place in await expected(written, day, [anchor], everywhere)]
        apart = [a.place.id for a in everywhere if anchor.place.id in a.place.ancestor_ids]
        await database.retried(partial(_open, written, day, anchor, apart, asked))
    return bool(due)


async def _open(
    written: Form, day: date, anchor: Anchor, apart: Sequence[int], asked: Sequence[int]
) -> None:
    ladder_id = await ladders.open_ladder(written.code, day, anchor, apart)
    if ladder_id is not None:
        await ladders.freeze(ladder_id, asked)


# -- climbing -------------------------------------------------------------------------


async def climb(written: Form, day: date, opened: Sequence[Ladder], swept: Swept) -> None:
    """Tell everybody whose rung has come and who was not told yet, the lowest rung first."""
    now = clock.now()
    for rung in rungs_of(opened):
        due = [
            ladder
            for ladder in opened
            if has_come(now, ladder, rung) and (day, ladder.anchor.place.id, rung) not in swept
        ]
        if due:
            known = await evening(written.code, day, opened)
            if await _tell_all(known, told_on(known, rung, [one.id for one in due], now)):
                await reminders.sweep(written.code, day, [o.anchor.place.id for o in due], rung)


async def ask_again(written: Form, day: date, opened: Sequence[Ladder]) -> None:
    """Ask everybody once more whose time that is and below whom reports are still missing."""
    now = clock.now()
    awake_now = [
        one.id for one in opened if not is_quiet(now, one.anchor.schedule.quiet, one.anchor.zone)
    ]
    due = await digests.due_asks(awake_now)
    if not due:
        return
    known = await evening(written.code, day, opened)
    asked = asked_again(known, due, now)
    await _tell_all(known, asked)
    for person_id, ladder_id in due - {(o.person.id, id_) for o in asked for id_ in o.asks}:
        # Nothing to ask now, or nobody to be reached: looked at again, not every minute.
        await digests.ask_at(person_id, {ladder_id: now + BETWEEN_ASKING})


async def _tell_all(known: Evening, everybody: Sequence[Telling]) -> bool:
    """Tell them, batch by batch; False when somebody else was quicker with one of them."""
    told = 0
    for batch in in_batches(everybody, BATCH):
        told += await database.retried(partial(_tell, known, batch))
        outbox.nudge()
        await asyncio.sleep(0)  # let others act between two batches
    return told == len(everybody)


async def _tell(known: Evening, batch: Sequence[Telling]) -> int:
    told = 0
    for one in batch:
        digest_id = await digests.tell(
            known.form, known.day, one.rung, one.on, one.person.id, one.asks
        )
        if digest_id is not None and one.person.chat_id is not None:
            told += 1
            await outbox.post(
                one.person.chat_id,
                texts.digest(one.view, one.person.language),
                one.person.language,
                keyboard=texts.buttons(digest_id, one.view),
                lane=Lane.REMINDER,
                expires_at=max(closes(known.day, ladder.anchor) for ladder in one.ladders),
                dedupe_key=key_of(digest_id),
            )
    # What was settled while they were being told is noticed by the next tick.
    await ladders.stir({id_ for one in batch for id_ in one.asks})
    return told


def key_of(digest_id: int) -> str:
    """What the digest is known by in the outbox."""
    return f"digest:{digest_id}"


# -- settling -------------------------------------------------------------------------


async def settle(written: Form, day: date, opened: Sequence[Ladder]) -> None:
    """Note whose report has come, or who need not report, and tell those who were told."""
    ids = [one.id for one in opened]
    await database.retried(partial(_settle, written, day, ids))
    stirred = await ladders.stirred(ids)
    if not stirred:
        return
    known = await evening(written.code, day, opened, named=False)
    for batch in in_batches(settled(known), BATCH):
        await database.retried(partial(_resolve, known, batch))
        outbox.nudge()
        await asyncio.sleep(0)
    await ladders.heed(stirred)


async def _settle(written: Form, day: date, ladder_ids: Sequence[int]) -> None:
    changed = await ladders.settle_reported(written.code, day)
    if paused := await places.paused_on(day):
        under = [
            one.place_id
            for one in await ladders.missing(written.code, day, ladder_ids)
            if one.settled is None and not paused.isdisjoint(ids_of(one.path))
        ]
        changed += await ladders.settle_paused(written.code, day, under) if under else 0
    if changed:
        await ladders.stir(ladder_ids)


async def _resolve(known: Evening, batch: Sequence[Done]) -> None:
    """Tell these people that it is settled, but for those whom nothing of it had reached yet."""
    for done in batch:
        reached = [
            digest_id
            for digest_id in await digests.resolve(known.form, known.day, done.person.id)
            if not await outbox.cancel(key_of(digest_id))
        ]
        if not reached or done.person.chat_id is None:
            continue
        anchor = done.ladder.anchor
        await outbox.post(
            done.person.chat_id,
            texts.resolved(known.day, done.places, done.reported, done.paused),
            done.person.language,
            lane=Lane.REMINDER,
            not_before=awake(clock.now(), anchor.schedule.quiet, anchor.zone),
            dedupe_key=f"resolved:{reached[0]}",
        )
