"""A message over HTTP, and what becomes of it, against a server that answers as it is told."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot

from bot.chat.delivery import Blocked, Delivered, Later, Moved, Rejected, deliver
from bot.chat.request import AiohttpRequest
from bot.chat.sender import Sender
from bot.conversations.model import Contact, Document
from bot.outbox import service
from bot.outbox.model import Payload
from bot.outbox.rules.pacing import Limits

OK = {"ok": True, "result": {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}}}


def refusal(code: int, text: str, **parameters: int) -> tuple[int, dict[str, Any]]:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": text}
    return code, {**body, "parameters": parameters} if parameters else body


class Api:
    """A Bot API that answers each call with the next of its answers, then with success."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, Any]]] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.names: list[str] = []

    async def handle(self, request: web.Request) -> web.Response:
        form: dict[str, Any] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                self.names.append(value.filename)
                form[name] = value.file.read()
            else:
                form[name] = value
        self.calls.append((request.match_info["method"], form))
        status, body = self.answers.pop(0) if self.answers else (200, OK)
        return web.json_response(body, status=status)


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
async def bot(api: Api) -> AsyncIterator[Bot]:
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", api.handle)
    async with TestServer(app) as server:
        request = AiohttpRequest()
        await request.initialize()
        yield Bot("1:x", base_url=str(server.make_url("/bot")), request=request)
        await request.shutdown()


async def test_a_text_arrives_with_its_buttons(api: Api, bot: Bot) -> None:
    buttons = {"inline_keyboard": [[{"text": "Send", "callback_data": "s"}]]}
    assert await deliver(bot, 7, Payload("<b>hi</b>", buttons)) == Delivered(5)
    method, call = api.calls[0]
    assert method == "sendMessage"
    assert call["text"] == "<b>hi</b>"
    assert "callback_data" in call["reply_markup"]


async def test_a_picture_is_uploaded(api: Api, bot: Bot) -> None:
    assert await deliver(bot, 7, Payload("a code", None, b"\x89PNG picture")) == Delivered(5)
    method, call = api.calls[0]
    assert method == "sendPhoto"
    assert b"\x89PNG picture" in call.values()


async def test_a_document_is_uploaded_under_its_name_with_caption_and_buttons(
    api: Api, bot: Bot
) -> None:
    buttons = {"inline_keyboard": [[{"text": "Picture", "callback_data": "p"}]]}
    document = Document("报告率 3月.xlsx", b"PK table")
    assert await deliver(bot, 7, Payload("<b>3/2</b>", buttons, None, document)) == Delivered(5)
    method, call = api.calls[0]
    assert method == "sendDocument"
    assert call["caption"] == "<b>3/2</b>"
    assert call["parse_mode"] == "HTML"
    assert "callback_data" in call["reply_markup"]
    assert call[call["document"].removeprefix("attach://")] == b"PK table"
    assert api.names == ["报告率 3月.xlsx"], "as it stands: Telegram reads no percent signs"


async def test_a_contact_is_a_card_with_buttons_and_no_text(api: Api, bot: Bot) -> None:
    buttons = {"inline_keyboard": [[{"text": "Back", "callback_data": "b"}]]}
    card = Contact("王小明", "+8613900000001")
    assert await deliver(bot, 7, Payload("", buttons, contact=card)) == Delivered(5)
    method, call = api.calls[0]
    assert method == "sendContact"
    assert (call["first_name"], call["phone_number"]) == ("王小明", "+8613900000001")
    assert "callback_data" in call["reply_markup"]
    assert not {"text", "caption", "parse_mode"} & set(call)


async def test_a_message_is_changed_in_place(api: Api, bot: Bot) -> None:
    assert await deliver(bot, 7, Payload("new"), edits=4) == Delivered(5)
    assert api.calls[0][0] == "editMessageText"


async def test_an_edit_that_changes_nothing_has_arrived(api: Api, bot: Bot) -> None:
    api.answers = [refusal(400, "Bad Request: message is not modified: the same")]
    assert await deliver(bot, 7, Payload("same"), edits=4) == Delivered(4)


async def test_what_cannot_be_edited_is_sent(api: Api, bot: Bot) -> None:
    api.answers = [refusal(400, "Bad Request: message can't be edited")]
    assert await deliver(bot, 7, Payload("new"), edits=4) == Delivered(5)
    assert [method for method, _call in api.calls] == ["editMessageText", "sendMessage"]


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (refusal(403, "Forbidden: bot was blocked by the user"), Blocked),
        (refusal(400, "Bad Request: chat not found"), Blocked),
        (refusal(400, "Bad Request: group upgraded", migrate_to_chat_id=-100), Moved),
        (refusal(400, "Bad Request: can't parse entities"), Rejected),
        (refusal(500, "Internal Server Error"), Later),
    ],
)
async def test_each_refusal_has_its_fate(
    api: Api, bot: Bot, answer: tuple[int, dict[str, Any]], fate: type[object]
) -> None:
    api.answers = [answer]
    assert isinstance(await deliver(bot, 7, Payload("hi")), fate)


async def test_a_limit_says_how_long_to_wait(api: Api, bot: Bot) -> None:
    api.answers = [refusal(429, "Too Many Requests: retry after 3", retry_after=3)]
    fate = await deliver(bot, 7, Payload("hi"))
    assert isinstance(fate, Later)
    assert fate.counts_as_429
    assert fate.seconds == 3


async def test_the_sender_delivers_what_is_posted_in_the_order_of_the_chat(
    database: None, api: Api, bot: Bot
) -> None:
    sender = Sender(bot, Limits(overall=0))
    running = asyncio.create_task(sender.run())
    for n in range(3):
        await service.post(7, f"message {n}", "en")
    service.nudge()
    async with asyncio.timeout(20):
        while sender.counters.sent < 3:
            service.nudge()
            await asyncio.sleep(0.02)
    sender.stop()
    await running
    assert [call["text"] for _method, call in api.calls] == ["message 0", "message 1", "message 2"]
