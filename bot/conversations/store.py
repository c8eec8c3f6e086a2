"""Every query of the conversations room. On the hot path of each message: raw, few, short."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from bot.conversations.model import Json, Session, Tapped
from bot.conversations.model.stumbles import Stumble
from bot.kernel import clock, database, secret


async def first_time(update_id: int) -> bool:
    """Mark the update as heard; False when it had been heard before."""
    marked = await database.rows(
        "INSERT INTO heard (update_id, at) VALUES ($1, $2) "
        "ON CONFLICT (update_id) DO NOTHING RETURNING update_id",
        update_id,
        clock.now(),
    )
    return bool(marked)


async def note_tap(
    chat_id: int, tap: Tapped, at: datetime, *, since: datetime, until: datetime
) -> bool:
    """Keep the tap as the chat's last one; False when it is that already, from this while."""
    noted = await database.rows(
        "INSERT INTO tap (chat_id, message_id, digest, at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (chat_id) DO UPDATE SET message_id = excluded.message_id, "
        "digest = excluded.digest, at = excluded.at "
        "WHERE tap.message_id <> excluded.message_id OR tap.digest <> excluded.digest "
        "OR tap.at < $5 OR tap.at > $6 RETURNING chat_id",
        chat_id,
        tap.message_id or 0,
        hashlib.sha256(tap.data.encode(errors="surrogatepass")).hexdigest(),
        at,
        since,
        until,
    )
    return bool(noted)


async def find(person_id: int) -> Session | None:
    """The person's open session, locked until the transaction ends."""
    row = await database.row(
        "SELECT session FROM session WHERE person_id = $1 FOR UPDATE", person_id
    )
    return None if row is None else _read(row["session"])


async def save(person_id: int, session: Session) -> None:
    """Keep the session in the place of whatever was open; encrypted where it is secret."""
    written = json.dumps(asdict(session), ensure_ascii=False, separators=(",", ":"))
    await database.execute(
        "INSERT INTO session (person_id, session, updated_at) VALUES ($1, $2, $3) "
        "ON CONFLICT (person_id) DO UPDATE SET session = excluded.session, "
        "updated_at = excluded.updated_at",
        person_id,
        secret.current().seal(written) if session.sealed else written,
        clock.now(),
    )


async def close(person_id: int) -> None:
    """Forget the person's session."""
    await database.execute("DELETE FROM session WHERE person_id = $1", person_id)


async def keep_stumble(reference: str, update_id: int, failure: str, sealed_update: str) -> None:
    """Keep an update that could not be handled, for whoever looks up its reference."""
    await database.execute(
        "INSERT INTO stumble (reference, update_id, at, failure, sealed_update) "
        "VALUES ($1, $2, $3, $4, $5)",
        reference,
        update_id,
        clock.now(),
        failure,
        sealed_update,
    )


async def find_stumble(reference: str) -> Stumble | None:
    """What is kept under a reference."""
    row = await database.row(
        "SELECT update_id, at, failure, sealed_update FROM stumble WHERE reference = $1", reference
    )
    if row is None:
        return None
    at = database.moment(row["at"])
    return Stumble(reference, row["update_id"], at, row["failure"], row["sealed_update"])


async def forget_before(moment: datetime) -> int:
    """Drop what was heard before `moment`; returns how many updates that were."""
    await database.execute("DELETE FROM tap WHERE at < $1", moment)
    return await database.execute("DELETE FROM heard WHERE at < $1", moment)


def _read(kept: str) -> Session:
    plain = kept if kept.startswith("{") else secret.current().unseal(kept)
    return unpacked(json.loads(plain))


def unpacked(kept: Json) -> Session:
    """The session that was kept as JSON; fields unknown to this version are ignored."""
    beneath = kept.get("beneath")
    known = {name: kept[name] for name in _FIELDS if name in kept}
    return Session(**known, beneath=None if beneath is None else unpacked(beneath))


_FIELDS = ("flow", "nonce", "facts", "answers", "partly", "former", "touched", "secret")
