"""What kind of chat bulletins may be posted in."""

import re

_CHANNEL = re.compile(r"-100[0-9]{10,13}")


def is_channel(chat_id: int) -> bool:
    """Whether it is the number of a channel or a large group: never that of a person."""
    return _CHANNEL.fullmatch(str(chat_id)) is not None
