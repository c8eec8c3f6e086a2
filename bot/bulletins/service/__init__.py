"""Use cases of bulletins: drafting, releasing, reading, and where the public finds them."""

from bot.bulletins.service.deciding import hide, publish, show, unpublish
from bot.bulletins.service.drafting import draft, draft_due, editions, heard
from bot.bulletins.service.gathering import amending, figures_of
from bot.bulletins.service.reading import (
    address,
    drop_channel,
    find,
    hand_out,
    is_subscribed,
    last_withdrawn,
    newest,
    offered,
    publishing,
    set_channel,
    standing,
    subscribe,
    unsubscribe,
)
from bot.bulletins.service.releasing import (
    approve,
    draft_again,
    draft_anew,
    give_back,
    look,
    to_approve,
    withdraw,
)
from bot.bulletins.service.verifying import verify

__all__ = [
    "address",
    "amending",
    "approve",
    "draft",
    "draft_again",
    "draft_anew",
    "draft_due",
    "drop_channel",
    "editions",
    "figures_of",
    "find",
    "give_back",
    "hand_out",
    "heard",
    "hide",
    "is_subscribed",
    "last_withdrawn",
    "look",
    "newest",
    "offered",
    "publish",
    "publishing",
    "set_channel",
    "show",
    "standing",
    "subscribe",
    "to_approve",
    "unpublish",
    "unsubscribe",
    "verify",
    "withdraw",
]
