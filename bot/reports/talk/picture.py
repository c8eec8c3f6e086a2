"""The status of an area as a picture: a bar for each place below, the trend of fourteen days."""

import asyncio

from bot.conversations.model import Reply
from bot.kernel.drawing import Bar, Bars, Line, Trend, picture
from bot.kernel.i18n import Said, _, say
from bot.people.model import Person
from bot.reports import service
from bot.reports.model import Status
from bot.reports.talk.looking import number
from bot.reports.talk.status import day_in

TARGET = 0.8
"""What the field asks of completeness and timeliness at the least (WHO/IDSR)."""


async def picture_of(person: Person, words: str) -> Reply:
    """The picture of a status; `words` is "<place>:<day>"."""
    place_id, _colon, day = words.partition(":")
    status = await service.status(person, number(place_id), day_in(day))
    bars = [_bars(status, person.language)] if status.below else []
    photo = await asyncio.to_thread(picture, *bars, _trend(status, person.language))
    caption = _("{place}, {day}: as of now", place=status.place.name, day=status.day)
    return Reply(caption, photo=photo)


def _bars(status: Status, language: str) -> Bars:
    def word(said: Said) -> str:
        return say(said, language)

    return Bars(
        title=word(_("Reports by place")),
        subtitle=word(_("{place}, {day}", place=status.place.name, day=status.day)),
        parts=(word(_("confirmed ones")), word(_("in check")), word(_("returned ones"))),
        rest=word(_("missing ones")),
        nothing=word(_("none expected")),
        others=word(_("+ {n} more", n="{n}")),
        bars=tuple(
            Bar(
                place.name,
                counts.expected,
                (
                    counts.confirmed,
                    counts.in_check,
                    counts.received - counts.confirmed - counts.in_check,
                ),
            )
            for place, counts in status.below
        ),
    )


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
        target_label=say(_("target {percent}", percent="80 %"), language),
    )
