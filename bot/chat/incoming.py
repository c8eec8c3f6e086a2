"""Telegram's updates as what was heard: who, in which chat, and what they did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Chat, Message, MessageEntity, Update, User

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


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of a private chat. `callback_id` waits for an answer to a tapped button."""

    update_id: int
    chat_id: int
    name: str
    language_code: str | None
    said: Heard | Commanded | Edited | Reached
    callback_id: str | None = None


def incoming(raw: Mapping[str, Any]) -> Incoming | None:
    """What the update tells; None for what this bot does not listen to (groups, service notes).

    Raises KeyError, TypeError or ValueError for what is no update at all.
    """
    update = Update.de_json(dict(raw), None)
    if update.callback_query is not None:
        return _tapped(update)
    if update.my_chat_member is not None:
        left = update.my_chat_member.new_chat_member.status in {"kicked", "left"}
        return _told(update, update.my_chat_member.chat, update.effective_user, Reached(not left))
    message = update.message or update.edited_message
    if message is None:
        return None
    if update.edited_message is not None:  # a live location moves: nothing was corrected
        said: Heard | Commanded | Edited | None = None if message.location else Edited()
    else:
        said = _said(message)
    return None if said is None else _told(update, message.chat, message.from_user, said)


def _told(
    update: Update, chat: Chat, user: User | None, said: Heard | Commanded | Edited | Reached
) -> Incoming | None:
    if chat.type != Chat.PRIVATE or user is None or user.is_bot:
        return None
    return Incoming(update.update_id, chat.id, user.full_name, user.language_code, said)


def _tapped(update: Update) -> Incoming | None:
    query = update.callback_query
    if query is None or query.data is None:
        return None
    message_id = None if query.message is None else query.message.message_id
    chat_id = query.from_user.id if query.message is None else query.message.chat.id
    return Incoming(
        update.update_id,
        chat_id,
        query.from_user.full_name,
        query.from_user.language_code,
        Tapped(query.data, message_id),
        query.id,
    )


def _said(message: Message) -> Heard | Commanded | None:
    if message.text is not None:
        return _commanded(message, message.text) or Typed(message.text)
    if message.contact is not None:
        sender = None if message.from_user is None else message.from_user.id
        own = sender is not None and message.contact.user_id == sender
        return SharedContact(message.contact.phone_number, own)
    if message.location is not None:
        return SharedLocation(message.location.latitude, message.location.longitude)
    if message.photo:
        return SentPhoto(message.photo[-1].file_id)
    if message.document is not None:
        return SentFile(message.document.file_id, message.document.file_name or "")
    attachment = message.effective_attachment
    return None if attachment is None else SentOther(type(attachment).__name__.lower())


def _commanded(message: Message, text: str) -> Commanded | None:
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset != 0:
        return None
    name = text[1 : first.length].partition("@")[0]
    return Commanded(name.lower(), text[first.length :].strip())
