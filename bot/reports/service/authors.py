"""What authors hear of their reports: returned at once, confirmed each time or once a week."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.kernel import clock
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places
from bot.places.model import Place
from bot.reports import texts
from bot.reports.model import Report, Week, Wish
from bot.reports.rules.quiet import awake
from bot.reports.service.forms import form
from bot.reports.service.schedules import schedule_of
from bot.reports.store import authors as store

WEEKLY_HOUR = 9
EASTERNMOST, WESTERNMOST = timedelta(hours=14), timedelta(hours=12)
CATCHING_UP = timedelta(days=1)
"""How long after its hour the weekly line still goes out, when nothing ran at that hour."""


async def wish(person: Person) -> Wish:
    """How the person wants to hear of confirmed reports; each time unless they said otherwise."""
    return (await store.wishes([person.id])).get(person.id, Wish.EACH)


async def set_wish(person: Person, wanted: Wish) -> None:
    """Tell the person of confirmed reports in this way from now on."""
    await store.set_wish(person.id, wanted)


async def tell_returned(report: Report) -> None:
    """Tell the author what is to be corrected, with the button that does it."""
    author = (await people.many([report.author_id])).get(report.author_id)
    if author is None or author.chat_id is None:
        return
    place = await places.get(report.place_id)
    text, keyboard = texts.returned(report, place.name)
    await outbox.post(
        author.chat_id,
        text,
        author.language,
        keyboard=keyboard,
        lane=Lane.NOTICE,
        not_before=await _awake(report, place),
        dedupe_key=f"returned:{report.id}",
    )


async def tell_confirmed(reports_: Sequence[Report]) -> None:
    """Tell the authors who want to know at once; one message for each author and day."""
    by_author: dict[tuple[int, date], list[Report]] = defaultdict(list)
    for report in reports_:
        by_author[report.author_id, report.day].append(report)
    ids = {author_id for author_id, _day in by_author}
    known, wishes = await people.many(ids), await store.wishes(ids)
    where = await places.many({report.place_id for report in reports_})
    for (author_id, day), those in by_author.items():
        author = known.get(author_id)
        if author is None or author.chat_id is None or wishes.get(author_id) is Wish.WEEKLY:
            continue
        names = [where[report.place_id].name for report in those]
        await outbox.post(
            author.chat_id,
            texts.confirmed(names, day),
            author.language,
            lane=Lane.NOTICE,
            not_before=await _awake(those[0], where[those[0].place_id]),
            dedupe_key=f"confirmed:{author_id}:{min(report.id for report in those)}",
        )


async def tell_on_behalf(person: Person, report: Report) -> None:
    """Tell the workers of the place that somebody else has reported for it."""
    place = await places.get(report.place_id)
    text, keyboard = texts.on_behalf(report, place.name, person.name)
    for worker in await people.workers(place):
        if worker.chat_id is not None and worker.id != person.id:
            await outbox.post(
                worker.chat_id,
                text,
                worker.language,
                keyboard=keyboard,
                lane=Lane.NOTICE,
                not_before=await _awake(report, place),
                dedupe_key=f"behalf:{report.id}:{worker.id}",
            )


async def _awake(report: Report, place: Place) -> datetime:
    """Now, or the end of the place's quiet hours."""
    schedule = await schedule_of(await form(report.form, report.version), place)
    return awake(clock.now(), schedule.quiet, await places.zone(place))


async def tell_the_week() -> None:
    """On Mondays from nine on: a line on last week's reports for those who wished for it.

    By the clocks of each author's place; where nothing ran on Monday, until nine on Tuesday.
    """
    now = clock.now()
    ahead = (now + EASTERNMOST).date()
    monday = ahead - timedelta(days=ahead.weekday())
    nine = datetime.combine(monday, time(WEEKLY_HOUR), tzinfo=UTC)
    if nine - EASTERNMOST <= now < nine + CATCHING_UP + WESTERNMOST:  # it may be time somewhere
        for week in await store.weeks(monday):
            await _tell_week(week, monday)


async def _tell_week(week: Week, monday: date) -> None:
    zone = await places.zone(await places.get(week.place_id))
    begins = datetime.combine(monday, time(WEEKLY_HOUR), tzinfo=zone)
    if not begins <= clock.now() < begins + CATCHING_UP:
        return
    author = (await people.many([week.author_id])).get(week.author_id)
    if await store.told(week.author_id, monday) and author is not None and author.chat_id:
        quiet = (await schedule_of(await form(), await places.get(week.place_id))).quiet
        await outbox.post(
            author.chat_id,
            texts.week(week),
            author.language,
            lane=Lane.NOTICE,
            not_before=awake(clock.now(), quiet, zone),
            dedupe_key=f"week:{author.id}:{monday.isoformat()}",
        )
