"""How complete the reports are, by chat: counts of an area, drilled down by buttons."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.conversations.model import Button, Inline, Reply
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, lines
from bot.people.model import Person
from bot.reports import service
from bot.reports.model import Counts, Status
from bot.reports.talk.looking import OLD_BUTTON, number

MOST_PLACES = 24


async def status(person: Person, words: str) -> Reply:
    """The status of the person's area today; `words` may be "<place>:<day>"."""
    if not words:
        return _shown(await service.status(person))
    place_id, _colon, day = words.partition(":")
    shown = _shown(await service.status(person, number(place_id), day_in(day)))
    return Reply(shown.say, shown.keyboard, in_place=True)


def day_in(text: str) -> date:
    """The day in a button's data; Refused for what no button of ours says."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(OLD_BUTTON) from None


def _shown(status: Status) -> Reply:
    head = lines(Bold(status.place.name), _("{day}", day=status.day), "", *_told(status.counts))
    below = [_row(place.name, counts) for place, counts in status.below[:MOST_PLACES]]
    missing = [place.name for place in status.missing]
    silent = _("Missing: {list}", list=missing) if missing else None
    parts = lines("", *below) if below else None
    return Reply(lines(head, parts, silent), Inline(tuple(_rows(status))))


def _told(counts: Counts) -> Iterable[Said]:
    yield _(
        "Expected {expected}, received {received}, missing {missing}",
        expected=counts.expected,
        received=counts.received,
        missing=counts.missing,
    )
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
    if counts.completeness is not None and counts.timeliness is not None:
        yield _(
            "Completeness {completeness}, timeliness {timeliness}",
            completeness=percent(counts.completeness),
            timeliness=percent(counts.timeliness),
        )


def percent(share: float) -> str:
    """The share with one decimal, never rounded up to all when something is missing."""
    return f"{int(share * 1000) / 10:.1f} %"


def _row(name: str, counts: Counts) -> Said:
    share = "–" if counts.completeness is None else percent(counts.completeness)
    return _(
        "{place}: {received} of {expected}, {share}",
        place=name,
        received=counts.received,
        expected=counts.expected,
        share=share,
    )


def _rows(status: Status) -> Iterable[tuple[Button, ...]]:
    day = status.day.isoformat()
    buttons = [
        Button(place.name, f"status:{place.id}:{day}")
        for place, _counts in status.below[:MOST_PLACES]
        if place.id != status.place.id
    ]
    for start in range(0, len(buttons), 3):
        yield tuple(buttons[start : start + 3])
    before, after = (status.day + timedelta(days=n) for n in (-1, 1))
    here = f"status:{status.place.id}"
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
