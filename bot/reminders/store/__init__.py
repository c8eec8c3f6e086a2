"""Every query of the reminders room: what would be a query per place is one for all of them."""

from datetime import date


def day_of(value: object) -> date:
    """A day as either database gives it."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))
