"""Conversations: flows as tables of steps, a pure engine, sessions as data."""
