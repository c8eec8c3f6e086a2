"""The conversations about notices, as tables."""
