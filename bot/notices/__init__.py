"""Notices: the right people are told, at the speed that Telegram allows, and who has read it."""
