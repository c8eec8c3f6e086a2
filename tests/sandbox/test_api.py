"""The envelope, the checks and the words of the Bot API; updates, faults, limits."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import aiohttp.web
import pytest

from bot.kernel.clock import StandingClock
from bot.sandbox.flood import Flood, Limits
from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec
from tests.sandbox.conftest import ADA, NEW, Call

Posts = Callable[[int], Awaitable[list[str]]]
BUTTON = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


async def test_get_me_knows_itself(call: Call, sandbox: Sandbox) -> None:
    status, answer = await call("GETME")
    assert status == 200
    assert answer["result"]["id"] == int(sandbox.token.split(":")[0])
    assert answer["result"]["is_bot"] is True


@pytest.mark.parametrize(
    ("token", "status", "words"),
    [
        ("nonsense", 401, "Unauthorized: invalid token specified"),
        ("0:x", 401, "Unauthorized: invalid token specified"),
        ("5:wrong", 401, "Unauthorized"),
    ],
)
async def test_wrong_tokens(
    sandbox: Sandbox, web: aiohttp.ClientSession, token: str, status: int, words: str
) -> None:
    async with web.get(f"{sandbox.base_url}{token}/getMe") as response:
        assert response.status == status
        assert (await response.json())["description"] == words


async def test_an_unknown_method_is_loud(call: Call, caplog: pytest.LogCaptureFixture) -> None:
    status, answer = await call("sendDice", chat_id=ADA)
    assert (status, answer["description"]) == (404, "Not Found: method not found")
    assert "does not have" in caplog.text


@pytest.mark.parametrize(
    ("method", "arguments", "status", "words"),
    [
        ("sendMessage", {}, 400, "Bad Request: chat_id is empty"),
        (
            "sendContact",
            {"chat_id": ADA, "first_name": "a"},
            400,
            'Bad Request: parameter "phone_number" is required',
        ),
        (
            "sendContact",
            {"chat_id": ADA, "phone_number": "+86"},
            400,
            'Bad Request: parameter "first_name" is required',
        ),
        ("sendMessage", {"chat_id": 99, "text": "a"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": ADA}, 400, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": ADA, "text": " "}, 400, "Bad Request: text must be non-empty"),
        (
            "sendMessage",
            {"chat_id": ADA, "text": "a" * 4097},
            400,
            "Bad Request: message is too long",
        ),
        (
            "sendMessage",
            {"chat_id": NEW, "text": "a"},
            403,
            "Forbidden: bot can't initiate conversation with a user",
        ),
        (
            "sendMessage",
            {"chat_id": ADA, "text": "a", "reply_markup": {"inline_keyboard": [{}]}},
            400,
            'Bad Request: field "inline_keyboard" must be an Array of Arrays',
        ),
        (
            "sendMessage",
            {
                "chat_id": ADA,
                "text": "a",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "村" * 22}]]},
            },
            400,
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {
                "chat_id": ADA,
                "text": "a",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "http://localhost"}]]},
            },
            400,
            "Bad Request: inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
        ("sendPhoto", {"chat_id": ADA}, 400, "Bad Request: there is no photo in the request"),
        (
            "editMessageText",
            {"chat_id": ADA, "message_id": 1, "text": "a"},
            400,
            "Bad Request: message to edit not found",
        ),
        (
            "answerCallbackQuery",
            {"callback_query_id": "1"},
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "Bad!", "description": "x"}]},
            400,
            "Bad Request: BOT_COMMAND_INVALID",
        ),
        ("getFile", {"file_id": "x"}, 400, "Bad Request: invalid file_id"),
    ],
)
async def test_what_is_refused_and_how(
    call: Call, method: str, arguments: dict[str, Any], status: int, words: str
) -> None:
    got, answer = await call(method, **arguments)
    assert (got, answer["ok"], answer["description"]) == (status, False, words)
    assert answer["error_code"] == status


async def test_an_edit_must_change_something(call: Call) -> None:
    _status, sent = await call("sendMessage", chat_id=ADA, text="a", reply_markup=BUTTON)
    id_ = sent["result"]["message_id"]
    _s, answer = await call("editMessageText", chat_id=ADA, message_id=id_, text="b")
    assert "reply_markup" not in answer["result"], "a keyboard that is left out goes away"
    status, answer = await call("editMessageText", chat_id=ADA, message_id=id_, text="b")
    assert status == 400
    assert "message is not modified" in answer["description"]


async def test_a_persons_message_cannot_be_edited(call: Call, sandbox: Sandbox) -> None:
    own = await sandbox.person(ADA).send("hello")
    _s, answer = await call("editMessageText", chat_id=ADA, message_id=own["message_id"], text="b")
    assert answer["description"] == "Bad Request: message can't be edited"


async def test_blocking_refuses_and_tells(call: Call, sandbox: Sandbox) -> None:
    await sandbox.person(ADA).block()
    status, answer = await call("sendMessage", chat_id=ADA, text="a")
    assert (status, answer["description"]) == (403, "Forbidden: bot was blocked by the user")
    _s, answer = await call("getUpdates")
    assert answer["result"][0]["my_chat_member"]["new_chat_member"]["status"] == "kicked"


# -- updates --------------------------------------------------------------------------


async def test_an_offset_confirms_and_nothing_else_does(call: Call, sandbox: Sandbox) -> None:
    await sandbox.person(ADA).send("a")
    await sandbox.person(ADA).send("b")
    _s, first = await call("getUpdates")
    _s, again = await call("getUpdates")
    assert [u["message"]["text"] for u in first["result"]] == ["a", "b"]
    assert first == again
    _s, rest = await call("getUpdates", offset=first["result"][0]["update_id"] + 1)
    assert [u["message"]["text"] for u in rest["result"]] == ["b"]


async def test_a_long_poll_ends_when_something_comes(call: Call, sandbox: Sandbox) -> None:
    polling = asyncio.create_task(call("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    await sandbox.person(ADA).send("a")
    _s, answer = await asyncio.wait_for(polling, 5)
    assert len(answer["result"]) == 1


async def test_a_second_poll_ends_the_first(call: Call, sandbox: Sandbox) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=30))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(call("getUpdates", timeout=30))
    status, answer = await asyncio.wait_for(first, 5)
    assert status == 409
    assert "terminated by other getUpdates" in answer["description"]
    await sandbox.person(ADA).send("a")
    assert (await asyncio.wait_for(second, 5))[0] == 200


async def test_taps_wait_two_minutes_and_messages_a_day(
    call: Call, sandbox: Sandbox, clock: StandingClock
) -> None:
    ada = sandbox.person(ADA)
    await call("sendMessage", chat_id=ADA, text="?", reply_markup=BUTTON)
    await ada.tap("Yes")
    await ada.send("a")
    clock.advance(timedelta(seconds=151))
    _s, answer = await call("getUpdates")
    assert [list(update)[1] for update in answer["result"]] == ["message"]
    clock.advance(timedelta(hours=24))
    assert (await call("getUpdates"))[1]["result"] == []


async def test_a_tap_is_answered_once_and_in_time(
    call: Call, sandbox: Sandbox, clock: StandingClock
) -> None:
    await call("sendMessage", chat_id=ADA, text="?", reply_markup=BUTTON)
    first = await sandbox.person(ADA).tap("Yes")
    assert (await call("answerCallbackQuery", callback_query_id=first))[0] == 200
    assert (await call("answerCallbackQuery", callback_query_id=first))[0] == 400
    late = await sandbox.person(ADA).tap("Yes")
    clock.advance(timedelta(seconds=16))
    assert (await call("answerCallbackQuery", callback_query_id=late))[0] == 400


async def test_a_later_edit_does_not_change_an_update_that_waits(
    call: Call, sandbox: Sandbox
) -> None:
    own = await sandbox.person(ADA).send("before")
    await sandbox.person(ADA).edit(own["message_id"], "after")
    _s, answer = await call("getUpdates")
    assert answer["result"][0]["message"]["text"] == "before"
    assert answer["result"][1]["edited_message"]["text"] == "after"


# -- faults and limits ----------------------------------------------------------------


async def test_a_429_names_the_wait_and_leaves_nothing(call: Call, sandbox: Sandbox) -> None:
    sandbox.faults.order("429", method="sendMessage", retry_after=7)
    status, answer = await call("sendMessage", chat_id=ADA, text="a")
    assert status == 429
    assert answer["parameters"] == {"retry_after": 7}
    assert sandbox.person(ADA).messages == []
    assert (await call("sendMessage", chat_id=ADA, text="a"))[0] == 200


async def test_a_lost_answer_has_had_its_effect(call: Call, sandbox: Sandbox) -> None:
    sandbox.faults.order("lost_answer", method="sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=ADA, text="a")
    assert [message["text"] for message in sandbox.person(ADA).messages] == ["a"]


async def test_updates_come_twice_shuffled_or_not_at_all(call: Call, sandbox: Sandbox) -> None:
    for n in range(5):
        await sandbox.person(ADA).send(str(n))
    sandbox.faults.order("duplicate_update")
    assert len((await call("getUpdates"))[1]["result"]) == 10
    sandbox.faults.order("shuffle_updates")
    shuffled = [u["message"]["text"] for u in (await call("getUpdates"))[1]["result"]]
    assert sorted(shuffled) == list("01234")
    assert shuffled != list("01234")
    sandbox.faults.order("stop_updates")
    assert (await call("getUpdates"))[1]["result"] == []
    sandbox.faults.clear()
    assert len((await call("getUpdates"))[1]["result"]) == 5


def test_the_limits_are_sliding_and_a_refusal_uses_nothing_up() -> None:
    now = [0.0]
    flood = Flood(Limits(overall=3, burst=2), lambda: now[0])
    assert [flood.refuses(chat) for chat in (1, 2, 3)] == [0, 0, 0]
    assert flood.refuses(4) == 1
    now[0] = 1.01
    assert [flood.refuses(1), flood.refuses(1)] == [0, 0]
    assert flood.refuses(1) == 1
    assert flood.refuses(4) == 0
    assert flood.refused == 2


async def test_the_sandbox_keeps_the_limits_it_was_given(web: aiohttp.ClientSession) -> None:
    people = [PersonSpec(n, str(n), started=True) for n in range(1, 101)]
    async with Sandbox(people, limits=Limits(overall=5)) as sandbox:
        url = f"{sandbox.base_url}{sandbox.token}/sendMessage"

        async def sent(chat_id: int) -> int:
            async with web.post(url, json={"chat_id": chat_id, "text": "a"}) as response:
                return response.status

        statuses = await asyncio.gather(*(sent(n) for n in range(1, 51)))
        assert statuses.count(200) + statuses.count(429) == 50
        assert statuses.count(429) >= 1
        assert sum(len(chat.messages) for chat in sandbox.world.chats.values()) == statuses.count(
            200
        )


@asynccontextmanager
async def hooked(call: Call, *failures: int) -> AsyncIterator[Posts]:
    """A webhook that fails these times, counted from 1; its posts, once there are so many."""
    got: list[str] = []
    came = asyncio.Event()

    async def hook(request: aiohttp.web.Request) -> aiohttp.web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
        got.append(json.loads(await request.read())["message"]["text"])
        came.set()
        return aiohttp.web.Response(status=500 if len(got) in failures else 200)

    async def posts(number: int) -> list[str]:
        async with asyncio.timeout(5):
            while len(got) < number:
                came.clear()
                await came.wait()
        return got

    app = aiohttp.web.Application()
    app.add_routes([aiohttp.web.post("/hook", hook)])
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        await call("setWebhook", url=url, secret_token="s3cret")
        yield posts
    finally:
        await call("deleteWebhook")
        await runner.cleanup()


async def test_the_webhook_gets_each_chats_updates_in_order(call: Call, sandbox: Sandbox) -> None:
    async with hooked(call, 2) as posts:
        assert (await call("getUpdates"))[0] == 409
        for text in "abc":
            await sandbox.person(ADA).send(text)
        assert await posts(4) == ["a", "b", "b", "c"]


async def test_the_webhook_gets_updates_out_of_order_when_told_so(
    call: Call, sandbox: Sandbox
) -> None:
    sandbox.faults.order("shuffle_updates")
    async with hooked(call) as posts:
        for text in "abc":
            await sandbox.person(ADA).send(text)
        shuffled = [*await posts(3)]
        assert sorted(shuffled) == ["a", "b", "c"]
        assert shuffled != ["a", "b", "c"]
        await sandbox.person(ADA).send("d")
        assert (await posts(4))[3:] == ["d"]
