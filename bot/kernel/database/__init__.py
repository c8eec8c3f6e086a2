"""The database: engines that close the traps of their drivers, transactions, migrations."""
