"""Who a notice is for, as things stand now."""

from dataclasses import replace

from bot.notices.model import Audience, Notice, Reach, Written
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places


async def whom(audience: Audience) -> list[tuple[Person, int]]:
    """Everybody the notice is for, once each, with the place that they belong to in it."""
    place = await places.get(audience.place_id)
    return await people.audience(place, audience.roles, audience.language)


async def local(notice: Notice) -> Written:
    """What is written, with its moments as the clocks of its place show them."""
    written = notice.written
    zone = await places.zone(await places.get(written.audience.place_id))
    by, at = written.terms.acknowledge_by, written.terms.send_at
    terms = replace(
        written.terms,
        acknowledge_by=None if by is None else by.astimezone(zone),
        send_at=None if at is None else at.astimezone(zone),
    )
    return replace(written, terms=terms)


def reach(found: list[tuple[Person, int]]) -> Reach:
    """How many that are, and whom no message reaches: without a chat, or the bot is blocked."""
    lost = [person.id for person, _at in found if person.chat_id is None or not person.reachable]
    return Reach(len(found), tuple(lost))
