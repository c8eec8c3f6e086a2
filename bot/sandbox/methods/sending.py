"""Messages from the bot: texts, pictures, files, points, contacts."""

from typing import Any

from bot.sandbox import errors
from bot.sandbox.arguments import Arguments
from bot.sandbox.entities import read
from bot.sandbox.files import StoredFile, card_of, photo_sizes
from bot.sandbox.keyboards import checked, is_inline
from bot.sandbox.persons import MOST_CAPTION, MOST_TEXT
from bot.sandbox.world import Chat, Message, World

ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note"),
    "upload_video_note",
}


def send_message(world: World, given: Arguments) -> Message:
    chat = world.reachable(given.values.get("chat_id"))
    text = given.text("text")
    if not text:
        raise errors.TEXT_EMPTY
    shown, entities = read(text, given.text("parse_mode"))
    if not shown:
        raise errors.TEXT_BLANK
    if len(shown) > MOST_TEXT:
        raise errors.TEXT_TOO_LONG
    content: dict[str, Any] = {"text": shown}
    if entities:
        content["entities"] = entities
    return _send(world, chat, given, content)


def send_photo(world: World, given: Arguments) -> Message:
    chat = world.reachable(given.values.get("chat_id"))
    file = _file(world, given, "photo", errors.NO_PHOTO)
    return _send(world, chat, given, {"photo": photo_sizes(file), **_caption(given)})


def send_document(world: World, given: Arguments) -> Message:
    chat = world.reachable(given.values.get("chat_id"))
    file = _file(world, given, "document", errors.NO_DOCUMENT)
    return _send(world, chat, given, {"document": card_of(file), **_caption(given)})


def send_location(world: World, given: Arguments) -> Message:
    chat = world.reachable(given.values.get("chat_id"))
    latitude, longitude = given.degrees("latitude"), given.degrees("longitude")
    if latitude is None:
        raise errors.NO_LATITUDE
    if longitude is None:
        raise errors.NO_LONGITUDE
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise errors.WRONG_LOCATION
    return _send(world, chat, given, {"location": {"latitude": latitude, "longitude": longitude}})


def send_contact(world: World, given: Arguments) -> Message:
    chat = world.reachable(given.values.get("chat_id"))
    phone, name = given.text("phone_number"), given.text("first_name")
    if not phone:
        raise errors.NO_PHONE
    if not name:
        raise errors.NO_FIRST_NAME
    card = {"phone_number": phone, "first_name": name}
    for more in ("last_name", "vcard"):
        if given.text(more):
            card[more] = str(given.text(more))
    return _send(world, chat, given, {"contact": card})


def send_chat_action(world: World, given: Arguments) -> bool:
    chat = world.reachable(given.values.get("chat_id"))
    if given.text("action") not in ACTIONS:
        raise errors.WRONG_ACTION
    chat.typing = True
    world.tell("typing", chat)
    return True


def _send(world: World, chat: Chat, given: Arguments, content: dict[str, Any]) -> Message:
    markup = checked(given.values.get("reply_markup"))
    if is_inline(markup):
        content["reply_markup"] = markup
    message = world.add_message(chat, by_bot=True, **content)
    world.keep_keyboard(chat, markup)
    return message


def _caption(given: Arguments) -> dict[str, Any]:
    text = given.text("caption")
    if not text:
        return {}
    shown, entities = read(text, given.text("parse_mode"))
    if len(shown) > MOST_CAPTION:
        raise errors.CAPTION_TOO_LONG
    return {"caption": shown, **({"caption_entities": entities} if entities else {})}


def _file(world: World, given: Arguments, name: str, missing: errors.ApiError) -> StoredFile:
    upload = given.upload(name)
    if upload is not None:
        if not upload.content:
            raise missing
        return world.store(upload.content, upload.name, upload.kind)
    value = given.text(name)
    if not value:
        raise missing
    if value not in world.files:
        raise errors.WRONG_FILE
    return world.files[value]
