"""How complete the reports are, by chat: counts of an area, drilled down by buttons."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from bot.conversations.answers.buttons import OLD_BUTTON, number
from bot.conversations.model import Button, Inline, Reply
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, Share, _, _n, lines
from bot.people.model import Person
from bot.places.model import Place
from bot.reports import service
from bot.reports.model import Counts, Direct, Status

T = TypeVar("T")

PAGE = 24
"""Places with a button each in one message."""

NAMES = 96
"""Names of silent places in one message."""


async def status(person: Person, words: str) -> Reply:
    """The status of the person's area today; `words` may be "<place>:<day>" and ":<page>"."""
    if not words:
        return _shown(await service.status(person))
    place_id, _colon, rest = words.partition(":")
    day, _colon, page = rest.partition(":")
    found = await service.status(person, number(place_id), day_in(day))
    shown = _shown(found, number(page) if page else 0)
    return Reply(shown.say, shown.keyboard, in_place=True)


def day_in(text: str) -> date:
    """The day in a button's data; Refused for what no button of ours says."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(OLD_BUTTON) from None


def as_of(status: Status) -> Said:
    """Whose status of which day this is, and of which moment."""
    place, day, moment = status.place.name, status.day, status.as_of
    if moment.date() == day:
        return _("{place}, {day}: as of {time}", place=place, day=day, time=moment.time())
    return _(
        "{place}, {day}: as of {date}, {time}",
        place=place,
        day=day,
        date=moment.date(),
        time=moment.time(),
    )


def silent(direct: Iterable[Direct]) -> list[Direct]:
    """Those who are expected and have not reported."""
    return [one for one in direct if one.expected and one.report is None]


def _shown(status: Status, page: int = 0) -> Reply:
    head = lines(Bold(as_of(status)), "", *_told(status.counts))
    rows = [_row(place.name, counts) for place, counts in _on(page, status.below, PAGE)]
    shown = _on(page, silent(status.direct), NAMES)
    early = [one.place.name for one in shown if not one.overdue]
    late = [one.place.name for one in shown if one.overdue]
    return Reply(
        lines(
            head,
            lines("", *rows) if rows else None,
            _("Not yet reported: {list}", list=early) if early else None,
            _("Missing: {list}", list=late) if late else None,
        ),
        Inline(tuple(_rows(status, page))),
    )


def _on(page: int, things: Sequence[T], size: int) -> Sequence[T]:
    return things[page * size : (page + 1) * size]


def _told(counts: Counts) -> Iterable[Said]:
    yield _came(counts)
    yield _(
        "With figures {figures}, zero reports {zero}, late {late}",
        figures=counts.received - counts.zero,
        zero=counts.zero,
        late=counts.late,
    )
    yield _(
        "In check {in_check}, confirmed {confirmed}",
        in_check=counts.in_check,
        confirmed=counts.confirmed,
    )
    if counts.beyond:
        yield _n(
            "Besides, {n} report that was not expected (paused, closed or a day off)",
            "Besides, {n} reports that were not expected (paused, closed or a day off)",
            counts.beyond,
        )
    if counts.completeness is not None and counts.timeliness is not None:
        yield _(
            "Completeness {completeness}, timeliness {timeliness}",
            completeness=Share(counts.completeness),
            timeliness=Share(counts.timeliness),
        )


def _came(counts: Counts) -> Said:
    """Before its deadline a report is not yet there; only after it, it is missing."""
    values = {"expected": counts.expected, "received": counts.received}
    if not counts.not_yet:
        return _(
            "Expected {expected}, received {received}, missing {missing}",
            missing=counts.missing,
            **values,
        )
    if not counts.missing:
        return _(
            "Expected {expected}, received {received}, not yet reported {not_yet}",
            not_yet=counts.not_yet,
            **values,
        )
    return _(
        "Expected {expected}, received {received}, not yet reported {not_yet}, missing {missing}",
        not_yet=counts.not_yet,
        missing=counts.missing,
        **values,
    )


def _row(name: str, counts: Counts) -> Said:
    share = "–" if counts.completeness is None else Share(counts.completeness)
    return _(
        "{place}: {received} of {expected}, {share}",
        place=name,
        received=counts.received,
        expected=counts.expected,
        share=share,
    )


def _rows(status: Status, page: int) -> Iterable[tuple[Button, ...]]:
    day = status.day.isoformat()
    here = f"status:{status.place.id}"
    yield from _by_three([place for place, _counts in _on(page, status.below, PAGE)], day)
    if turning := tuple(_turning(status, page, f"{here}:{day}")):
        yield turning
    before, after = (status.day + timedelta(days=n) for n in (-1, 1))
    moves = [Button(_("← {day}", day=before), f"{here}:{before.isoformat()}")]
    if after <= status.today:
        moves.append(Button(_("{day} →", day=after), f"{here}:{after.isoformat()}"))
    yield tuple(moves)
    rest = f"{status.place.id}:{day}"
    yield (
        Button(_("Picture"), f"picture:{rest}"),
        Button("CSV", f"export:csv:{rest}"),
        Button("Excel", f"export:xlsx:{rest}"),
    )
    yield (Button(_("Paused places"), f"paused:{status.place.id}"),)
    if status.above is not None:
        up = _("↑ {place}", place=status.above.name)
        yield (Button(up, f"status:{status.above.id}:{day}"),)
    else:
        yield from _by_three(status.areas, day)


def _by_three(places: Sequence[Place], day: str) -> Iterable[tuple[Button, ...]]:
    buttons = [Button(place.name, f"status:{place.id}:{day}") for place in places]
    for start in range(0, len(buttons), 3):
        yield tuple(buttons[start : start + 3])


def _turning(status: Status, page: int, here: str) -> Iterable[Button]:
    """Back to the page before, and on to what did not fit."""
    if page:
        yield Button(_("← Back"), f"{here}:{page - 1}")
    left = max(
        len(status.below) - (page + 1) * PAGE,
        len(silent(status.direct)) - (page + 1) * NAMES,
    )
    if left > 0:
        yield Button(_("{n} more →", n=left), f"{here}:{page + 1}")
