"""Who publishes bulletins when, and which figures the public sees; each with its way back."""

import argparse
from datetime import time

from bot.app.running import storage
from bot.bulletins import service as bulletins
from bot.bulletins.model import Published
from bot.cli.imports import offline
from bot.cli.saying import Trouble, tell
from bot.kernel.database import transaction
from bot.kernel.i18n import Said, _
from bot.places import service as places
from bot.places.model import Place
from bot.reports import service as reports


async def publish(options: argparse.Namespace) -> int:
    """Have a place publish every day at a time by its own clocks."""
    async with storage(offline()), transaction():
        place = await _place(options.place)
        await bulletins.publish(None, place, options.form, options.at)
        name = await places.full_name(place)
        tell(_("{place} publishes every day at {time}.", place=name, time=options.at))
    return 0


async def unpublish(options: argparse.Namespace) -> int:
    """Have a place publish no more."""
    async with storage(offline()), transaction():
        place = await _place(options.place)
        await bulletins.unpublish(None, place, options.form)
        name = await places.full_name(place)
        tell(_("{place} publishes no more; what was released stays.", place=name))
    return 0


async def _place(code: str) -> Place:
    place = await places.find(code)
    if place is None:
        raise Trouble(_("No place has the code {code}.", code=code))
    return place


async def show(options: argparse.Namespace) -> int:
    """Publish a figure of a form, hiding numbers below a threshold."""
    async with storage(offline()), transaction():
        one = Published(options.field, options.threshold)
        await bulletins.show(options.form, one)
        tell(_published(one))
        await _tell_figures(options.form)
    return 0


def _published(one: Published) -> Said:
    if not one.threshold:
        return _("“{field}” is published; no number is hidden.", field=one.field)
    return _(
        "“{field}” is published; numbers above 0 and below {n} are not.",
        field=one.field,
        n=one.threshold,
    )


async def hide(options: argparse.Namespace) -> int:
    """Publish a figure of a form no more."""
    async with storage(offline()), transaction():
        await bulletins.hide(options.form, options.field)
        tell(_("“{field}” is not published any more.", field=options.field))
        await _tell_figures(options.form)
    return 0


async def _tell_figures(form_code: str) -> None:
    """Everything that is published of the form now."""
    names = [one.field for one in await bulletins.figures_of(await reports.form(form_code))]
    tell(_("Published: {fields}.", fields=names))


def clock_time(text: str) -> time:
    """HH:MM as the command line takes it."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no time; give one like 18:30") from None
