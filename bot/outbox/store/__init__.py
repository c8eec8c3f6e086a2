"""Every query of the outbox, as plain SQL that PostgreSQL and SQLite both speak.

Times are the programme's own (`clock`).
"""

from bot.outbox.store.claiming import GIVEN_UP, UNSURE, claim, expire, note, reap
from bot.outbox.store.messages import (
    add,
    busy,
    cancel,
    cancel_about,
    find,
    move,
    states,
    supersede,
)

__all__ = [
    "GIVEN_UP",
    "UNSURE",
    "add",
    "busy",
    "cancel",
    "cancel_about",
    "claim",
    "expire",
    "find",
    "move",
    "note",
    "reap",
    "states",
    "supersede",
]
