"""What anybody may read: bulletins by number, by place, in order; and who gets them by chat."""

from bot.bulletins import texts
from bot.bulletins.model import Bulletin, Kind
from bot.bulletins.rules.channels import is_channel
from bot.bulletins.service.drafting import editions
from bot.bulletins.store import readers, released
from bot.journal import service as journal
from bot.kernel import database, site
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places
from bot.places.model import Place

BATCH = 300
"""Subscribers a transaction: SQLite has one writer, and whoever reports must not wait for it."""

find = released.find
standing = released.standing
newest = released.newest


def address(number: int) -> str | None:
    """The permanent address of a bulletin; None without a site."""
    return site.address(f"/bulletins/{number}")


async def publishing() -> tuple[Place, ...]:
    """The places that have ever published, the highest first."""
    found = await places.many_in_order(await released.places())
    return tuple(sorted(found, key=lambda place: (place.level.depth, place.code)))


async def offered() -> tuple[Place, ...]:
    """The places whose bulletins one can get: those that have published, then those that will."""
    have = await publishing()
    will = await places.many_in_order(edition.place_id for edition in await editions())
    return tuple(dict.fromkeys((*have, *will)))


async def last_withdrawn(place_id: int) -> Bulletin | None:
    """The place's newest bulletin when it is a withdrawal: its day may be drafted anew."""
    last = await released.find_newest_of(place_id)
    return last if last is not None and last.content.kind is Kind.WITHDRAWAL else None


async def subscribe(person: Person, place_id: int) -> Place:
    """Send the person the place's bulletins from now on; anybody may ask for it."""
    place = await places.get(place_id)
    await readers.subscribe(person.id, place.id)
    return place


async def unsubscribe(person: Person, place_id: int) -> Place:
    """Send them no more."""
    place = await places.get(place_id)
    await readers.unsubscribe(person.id, place.id)
    return place


async def is_subscribed(person: Person, place_id: int) -> bool:
    """Whether the person gets the place's bulletins."""
    return await readers.is_subscribed(person.id, place_id)


async def set_channel(person: Person, place: Place, chat_id: int) -> None:
    """Post the place's bulletins in that chat, in the person's language; a first line tries it."""
    await people.allow(person, Right.RELEASE, place)
    if not is_channel(chat_id):
        raise Refused(_("That is not the number of a channel: it begins with -100."))
    await readers.add_channel(place.id, chat_id, person.language, person.id)
    await journal.note(person.id, "channel.set", f"chat:{chat_id}", place_id=place.id)
    await outbox.post(
        chat_id,
        _("The bulletins of {place} are posted here from now on.", place=place.name),
        person.language,
        lane=Lane.BULLETIN,
    )


async def drop_channel(person: Person, place: Place, chat_id: int) -> None:
    """Post them there no more."""
    await people.allow(person, Right.RELEASE, place)
    if not await readers.drop_channel(place.id, chat_id):
        raise Refused(_("The bulletins of {place} are not posted there.", place=place.name))
    await journal.note(person.id, "channel.dropped", f"chat:{chat_id}", place_id=place.id)


async def hand_out() -> None:
    """Post what was released to channels and subscribers, a batch a transaction.

    Whatever this is cut off from goes on at the next tick; nobody gets a bulletin twice.
    """
    for number, upto in await readers.rounds():
        bulletin = await released.find(number)
        seen: int | None = upto
        while bulletin is not None and seen is not None:
            async with database.transaction():
                seen = await _handed(bulletin, seen)
            outbox.nudge()


async def _handed(bulletin: Bulletin, seen: int) -> int | None:
    """Post to the next batch; how far that reaches, None at the end."""
    batch = await readers.subscribers(bulletin.place_id, seen, BATCH)
    upto = batch[-1][0] if batch else seen
    if not await readers.move_round(bulletin.number, seen, upto, done=len(batch) < BATCH):
        return None
    if not seen:
        for chat_id, language in await readers.channels(bulletin.place_id):
            await _post(bulletin, chat_id, language)
    known = await people.many([person_id for _id, person_id in batch])
    for person in known.values():
        if person.chat_id is not None and person.reachable:
            await _post(bulletin, person.chat_id, person.language)
    return upto if len(batch) == BATCH else None


async def _post(bulletin: Bulletin, chat_id: int, language: str) -> None:
    await outbox.post(
        chat_id,
        texts.short(bulletin, address(bulletin.number)),
        language,
        lane=Lane.BULLETIN,
        dedupe_key=f"bulletin:{bulletin.number}:{chat_id}",
    )
