"""Decisions about volunteers on plain values."""
