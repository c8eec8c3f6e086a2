"""Measurements of the whole path, beside bare bots of other libraries: `make bench`.

Every bot is a process of its own; people and the stand-in for Telegram share another one.
This file and `child` use the standard library only: aiogram's environment imports them too.
"""
