"""File names that reach the person as they were given."""

import re
from pathlib import PurePath

MOST_STEM, MOST_SUFFIX = 60, 20

# Telegram's server reads a name up to the first ";" and as far as the last quote; the rest are
# what one phone or another cannot have in a file's name.
_TROUBLE = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029";\\/:*?<>|]+')


def safe_name(name: str) -> str:
    """The name with _ for what would be lost on the way, and no longer than Telegram keeps.

    Safe names stay as they are; one without any letter or digit is a ValueError.
    """
    clean = PurePath(_TROUBLE.sub("_", name).strip(" ."))
    if not any(character.isalnum() for character in clean.stem):
        raise ValueError("a document needs a name")
    return clean.stem[:MOST_STEM].rstrip(" .") + clean.suffix[:MOST_SUFFIX].rstrip(" ")
