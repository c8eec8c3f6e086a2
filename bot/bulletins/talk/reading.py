"""Bulletins by chat for everybody: the newest one, and getting each new one or no more."""

from collections.abc import Sequence

from bot.bulletins import service, texts
from bot.bulletins.model import Bulletin
from bot.conversations.answers.buttons import number
from bot.conversations.model import Button, Inline, Reply
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, _, lines
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places.model import Place

MOST_PLACES = 8
NOTHING_YET = _("No bulletin has been released yet.")


async def newest(person: Person, words: str) -> Reply:
    """The newest bulletin of a place: the first that publishes, or the one named in `words`.

    Also before the first one: whoever wants it can have it sent.
    """
    offered = await service.offered()
    place = _found(offered, words)
    if place is None:
        if words and offered:
            raise Refused(_("No bulletins are published for “{place}”.", place=words))
        return Reply(NOTHING_YET)
    standing = await service.standing(place.id)
    text = texts.short(standing[0], service.address(standing[0].number)) if standing else None
    own = await _own_row(person, place, standing)
    others = [other for other in offered if other.id != place.id][:MOST_PLACES]
    rows = [own, *([Button(other.name, f"bulletin:{other.id}")] for other in others)]
    say = text or lines(Bold(place.name), NOTHING_YET)
    return Reply(say, Inline(tuple(tuple(row) for row in rows)))


async def _own_row(person: Person, place: Place, standing: Sequence[Bulletin]) -> list[Button]:
    subscribed = await service.is_subscribed(person, place.id)
    word = _("Send me no more") if subscribed else _("Send me each new one")
    row = [Button(word, f"{'unfollow' if subscribed else 'follow'}:{place.id}")]
    if not await people.holds(person, Right.RELEASE, place):
        return row
    if standing:
        row.append(Button(_("Withdraw it"), f"withdraw:{standing[0].number}"))
    if withdrawn := await service.last_withdrawn(place.id):
        row.append(anew(withdrawn))
    return row


def anew(withdrawal: Bulletin) -> Button:
    """The button by which the day of a withdrawn bulletin is drafted again."""
    day = withdrawal.content.day
    return Button(_("Draft {day} anew", day=day), f"anew:{withdrawal.number}")


def _found(offered: Sequence[Place], words: str) -> Place | None:
    if not words:
        return offered[0] if offered else None
    wanted = words.strip()
    return next((p for p in offered if wanted in (str(p.id), p.code, p.name)), None)


async def follow(person: Person, words: str) -> Reply:
    """Get a place's bulletins from now on; `words` is the place's id."""
    place = await service.subscribe(person, number(words))
    return Reply(
        _("You get every bulletin of {place} from now on. To end it: /bulletin", place=place.name)
    )


async def unfollow(person: Person, words: str) -> Reply:
    """Get them no more."""
    place = await service.unsubscribe(person, number(words))
    return Reply(_("You get no more bulletins of {place}.", place=place.name))
