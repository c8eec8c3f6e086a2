"""Keyboards as the Bot API takes them, within its limits."""

from typing import Any

from bot.conversations.model import MOST_DATA_BYTES, Ask, Button, Inline, Keyboard, Menu
from bot.kernel.i18n import Said, say
from bot.outbox.model import Markup

MOST_BUTTONS = 100
MOST_PLACEHOLDER = 64
MOST_LABEL = 64
"""More than a phone shows of a button below a message; what is longer is cut."""


def markup(keyboard: Keyboard, language: str) -> Markup:
    """The keyboard worded in `language`; raises ValueError beyond Telegram's limits."""
    if sum(len(row) for row in keyboard.rows) > MOST_BUTTONS:
        raise ValueError(f"a keyboard holds at most {MOST_BUTTONS} buttons")
    if isinstance(keyboard, Inline):
        rows = [[_inline(button, language) for button in row] for row in keyboard.rows if row]
        return {"inline_keyboard": rows}
    return _menu(keyboard, language)


def _menu(menu: Menu, language: str) -> Markup:
    rows = [[_key(key, language) for key in row] for row in menu.rows if row]
    if not rows:
        return {"remove_keyboard": True}
    made: dict[str, Any] = {"keyboard": rows, "resize_keyboard": True}
    made["one_time_keyboard" if menu.once else "is_persistent"] = True
    if menu.placeholder is not None:
        made["input_field_placeholder"] = say(menu.placeholder, language)[:MOST_PLACEHOLDER]
    return made


def _inline(button: Button, language: str) -> dict[str, str]:
    size = len(button.data.encode())
    if not 1 <= size <= MOST_DATA_BYTES:
        raise ValueError(f"callback data of {size} bytes: Telegram takes 1 to {MOST_DATA_BYTES}")
    return {"text": _cut(_label(button.label, language)), "callback_data": button.data}


def _key(key: Said | Ask, language: str) -> dict[str, Any]:
    if not isinstance(key, Ask):
        return {"text": _label(key, language)}
    if key.what not in {"contact", "location"}:
        raise ValueError(f"a button cannot ask for a {key.what}")
    return {"text": _label(key.label, language), f"request_{key.what}": True}


def _cut(label: str) -> str:
    return label if len(label) <= MOST_LABEL else f"{label[: MOST_LABEL - 1]}…"


def _label(said: Said, language: str) -> str:
    label = say(said, language)
    if not label.strip():
        raise ValueError("a button needs a label")
    return label
