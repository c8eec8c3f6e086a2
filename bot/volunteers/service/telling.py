"""STAND-IN until the merge."""

from dataclasses import replace

from bot.places import service as places
from bot.volunteers.model import Fits, Task


async def local(task: Task) -> Task:
    zone = await places.zone(await places.get(task.brief.place_id))
    b = task.brief
    return replace(
        task,
        brief=replace(
            b, starts_at=b.starts_at.astimezone(zone), ends_at=b.ends_at.astimezone(zone)
        ),
    )


async def filled(task: Task) -> None:
    """Nobody is told yet."""


async def exhausted(task: Task, *fits: Fits) -> None:
    """Nobody is told yet."""
