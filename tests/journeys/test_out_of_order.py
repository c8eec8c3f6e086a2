"""Updates that overtake one another and come twice: each acts once, when it arrives.

What one person does is handled in the order of arrival, so an overtaken update counts as done
later: words answer the question that is open by then, a tap on a button of a question that has
moved on is told so. Nothing is lost, and before anything is sent the person sees it all.
"""

import asyncio
import json

import pytest

from bot.conversations.engine import OLD_BUTTON
from bot.kernel import database as db
from bot.kernel.i18n import say
from bot.sandbox.server import Sandbox
from tests.journeys.conftest import STRANGER, WORKER, WORKER_OF_THREE

ANSWERED = "answercallbackquery"


@pytest.fixture
def unruly(program: None, sandbox: Sandbox) -> Sandbox:
    """A server that shuffles and repeats whatever there is."""
    for fault in ("shuffle_updates", "duplicate_update"):
        sandbox.faults.order(fault, count=1_000)
    return sandbox


def arrived(sandbox: Sandbox) -> list[int]:
    """The numbers of the updates in the order in which they were first delivered."""
    delivered = [e["update"] for e in sandbox.transcript.after(0) if e["kind"] == "update"]
    return list(dict.fromkeys(json.loads(update)["update_id"] for update in delivered))


def told(sandbox: Sandbox, words: str) -> int:
    """How many of the bot's messages said so, to anybody."""
    calls = [entry for entry in sandbox.transcript.after(0) if entry["kind"] == "call"]
    return sum(words in str(entry["args"].get("text")) for entry in calls if entry["ok"])


async def toasted(sandbox: Sandbox, words: str) -> None:
    """Until a tap is answered with these words over the chat."""
    async with asyncio.timeout(5):
        while True:
            answers = [e for e in sandbox.transcript.after(0) if e.get("method") == ANSWERED]
            if any(answer["args"].get("text") == words for answer in answers):
                return
            await asyncio.sleep(0.02)


async def count(table: str) -> int:
    row = await db.row(f"SELECT count(*) AS n FROM {table}")
    assert row is not None
    return int(row["n"])


async def test_a_tap_and_a_message_overtake_each_other(unruly: Sandbox) -> None:
    worker, three = unruly.person(WORKER), unruly.person(WORKER_OF_THREE)
    stranger = unruly.person(STRANGER)
    await worker.send("0")
    asked = await worker.hears("Send it")
    await three.send("/language")
    await worker.send("/mine")
    await worker.tap("Send", asked)
    await stranger.start()
    await worker.hears("Received")
    await worker.hears("My reports")
    await stranger.hears("two ways in")
    await three.hears("语言")
    order = arrived(unruly)
    assert order != sorted(order), "nothing overtook anything"
    assert len(order) == await count("heard") == 5
    assert await count("report") == await count("journal WHERE act = 'report.submitted'") == 1
    for words in ("Send it", "Received", "My reports", "two ways in", "语言"):
        assert told(unruly, words) == 1
    assert await count("stumble") == 0


async def test_overtaken_words_answer_the_question_that_is_open_when_they_come(
    unruly: Sandbox,
) -> None:
    worker = unruly.person(WORKER)
    await worker.send("/report")
    await worker.hears("anything to report")
    await worker.tap("something")
    await worker.hears("confirmed")
    await worker.send("2")
    await worker.send("1")
    await worker.hears("fever")
    order = arrived(unruly)
    assert order[-2:] == sorted(order[-2:], reverse=True), "the second number did not come first"
    await worker.send("0")
    await worker.hears("contacts")
    assert await count("heard") == 5
    assert told(unruly, "fever") == 1
    row = await db.row("SELECT session FROM session")
    assert row is not None
    answers = json.loads(row["session"])["answers"]
    assert (answers["confirmed"], answers["suspected"]) == (1, 2)


async def test_a_tap_on_a_question_that_has_moved_on_is_told_so(unruly: Sandbox) -> None:
    worker = unruly.person(WORKER)
    await worker.send("0")
    asked = await worker.hears("Send it")
    await worker.tap("Send", asked)
    await worker.send("/report")
    await worker.hears("anything to report")
    await toasted(unruly, say(OLD_BUTTON, "en"))
    order = arrived(unruly)
    assert order != sorted(order), "the tap was not overtaken"
    assert await count("report") == 0
    await worker.tap("Zero report")
    await worker.hears("Send it")
    await worker.tap("Send")
    await worker.hears("Received")
    assert await count("report") == 1
