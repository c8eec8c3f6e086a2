"""Decisions on plain values: which moment has come, who lies below whom, what a digest says."""
