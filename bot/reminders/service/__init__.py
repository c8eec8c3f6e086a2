"""Use cases of reminders: the tick, and what people do about what they were told."""

from bot.reminders.service.pruning import prune
from bot.reminders.service.reminding import forget, withdraw
from bot.reminders.service.ticking import tick

__all__ = ["forget", "prune", "tick", "withdraw"]
