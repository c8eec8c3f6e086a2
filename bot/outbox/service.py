"""Posting messages: worded, checked against Telegram's limits, stored with what they are about."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from bot.conversations.model import Attachment, Contact, Document, Inline, Keyboard, Menu
from bot.kernel import clock, secret
from bot.kernel.i18n import Said, say, say_html
from bot.outbox import store
from bot.outbox.keyboards import markup
from bot.outbox.model import Draft, Lane, Message, Payload, Status
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
    attachment: Attachment | None = None,
    contact: Contact | None = None,
    expires_at: datetime | None = None,
    not_before: datetime | None = None,
    dedupe_key: str | None = None,
    about: str | None = None,
    secret: bool = False,
) -> int | None:
    """Leave a message for a chat, within the caller's transaction; returns its id.

    None when a message with this `dedupe_key` was posted before. `edits` is the Telegram
    message to change in place; `about` names what many messages belong to; `secret` keeps the
    content encrypted at rest. With a photo or a document the text stands below it; a contact has
    none; it and an `attachment` are always kept encrypted. A message beyond Telegram's limits, or
    a document beyond ours, is a bug: ValueError. After the commit, `nudge()`.
    """
    secret = secret or contact is not None or attachment is not None
    payload = _payload(
        text, language, keyboard, _checked(photo), _named(document), contact, attachment
    )
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
        carries=payload.carries,
        about=about,
    )
    return await store.add(draft)


async def amend(
    dedupe_key: str,
    text: Said,
    language: str,
    *,
    keyboard: Inline | None = None,
    secret: bool = False,
) -> bool:
    """Have the message that was posted under that key say this instead, wherever it stands.

    What nobody can have seen is taken back, and nothing more is said: False. What has gone out is
    edited; what is on its way, or may have arrived, is edited once that is known. The text stands
    below a picture or file that the message carries. Of several changes the last one counts.
    """
    posted = await store.find(dedupe_key)
    if posted is None:
        return False
    if not posted.seen:
        await store.cancel(dedupe_key)
        return False
    if posted.status in (Status.FAILED, Status.EXPIRED, Status.CANCELLED):
        return False
    await store.supersede(posted.id)
    payload = replace(_payload(text, language, keyboard), caption=posted.carries)
    draft = Draft(
        chat_id=posted.chat_id,
        lane=posted.lane,
        payload=_sealed(payload) if secret else payload.to_json(),
        sealed=secret,
        not_before=clock.now(),
        expires_at=None,
        dedupe_key=None,
        edits=None,
        amends=posted.id,
    )
    await store.add(draft)
    return True


async def cancel(dedupe_key: str) -> bool:
    """Take a message back; True when it certainly does not go out any more.

    False when there is none, or when it is on its way just now: should it come back unsent, it
    is not sent again.
    """
    return await store.cancel(dedupe_key) == 1


async def cancel_about(about: str) -> list[str]:
    """Take back every message about that which has not gone out yet; the keys of those.

    What is on its way just now is not among them; should it come back unsent, it is not sent again.
    """
    return await store.cancel_about(about)


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
    photo: bytes | None = None,
    document: Document | None = None,
    contact: Contact | None = None,
    attachment: Attachment | None = None,
) -> Payload:
    buttons = markup(keyboard, language) if keyboard is not None else None
    payload = Payload(say_html(text, language), buttons, photo, document, contact, attachment)
    if sum(one is not None for one in (photo, document, contact, attachment)) > 1:
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
