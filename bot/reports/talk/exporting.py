"""The status of an area as a file for a spreadsheet: counts by place, or the villages' reports."""

import asyncio
from collections.abc import Sequence

from bot.conversations.answers.buttons import OLD_BUTTON, number
from bot.conversations.model import Document, Reply
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _, say
from bot.kernel.table_export import Cell, Column, csv_bytes, xlsx_bytes
from bot.people.model import Person
from bot.reports import service
from bot.reports.model import Content, Counts, Direct, Status, Timeliness
from bot.reports.talk.looking import STAGES
from bot.reports.talk.status import as_of, day_in

COUNTED: tuple[tuple[Said, bool], ...] = (
    (_("place"), False),
    (_("code"), False),
    (_("expected"), False),
    (_("received"), False),
    (_("with figures"), False),
    (_("zero reports"), False),
    (_("late ones"), False),
    (_("not yet reported"), False),
    (_("missing ones"), False),
    (_("not expected"), False),
    (_("in check"), False),
    (_("confirmed ones"), False),
    (_("completeness"), True),
    (_("timeliness"), True),
)
VILLAGES: tuple[tuple[Said, bool], ...] = tuple(
    (title, False) for title in (_("place"), _("report"), _("in time"), _("stage"), _("sent at"))
)


async def export(person: Person, words: str) -> Reply:
    """A file of the status; `words` is "<csv|xlsx>:<place>:<day>"."""
    kind, _colon, rest = words.partition(":")
    place_id, _colon, day = rest.partition(":")
    if kind not in ("csv", "xlsx"):
        raise Refused(OLD_BUTTON)
    status = await service.status(person, number(place_id), day_in(day))
    if status.below:
        titles, rows = COUNTED, _counted(status)
    else:
        titles, rows = VILLAGES, [_village(one, person.language) for one in status.direct]
    columns = [Column(say(title, person.language), share) for title, share in titles]
    name = f"{status.place.name} {status.day.isoformat()}"
    content = await asyncio.to_thread(
        lambda: csv_bytes(columns, rows) if kind == "csv" else xlsx_bytes(name, columns, rows)
    )
    return Reply(as_of(status), document=Document(f"{name}.{kind}", content))


def _counted(status: Status) -> list[Sequence[Cell]]:
    rows = [_row(place.name, place.code, counts) for place, counts in status.below]
    return [*rows, _row(status.place.name, status.place.code, status.counts)]


def _row(name: str, code: str, counts: Counts) -> Sequence[Cell]:
    return (
        name,
        code,
        counts.expected,
        counts.received,
        counts.received - counts.zero,
        counts.zero,
        counts.late,
        counts.not_yet,
        counts.missing,
        counts.beyond,
        counts.in_check,
        counts.confirmed,
        counts.completeness,
        counts.timeliness,
    )


def _village(one: Direct, language: str) -> Sequence[Cell]:
    name, report = one.place.name, one.report
    if report is None:
        silence = _("missing") if one.overdue else _("not yet reported")
        return (name, say(silence, language), None, None, None)
    content = _("zero report") if report.content is Content.ZERO else _("report with figures")
    on_time = _("on time") if report.timeliness is Timeliness.ON_TIME else _("late")
    said = (say(words, language) for words in (content, on_time, STAGES[report.stage]))
    return (name, *said, one.sent)
