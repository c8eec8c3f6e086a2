"""Who has read a notice: acknowledged with one tap, the others named and reminded."""

from dataclasses import dataclass

from bot.journal import service as journal
from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.notices.model import Notice
from bot.notices.service import writing
from bot.notices.store import notices, recipients
from bot.notices.texts import notice as texts
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places

A_LIST = 20


@dataclass(frozen=True, slots=True)
class Unread:
    """Who has not acknowledged a notice: how many, and some of them with their places."""

    n: int
    some: tuple[tuple[str, str], ...]


async def receive(person: Person, notice_id: int) -> Notice:
    """The person has read the notice; saying so twice does no harm."""
    notice = await notices.find(notice_id)
    if notice is None or not await recipients.is_for(notice_id, person.id):
        raise Refused(_("That notice is not for you."))
    if await recipients.acknowledge(notice.id, person.id):
        await journal.note(person.id, "notice.acknowledged", f"notice:{notice.id}")
    return notice


async def unread(person: Person, notice_id: int) -> Unread:
    """Who has not acknowledged the notice, place by place."""
    notice = await writing.look(person, notice_id)
    left = await recipients.unread(notice.id)
    some = left[:A_LIST]
    names = await people.names([who for who, _place in some])
    where = await places.many({place for _who, place in some})
    told = tuple((names.get(who, "–"), where[place].name) for who, place in some)
    return Unread(len(left), told)


async def remind(person: Person, notice_id: int) -> int:
    """Remind all who have not acknowledged it, at most once an hour; how many that are."""
    notice = await writing.look(person, notice_id)
    left = await recipients.unread(notice.id)
    known = await people.many([who for who, _place in left])
    hour = clock.now().strftime("%Y%m%d%H")
    posted = 0
    for one in known.values():
        if one.chat_id is not None:
            made = await outbox.post(
                one.chat_id,
                texts.reminder(notice, one.language),
                one.language,
                keyboard=texts.below(notice),
                lane=Lane.REMINDER,
                dedupe_key=f"unread:{notice.id}:{one.id}:{hour}",
                expires_at=notice.written.terms.expires_at,
            )
            posted += made is not None
    await writing.note(person, notice, "notice.chased", people=posted)
    return posted
