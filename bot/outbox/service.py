"""Posting messages: worded, checked against Telegram's limits, stored with what they are about."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from bot.conversations.model import Contact, Document, Keyboard, Menu
from bot.kernel import clock, secret
from bot.kernel.i18n import Said, say, say_html
from bot.outbox import store
from bot.outbox.keyboards import markup
from bot.outbox.model import Draft, Lane, Message, Payload
from bot.outbox.rules.naming import safe_name

MOST_TEXT = 4096
MOST_CAPTION = 1024
MOST_PHOTO_BYTES = 10 * 1024 * 1024
MOST_DOCUMENT_BYTES = 5 * 1024 * 1024
"""Telegram takes 50 MB; ours lie in the database until they are sent."""
MOST_KEY = 200

busy = store.busy
states = store.states

_listeners: set[asyncio.Event] = set()


async def post(
    chat_id: int,
    text: Said,
    language: str,
    *,
    keyboard: Keyboard | None = None,
    lane: Lane = Lane.ANSWER,
    edits: int | None = None,
    photo: bytes | None = None,
    document: Document | None = None,
    contact: Contact | None = None,
    photo_id: str | None = None,
    document_id: str | None = None,
    expires_at: datetime | None = None,
    not_before: datetime | None = None,
    dedupe_key: str | None = None,
    secret: bool = False,
) -> int | None:
    """Leave a message for a chat, within the caller's transaction; returns its id.

    None when a message with this `dedupe_key` was posted before. `edits` is the Telegram
    message to change in place; `secret` keeps the content encrypted at rest. With a photo or a
    document the text stands below it; a contact has none, and is always kept encrypted. A message
    beyond Telegram's limits, or a document beyond ours, is a bug: ValueError. After the commit,
    `nudge()`.
    """
    secret = secret or contact is not None
    payload = _payload(text, language, keyboard, _checked(photo), _named(document), contact)
    payload = replace(payload, photo_id=photo_id, document_id=document_id)
    if dedupe_key is not None and not 1 <= len(dedupe_key) <= MOST_KEY:
        raise ValueError(f"a dedupe key has 1 to {MOST_KEY} characters")
    if edits is not None and (payload.carries or isinstance(keyboard, Menu)):
        raise ValueError("neither a file, a card nor a reply keyboard can take the place of a text")
    draft = Draft(
        chat_id=chat_id,
        lane=lane,
        payload=_sealed(payload) if secret else payload.to_json(),
        sealed=secret,
        not_before=not_before or clock.now(),
        expires_at=expires_at,
        dedupe_key=dedupe_key,
        edits=edits,
    )
    return await store.add(draft)


async def cancel(dedupe_key: str) -> bool:
    """Take a message back; True when it certainly does not go out any more.

    False when there is none, or when it is on its way just now: should it come back unsent, it
    is not sent again.
    """
    return await store.cancel(dedupe_key) == 1


def content(message: Message) -> Payload:
    """What a claimed message says, unsealed."""
    text = secret.current().unseal(message.payload) if message.sealed else message.payload
    return Payload.from_json(text)


def nudge() -> None:
    """Wake this process's sender. To be called after the commit."""
    for event in _listeners:
        event.set()


@contextmanager
def listening(event: asyncio.Event) -> Iterator[None]:
    """Have `event` set by every nudge, as long as the block lasts."""
    _listeners.add(event)
    try:
        yield
    finally:
        _listeners.discard(event)


def _sealed(payload: Payload) -> str:
    return secret.current().seal(payload.to_json())


def _payload(
    text: Said,
    language: str,
    keyboard: Keyboard | None,
    photo: bytes | None,
    document: Document | None,
    contact: Contact | None,
) -> Payload:
    buttons = markup(keyboard, language) if keyboard is not None else None
    payload = Payload(say_html(text, language), buttons, photo, document, contact)
    if sum(one is not None for one in (photo, document, contact)) > 1:
        raise ValueError("a message carries a photo, a document or a contact, not both")
    length, most = len(say(text, language)), MOST_CAPTION if payload.carries else MOST_TEXT
    if contact is not None and (length or not contact.phone or not contact.name):
        raise ValueError("a contact takes a name and a number, and no text beside them")
    if length > most or (length == 0 and not payload.carries):
        raise ValueError(f"a text of {length} characters: Telegram takes 1 to {most}")
    return payload


def _checked(photo: bytes | None) -> bytes | None:
    if photo is not None and len(photo) > MOST_PHOTO_BYTES:
        raise ValueError(f"a photo of {len(photo)} bytes: Telegram takes {MOST_PHOTO_BYTES}")
    return photo


def _named(document: Document | None) -> Document | None:
    if document is None:
        return None
    if not 1 <= len(document.content) <= MOST_DOCUMENT_BYTES:
        size = len(document.content)
        raise ValueError(f"a document of {size} bytes: we take 1 to {MOST_DOCUMENT_BYTES}")
    return Document(safe_name(document.name), document.content)
