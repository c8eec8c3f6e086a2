"""STAND-IN until the merge."""

from bot.volunteers.model import Assignment


async def begin(assignment: Assignment) -> None:
    """Nothing is said yet."""
