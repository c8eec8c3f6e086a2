"""Messages as they are posted: stored, found by their key, taken back, counted."""

from collections.abc import Mapping
from typing import Any

from bot.kernel import clock, database
from bot.outbox.model import Draft, Lane, Posted, Status

_ADD = """
insert into message (chat_id, lane, status, not_before, expires_at, dedupe_key, attempts,
                     edits, payload, sealed, created_at, carries, amends,
                     about)
values ($1, $2, 'waiting', $3, $4, $5, 0, $6, $7, $8, $9, $10, $11, $12)
on conflict (dedupe_key) do nothing returning id"""


async def add(draft: Draft) -> int | None:
    """Store a message; its id, or None when its dedupe key is taken."""
    found = await database.rows(
        _ADD,
        draft.chat_id,
        int(draft.lane),
        draft.not_before,
        draft.expires_at,
        draft.dedupe_key,
        draft.edits,
        draft.payload,
        draft.sealed,
        clock.now(),
        draft.carries,
        draft.amends,
        draft.about,
    )
    return int(found[0]["id"]) if found else None


async def find(dedupe_key: str) -> Posted | None:
    """The message of that key, locked until the transaction ends."""
    row = await database.row(
        "select id, chat_id, lane, status, carries, error, message_id from message "
        "where dedupe_key = $1 FOR UPDATE",
        dedupe_key,
    )
    if row is None:
        return None
    status, error = Status(row["status"]), row["error"] or ""
    seen = row["message_id"] is not None or error.startswith("unsure")
    return Posted(
        int(row["id"]),
        int(row["chat_id"]),
        Lane(row["lane"]),
        status,
        bool(row["carries"]),
        seen or status in (Status.SENDING, Status.UNSURE),
    )


async def supersede(amended_id: int) -> None:
    """Close what waits to change that message: something newer is about to."""
    await database.execute(
        "update message set status = 'cancelled', payload = '' "
        "where amends = $1 and status = 'waiting'",
        amended_id,
    )


async def cancel(dedupe_key: str) -> int:
    """Close the message of that key; 1 or 0.

    One that is on its way may have gone out: it is marked, and closed when it comes back unsent.
    """
    return len(await _cancelled("dedupe_key = $1", dedupe_key))


async def cancel_about(about: str) -> list[str]:
    """Close all messages about that; the keys of those that certainly do not go out any more."""
    return [str(row["dedupe_key"]) for row in await _cancelled("about = $1", about)]


async def _cancelled(which: str, named: str) -> list[dict[str, Any]]:
    found = await database.rows(
        f"""
        update message set
          status = case when status = 'sending' then 'sending' else 'cancelled' end,
          payload = case when status = 'sending' then payload else '' end,
          recalled_at = case when status = 'sending' then $2 else recalled_at end
        where status in ('waiting', 'unsure', 'sending') and {which}
        returning status, dedupe_key""",
        named,
        clock.now(),
    )
    return [row for row in found if row["status"] == Status.CANCELLED.value]


async def move(chat_id: int, new_chat_id: int) -> int:
    """Readdress what still waits for a chat that has a new number; how many."""
    found = await database.rows(
        "update message set chat_id = $2 "
        "where status in ('waiting', 'unsure') and chat_id = $1 returning id",
        chat_id,
        new_chat_id,
    )
    return len(found)


async def busy() -> bool:
    """Whether a message is on its way, or could go now."""
    found = await database.rows(
        "select id from message where status = 'sending' or (status in ('waiting', 'unsure') "
        "and not_before <= $1 and (expires_at is null or expires_at > $1)) limit 1",
        clock.now(),
    )
    return bool(found)


async def states(about: str | None = None) -> Mapping[Status, int]:
    """How many messages (about that) stand in each state; states without any are left out."""
    named = [] if about is None else [about]
    found = await database.rows(
        "select status, count(*) as n from message "
        f"{'where about = $1' if named else ''} group by status",
        *named,
    )
    return {Status(row["status"]): int(row["n"]) for row in found}
