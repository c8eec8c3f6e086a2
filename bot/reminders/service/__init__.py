"""Use cases of reminders: the tick, and what people do about what they were told."""

from bot.reminders.service.chasing import carry_out
from bot.reminders.service.pruning import prune
from bot.reminders.service.reminding import forget, remind_of_rest, withdraw
from bot.reminders.service.ticking import tick

__all__ = ["carry_out", "forget", "prune", "remind_of_rest", "tick", "withdraw"]
