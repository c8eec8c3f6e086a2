"""Who a notice is for, as things stand now."""

from bot.notices.model import Audience, Reach
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places


async def whom(audience: Audience) -> list[tuple[Person, int]]:
    """Everybody the notice is for, once each, with the place that they belong to in it."""
    place = await places.get(audience.place_id)
    return await people.audience(place, audience.roles, audience.language)


def reach(found: list[tuple[Person, int]]) -> Reach:
    """How many that are, and whom no message reaches: without a chat, or the bot is blocked."""
    lost = [person.id for person, _at in found if person.chat_id is None or not person.reachable]
    return Reach(len(found), tuple(lost))
