"""Drafts made by themselves: at an edition's time, and again when more has been confirmed."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.bulletins import texts
from bot.bulletins.model import (
    OPEN,
    USUAL_TIME,
    Bulletin,
    Draft,
    Edition,
    Kind,
    News,
    State,
)
from bot.bulletins.rules.chain import says_the_same
from bot.bulletins.rules.days import due_days
from bot.bulletins.service.gathering import Naming, composed
from bot.bulletins.store import drafts, readers, released
from bot.journal import service as journal
from bot.kernel import clock, database
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Right
from bot.places import service as places
from bot.places.model import Place
from bot.reports import service as reports
from bot.reports.model import ReportConfirmed

REST = timedelta(minutes=10)
"""How long a draft stands at least before what was confirmed meanwhile makes a newer one."""

APPROVERS = 2


async def editions() -> Sequence[Edition]:
    """Who publishes what when; the highest places where nobody has decided anything."""
    decided = await readers.editions()
    if decided is not None:
        return decided
    return [Edition(top.id, reports.DAILY, USUAL_TIME) for top in await places.tops()]


async def draft_due() -> None:
    """Make every draft that should be there and is not; look again where news came in.

    Whatever this is cut off from is done at the next tick, at most a day late.
    """
    for edition in await editions():
        place = await places.get(edition.place_id)
        for day in due_days(edition, clock.now(), await places.zone(place)):
            if await drafts.newest_made(place.id, edition.form, day) is None:
                await draft(place, edition.form, day)
    for news in await drafts.news():
        await _look_again(news)
    outbox.nudge()


async def heard(event: ReportConfirmed) -> None:
    """Remember that a place and day has news, where a draft of it was made before."""
    await drafts.add_news(event.report.place_id, event.report.form, event.report.day)


async def _look_again(news: News) -> None:
    made = await drafts.newest_made(news.place_id, news.form, news.day)
    if made is not None and (
        made.state is State.APPROVED_ONCE or clock.now() < made.made_at + REST
    ):
        return  # somebody is about to approve it: what came since becomes a correction
    await draft(await places.get(news.place_id), news.form, news.day)
    open_one = await drafts.find_open(news.place_id, news.form, news.day)
    if open_one is None or open_one.state is State.WAITING:
        await drafts.drop_news(news)


async def draft(place: Place, form: str, day: date) -> Draft | None:
    """A draft of what is confirmed now; None when it would say nothing new.

    An open draft that nobody approved gives way; what was released is corrected. One draft at a
    time: each must see what the others are about to show.
    """
    async with database.transaction(), database.exclusive("drafts"):
        last = await released.find_last_of(place.id, form, day)
        said = await composed(place, form, day, _naming(last))
        open_one = await drafts.find_open(place.id, form, day)
        stands = open_one.content if open_one else last.content if last else None
        if stands is not None and says_the_same(said.content, stands):
            return None
        if open_one is not None and not await drafts.supersede(open_one.id):
            return None
        draft_id = await drafts.add(place.id, said.content, said.basis, said.rests_on)
        made = None if draft_id is None else await drafts.get(draft_id)
        if made is None:
            return None
        # Whoever confirms a report while this is being made does not see it yet.
        await drafts.look_again(place.id, form, day)
        await journal.note(
            None,
            "bulletin.drafted",
            f"draft:{made.id}",
            place_id=place.id,
            day=day.isoformat(),
            hash=made.hash,
        )
        if open_one is None:
            await ask_approvers(made, place)
    return made


def _naming(last: Bulletin | None) -> Naming:
    if last is None:
        return Naming()
    anew = last.content.kind is Kind.WITHDRAWAL
    return Naming(Kind.CORRECTION, last.number, "anew" if anew else "amended")


async def ask_approvers(made: Draft, place: Place, but: int | None = None) -> None:
    """Tell those who may approve it, the nearest first, that a draft waits."""
    text, keyboard = texts.to_approve(made)
    for person in await people.nearest(Right.RELEASE, place, APPROVERS):
        if person.chat_id is not None and person.id != but:
            await outbox.post(
                person.chat_id,
                text,
                person.language,
                keyboard=keyboard,
                lane=Lane.NOTICE,
                dedupe_key=f"draft:{made.id}:{person.id}",
            )


def is_open(made: Draft) -> bool:
    """Whether it can still be approved."""
    return made.state in OPEN
