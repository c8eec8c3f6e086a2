"""Telegram's updates as what was heard: who, in which chat, and what they did.

Read from the JSON as it came: building python-telegram-bot's objects for it takes five times
as long as everything else that is done here to an update before the database is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversations.model import (
    Heard,
    SentFile,
    SentOther,
    SentPhoto,
    SharedContact,
    SharedLocation,
    Tapped,
    Typed,
)

Json = Mapping[str, Any]

OTHERS = (
    *("sticker", "voice", "video", "video_note", "audio", "animation", "poll", "dice"),
    *("venue", "game", "story"),
)
"""Kinds of message that no answer can be read from; they are named in the reply."""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command such as /zero, without its slash, and the words behind it."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A message that had been sent before was changed."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The person has let the bot in, or blocked it."""

    reachable: bool


Said = Heard | Commanded | Edited | Reached


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of a private chat. `callback_id` waits for an answer to a tapped button."""

    update_id: int
    chat_id: int
    name: str
    language_code: str | None
    said: Said
    callback_id: str | None = None


def incoming(update: Json) -> Incoming | None:
    """What the update tells; None for what this bot does not listen to (groups, service notes).

    Raises KeyError, TypeError or AttributeError for what is no update at all.
    """
    number = int(update["update_id"])
    if "message" in update:
        return _told(number, update["message"], _said(update["message"]))
    if "callback_query" in update:
        return _tapped(number, update["callback_query"])
    if "edited_message" in update:  # a live location that moves corrects nothing
        edited = update["edited_message"]
        return _told(number, edited, None if "location" in edited else Edited())
    if "my_chat_member" in update:
        member = update["my_chat_member"]
        left = member["new_chat_member"]["status"] in {"kicked", "left"}
        return _told(number, member, Reached(not left))
    return None


def _told(number: int, about: Json, said: Said | None) -> Incoming | None:
    sender = about.get("from")
    if said is None or sender is None or sender["is_bot"] or about["chat"]["type"] != "private":
        return None
    chat_id = int(about["chat"]["id"])
    return Incoming(number, chat_id, _name(sender), sender.get("language_code"), said)


def _tapped(number: int, query: Json) -> Incoming | None:
    message = query.get("message")
    if "data" not in query or message is None or message["chat"]["type"] != "private":
        return None  # a game, a message sent through this bot elsewhere, a channel or a group
    sender, chat_id = query["from"], int(message["chat"]["id"])
    tapped = Tapped(str(query["data"]), int(message["message_id"]))
    code = sender.get("language_code")
    return Incoming(number, chat_id, _name(sender), code, tapped, str(query["id"]))


def _name(user: Json) -> str:
    return " ".join(part for part in (user["first_name"], user.get("last_name")) if part)


def _said(message: Json) -> Said | None:
    match message:
        case {"text": str(text)}:
            return _commanded(message, text) or Typed(text)
        case {"contact": contact}:
            own = contact.get("user_id") == message["from"]["id"]
            return SharedContact(str(contact["phone_number"]), own)
        case {"location": point}:
            return SharedLocation(float(point["latitude"]), float(point["longitude"]))
        case {"photo": [*_smaller, largest]}:
            return SentPhoto(str(largest["file_id"]))
        case {"document": file}:
            return SentFile(str(file["file_id"]), str(file.get("file_name", "")))
    what = next((name for name in OTHERS if name in message), None)
    return None if what is None else SentOther(what)


def _commanded(message: Json, text: str) -> Commanded | None:
    if not text.startswith("/"):
        return None
    first = message.get("entities", [{}])[0]
    if first.get("type") != "bot_command" or first.get("offset") != 0:
        return None
    length = int(first["length"])
    name = text[1:length].partition("@")[0]
    return Commanded(name.lower(), text[length:].strip())
