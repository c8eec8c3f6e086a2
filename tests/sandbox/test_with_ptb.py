"""python-telegram-bot, unmodified and with its own HTTP client, takes the sandbox for Telegram."""

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter

from bot.chat.delivery import Delivered, deliver
from bot.chat.request import AiohttpRequest
from bot.conversations.model import Document
from bot.outbox.model import Payload
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import ADA, NEW


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    bot = Bot(sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)
    async with bot:
        yield bot


async def test_a_talk_with_buttons_edits_and_files(bot: Bot, sandbox: Sandbox) -> None:
    ada = sandbox.person(ADA)
    await ada.send("/start")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start"
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    sent = await bot.send_message(ADA, "<b>Well?</b>", parse_mode="HTML", reply_markup=keyboard)
    assert sent.entities[0].type == "bold"
    await ada.tap("Yes")
    (update,) = await bot.get_updates(offset=update.update_id + 1)
    assert update.callback_query is not None
    assert await update.callback_query.answer("thanks")
    await update.callback_query.edit_message_text("Well.")
    assert ada.messages[-1]["text"] == "Well."
    photo = await bot.send_photo(ADA, b"\x89PNG picture", caption="a picture")
    file = await photo.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == b"\x89PNG picture"
    again = await bot.send_document(ADA, document=b"text", filename="a.txt")
    assert again.document is not None
    assert again.document.file_name == "a.txt"
    once_more = await bot.send_document(ADA, again.document.file_id)
    assert once_more.document is not None
    assert once_more.document.file_name == "a.txt"


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((1000, 500), [(320, 160), (1000, 500)]),
        ((1000, 2560), [(125, 320), (500, 1280)]),
        ((9, 7), [(9, 7), (9, 7)]),
    ],
)
async def test_a_picture_keeps_its_shape(
    bot: Bot, shape: tuple[int, int], sizes: list[tuple[int, int]]
) -> None:
    picture = io.BytesIO()
    Image.new("L", shape).save(picture, "PNG")
    photo = await bot.send_photo(ADA, picture.getvalue())
    assert [(size.width, size.height) for size in photo.photo] == sizes


async def test_what_our_sender_delivers_arrives_with_its_chinese_name(sandbox: Sandbox) -> None:
    ada = sandbox.person(ADA)
    await ada.send("/start")
    document = Document("报告率 3月2日.csv", "乡镇".encode())
    async with Bot(sandbox.token, base_url=sandbox.base_url, request=AiohttpRequest()) as ours:
        fate = await deliver(ours, ADA, Payload("<b>表</b>", None, None, document))
    assert isinstance(fate, Delivered)
    message = ada.messages[-1]
    assert message["document"]["file_name"] == "报告率 3月2日.csv"
    assert message["caption"] == "表"
    assert message["caption_entities"][0]["type"] == "bold"
    stored = sandbox.world.files[message["document"]["file_id"]]
    assert stored.content == "乡镇".encode()


async def test_errors_become_the_librarys_own(bot: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(99, "a")
    with pytest.raises(Forbidden, match="initiate"):
        await bot.send_message(NEW, "a")
    sandbox.faults.order("429", retry_after=3)
    with pytest.raises(RetryAfter):
        await bot.send_message(ADA, "a")
    stranger = Bot("5:wrong", base_url=sandbox.base_url)
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_commands_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_commands([("zero", "Zero report")], language_code="zh")
    (command,) = await bot.get_my_commands(language_code="zh")
    assert command.command == "zero"
    assert await bot.get_my_commands() == ()
