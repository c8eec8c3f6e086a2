"""Use cases of notices: writing, approving, sending, reading."""
