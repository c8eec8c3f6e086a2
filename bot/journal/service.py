"""Noting acts beside what they did, and proving that nobody changed the notes."""

from typing import Any

from bot.journal import rules, store
from bot.journal.model import START, Act, Verdict
from bot.kernel import clock, database

BATCH = 2_000


async def note(
    actor_id: int | None, act: str, subject: str, *, place_id: int | None = None, **details: Any
) -> None:
    """Write an act down, in the transaction of the act itself: both stand, or neither.

    `details` must be JSON values and hold no personal data.
    """
    done = Act(clock.now(), actor_id, act, subject, place_id, rules.canonical(details))
    # The chain has one end: whoever appends waits for the one before to commit.
    async with database.transaction(), database.exclusive("journal"):
        previous = await store.last_hash()
        await store.add(done, previous, rules.seal(done, previous))


of_act = store.of_act


async def verify() -> Verdict:
    """Walk the whole chain, oldest entry first; names the first that is broken."""
    previous, last, count = START, 0, 0
    while entries := await store.after(last, BATCH):
        for entry in entries:
            why = rules.fault(entry, previous)
            if why is not None:
                return Verdict(count, entry.id, why)
            previous, last, count = entry.hash, entry.id, count + 1
    return Verdict(count)
