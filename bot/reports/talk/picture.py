"""The status of an area as a picture: a bar for each place below, the trend of fourteen days."""

import asyncio
from collections.abc import Iterable

from bot.conversations.answers.buttons import number
from bot.conversations.model import Reply
from bot.kernel.drawing import Bar, Bars, Line, Trend, picture
from bot.kernel.i18n import Said, Share, _, say
from bot.people.model import Person
from bot.reports import service
from bot.reports.model import Counts, Direct, Status
from bot.reports.rules import completeness as rules
from bot.reports.talk.status import as_of, day_in

TARGET = 0.8
"""What the field asks of completeness and timeliness at the least (WHO/IDSR)."""


async def picture_of(person: Person, words: str) -> Reply:
    """The picture of a status; `words` is "<place>:<day>"."""
    place_id, _colon, day = words.partition(":")
    status = await service.status(person, number(place_id), day_in(day))
    bars = [_bars(status, person.language)] if status.below or status.direct else []
    photo = await asyncio.to_thread(picture, *bars, _trend(status, person.language))
    return Reply(as_of(status), photo=photo)


def _bars(status: Status, language: str) -> Bars:
    def word(said: Said) -> str:
        return say(said, language)

    return Bars(
        title=word(_("Reports by place")),
        subtitle=word(as_of(status)),
        parts=(word(_("confirmed ones")), word(_("in check")), word(_("returned ones"))),
        rest=word(_rest(status.counts)),
        nothing=word(_("none expected")),
        others=word(_("+ {n} more", n="{n}")),
        bars=(
            *(_bar(place.name, counts) for place, counts in status.below),
            *(_bar(one.place.name, _alone(one)) for one in _silent_first(status.direct)),
        ),
    )


def _rest(counts: Counts) -> Said:
    """What the empty part of a bar means; before the deadline nothing is missing."""
    if not counts.not_yet:
        return _("missing ones")
    return _("not yet reported") if not counts.missing else _("not yet reported or missing")


def _bar(name: str, counts: Counts) -> Bar:
    returned = counts.received - counts.confirmed - counts.in_check
    return Bar(name, counts.expected, (counts.confirmed, counts.in_check, returned))


def _silent_first(direct: Iterable[Direct]) -> list[Direct]:
    return sorted(direct, key=lambda one: one.report is not None)


def _alone(one: Direct) -> Counts:
    if not one.expected:
        return Counts(0, 0, 0, 0, 0, 0, beyond=1)
    return rules.alone(one.report)


def _trend(status: Status, language: str) -> Trend:
    lines = (
        (_("completeness"), tuple(counts.completeness for _day, counts in status.trend)),
        (_("timeliness"), tuple(counts.timeliness for _day, counts in status.trend)),
    )
    return Trend(
        title=say(_("Completeness and timeliness"), language),
        subtitle=say(_("{place}, the last 14 days", place=status.place.name), language),
        days=tuple(say(_("{day}", day=day), language) for day, _counts in status.trend),
        lines=tuple(Line(say(label, language), shares) for label, shares in lines),
        nothing=say(_("none expected"), language),
        target=TARGET,
        target_label=say(_("target {percent}", percent=Share(TARGET, 0)), language),
    )
