"""Decisions on reports, on plain values: days and deadlines, identities, forms read from TOML."""
