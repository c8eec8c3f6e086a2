"""What a person may do in a chat."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typed:
    """Words typed, or a button of the reply keyboard, which Telegram sends as words."""

    text: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button under a message. `data` is a claim by the client, nothing more."""

    data: str
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A contact card; `own` only when Telegram says that it is the sender's."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class SharedLocation:
    """A point, WGS84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class SentPhoto:
    file_id: str


@dataclass(frozen=True, slots=True)
class SentFile:
    file_id: str
    name: str


@dataclass(frozen=True, slots=True)
class SentOther:
    """A sticker, a voice message, …: `what` is Telegram's name for it."""

    what: str


Heard = Typed | Tapped | SharedContact | SharedLocation | SentPhoto | SentFile | SentOther
