"""The database: engines that close the traps of their drivers, transactions, migrations."""

from bot.kernel.database.connection import (
    configuration,
    day,
    dialect,
    exclusive,
    execute,
    listed,
    moment,
    opened,
    paired,
    passes,
    ready,
    retried,
    row,
    rows,
    transaction,
)

__all__ = [
    "configuration",
    "day",
    "dialect",
    "exclusive",
    "execute",
    "listed",
    "moment",
    "opened",
    "paired",
    "passes",
    "ready",
    "retried",
    "row",
    "rows",
    "transaction",
]
