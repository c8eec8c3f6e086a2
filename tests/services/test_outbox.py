"""The outbox on both databases: posted once, claimed once, in order, and never silently lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count

import pytest
from tortoise import Tortoise

from bot.conversations.model import Ask, Button, Contact, Document, Inline, Menu
from bot.kernel import database, secret
from bot.kernel.clock import StandingClock
from bot.kernel.i18n import _
from bot.outbox import service, store
from bot.outbox.model import Lane, Message, Outcome, Payload, Status

LEASE = timedelta(seconds=60)


@pytest.fixture(autouse=True)
async def opened(empty_url: str, clock: StandingClock) -> AsyncIterator[None]:
    async with database.opened(empty_url, ("bot.outbox.tables", "bot.kernel.database.tables")):
        await Tortoise.generate_schemas()
        yield


async def claim(limit: int = 10) -> list[Message]:
    return await store.claim(limit, LEASE)


async def sent(*messages: Message) -> None:
    await store.note([Outcome(m.id, Status.SENT, message_id=900 + m.id) for m in messages])


async def status(message_id: int | None) -> str:
    row = await database.row("select status from message where id = $1", message_id)
    assert row is not None
    return str(row["status"])


async def test_a_message_is_claimed_as_it_was_posted() -> None:
    keyboard = Inline(((Button(_("Yes"), "a:1"),),))
    posted = await service.post(7, _("{name} & co", name="<b>"), "en", keyboard=keyboard)
    (message,) = await claim()
    assert message.id == posted
    assert message.attempts == 1
    assert service.content(message) == Payload(
        "&lt;b&gt; &amp; co", {"inline_keyboard": [[{"text": "Yes", "callback_data": "a:1"}]]}
    )
    assert await claim() == []


async def test_what_is_over_keeps_no_content() -> None:
    await service.post(7, "hello", "en")
    await sent(*await claim())
    row = await database.row("select status, payload, message_id, sent_at from message")
    assert row is not None
    assert (row["status"], row["payload"], row["message_id"]) == ("sent", "", 901)
    assert row["sent_at"] is not None


async def test_the_same_key_posts_once() -> None:
    first = await service.post(7, "hello", "en", dedupe_key="reminder:1")
    assert first is not None
    assert await service.post(7, "hello", "en", dedupe_key="reminder:1") is None
    assert await store.states() == {Status.WAITING: 1}


async def test_what_is_rolled_back_was_never_posted() -> None:
    async def posts_and_fails() -> None:
        async with database.transaction():
            await service.post(7, "hello", "en")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await posts_and_fails()
    assert await claim() == []


async def test_lanes_go_by_urgency_and_age() -> None:
    chats = count(1)
    for lane in (Lane.BULLETIN, Lane.ANSWER, Lane.NOTICE, Lane.EMERGENCY, Lane.ANSWER):
        await service.post(next(chats), "hello", "en", lane=lane)
    assert [message.chat_id for message in await claim()] == [2, 5, 4, 3, 1]


async def test_a_chat_is_told_in_order_also_when_the_first_must_wait(clock: StandingClock) -> None:
    for text in ("one", "two"):
        await service.post(7, text, "en")
    other = await service.post(8, "other", "en")
    first, beside = await claim()
    assert beside.id == other
    assert await claim() == [], "the second waits for the first on its way"
    later = clock.now() + timedelta(seconds=5)
    await store.note([Outcome(first.id, Status.WAITING, error="later", not_before=later)])
    assert await claim() == [], "the second waits for the first to be tried again"
    clock.advance(timedelta(seconds=5))
    (again,) = await claim()
    assert (again.id, again.attempts) == (first.id, 2)
    await sent(again)
    (second,) = await claim()
    assert service.content(second).html == "two"


async def test_what_is_planned_for_later_holds_nobody_back(clock: StandingClock) -> None:
    await service.post(7, "tomorrow", "en", not_before=clock.now() + timedelta(days=1))
    now = await service.post(7, "now", "en")
    assert [message.id for message in await claim()] == [now]
    clock.advance(timedelta(days=1))
    assert [service.content(message).html for message in await claim()] == ["tomorrow"]


async def test_a_crash_before_noting_sends_once_more_and_no_more(clock: StandingClock) -> None:
    await service.post(7, "hello", "en")
    (first,) = await claim()
    clock.advance(LEASE + timedelta(seconds=1))
    assert (await store.reap([first.id])).again == 0, "not what is in the sender's own hands"
    assert (await store.reap()).again == 1
    (second,) = await claim()
    assert second.again
    assert not first.again
    assert service.content(second).html == "hello"
    clock.advance(LEASE + timedelta(seconds=1))
    reaped = await store.reap()
    assert (reaped.again, reaped.given_up) == (0, 1)
    assert await claim() == []
    assert await store.states() == {Status.FAILED: 1}


async def test_whoever_led_before_claims_nothing_more_and_what_it_claimed_is_left() -> None:
    posted = await service.post(7, "hi", "en")
    await store.claim(1, LEASE, epoch=1)
    assert (await store.reap(epoch=1)).again == 0, "its own lease has not run out"
    await database.execute("insert into lead (id, epoch) values (1, 2)")
    assert (await store.reap(epoch=2)).again == 1
    assert await store.claim(1, LEASE, epoch=1) == []
    assert [message.id for message in await store.claim(1, LEASE, epoch=2)] == [posted]


@pytest.mark.parametrize(
    ("fate", "becomes"),
    [(Status.SENT, "sent"), (Status.WAITING, "sending"), (Status.FAILED, "sending")],
)
async def test_of_an_earlier_epoch_only_that_it_was_sent_still_counts(
    clock: StandingClock, fate: Status, becomes: str
) -> None:
    posted = await service.post(7, "hi", "en")
    (message,) = await store.claim(1, LEASE, epoch=1)
    await store.reap(epoch=2)
    assert len(await store.claim(1, LEASE, epoch=2)) == 1
    await store.note([Outcome(message.id, fate, message_id=9, not_before=clock.now())], epoch=1)
    assert await status(posted) == becomes


async def test_what_lost_its_point_is_never_sent(clock: StandingClock) -> None:
    gone = await service.post(7, "hi", "en", expires_at=clock.now() + timedelta(minutes=1))
    clock.advance(timedelta(minutes=1))
    assert await claim() == []
    assert await store.expire() == 1
    assert await status(gone) == "expired"


async def test_cancelled_by_key() -> None:
    for key in ("reminder:1", "notice:1"):
        await service.post(7, "hi", "en", dedupe_key=key)
    assert await service.cancel("notice:1")
    assert not await service.cancel("notice:1")
    assert await store.states() == {Status.CANCELLED: 1, Status.WAITING: 1}


@pytest.mark.parametrize("attempted", [True, False])
async def test_what_is_taken_back_on_its_way_is_over_when_it_comes_back_unsent(
    clock: StandingClock, attempted: bool
) -> None:
    posted = await service.post(7, "hi", "en", dedupe_key="reminder:1")
    (message,) = await claim()
    assert not await service.cancel("reminder:1"), "it may be going out at this moment"
    later = Outcome(message.id, Status.WAITING, not_before=clock.now(), attempted=attempted)
    await store.note([later])
    assert await claim() == []
    row = await database.row("select status, payload from message where id = $1", posted)
    assert row == {"status": "cancelled", "payload": ""}


async def test_what_is_taken_back_while_it_goes_out_was_sent() -> None:
    posted = await service.post(7, "hi", "en", dedupe_key="reminder:1")
    (message,) = await claim()
    assert not await service.cancel("reminder:1")
    await sent(message)
    assert await status(posted) == "sent"
    assert not await service.cancel("reminder:1")


async def test_what_is_taken_back_and_left_by_a_dead_process_is_not_sent_again(
    clock: StandingClock,
) -> None:
    posted = await service.post(7, "hi", "en", dedupe_key="reminder:1")
    await claim()
    assert not await service.cancel("reminder:1")
    clock.advance(LEASE + timedelta(seconds=1))
    reaped = await store.reap()
    assert (reaped.again, reaped.given_up) == (0, 0)
    assert await status(posted) == "cancelled"
    assert await claim() == []


async def test_a_secret_is_sealed_at_rest() -> None:
    before = secret.use(secret.Keyring(secret.new_key()))
    try:
        await service.post(7, "the code is 4711", "en", secret=True)
        row = await database.row("select payload from message")
        assert row is not None
        assert "4711" not in row["payload"]
        (message,) = await claim()
        assert service.content(message).html == "the code is 4711"
    finally:
        secret.use(before)


async def test_a_claim_taken_back_counts_no_attempt() -> None:
    await service.post(7, "hi", "en")
    (first,) = await claim()
    await store.note([Outcome(first.id, Status.WAITING, attempted=False)])
    (second,) = await claim()
    assert second.attempts == 1


async def test_a_group_that_moved_gets_what_waited() -> None:
    await service.post(-7, "hi", "en")
    assert await store.move(-7, -1007) == 1
    assert [message.chat_id for message in await claim()] == [-1007]


async def test_two_senders_never_claim_the_same() -> None:
    posted = {await service.post(chat, "hi", "en") for chat in range(1, 61)}

    async def greedy() -> list[int]:
        mine: list[int] = []
        while found := await store.claim(4, LEASE):
            mine += [message.id for message in found]
            await sent(*found)
        return mine

    hands = await asyncio.gather(*(greedy() for _ in range(4)))
    claimed = [message_id for hand in hands for message_id in hand]
    assert len(claimed) == len(set(claimed))
    # One that was locked by another when looked for may be left: then it still waits.
    rest = await claim(60)
    assert set(claimed) | {message.id for message in rest} == posted


@pytest.mark.parametrize(
    ("menu", "expected"),
    [
        (Menu(()), {"remove_keyboard": True}),
        (
            Menu(((Ask("Phone", "contact"), "No"),), placeholder="Tap"),
            {
                "keyboard": [[{"text": "Phone", "request_contact": True}, {"text": "No"}]],
                "resize_keyboard": True,
                "is_persistent": True,
                "input_field_placeholder": "Tap",
            },
        ),
        (
            Menu((("Yes",),), once=True),
            {"keyboard": [[{"text": "Yes"}]], "resize_keyboard": True, "one_time_keyboard": True},
        ),
    ],
)
async def test_menus_as_telegram_takes_them(menu: Menu, expected: object) -> None:
    await service.post(7, "hi", "en", keyboard=menu)
    (message,) = await claim()
    assert service.content(message).markup == expected


async def test_beyond_telegrams_limits_is_a_bug() -> None:
    await service.post(7, "&" * 4096, "en")
    for text, keyboard in (
        ("x" * 4097, None),
        ("", None),
        ("hi", Inline(((Button("b", "x" * 65),),))),
        ("hi", Inline(((Button("b", ""),),))),
        ("hi", Inline(tuple((Button("b", "x"),) for _n in range(101)))),
    ):
        with pytest.raises(ValueError, match=r"takes|holds"):
            await service.post(7, text, "en", keyboard=keyboard)
    assert await store.states() == {Status.WAITING: 1}


@pytest.mark.parametrize("sealed", [False, True])
async def test_a_document_lies_in_the_database_until_it_is_sent(sealed: bool) -> None:
    table = Document("报告率 3/2;.csv", bytes(range(256)) * 40)
    with secret.using(secret.Keyring(secret.new_key())):
        posted = await service.post(7, "the <table>", "en", document=table, secret=sealed)
        (message,) = await claim()
        assert message.id == posted
        assert service.content(message) == Payload(
            "the &lt;table&gt;", None, None, Document("报告率 3_2_.csv", table.content)
        )
    await sent(message)
    row = await database.row("select payload from message")
    assert row is not None
    assert row["payload"] == "", "no longer than that"


async def test_a_document_needs_no_words_but_has_limits() -> None:
    largest = b"x" * service.MOST_DOCUMENT_BYTES
    assert await service.post(7, "", "en", document=Document("a.csv", largest)) is not None
    small = Document("a.csv", b"x")
    for text, document, more in (
        ("", Document("a.csv", largest + b"x"), {}),
        ("", Document("a.csv", b""), {}),
        ("", Document("…/.", b"x"), {}),
        ("x" * 1025, small, {}),
        ("", small, {"photo": b"PNG"}),
        ("", small, {"edits": 5}),
    ):
        with pytest.raises(ValueError, match=r"takes?|name|both|place"):
            await service.post(7, text, "en", document=document, **more)
    assert await store.states() == {Status.WAITING: 1}


async def test_a_contact_is_always_sealed_at_rest_and_stands_alone() -> None:
    card = Contact("王小明", "+8613900000001")
    assert "139" not in repr(card)
    with secret.using(secret.Keyring(secret.new_key())):
        await service.post(7, "", "en", contact=card)
        row = await database.row("select payload, sealed from message")
        assert row is not None
        assert row["sealed"]
        assert card.phone not in row["payload"]
        (message,) = await claim()
        assert service.content(message) == Payload("", contact=card)
        for text, contact, more in (
            ("call him", card, {}),
            ("", Contact("", card.phone), {}),
            ("", Contact(card.name, ""), {}),
            ("", card, {"photo": b"PNG"}),
            ("", card, {"edits": 5}),
        ):
            with pytest.raises(ValueError, match=r"takes?|both|place"):
                await service.post(7, text, "en", contact=contact, **more)


async def test_a_nudge_wakes_who_listens() -> None:
    event = asyncio.Event()
    with service.listening(event):
        service.nudge()
        assert event.is_set()
    event.clear()
    service.nudge()
    assert not event.is_set()
