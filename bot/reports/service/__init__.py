"""Use cases of reports: forms, sending and correcting, looking at what stands."""

from bot.reports.service.authors import set_wish, tell_the_week, wish
from bot.reports.service.completeness import counts, status, villages
from bot.reports.service.forms import DAILY, form, import_form
from bot.reports.service.looking import (
    figures_on,
    history,
    mine,
    opening,
    sender,
    standing,
    today_of,
)
from bot.reports.service.reviewing import (
    MOST_AT_ONCE,
    approve,
    approve_calm,
    confirmed_on,
    give_back,
    look,
    queue,
)
from bot.reports.service.sending import correct, may_correct, submit

__all__ = [
    "DAILY",
    "MOST_AT_ONCE",
    "approve",
    "approve_calm",
    "confirmed_on",
    "correct",
    "counts",
    "figures_on",
    "form",
    "give_back",
    "history",
    "import_form",
    "look",
    "may_correct",
    "mine",
    "opening",
    "queue",
    "sender",
    "set_wish",
    "standing",
    "status",
    "submit",
    "tell_the_week",
    "today_of",
    "villages",
    "wish",
]
