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
from bot.reminders.rules.moments import awake, closes, has_come, ladders_due, rungs_of
from bot.reminders.rules.telling import Done, Telling, settled, told_on
from bot.reminders.rules.views import Evening
from bot.reminders.service.anchors import expected
from bot.reminders.service.evenings import evening
from bot.reminders.store import digests, ladders, reminders
from bot.reminders.texts import digest as texts
from bot.reports.model import Form

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
            ladder.anchor.place.id
            for ladder in opened
            if has_come(now, ladder, rung) and (day, ladder.anchor.place.id, rung) not in swept
        ]
        if due:
            known = await evening(written.code, day, opened)
            for batch in in_batches(told_on(known, rung, now), BATCH):
                await database.retried(partial(_tell, known, rung, batch))
                outbox.nudge()
                await asyncio.sleep(0)  # let others act between two batches
            await reminders.sweep(written.code, day, due, rung)


async def _tell(known: Evening, rung: str, batch: Sequence[Telling]) -> None:
    for one in batch:
        digest_id = await digests.tell(known.form, known.day, rung, one.person.id)
        if digest_id is not None and one.person.chat_id is not None:
            await outbox.post(
                one.person.chat_id,
                texts.digest(one.view, one.person.language),
                one.person.language,
                keyboard=texts.buttons(digest_id, one.view),
                lane=Lane.REMINDER,
                expires_at=closes(known.day, known.anchor(one.path)),
                dedupe_key=key_of(digest_id),
            )


def key_of(digest_id: int) -> str:
    """What the digest is known by in the outbox."""
    return f"digest:{digest_id}"


# -- settling -------------------------------------------------------------------------


async def settle(written: Form, day: date, opened: Sequence[Ladder]) -> None:
    """Note whose report has come, or who need not report, and tell those who were told."""
    await database.retried(partial(_settle, written, day, opened))
    outbox.nudge()


async def _settle(written: Form, day: date, opened: Sequence[Ladder]) -> None:
    changed = await ladders.settle_reported(written.code, day)
    if paused := await places.paused_on(day):
        under = [
            one.place_id
            for one in await ladders.missing(written.code, day)
            if one.settled is None and not paused.isdisjoint(ids_of(one.path))
        ]
        changed += await ladders.settle_paused(written.code, day, under) if under else 0
    if changed:
        known = await evening(written.code, day, opened, named=False)
        for done in settled(known):
            await _resolve(known, done)


async def _resolve(known: Evening, done: Done) -> None:
    """Tell the person that it is settled, unless nothing of it had reached them yet."""
    reached = [
        digest
        for digest in await digests.resolve(known.form, known.day, done.person.id)
        if not await outbox.cancel(key_of(digest.id))
    ]
    if not reached or done.person.chat_id is None:
        return
    anchor = known.anchor(done.path)
    await outbox.post(
        done.person.chat_id,
        texts.resolved(known.day, done.places, done.reported, done.paused),
        done.person.language,
        lane=Lane.REMINDER,
        not_before=awake(clock.now(), anchor.schedule.quiet, anchor.zone),
        dedupe_key=f"resolved:{reached[0].id}",
    )
