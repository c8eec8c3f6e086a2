"""What a button of an act holds: a claim of the client, read like any other answer."""

from bot.kernel.errors import Refused
from bot.kernel.i18n import _

OLD_BUTTON = _("This button is too old. Please start again from the menu.")

LONGEST = 9
"""Digits of an id: what is longer is no id of ours, and more than a database would take."""


def number(words: str) -> int:
    """The id in a button's data; Refused for what no button of ours says."""
    if not (words.isdecimal() and len(words) <= LONGEST):
        raise Refused(OLD_BUTTON)
    return int(words)


def numbers(words: str, how_many: int) -> list[int]:
    """So many ids, with colons between them."""
    parts = words.split(":")
    if len(parts) != how_many:
        raise Refused(OLD_BUTTON)
    return [number(part) for part in parts]
