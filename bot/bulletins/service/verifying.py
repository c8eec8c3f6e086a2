"""Proving that nobody changed, removed or slipped in a bulletin after its release."""

import json
from typing import Any

from bot.bulletins.model import START
from bot.bulletins.rules.chain import MISSING, fault
from bot.bulletins.store import released
from bot.journal import service as journal
from bot.journal.model import Verdict

RELEASED = "bulletin.released"
"""The act under which the journal knows a release; what it says is compared with the chain."""

BATCH = 500


async def verify() -> Verdict:
    """Walk the whole chain, the first bulletin first; names the first that is broken.

    Each is compared with its columns and with the journal, which has a chain of its own: so it
    shows, too, when bulletins were cut off at the end.
    """
    noted = await _noted()
    previous, count = START, 0
    while found := await released.after(count, BATCH):
        for link in found:
            why = fault(link, count + 1, previous, noted.get(count + 1))
            if why is not None or link.bulletin is None:
                return Verdict(count, count + 1, why)
            previous, count = link.bulletin.hash, count + 1
    return Verdict(count, count + 1, MISSING) if count < max(noted, default=0) else Verdict(count)


async def _noted() -> dict[int, dict[str, Any]]:
    """What the journal says of each release, by the bulletin's number."""
    found = {}
    for entry in await journal.of_act(RELEASED):
        told = json.loads(entry.done.details)
        found[int(told["number"])] = told | {"second_by": entry.done.actor_id}
    return found
