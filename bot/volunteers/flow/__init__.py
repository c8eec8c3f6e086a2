"""The conversations of volunteers, as tables."""
