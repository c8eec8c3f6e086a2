"""The database: engines that close the traps of their drivers, transactions, migrations."""

from bot.kernel.database.connection import (
    configuration,
    dialect,
    exclusive,
    execute,
    listed,
    moment,
    opened,
    passes,
    ready,
    retried,
    row,
    rows,
    transaction,
)

__all__ = [
    "configuration",
    "dialect",
    "exclusive",
    "execute",
    "listed",
    "moment",
    "opened",
    "passes",
    "ready",
    "retried",
    "row",
    "rows",
    "transaction",
]
