"""Decisions about bulletins: what may be shown, when one is due, what it says, how it is sealed."""
