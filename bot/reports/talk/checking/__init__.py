"""Checking by chat: what waits, approved at once where nothing stands out, else one by one."""

from bot.reports.talk.checking.groups import approve_calm, queue
from bot.reports.talk.checking.one import RETURN_TOPIC, back, passed, turn

__all__ = ["RETURN_TOPIC", "approve_calm", "back", "passed", "queue", "turn"]
