"""One message over the wire, and what became of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.request import Dropped, NotSent
from bot.outbox.model import Payload

# Written so that python-telegram-bot does not take them for its own methods, which would
# parse each result into objects nobody reads, and warn.
_SEND_TEXT = "send_Message"
_SEND_PHOTO = "send_Photo"
_SEND_DOCUMENT = "send_Document"
_SEND_CONTACT = "send_Contact"
_EDIT_TEXT = "edit_Message_Text"
_EDIT_CAPTION = "edit_Message_Caption"

_UNCHANGED = ("message is not modified",)
_UNEDITABLE = ("message can't be edited", "message to edit not found", "message_id_invalid")
_GONE = ("chat not found", "user not found", "user is deactivated")


@dataclass(frozen=True, slots=True)
class Delivered:
    """The person has it; `message_id` is Telegram's."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person cannot be reached by this bot."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group goes on under another number."""

    new_chat: int


@dataclass(frozen=True, slots=True)
class Later:
    """To be tried again; after `seconds` when Telegram named them.

    `counts_as_429` tells that our pacing was wrong, `perhaps_sent` that it may have arrived.
    """

    reason: str
    seconds: float | None = None
    counts_as_429: bool = False
    perhaps_sent: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram will never take this message."""

    reason: str


Fate = Delivered | Blocked | Moved | Later | Rejected


async def deliver(bot: Bot, chat_id: int, payload: Payload, edits: int | None = None) -> Fate:
    """Send the payload, or change the message `edits` into it; never raises a TelegramError."""
    if edits is None:
        return await _send(bot, chat_id, payload)
    method = _EDIT_CAPTION if payload.caption else _EDIT_TEXT
    fate = await _called(bot, method, _edit(chat_id, payload, edits), otherwise=edits)
    if isinstance(fate, Rejected):
        reason = fate.reason.lower()
        if _any(_UNCHANGED, reason):
            return Delivered(edits)
        if _any(_UNEDITABLE, reason):
            return await _send(bot, chat_id, payload)
    if isinstance(fate, Later):
        # An edit done twice shows the same text: nothing is doubled.
        return Later(fate.reason, fate.seconds, fate.counts_as_429)
    return fate


async def _send(bot: Bot, chat_id: int, payload: Payload) -> Fate:
    call: dict[str, Any] = {"chat_id": chat_id}
    if payload.markup is not None:
        call["reply_markup"] = payload.markup
    if payload.contact is not None:
        card = {"first_name": payload.contact.name, "phone_number": payload.contact.phone}
        return await _called(bot, _SEND_CONTACT, {**call, **card})
    call["parse_mode"] = "HTML"
    if payload.attachment is not None:
        kind = payload.attachment.kind
        method = _SEND_PHOTO if kind == "photo" else _SEND_DOCUMENT
        sent = {kind: payload.attachment.file_id, "caption": payload.html}
        return await _called(bot, method, {**call, **sent})
    if payload.photo is not None:
        picture = InputFile(payload.photo, filename="picture.png", attach=True)
        return await _called(bot, _SEND_PHOTO, {**call, "photo": picture, "caption": payload.html})
    if payload.document is not None:
        file = InputFile(payload.document.content, filename=payload.document.name, attach=True)
        return await _called(
            bot, _SEND_DOCUMENT, {**call, "document": file, "caption": payload.html}
        )
    return await _called(bot, _SEND_TEXT, {**call, "text": payload.html})


def _edit(chat_id: int, payload: Payload, edits: int) -> dict[str, Any]:
    call: dict[str, Any] = {
        "chat_id": chat_id,
        "message_id": edits,
        "caption" if payload.caption else "text": payload.html,
        "parse_mode": "HTML",
    }
    if payload.markup is not None and "inline_keyboard" in payload.markup:
        call["reply_markup"] = payload.markup
    return call


async def _called(
    bot: Bot, method: str, call: dict[str, Any], otherwise: int | None = None
) -> Fate:
    try:
        result = await bot.do_api_request(method, api_kwargs=call)
    except TelegramError as error:
        return _fate(error)
    if isinstance(result, dict) and "message_id" in result:
        return Delivered(int(result["message_id"]))
    return (
        Delivered(otherwise) if otherwise is not None else Rejected("an answer without a message")
    )


def _fate(error: TelegramError) -> Fate:
    # BadRequest and TimedOut are NetworkErrors: the order of the cases is the meaning.
    match error:
        case RetryAfter():
            return Later("retry after", _seconds(error.retry_after), counts_as_429=True)
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Blocked(str(error))
        case BadRequest():
            reason = str(error)
            return Blocked(reason) if _any(_GONE, reason.lower()) else Rejected(reason)
        case NotSent():
            return Later(str(error))
        case TimedOut() | Dropped():
            return Later(str(error), perhaps_sent=True)
        case NetworkError():
            return Later(str(error))
        case _:
            # A wrong token, a webhook conflict: nothing the message can help.
            return Later(f"{type(error).__name__}: {error}")


def _seconds(span: timedelta | float) -> float:
    return span.total_seconds() if isinstance(span, timedelta) else float(span)


def _any(phrases: tuple[str, ...], reason: str) -> bool:
    return any(phrase in reason for phrase in phrases)
