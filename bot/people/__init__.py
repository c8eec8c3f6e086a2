"""Persons, their roles for places, invites, permissions and languages."""
