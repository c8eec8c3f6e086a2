"""Decisions of the outbox, on plain values."""
