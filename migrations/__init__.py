"""Migrations of the database: additive only, applied in order at start."""
