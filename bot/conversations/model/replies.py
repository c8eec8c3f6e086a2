"""What there is to say: replies, topics that make them, and what the engine made of a word."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.conversations.model.flows import Flow, Session
from bot.conversations.model.keyboards import Keyboard
from bot.kernel.i18n import Said


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be handed over, under the name that the person will find it by."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo or file that somebody has sent, by Telegram's id: its content is not kept here."""

    kind: str  # "photo" or "document"
    file_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody's card: a tap on it calls them, or keeps them among the phone's own contacts."""

    name: str
    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What there is to say to whoever spoke: a message, its buttons, a note on the tap.

    Beside a `photo`, a `document` or an `attachment` (one of them) `say` stands below it as its
    caption; a `contact` stands alone.
    `in_place`: the tapped message itself becomes `say`; `secret`: kept encrypted until sent;
    `menu`: with the person's own menu for a keyboard; `language`: this and what follows are
    said in it, because the person has just changed it.
    """

    say: Said | None = None
    keyboard: Keyboard | None = None
    toast: Said | None = None
    photo: bytes | None = None
    document: Document | None = None
    attachment: Attachment | None = None
    contact: Contact | None = None
    secret: bool = False
    in_place: bool = False
    menu: bool = False
    language: str | None = None

    @property
    def carries(self) -> bool:
        """Whether it carries more than words: a picture, a document, somebody's card."""
        carried = (self.photo, self.document, self.attachment, self.contact)
        return any(one is not None for one in carried)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a flow needs around it: how it is found, what it looks up, and what finishes it.

    The functions get whoever speaks as the composition root knows them (`Any`: this room
    stands below people).
    """

    flow: Callable[[Session], Awaitable[Flow]]
    finish: Callable[[Any, Session], Awaitable[Reply | list[Reply]]]
    look_up: Callable[[Session, str], Awaitable[Session]] | None = None


Topics = Mapping[str, Topic]
"""Every flow of the program by its name."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the engine made of something heard.

    `say` goes out as a message, or nothing when None; `toast` answers a tapped button;
    `finished` means that every question has its answer; `cancelled` that the person gave up;
    `wants` names a look-up without which the next question cannot be asked. `in_place`:
    the tapped message itself becomes `say`.
    """

    session: Session
    say: Said | None = None
    keyboard: Keyboard | None = None
    toast: Said | None = None
    finished: bool = False
    cancelled: bool = False
    wants: str | None = None
    in_place: bool = False
