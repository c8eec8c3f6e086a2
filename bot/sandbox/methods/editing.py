"""Changing and deleting what was sent, and answering pressed buttons."""

from datetime import timedelta
from typing import Any

from bot.kernel import clock
from bot.sandbox import errors
from bot.sandbox.arguments import Arguments
from bot.sandbox.entities import read
from bot.sandbox.keyboards import checked, is_inline
from bot.sandbox.persons import MOST_CAPTION, MOST_TEXT
from bot.sandbox.world import Chat, Message, World

DELETABLE = timedelta(hours=48)
MOST_TOAST = 200
MOST_IDS = 100


def edit_message_text(world: World, given: Arguments) -> Message:
    text = given.text("text")
    if not text:
        raise errors.TEXT_EMPTY
    chat, message = _own(world, given)
    if "text" not in message:
        raise errors.EDIT_NO_TEXT
    shown, entities = read(text, given.text("parse_mode"))
    if not shown:
        raise errors.TEXT_BLANK
    if len(shown) > MOST_TEXT:
        raise errors.TEXT_TOO_LONG
    content: dict[str, Any] = {"text": shown, "entities": entities}
    return _changed(world, chat, message, given, content)


def edit_message_caption(world: World, given: Arguments) -> Message:
    chat, message = _own(world, given)
    if "text" in message:
        raise errors.EDIT_NO_CAPTION
    shown, entities = read(given.text("caption") or "", given.text("parse_mode"))
    if len(shown) > MOST_CAPTION:
        raise errors.CAPTION_TOO_LONG
    content: dict[str, Any] = {"caption": shown, "caption_entities": entities}
    return _changed(world, chat, message, given, content)


def edit_message_reply_markup(world: World, given: Arguments) -> Message:
    chat, message = _own(world, given)
    return _changed(world, chat, message, given, {})


def _own(world: World, given: Arguments) -> tuple[Chat, Message]:
    chat = world.reachable(given.values.get("chat_id"))
    message_id = given.number("message_id")
    if not message_id:
        raise errors.NO_MESSAGE_ID
    message = chat.messages.get(message_id)
    if message is None:
        raise errors.EDIT_MISSING
    if not message["from"]["is_bot"]:
        raise errors.EDIT_FORBIDDEN
    return chat, message


def _changed(
    world: World, chat: Chat, message: Message, given: Arguments, content: dict[str, Any]
) -> Message:
    """The message with its new content; a keyboard that is left out goes away."""
    markup = checked(given.values.get("reply_markup"))
    if markup is not None and not is_inline(markup):
        raise errors.INLINE_EXPECTED
    after = {**message, **content}
    after.pop("reply_markup", None)
    if markup is not None and any(markup["inline_keyboard"]):
        after["reply_markup"] = markup
    after = {name: value for name, value in after.items() if value != []}
    if after == message:
        raise errors.EDIT_SAME
    after["edit_date"] = int(clock.now().timestamp())
    chat.messages[message["message_id"]] = after
    chat.news.add(message["message_id"])
    world.tell("edited", chat, message=after)
    return after


def delete_message(world: World, given: Arguments) -> bool:
    chat = world.reachable(given.values.get("chat_id"))
    message_id = given.number("message_id")
    if not message_id:
        raise errors.NO_MESSAGE_ID
    message = chat.messages.get(message_id)
    if message is None:
        raise errors.DELETE_MISSING
    if message["date"] < (clock.now() - DELETABLE).timestamp():
        raise errors.DELETE_OLD
    _delete(world, chat, [message_id])
    return True


def delete_messages(world: World, given: Arguments) -> bool:
    chat = world.reachable(given.values.get("chat_id"))
    try:
        ids = given.parsed("message_ids")
    except ValueError:
        ids = None
    if not isinstance(ids, list) or not ids:
        raise errors.NO_MESSAGE_IDS
    if len(ids) > MOST_IDS:
        raise errors.TOO_MANY_IDS
    _delete(world, chat, [int(id_) for id_ in ids if int(id_) in chat.messages])
    return True


def _delete(world: World, chat: Chat, ids: list[int]) -> None:
    for id_ in ids:
        del chat.messages[id_]
    world.tell("deleted", chat, message_ids=ids)


def answer_callback_query(world: World, given: Arguments) -> bool:
    query_id = given.text("callback_query_id") or ""
    tap = world.taps.get(query_id)
    if tap is None or tap.answered or tap.until < clock.now():
        raise errors.QUERY_OLD
    text = given.text("text") or ""
    if len(text) > MOST_TOAST:
        raise errors.TOAST_TOO_LONG
    tap.answered = True
    world.tell(
        "callback",
        world.chats[tap.person],
        callback_query_id=query_id,
        message_id=tap.message_id,
        text=text,
        show_alert=given.flag("show_alert"),
        answered=True,
    )
    return True
