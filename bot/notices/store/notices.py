"""Notices: stored as they are written, moved from state to state, looked at when it is time."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.conversations.model import Attachment
from bot.kernel import clock, database, secret
from bot.notices.model import (
    Audience,
    Notice,
    Severity,
    State,
    Terms,
    Wording,
    Written,
)
from bot.people.model import Role


async def add(
    written: Written, author_id: int, state: State, *, fingerprint: str, needs_two: bool
) -> Notice:
    """A new notice."""
    attachment, terms = written.wording.attachment, written.terms
    kept = await database.row(
        "INSERT INTO notice (place_id, severity, texts, attached, sealed_file, audience, "
        "fingerprint, send_at, expires_at, acknowledge, acknowledge_by, chase_every, exercise, "
        "state, needs_two, author_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
        "$10, $11, $12, $13, $14, $15, $16, $17) RETURNING *",
        written.audience.place_id,
        written.severity.value,
        json.dumps(dict(written.wording.texts), ensure_ascii=False),
        None if attachment is None else attachment.kind,
        None if attachment is None else secret.current().seal(attachment.file_id),
        audience_json(written.audience),
        fingerprint,
        terms.send_at,
        terms.expires_at,
        terms.acknowledge,
        terms.acknowledge_by,
        terms.chase_every,
        terms.exercise,
        state.value,
        needs_two,
        author_id,
        clock.now(),
    )
    if kept is None:
        raise RuntimeError("the database kept no notice")
    return _notice(kept)


async def find(notice_id: int) -> Notice | None:
    """The notice of that id, if there is one."""
    row = await database.row("SELECT * FROM notice WHERE id = $1", notice_id)
    return None if row is None else _notice(row)


async def get(notice_id: int) -> Notice:
    """The notice of that id; LookupError when there is none."""
    notice = await find(notice_id)
    if notice is None:
        raise LookupError(f"no notice {notice_id}")
    return notice


async def find_alike(fingerprint: str, since: datetime) -> Notice | None:
    """The latest notice with the same text for the same audience since then, unless taken back."""
    row = await database.row(
        "SELECT * FROM notice WHERE fingerprint = $1 AND created_at >= $2 "
        "AND state NOT IN ('cancelled', 'recalled', 'returned') ORDER BY id DESC LIMIT 1",
        fingerprint,
        since,
    )
    return None if row is None else _notice(row)


async def in_states(states: Collection[State], limit: int = 50) -> list[Notice]:
    """Notices that stand in these states, the newest first."""
    named = database.quoted(states)
    found = await database.rows(
        f"SELECT * FROM notice WHERE state IN ({named}) ORDER BY id DESC LIMIT $1", limit
    )
    return [_notice(row) for row in found]


async def due(now: datetime, limit: int = 20) -> list[int]:
    """The notices whose sending has to be looked at, the gravest first, then the oldest."""
    found = await database.rows(
        "SELECT id FROM notice WHERE look_at <= $1 ORDER BY CASE severity "
        "WHEN 'emergency' THEN 0 WHEN 'important' THEN 1 ELSE 2 END, look_at, id LIMIT $2",
        now,
        limit,
    )
    return [int(row["id"]) for row in found]


async def look(notice_id: int, at: datetime | None) -> None:
    """Have its sending looked at at this moment next; None: not any more."""
    await database.execute("UPDATE notice SET look_at = $2 WHERE id = $1", notice_id, at)


async def lock(notice_id: int) -> None:
    """Whoever acts on a notice waits for each other until the transaction ends."""
    await database.rows("SELECT id FROM notice WHERE id = $1 FOR UPDATE", notice_id)


async def move(
    notice: Notice, state: State, *, reason: str | None = None, look_at: datetime | None = None
) -> bool:
    """Have the notice stand elsewhere, unless it does not stand any more where it was seen.

    SENDING begins a new round. The first start and the end are timed.
    """
    now = clock.now()
    over = state in (State.SENT, State.CANCELLED, State.RECALLED, State.RETURNED)
    sending = state is State.SENDING
    return (
        await database.execute(
            "UPDATE notice SET state = $3, reason = COALESCE($4, reason), look_at = $5, "
            "round = round + $6, started_at = CASE WHEN $6 = 1 THEN COALESCE(started_at, $7) "
            "ELSE started_at END, ended_at = $8 WHERE id = $1 AND state = $2",
            notice.id,
            notice.state.value,
            state.value,
            reason,
            look_at,
            int(sending),
            now,
            now if over else None,
        )
        == 1
    )


async def approve(notice_id: int, person_id: int) -> bool:
    """Note the second person; False when somebody was quicker or it does not wait any more."""
    return (
        await database.execute(
            "UPDATE notice SET approved_by = $2 "
            "WHERE id = $1 AND state = 'waiting' AND approved_by IS NULL",
            notice_id,
            person_id,
        )
        == 1
    )


async def sent_alone(notice_id: int, reason: str) -> None:
    """Note why its author sends an emergency without a second person."""
    await database.execute("UPDATE notice SET alone_because = $2 WHERE id = $1", notice_id, reason)


async def newer(notice_id: int) -> None:
    """What was sent is to be changed: everybody lacks this version."""
    await database.execute("UPDATE notice SET version = version + 1 WHERE id = $1", notice_id)


async def review(notice_id: int, person_id: int) -> bool:
    """Note who looked at it afterwards; False when somebody has."""
    return (
        await database.execute(
            "UPDATE notice SET reviewed_by = $2 WHERE id = $1 AND reviewed_by IS NULL",
            notice_id,
            person_id,
        )
        == 1
    )


def audience_json(audience: Audience) -> str:
    """The audience as it is stored; equal ones give equal texts."""
    return json.dumps(
        {
            "place": audience.place_id,
            "roles": sorted(audience.roles),
            "language": audience.language,
        },
        separators=(",", ":"),
    )


def _audience(text: str) -> Audience:
    known = json.loads(text)
    return Audience(
        place_id=known["place"],
        roles=frozenset(Role(role) for role in known["roles"]),
        language=known["language"],
    )


def _notice(row: dict[str, Any]) -> Notice:
    attachment = None
    if row["attached"] is not None:
        file_id = secret.current().unseal(row["sealed_file"])
        attachment = Attachment(row["attached"], file_id)
    terms = Terms(
        send_at=database.moment_or_none(row["send_at"]),
        expires_at=database.moment_or_none(row["expires_at"]),
        acknowledge=bool(row["acknowledge"]),
        acknowledge_by=database.moment_or_none(row["acknowledge_by"]),
        chase_every=row["chase_every"],
        exercise=bool(row["exercise"]),
    )
    wording = Wording(json.loads(row["texts"]), attachment)
    return Notice(
        id=int(row["id"]),
        written=Written(Severity(row["severity"]), wording, _audience(row["audience"]), terms),
        state=State(row["state"]),
        author_id=int(row["author_id"]),
        created_at=database.moment(row["created_at"]),
        round=int(row["round"]),
        version=int(row["version"]),
        approved_by=row["approved_by"],
        alone_because=row["alone_because"],
        reviewed_by=row["reviewed_by"],
        started_at=database.moment_or_none(row["started_at"]),
        ended_at=database.moment_or_none(row["ended_at"]),
    )
