"""Use cases of bulletins: drafting, releasing, reading, and where the public finds them."""

from bot.bulletins.service.addresses import address, published_at, site
from bot.bulletins.service.deciding import publish, show
from bot.bulletins.service.drafting import draft, draft_due, editions, heard
from bot.bulletins.service.reading import (
    drop_channel,
    find,
    hand_out,
    is_current,
    is_subscribed,
    newest,
    publishing,
    set_channel,
    standing,
    subscribe,
    unsubscribe,
)
from bot.bulletins.service.releasing import (
    approve,
    draft_again,
    give_back,
    look,
    to_approve,
    verify,
    withdraw,
)

__all__ = [
    "address",
    "approve",
    "draft",
    "draft_again",
    "draft_due",
    "drop_channel",
    "editions",
    "find",
    "give_back",
    "hand_out",
    "heard",
    "is_current",
    "is_subscribed",
    "look",
    "newest",
    "publish",
    "published_at",
    "publishing",
    "set_channel",
    "show",
    "site",
    "standing",
    "subscribe",
    "to_approve",
    "unsubscribe",
    "verify",
    "withdraw",
]
