"""Use cases of reports: forms, sending and correcting, looking at what stands."""

from bot.reports.service.authors import set_wish, tell_the_week, wish
from bot.reports.service.completeness import counts, status
from bot.reports.service.drafting import figures_on
from bot.reports.service.forms import DAILY, form, import_form, in_use
from bot.reports.service.looking import (
    history,
    mine,
    opening,
    opening_for,
    sender,
    standing,
    standing_on,
    today_of,
)
from bot.reports.service.queue import next_of, queue
from bot.reports.service.recounting import recount
from bot.reports.service.reviewing import (
    MOST_AT_ONCE,
    approve,
    approve_calm,
    being_amended,
    confirmed_on,
    give_back,
    look,
    put_down,
)
from bot.reports.service.schedules import (
    change_schedule,
    expected_on,
    overview,
    schedule_of,
    schedules,
)
from bot.reports.service.sending import correct, may_correct, submit

__all__ = [
    "DAILY",
    "MOST_AT_ONCE",
    "approve",
    "approve_calm",
    "being_amended",
    "change_schedule",
    "confirmed_on",
    "correct",
    "counts",
    "expected_on",
    "figures_on",
    "form",
    "give_back",
    "history",
    "import_form",
    "in_use",
    "look",
    "may_correct",
    "mine",
    "next_of",
    "opening",
    "opening_for",
    "overview",
    "put_down",
    "queue",
    "recount",
    "schedule_of",
    "schedules",
    "sender",
    "set_wish",
    "standing",
    "standing_on",
    "status",
    "submit",
    "tell_the_week",
    "today_of",
    "wish",
]
