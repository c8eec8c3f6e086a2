"""Use cases of reports: forms, sending and correcting, looking at what stands."""

from bot.reports.service.forms import DAILY, form, import_form, in_use
from bot.reports.service.looking import (
    figures_on,
    history,
    mine,
    opening,
    opening_for,
    sender,
    standing,
    standing_on,
    today_of,
)
from bot.reports.service.schedules import change_schedule, expected_on, schedule_of, schedules
from bot.reports.service.sending import correct, may_correct, submit

__all__ = [
    "DAILY",
    "change_schedule",
    "correct",
    "expected_on",
    "figures_on",
    "form",
    "history",
    "import_form",
    "in_use",
    "may_correct",
    "mine",
    "opening",
    "opening_for",
    "schedule_of",
    "schedules",
    "sender",
    "standing",
    "standing_on",
    "submit",
    "today_of",
]
