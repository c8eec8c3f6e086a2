"""The vocabulary of reports: forms, reports, their two checks, completeness."""

from bot.reports.model.completeness import Counts, Status, Tally
from bot.reports.model.forms import Field, FieldKind, Form, Identity, Schedule, Term
from bot.reports.model.reports import (
    Check,
    Concern,
    Content,
    Doubt,
    Filled,
    Opening,
    Report,
    ReportConfirmed,
    ReportReturned,
    ReportSubmitted,
    Review,
    Stage,
    Standing,
    Timeliness,
)
from bot.reports.model.review import Group, Objection, Waiting, Week, Wish

__all__ = [
    "Check",
    "Concern",
    "Content",
    "Counts",
    "Doubt",
    "Field",
    "FieldKind",
    "Filled",
    "Form",
    "Group",
    "Identity",
    "Objection",
    "Opening",
    "Report",
    "ReportConfirmed",
    "ReportReturned",
    "ReportSubmitted",
    "Review",
    "Schedule",
    "Stage",
    "Standing",
    "Status",
    "Tally",
    "Term",
    "Timeliness",
    "Waiting",
    "Week",
    "Wish",
]
