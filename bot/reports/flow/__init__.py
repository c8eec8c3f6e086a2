"""The reporting conversation, made from a form: place, day, zero or figures, doubts, sending."""

from bot.reports.flow.sessions import filled, opened, reopened
from bot.reports.flow.steps import ALL, NAME, doubt_named, figures, flow_of, found

__all__ = [
    "ALL",
    "NAME",
    "doubt_named",
    "figures",
    "filled",
    "flow_of",
    "found",
    "opened",
    "reopened",
]
