"""Volunteers: who they are, what they can do, where and when they can be asked."""
