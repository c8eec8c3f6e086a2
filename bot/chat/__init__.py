"""The Telegram edge: updates in, messages out. The only rooms that know python-telegram-bot."""

import os

# python-telegram-bot's own switch: retry_after is a timedelta, and no deprecation is warned of.
os.environ.setdefault("PTB_TIMEDELTA", "1")
