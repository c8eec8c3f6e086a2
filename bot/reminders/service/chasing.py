"""Chasing: a coordinator's wish is stored at once and carried out by a job, in small steps."""

from bot.kernel import clock
from bot.places import service as places
from bot.reminders.model import Chase
from bot.reminders.service.reminding import Call, call, to_ask
from bot.reminders.store import chases


async def wish(chase: Chase) -> int:
    """Note whom to remind, in the caller's transaction; how many people that are as of now."""
    asked = await places.many_in_order(chase.place_ids)
    people = len(await to_ask(_round(chase), asked))
    if people:
        await chases.add(chase)
    return people


async def carry_out() -> None:
    """Remind whoever is to be chased; what was begun and not finished is taken up again."""
    for chase in await chases.waiting():
        if chase.until > clock.now():
            await call(_round(chase), await places.many_in_order(chase.place_ids))
        await chases.done(chase.digest_id)


def _round(chase: Chase) -> Call:
    until = chase.until
    return Call(chase.form, chase.day, chase.rung, until, until, chase.by, chase.spares)
