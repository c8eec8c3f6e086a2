"""`publish` and `show`: who publishes bulletins when, and which figures the public sees."""

import argparse
from datetime import time

from bot.app.running import storage
from bot.bulletins import service as bulletins
from bot.bulletins.model import Published
from bot.cli.imports import offline
from bot.cli.saying import Trouble, tell
from bot.kernel.database import transaction
from bot.kernel.i18n import _
from bot.places import service as places


async def publish(options: argparse.Namespace) -> int:
    """Have a place publish every day at a time by its own clocks."""
    async with storage(offline()), transaction():
        place = await places.find(options.place)
        if place is None:
            raise Trouble(_("No place has the code {code}.", code=options.place))
        await bulletins.publish(None, place, options.form, options.at)
        name = await places.full_name(place)
        tell(_("{place} publishes every day at {time}.", place=name, time=options.at))
    return 0


async def show(options: argparse.Namespace) -> int:
    """Publish a figure of a form, hiding numbers below a threshold."""
    async with storage(offline()), transaction():
        one = Published(options.field, options.threshold)
        await bulletins.show(options.form, one)
        tell(
            _(
                "“{field}” is published, without numbers from 1 to below {n}.",
                field=one.field,
                n=one.threshold,
            )
        )
    return 0


def clock_time(text: str) -> time:
    """HH:MM as the command line takes it."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no time; give one like 18:30") from None
