"""The vocabulary of the outbox: lanes, states, messages and what becomes of them."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from bot.conversations.model import Attachment, Contact, Document

Markup = Mapping[str, Any]
"""A reply_markup object as the Bot API takes it."""


class Lane(IntEnum):
    """How urgent a message is; the smaller goes first."""

    ANSWER = 0
    EMERGENCY = 1
    OFFER = 2
    REMINDER = 3
    NOTICE = 4
    BULLETIN = 5


class Status(StrEnum):
    """Where a message stands. UNSURE: the process died between sending and noting."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Payload:
    """What the person will see: HTML as Telegram reads it, buttons, a picture, a file or a card.

    `caption`: it takes the place of what stands below a picture or file.
    """

    html: str
    markup: Markup | None = None
    photo: bytes | None = None
    document: Document | None = None
    contact: Contact | None = None
    attachment: Attachment | None = None
    caption: bool = False

    @property
    def carries(self) -> bool:
        """Whether it is more than a text: that is then a caption, and may be empty."""
        carried = (self.photo, self.document, self.contact, self.attachment)
        return any(one is not None for one in carried)

    def to_json(self) -> str:
        """As stored; reading it back gives an equal payload."""
        content: dict[str, Any] = {"html": self.html}
        if self.markup is not None:
            content["keyboard"] = self.markup
        if self.photo is not None:
            content["photo"] = _encoded(self.photo)
        if self.document is not None:
            content["document"] = _encoded(self.document.content)
            content["name"] = self.document.name
        if self.contact is not None:
            content["contact"] = [self.contact.name, self.contact.phone]
        if self.attachment is not None:
            content["attachment"] = [self.attachment.kind, self.attachment.file_id]
        if self.caption:
            content["caption"] = True
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Payload":
        """The payload that `to_json` wrote."""
        content = json.loads(text)
        photo, document = _decoded(content.get("photo")), _decoded(content.get("document"))
        return cls(
            html=content["html"],
            markup=content.get("keyboard"),
            photo=photo,
            document=Document(content["name"], document) if document is not None else None,
            contact=Contact(*content["contact"]) if "contact" in content else None,
            attachment=Attachment(*content["attachment"]) if "attachment" in content else None,
            caption=content.get("caption", False),
        )


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _decoded(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message about to be posted; `payload` is JSON, or its ciphertext when `sealed`.

    `about` names what many messages belong to; `carries` more than a text; `amends` the message
    of that number, whatever Telegram calls it.
    """

    chat_id: int
    lane: Lane
    payload: str
    sealed: bool
    not_before: datetime
    expires_at: datetime | None
    dedupe_key: str | None
    edits: int | None
    carries: bool = False
    amends: int | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that was posted under a key: where it stands, whether it carries a picture or file.

    `seen` may be true of one that waits: an earlier attempt may have reached the person.
    """

    id: int
    chat_id: int
    lane: Lane
    status: Status
    carries: bool
    seen: bool


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the sender's hands.

    `edits` is the message to be changed in place; `attempts` counts this one too;
    `again` means that an earlier attempt may have reached the person.
    """

    id: int
    chat_id: int
    lane: Lane
    payload: str
    sealed: bool
    attempts: int
    edits: int | None
    created_at: datetime
    not_before: datetime
    expires_at: datetime | None
    again: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to note about a claimed message.

    WAITING with `not_before` tries again then; `attempted=False` takes the claim back as if
    it had never been. `message_id` is Telegram's, when sent.
    """

    id: int
    status: Status
    message_id: int | None = None
    error: str | None = None
    not_before: datetime | None = None
    attempted: bool = True


@dataclass(frozen=True, slots=True)
class Reaped:
    """How many messages a dead process left: to be sent `again`, and given up."""

    again: int
    given_up: int
