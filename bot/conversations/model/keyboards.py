"""Buttons under a message, and the keyboard in place of the phone's."""

from dataclasses import dataclass

from bot.kernel.i18n import Said

MOST_DATA_BYTES = 64
"""What Telegram takes as the data of a button."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `data` comes back when it is tapped (1 to 64 bytes)."""

    label: Said
    data: str


@dataclass(frozen=True, slots=True)
class Inline:
    """Buttons under a message, row by row."""

    rows: tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A button of the reply keyboard that shares the sender's own contact or location."""

    label: Said
    what: str  # "contact" or "location"


@dataclass(frozen=True, slots=True)
class Menu:
    """The reply keyboard in place of the phone's; an empty one takes it away."""

    rows: tuple[tuple[Said | Ask, ...], ...]
    placeholder: Said | None = None
    once: bool = False


Keyboard = Inline | Menu
