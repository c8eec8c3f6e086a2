"""What authors hear of their reports: returned at once, confirmed each time or once a week."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from bot.kernel import clock
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places
from bot.reports import texts
from bot.reports.model import Report, Wish
from bot.reports.store import authors as store

MONDAY, WEEKLY_HOUR = 0, 9


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
            dedupe_key=f"confirmed:{author_id}:{min(report.id for report in those)}",
        )


async def tell_the_week() -> None:
    """On Mondays from nine on: a line on last week's reports for those who wished for it."""
    now = clock.now().astimezone(places.DEFAULT_ZONE)
    if now.weekday() != MONDAY or now.hour < WEEKLY_HOUR:
        return
    monday = now.date()
    for author in (await people.many(await store.wishing(Wish.WEEKLY))).values():
        week = await store.week_of(author.id, monday - timedelta(days=7), monday)
        if author.chat_id is not None and week.sent:
            await outbox.post(
                author.chat_id,
                texts.week(week),
                author.language,
                lane=Lane.NOTICE,
                dedupe_key=f"week:{author.id}:{monday.isoformat()}",
            )
