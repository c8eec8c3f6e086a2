"""Conversations about reports: one made from each form, and returning a report to its author."""

from bot.reports.flow.returning import RETURN, returning
from bot.reports.flow.schedule_words import shown
from bot.reports.flow.scheduling import SCHEDULE, changes, scheduling
from bot.reports.flow.sessions import filled, opened, reopened
from bot.reports.flow.steps import ALL, NAME, doubt_named, figures, flow_of, found

__all__ = [
    "ALL",
    "NAME",
    "RETURN",
    "SCHEDULE",
    "changes",
    "doubt_named",
    "figures",
    "filled",
    "flow_of",
    "found",
    "opened",
    "reopened",
    "returning",
    "scheduling",
    "shown",
]
