"""Messages on their way: claimed, noted, taken over from a dead process, expired."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.kernel import clock, database
from bot.outbox.model import Lane, Message, Outcome, Reaped, Status

UNSURE = "unsure: an earlier attempt may have arrived"
GIVEN_UP = "unsure twice: given up"

# The head of each line only: within a chat and lane, what was tried and must wait, is on its
# way, or is due and older, holds back the rest.
_PICK = """
select id from message m
where m.status in ('waiting', 'unsure') and m.lane in ({lanes}) and m.not_before <= $1
  and (m.expires_at is null or m.expires_at > $1) {elsewhere}
  and not exists (select 1 from lead where epoch > $5)
  and (m.amends is null
       or exists (select 1 from message o where o.id = m.amends and o.message_id is not null))
  and not exists (
    select 1 from message e
    where e.chat_id = m.chat_id and e.lane = m.lane and e.id < m.id
      and e.status in ('waiting', 'sending', 'unsure')
      and (e.status <> 'waiting' or e.attempts > 0 or e.not_before <= $1))
order by m.lane, m.id limit $2"""

_CLAIM = """
update message set status = 'sending', lease_until = $3, epoch = $5, attempts = attempts + 1,
  edits = coalesce(edits, (select o.message_id from message o where o.id = message.amends))
where id in (select id from picked)
returning id, chat_id, lane, payload, sealed, attempts, edits, created_at, not_before,
          expires_at, error"""


async def claim(
    limit: int,
    lease: timedelta,
    *,
    lanes: Collection[Lane] = (*Lane,),
    but: Collection[int] = (),
    epoch: int = 0,
) -> list[Message]:
    """Take up to `limit` due messages, most urgent lane first, oldest first within it.

    At most one a chat and lane; none of the chats in `but`. Two processes never get the same,
    and nothing goes to whoever had the lead in an earlier epoch and does not know it yet.
    """
    now = clock.now()
    numbers = ", ".join(str(int(lane)) for lane in lanes)
    pick = _PICK.format(lanes=numbers, elsewhere=f"and m.chat_id not in {database.listed(4)}")
    if _is_postgres():
        sql = f"with picked as materialized ({pick} for update of m skip locked) {_CLAIM}"
    else:
        sql = f"with picked as ({pick}) {_CLAIM}"
    found = await database.rows(sql, now, limit, now + lease, _json(but), epoch)
    return sorted((_message(row) for row in found), key=lambda message: (message.lane, message.id))


async def note(outcomes: Sequence[Outcome], epoch: int = 0) -> None:
    """Write down what became of claimed messages, all of them in one statement.

    What is over keeps no content. What was taken back meanwhile is over unless it went out. Of a
    message that was claimed again in a later epoch, only that it was sent is of interest.
    """
    if not outcomes:
        return
    await database.execute(
        _NOTE_POSTGRES if _is_postgres() else _NOTE_SQLITE,
        json.dumps([_noted(outcome) for outcome in outcomes]),
        epoch,
    )


_AGAIN = "n.status = 'waiting' and message.recalled_at is null"

_SET = f"""
status = case when n.status = 'waiting' and not ({_AGAIN}) then 'cancelled' else n.status end,
lease_until = null, message_id = coalesce(n.message_id, message.message_id),
sent_at = n.sent_at, not_before = coalesce(n.not_before, message.not_before),
attempts = message.attempts - n.back,
error = case when n.status = 'waiting' and message.error like 'unsure%' then message.error
             else n.error end,
payload = case when {_AGAIN} then message.payload else '' end
"""

_OURS = """
message.id = n.id and message.status in ('sending', 'unsure')
and (n.status = 'sent' or coalesce(message.epoch, $2) = $2)"""

_NOTE_POSTGRES = f"""
update message set {_SET}
from jsonb_to_recordset($1::text::jsonb) as n(id bigint, status text, message_id bigint,
    error text, not_before timestamptz, sent_at timestamptz, back smallint)
where {_OURS}"""

_FIELDS = ", ".join(
    f"json_extract(value, '$.{name}') as {name}"
    for name in ("id", "status", "message_id", "error", "not_before", "sent_at", "back")
)

_NOTE_SQLITE = f"""
update message set {_SET}
from (select {_FIELDS} from json_each($1)) as n
where {_OURS}"""


async def reap(but: Collection[int] = (), epoch: int = 0) -> Reaped:
    """Take over what a dead process left unfinished: to be sent once more, then given up.

    What was taken back meanwhile is over: nobody wants it a second time.
    `but` are the messages in the caller's own hands, however long they take. What was claimed
    before `epoch`, which the caller leads in, is left: no lease has to run out for that.
    """
    found = await database.rows(
        f"""
        update message set lease_until = null,
          status = case when recalled_at is not null then 'cancelled'
                        when error like 'unsure%' then 'failed' else 'unsure' end,
          payload = case when recalled_at is not null or error like 'unsure%' then ''
                         else payload end,
          error = case when error like 'unsure%' then $2 else $3 end
        where status = 'sending' and (lease_until < $1 or coalesce(epoch, 0) < $5)
          and id not in {database.listed(4)} returning status""",
        clock.now(),
        GIVEN_UP,
        UNSURE,
        _json(but),
        epoch,
    )
    became = Counter(row["status"] for row in found)
    return Reaped(again=became[Status.UNSURE], given_up=became[Status.FAILED])


async def expire() -> int:
    """Close what has lost its point before it could go out; how many.

    So has what was to change a message that never went out.
    """
    late = await database.rows(
        "update message set status = 'expired', payload = '' "
        "where status in ('waiting', 'unsure') and expires_at <= $1 returning id",
        clock.now(),
    )
    idle = await database.rows(
        "update message set status = 'expired', payload = '' "
        "where amends is not null and status = 'waiting' and exists ("
        "select 1 from message o where o.id = message.amends and o.message_id is null "
        "and o.status in ('failed', 'expired', 'cancelled')) returning id"
    )
    return len(late) + len(idle)


def _noted(outcome: Outcome) -> dict[str, Any]:
    sent_at = clock.now() if outcome.status is Status.SENT else None
    return {
        "id": outcome.id,
        "status": outcome.status.value,
        "message_id": outcome.message_id,
        "error": outcome.error,
        "not_before": _text(outcome.not_before),
        "sent_at": _text(sent_at),
        "back": 0 if outcome.attempted else 1,
    }


def _message(row: Mapping[str, Any]) -> Message:
    return Message(
        id=int(row["id"]),
        chat_id=int(row["chat_id"]),
        lane=Lane(row["lane"]),
        payload=row["payload"],
        sealed=bool(row["sealed"]),
        attempts=int(row["attempts"]),
        edits=row["edits"],
        created_at=database.moment(row["created_at"]),
        not_before=database.moment(row["not_before"]),
        expires_at=database.moment(row["expires_at"]) if row["expires_at"] is not None else None,
        again=row["error"] is not None and row["error"].startswith("unsure"),
    )


def _is_postgres() -> bool:
    return database.dialect() != "sqlite"


def _json(numbers: Collection[int]) -> str:
    return json.dumps([int(number) for number in numbers])


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(" ") if moment is not None else None
