"""Decisions about notices on plain values."""
