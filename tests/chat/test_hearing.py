"""Every update acts exactly once, in order, and no failure leaves anything half-done."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from bot.chat.incoming import incoming
from bot.conversations.model import Button, Document, Inline, Reply
from bot.kernel import database as db
from bot.kernel import secret
from bot.outbox import service as outbox
from bot.people.model import Person
from tests.builders import HEPING, a_worker
from tests.fakes import Exchange, Telephone

Act = Callable[[Person, str], Awaitable[Any]]


@pytest.fixture
async def worker(storage: None) -> Telephone:
    await a_worker(1, HEPING)
    return Exchange().phone(1)


def commanding(phone: Telephone, act: Act) -> None:
    """Have /zero do something else."""
    desk = phone.exchange.hearing._desk
    command = replace(desk.commands["zero"], act=act)
    phone.exchange.hearing._desk = replace(desk, commands={**desk.commands, "zero": command})


async def count(table: str) -> int:
    row = await db.row(f"SELECT count(*) AS n FROM {table}")
    assert row is not None
    return int(row["n"])


async def test_an_update_delivered_again_acts_once(worker: Telephone) -> None:
    await worker.send("0")
    tap = await worker.tapping("Send")
    for _ in range(3):
        await worker.deliver(tap)
    assert await count("report") == 1
    assert await count("message") == 2


async def test_the_same_update_delivered_twice_at_once_acts_once(worker: Telephone) -> None:
    await worker.send("0")
    tap = await worker.tapping("Send")
    await asyncio.gather(*(worker.deliver(tap) for _ in range(4)))
    assert await count("report") == 1
    assert await count("message") == 2


async def test_a_double_tap_sends_one_report_and_says_so(worker: Telephone) -> None:
    await worker.send("0")
    first, second = await worker.tapping("Send"), await worker.tapping("Send")
    await worker.deliver(first)
    await worker.deliver(second)
    await worker.exchange.hearing.close()
    assert await count("report") == 1
    assert "earlier message" in str(worker.exchange.bot.toasts[-1])


async def test_updates_of_one_person_are_heard_in_order(worker: Telephone) -> None:
    """Without an order, a later answer would land on an earlier question."""
    await worker.send("/report")
    await worker.tap("something to report")
    await asyncio.gather(
        *(worker.deliver(worker.message(text=str(n))) for n in (1, 2, 0, 4, 5, 6, 7, 8, 9, 3))
    )
    row = await db.row("SELECT session FROM session")
    assert row is not None
    assert (
        '"confirmed":1,"suspected":2,"fever":0,"contacts":4,"observed":5,"observed_new":6,'
        '"observed_released":7,"returnees":8,"deaths":9,"households":3'
    ) in row["session"]


@pytest.mark.parametrize("dialect", ["postgres"])  # one writer at a time is what SQLite is
async def test_people_do_not_wait_for_one_another(worker: Telephone) -> None:
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def slow(person: Person, words: str) -> Reply:
        entered.set()
        await go_on.wait()
        return Reply("slow")

    commanding(worker, slow)
    waiting = asyncio.create_task(worker.deliver(worker.message(text="0")))
    await entered.wait()
    await worker.exchange.phone(2).send("hello?")
    assert not waiting.done()
    go_on.set()
    await waiting


async def test_a_table_is_handed_over_as_a_document(worker: Telephone) -> None:
    table = Document("table.csv", b"place,reports")
    keyboard = Inline(((Button("As a picture", "picture"),),))

    async def handing(person: Person, words: str) -> Reply:
        return Reply("The table.", keyboard, document=table, in_place=True)

    commanding(worker, handing)
    assert await worker.send("/zero") == "The table."
    shown = await worker.seen()
    assert next(reversed(shown.values())).document == table
    assert await worker.buttons() == ["As a picture"]


async def test_a_tapped_message_stays_when_a_document_follows_it(worker: Telephone) -> None:
    async def handing(person: Person, words: str) -> Reply:
        return Reply(document=Document("table.csv", b"place"), in_place=True)

    commanding(worker, handing)
    await worker.deliver(worker.tapped("zero", 77))
    row = await db.row("SELECT edits FROM message")
    assert row is not None
    assert row["edits"] is None


async def test_a_bug_rolls_back_is_kept_and_apologised_for(worker: Telephone) -> None:
    async def broken(person: Person, words: str) -> Reply:
        await db.execute("DELETE FROM person")
        raise ZeroDivisionError("figures of 和平村")

    commanding(worker, broken)
    update = worker.message(text="0")
    await worker.deliver(update)
    row = await db.row("SELECT reference, failure, sealed_update FROM stumble")
    assert row is not None
    assert row["reference"] in await worker.last()
    assert row["failure"] == "ZeroDivisionError"
    assert "和平" not in str(row)
    assert '"text": "0"' in secret.current().unseal(row["sealed_update"])
    assert await count("person") == 1
    await worker.deliver(update)
    assert await count("stumble") == 1
    assert await count("message") == 1


async def test_a_passing_failure_is_tried_again_whole(worker: Telephone) -> None:
    tries = []

    async def shaky(person: Person, words: str) -> Reply:
        tries.append(1)
        await db.execute("UPDATE person SET name = name || '!'")
        if len(tries) < 3:
            raise asyncpg.DeadlockDetectedError("deadlock detected")
        return Reply("done")

    commanding(worker, shaky)
    assert await worker.send("0") == "done"
    row = await db.row("SELECT name FROM person")
    assert row == {"name": "Person 1!"}


async def test_a_database_out_of_reach_leaves_the_update_to_be_delivered_again(
    worker: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: object, **__: object) -> None:
        raise ConnectionResetError

    update = worker.message(text="hm")
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "post", gone)
        with pytest.raises(ConnectionResetError):
            await worker.deliver(update)
    assert await count("message") == 0
    await worker.deliver(update)
    assert "Tap a key" in await worker.last()


async def test_blocking_and_coming_back_is_noted(worker: Telephone) -> None:
    def member(status: str) -> dict[str, Any]:
        user = {"id": 1, "is_bot": False, "first_name": "P"}
        me = {"id": 9, "is_bot": True, "first_name": "B"}
        left = {"user": me, "status": "kicked", "until_date": 0}
        now = left if status == "kicked" else {"user": me, "status": "member"}
        return {
            "update_id": next(worker.exchange.numbers),
            "my_chat_member": {
                "chat": {"id": 1, "type": "private"},
                "from": user,
                "date": 1,
                "old_chat_member": {"user": me, "status": "member"},
                "new_chat_member": now,
            },
        }

    await worker.deliver(member("kicked"))
    row = await db.row("SELECT reachable FROM person")
    assert row is not None
    assert not row["reachable"]
    await worker.deliver(member("member"))
    row = await db.row("SELECT reachable FROM person")
    assert row is not None
    assert row["reachable"]
    assert await count("message") == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}, "A photo"),
        (
            {
                "sticker": {
                    "file_id": "f",
                    "file_unique_id": "u",
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "A sticker",
        ),
        ({"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}}, "A voice message"),
        ({"dice": {"emoji": "🎲", "value": 1}}, "This kind"),
        ({"location": {"latitude": 26.6, "longitude": 106.6}}, "A location"),
        ({"text": "x" * 4096}, "4,096 characters"),
        ({"text": "-1"}, "below zero"),
        ({"text": "１２"}, "suspected"),
    ],
)
async def test_what_was_sent_is_named_when_a_number_was_asked(
    worker: Telephone, content: dict[str, Any], reason: str
) -> None:
    await worker.send("/report")
    await worker.tap("something to report")
    assert reason in await worker.bring(**content)


async def test_an_edited_message_is_explained_and_changes_nothing(worker: Telephone) -> None:
    await worker.send("/report")
    await worker.tap("something to report")
    await worker.deliver(worker.message(edited=True, text="3"))
    assert "changes nothing here" in await worker.last()
    assert "suspected" in await worker.send("3")


async def test_a_moving_location_is_no_edit(worker: Telephone) -> None:
    await worker.deliver(worker.message(edited=True, location={"latitude": 1.0, "longitude": 2.0}))
    assert await worker.said() == []


def spoken(chat: dict[str, Any], *, is_bot: bool) -> dict[str, Any]:
    sender = {"id": 1, "is_bot": is_bot, "first_name": "P"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": sender, "text": "0"}
    return {"update_id": 1, "message": message}


def pressed(**about: Any) -> dict[str, Any]:
    user = {"id": 1, "is_bot": False, "first_name": "P"}
    query = {"id": "1", "from": user, "chat_instance": "1", "data": "mine", **about}
    return {"update_id": 1, "callback_query": query}


def below(kind: str) -> dict[str, Any]:
    return {"message_id": 1, "date": 1, "chat": {"id": -5, "type": kind}}


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1},
        {"update_id": 1, "poll": {}},
        spoken({"id": -5, "type": "group"}, is_bot=False),
        spoken({"id": 5, "type": "private"}, is_bot=True),
        pressed(message=below("group")),
        pressed(message=below("supergroup")),
        pressed(message=below("channel")),
        pressed(inline_message_id="1"),
    ],
)
def test_what_is_not_for_this_bot_is_left_out(raw: dict[str, Any]) -> None:
    try:
        assert incoming(raw) is None
    except (KeyError, TypeError):
        assert "poll" in raw


async def test_a_button_in_a_group_makes_nobody_known(worker: Telephone) -> None:
    await worker.deliver(pressed(message=below("supergroup")))
    assert await count("person") == 1
    assert await count("message") == 0


async def test_an_update_that_cannot_be_read_stops_nothing(worker: Telephone) -> None:
    await worker.deliver({"update_id": 5, "message": {"text": "0"}})
    assert await worker.said() == []
    assert "Zero report" in await worker.send("0")
