"""Who a notice is for, as things stand now."""

from bot.kernel import questions
from bot.notices.model import Audience, Reach, WhoCan, WhoIsSilent
from bot.notices.store import recipients
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places


async def whom(audience: Audience) -> list[tuple[Person, int]]:
    """Everybody the notice is for, once each, with the place that they belong to in it."""
    place = await places.get(audience.place_id)
    found = await people.audience(place, audience.roles, audience.language)
    for wanted in await _narrowing(audience):
        found = [(person, at) for person, at in found if person.id in wanted]
    there = {person.id for person, _at in found}
    named = await people.many(audience.people - there)
    return [*found, *((person, audience.place_id) for person in named.values())]


async def _narrowing(audience: Audience) -> list[frozenset[int]]:
    """Sets of people, in each of which everybody must be."""
    sets: list[frozenset[int]] = []
    if audience.skills:
        sets.append(frozenset(await questions.ask(WhoCan(audience.place_id, audience.skills))))
    if audience.silent:
        sets.append(frozenset(await questions.ask(WhoIsSilent(audience.place_id))))
    if audience.unread is not None:
        unread = await recipients.unread(audience.unread)
        sets.append(frozenset(person_id for person_id, _place in unread))
    return sets


def reach(found: list[tuple[Person, int]]) -> Reach:
    """How many that are, and whom no message reaches: without a chat, or the bot is blocked."""
    lost = [person.id for person, _at in found if person.chat_id is None or not person.reachable]
    return Reach(len(found), tuple(lost))
