"""How an entry is sealed to the one before, and what breaks the seal."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from bot.journal.model import Act, Entry
from bot.kernel.i18n import Said, _


def canonical(details: Mapping[str, Any]) -> str:
    """JSON in the one form that is hashed: sorted, compact, Unicode as it is."""
    return json.dumps(
        details, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def seal(act: Act, previous: str) -> str:
    """64 hex digits that change with any part of the act or with the entry before."""
    parts = [
        previous,
        act.at.astimezone(UTC).isoformat(timespec="microseconds"),
        act.actor_id,
        act.act,
        act.subject,
        act.place_id,
        act.details,
    ]
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def fault(entry: Entry, previous: str) -> Said | None:
    """Why this entry cannot follow the one whose hash is `previous`; None when it does."""
    if entry.previous != previous:
        return _("it does not follow the one before")
    if entry.hash != seal(entry.done, entry.previous):
        return _("it was changed after it was written")
    return None
