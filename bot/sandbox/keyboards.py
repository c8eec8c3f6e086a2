"""Keyboards as the real server checks them."""

import json
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox import errors

MOST_BUTTONS = 100
MOST_DATA = 64
Markup = dict[str, Any]


def checked(given: object) -> Markup | None:
    """The reply_markup, or None without one; raises ApiError for what Telegram refuses."""
    markup = _object(given)
    if not markup:
        return None
    for name, check in (("inline_keyboard", _inline), ("keyboard", _key)):
        if name in markup:
            rows = _rows(markup[name], name)
            if sum(len(row) for row in rows) > MOST_BUTTONS:
                raise errors.MARKUP_LONG
            return {**markup, name: [[check(button) for button in row] for row in rows if row]}
    return markup


def is_inline(markup: Markup | None) -> bool:
    """Whether the keyboard goes below a message and comes back in it."""
    return markup is not None and "inline_keyboard" in markup


def _object(given: object) -> Markup | None:
    if isinstance(given, str):
        try:
            given = json.loads(given) if given else None
        except ValueError:
            raise errors.MARKUP_JSON from None
    if given is None or isinstance(given, dict):
        return given
    raise errors.MARKUP_JSON


def _rows(rows: object, name: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise errors.not_array(name)
    return rows


def _inline(button: object) -> Markup:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise errors.TEXT_BUTTON
    if "url" in button:
        if "." not in (urlsplit(str(button["url"])).hostname or ""):
            raise errors.button_url(str(button["url"]))
        return button
    data = button.get("callback_data")
    if not data:
        raise errors.TEXT_BUTTON
    if len(str(data).encode()) > MOST_DATA:
        raise errors.DATA_INVALID
    return button


def _key(button: object) -> Markup:
    made = {"text": button} if isinstance(button, str) else button
    if not isinstance(made, dict) or not made.get("text"):
        raise errors.MARKUP_JSON
    return made
