"""Bulletins by chat for coordinators: the channel in which a place's are posted."""

import re

from bot.bulletins import service
from bot.conversations.model import Reply
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, lines
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places
from bot.places.model import Place

_CHANNEL = re.compile(r"(?P<chat>-?[0-9]{1,16})(?:\s+(?P<place>\S.*))?")


async def channel(person: Person, words: str) -> Reply:
    """Post a place's bulletins in a channel: `words` is "<chat number> <place name or code>"."""
    match = _CHANNEL.fullmatch(words.removeprefix("off").strip())
    if match is None:
        return Reply(_how_to())
    place = await _own_place(person, match["place"])
    chat_id = int(match["chat"])
    if words.startswith("off"):
        await service.drop_channel(person, place, chat_id)
        return Reply(_("The bulletins of {place} are posted there no more.", place=place.name))
    await service.set_channel(person, place, chat_id)
    return Reply(
        _(
            "The bulletins of {place} are posted there from now on. A first line is on its way; "
            "if it does not arrive, the bot is no administrator of that channel.",
            place=place.name,
        )
    )


def _how_to() -> Said:
    return lines(
        Bold(_("Post bulletins in a channel")),
        _("1. Make this bot an administrator of the channel."),
        _("2. Send its number and the place, for example:"),
        "/channel -1001234567890 某市",
        _("The number begins with -100; a name with @ does not work here. To end it:"),
        "/channel off -1001234567890 某市",
    )


async def _own_place(person: Person, words: str | None) -> Place:
    grants = await people.grants(person)
    own = await places.many_in_order(grant.place_id for grant in grants)
    publishing = [*own, *await service.publishing()]
    wanted = None if words is None else words.strip()
    place = next((p for p in publishing if wanted in (None, p.code, p.name)), None)
    if place is None:
        raise Refused(_("No bulletins are published for “{place}”.", place=wanted or "–"))
    return place
