"""Whether the kept day counts agree with the reports themselves."""

from datetime import date, timedelta

from bot.places import service as places
from bot.places.rules import path_range
from bot.reports.model import Came
from bot.reports.service.forms import in_use
from bot.reports.store import tallies


async def recount() -> int:
    """How many day counts differ from what the reports themselves say; 0 when all is well.

    A day at a time, however long the history is.
    """
    wrong = 0
    for written, _since in await in_use():
        day, last = await tallies.span(written.code) or (date.max, date.min)
        while day <= last:
            wrong += await _differing(written.code, day)
            day += timedelta(days=1)
    return wrong


async def _differing(form: str, day: date) -> int:
    """The parents whose kept count of the day is wrong.

    Where nothing stands any more a row of zeros may remain.
    """
    wrong = 0
    for top in await places.tops():
        low, high = path_range(top.path)
        kept = await tallies.by_path(form, low, high, day)
        true = await tallies.recounted(form, low, high, day)
        wrong += sum(
            kept.get(path, Came()) != true.get(path, Came()) for path in kept.keys() | true.keys()
        )
    return wrong
