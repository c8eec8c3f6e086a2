"""The Telegram edge: updates in, messages out. The only rooms that know python-telegram-bot."""
