"""The composition root: the tables that show the whole program at a glance."""

TABLES: tuple[str, ...] = (
    "bot.places.tables",
    "bot.people.tables",
    "bot.conversations.tables",
    "bot.outbox.tables",
    "bot.journal.tables",
    "bot.reports.tables",
)
"""Modules whose models make the database."""
