"""The vocabulary of notices: what is said to whom, on which terms, and what became of it."""

from bot.notices.model.notices import Notice, Progress, Reach, State, Terms, Written
from bot.notices.model.writing import (
    ANY_LANGUAGE,
    SEVERITIES,
    Audience,
    Severity,
    Wording,
)

__all__ = [
    "ANY_LANGUAGE",
    "SEVERITIES",
    "Audience",
    "Notice",
    "Progress",
    "Reach",
    "Severity",
    "State",
    "Terms",
    "Wording",
    "Written",
]
