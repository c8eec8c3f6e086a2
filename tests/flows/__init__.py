"""Conversations played through the pure engine: no database, no network, no clock."""
