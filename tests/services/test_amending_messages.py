"""A message that was posted is changed later, wherever it stands by then; on both databases."""

from datetime import timedelta

import pytest

from bot.conversations.model import Attachment, Button, Inline
from bot.kernel import database
from bot.kernel.clock import StandingClock
from bot.outbox import service, store
from bot.outbox.model import Lane, Message, Outcome, Status

CHAT, KEY, OVER = 7, "offer:1", "The places are taken."
LEASE = timedelta(seconds=60)
BUTTON = Inline(((Button("Accept", "accept:1"),),))

pytestmark = pytest.mark.usefixtures("storage")


async def offered() -> None:
    await service.post(CHAT, "Can you come?", "en", keyboard=BUTTON, dedupe_key=KEY)


async def claimed() -> list[Message]:
    return await store.claim(10, LEASE)


async def became(message: Message, status: Status, number: int | None = None) -> None:
    await store.note([Outcome(message.id, status, message_id=number)])


async def open_ones() -> int:
    [row] = await database.rows(
        "select count(*) as n from message where status in ('waiting', 'sending', 'unsure')"
    )
    return int(row["n"])


async def test_what_was_sent_is_edited() -> None:
    await offered()
    [sent] = await claimed()
    await became(sent, Status.SENT, 501)
    assert await service.amend(KEY, OVER, "en")
    [edit] = await claimed()
    assert (edit.edits, edit.chat_id, edit.lane) == (501, CHAT, sent.lane)
    assert service.content(edit).html == OVER
    assert service.content(edit).markup is None


async def test_what_nobody_has_seen_is_never_seen() -> None:
    await offered()
    assert not await service.amend(KEY, OVER, "en")
    assert await claimed() == []
    assert await open_ones() == 0


async def test_nothing_was_posted_under_that_key() -> None:
    assert not await service.amend("offer:2", OVER, "en")
    assert await open_ones() == 0


async def test_what_is_on_its_way_is_edited_once_it_has_arrived() -> None:
    await offered()
    [flying] = await claimed()
    assert await service.amend(KEY, OVER, "en")
    assert await claimed() == [], "it does not overtake what it changes"
    await became(flying, Status.SENT, 502)
    [edit] = await claimed()
    assert edit.edits == 502


async def test_what_never_arrived_needs_no_edit_and_holds_back_nobody() -> None:
    await offered()
    [flying] = await claimed()
    assert await service.amend(KEY, OVER, "en")
    await service.post(CHAT, "Something else", "en")
    await became(flying, Status.FAILED)
    assert await store.expire() == 1
    [other] = await claimed()
    assert service.content(other).html == "Something else"


async def test_of_several_changes_the_last_one_counts() -> None:
    await offered()
    [sent] = await claimed()
    await became(sent, Status.SENT, 503)
    for text in ("10 %", "20 %", "30 %"):
        assert await service.amend(KEY, text, "en")
    [edit] = await claimed()
    assert service.content(edit).html == "30 %"
    await became(edit, Status.SENT, 503)
    assert await claimed() == []


async def test_a_change_on_its_way_is_followed_by_the_next() -> None:
    await offered()
    [sent] = await claimed()
    await became(sent, Status.SENT, 504)
    await service.amend(KEY, "10 %", "en")
    [first] = await claimed()
    await service.amend(KEY, "20 %", "en")
    assert await claimed() == []
    await became(first, Status.SENT, 504)
    [second] = await claimed()
    assert (second.edits, service.content(second).html) == (504, "20 %")


async def test_after_a_crash_the_repeated_message_is_edited(clock: StandingClock) -> None:
    await offered()
    await claimed()
    clock.advance(timedelta(minutes=2))
    assert (await store.reap()).again == 1
    assert await service.amend(KEY, OVER, "en"), "it may have arrived"
    [again] = await claimed()
    assert service.content(again).html == "Can you come?"
    await became(again, Status.SENT, 505)
    [edit] = await claimed()
    assert edit.edits == 505


async def test_below_a_picture_the_caption_is_edited() -> None:
    picture = Attachment("photo", "F1")
    await service.post(CHAT, "Look", "en", attachment=picture, lane=Lane.NOTICE, dedupe_key=KEY)
    [sent] = await claimed()
    assert sent.sealed, "a person's picture is personal"
    assert service.content(sent).attachment == picture
    await became(sent, Status.SENT, 506)
    assert await service.amend(KEY, OVER, "en")
    [edit] = await claimed()
    assert service.content(edit).caption
    assert edit.lane is Lane.NOTICE


async def test_an_undone_act_amends_nothing() -> None:
    await offered()
    [sent] = await claimed()
    await became(sent, Status.SENT, 507)

    async def undone() -> None:
        async with database.transaction():
            await service.amend(KEY, OVER, "en")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await undone()
    assert await claimed() == []


async def test_everything_about_one_thing_is_counted_and_taken_back() -> None:
    for n in range(3):
        await service.post(n, "A notice", "en", dedupe_key=f"notice:1:{n}", about="notice:1")
    await service.post(9, "Another", "en", dedupe_key="notice:2:9", about="notice:2")
    [flying] = await store.claim(1, LEASE)
    assert await service.states("notice:1") == {Status.WAITING: 2, Status.SENDING: 1}
    assert await service.cancel_about("notice:1") == ["notice:1:1", "notice:1:2"]
    await store.note([Outcome(flying.id, Status.WAITING)])
    assert await service.states("notice:1") == {Status.CANCELLED: 3}
    assert await service.states("notice:2") == {Status.WAITING: 1}
