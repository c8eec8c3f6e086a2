"""Days and times of day, typed or tapped."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.conversations.answers.words import plain, typed_or_refuse
from bot.conversations.model import Answer, Heard, Json, Option, Partly, Session
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _

_BACK = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
_AHEAD = {"今天": 0, "今日": 0, "today": 0, "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2}
_DATE = re.compile(
    r"(?:(?P<year>\d{4})\s*[-/.年]\s*)?(?:(?P<month>\d{1,2})\s*[-/.月]\s*)?(?P<day>\d{1,2})\s*[日号]?"
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})\s*(?:[:.点时]\s*(?P<minute>\d{1,2})?\s*分?)?")


def day_in(text: str, today: date) -> date | None:
    """The day that the text names, seen from `today`; None when it names none.

    A day without its month lies in this month; one without its year in the year that
    brings it nearest (on 2 January, 12-31 is two days ago).
    """
    words = plain(text)
    if words in _BACK:
        return today - timedelta(days=_BACK[words])
    match = _DATE.fullmatch(words)
    if match is None:
        return None
    year, month = (int(match[part]) if match[part] else None for part in ("year", "month"))
    try:
        named = date(year or today.year, month or today.month, int(match["day"]))
    except ValueError:
        return None
    if year is None and month is not None and named > today + timedelta(days=180):
        return named.replace(year=today.year - 1)
    return named


def coming_day_in(text: str, today: date) -> date | None:
    """The day that the text names, seen from `today` as one to come; None when it names none.

    A day without its month lies in this month or the next one, one without its year in this
    year or the next one: on 30 December, 1-2 is three days ahead.
    """
    words = plain(text)
    if words in _AHEAD:
        return today + timedelta(days=_AHEAD[words])
    match = _DATE.fullmatch(words)
    if match is None:
        return None
    year, month = (int(match[part]) if match[part] else None for part in ("year", "month"))
    day = int(match["day"])
    named = _dated(year or today.year, month or today.month, day)
    if year is not None or (named is not None and named >= today):
        return named
    if month is not None:
        return _dated(today.year + 1, month, day)
    following = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    return _dated(following.year, following.month, day)


def _dated(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Day:
    """A day from `oldest` days ago up to `today`, which functions find in the session."""

    today: Callable[[Session], date]
    oldest: Callable[[Session], int]

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        today = self.today(session)
        text = typed_or_refuse(heard, _("Please send a day, for example: {day}", day=_iso(today)))
        day = day_in(text, today)
        if day is None:
            raise Refused(
                _(
                    "“{text}” is not a day that I know. For example: {day}",
                    text=text.strip()[:40],
                    day=_iso(today),
                )
            )
        if day > today:
            raise Refused(
                _(
                    "{day} has not come yet. The latest day possible is {latest}.",
                    day=day,
                    latest=today,
                )
            )
        earliest = today - timedelta(days=self.oldest(session))
        if day < earliest:
            raise Refused(
                _(
                    "{day} is too long ago. The earliest day possible is {earliest}.",
                    day=day,
                    earliest=earliest,
                )
            )
        return Answer(day.isoformat())

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        today = self.today(session)
        days = [today - timedelta(days=back) for back in range(self.oldest(session) + 1)][:8]
        return tuple(Option(day.isoformat(), _("{day}", day=day)) for day in days)

    def show(self, value: Json, session: Session) -> Said:
        return _("{day}", day=date.fromisoformat(value))


@dataclass(frozen=True, slots=True)
class Coming:
    """A day from `first`, which a function finds in the session, to `most` days later.

    `others` are answers that stand before the days, such as "right away".
    """

    first: Callable[[Session], date]
    most: int
    others: tuple[Option, ...] = ()

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        first = self.first(session)
        example = _iso(first + timedelta(days=1))
        text = typed_or_refuse(heard, _("Please send a day, for example: {day}", day=example))
        if text in {option.value for option in self.others}:
            return Answer(text)
        day = coming_day_in(text, first)
        if day is None:
            raise Refused(
                _(
                    "“{text}” is not a day that I know. For example: {day}",
                    text=text.strip()[:40],
                    day=example,
                )
            )
        if day < first:
            raise Refused(
                _("{day} is too early here. For example: {example}", day=day, example=example)
            )
        if day > first + timedelta(days=self.most):
            raise Refused(
                _(
                    "{day} is too far ahead: at most {n} days are possible. For example: {example}",
                    day=day,
                    n=self.most,
                    example=example,
                )
            )
        return Answer(day.isoformat())

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        first = self.first(session)
        days = [first + timedelta(days=n) for n in range(min(self.most + 1, _OFFERED))]
        offered = tuple(Option(day.isoformat(), _("{day}", day=day)) for day in days)
        return (*self.others, *offered)

    def show(self, value: Json, session: Session) -> Said:
        for option in self.others:
            if option.value == value:
                return option.label
        return _("{day}", day=date.fromisoformat(value))


_OFFERED = 6
"""How many of the days ahead get a button."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, to the minute, kept as HH:MM."""

    quick: tuple[str, ...] = ()

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        example = _("Please send a time, for example: 16:30")
        text = unicodedata.normalize("NFKC", typed_or_refuse(heard, example)).strip()
        match = _CLOCK.fullmatch(text)
        if match is None or int(match["hour"]) > 23 or int(match["minute"] or 0) > 59:
            raise Refused(_("“{text}” is not a time of day. For example: 16:30", text=text[:40]))
        return Answer(f"{int(match['hour']):02}:{int(match['minute'] or 0):02}")

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return tuple(Option(clock, clock) for clock in self.quick)

    def show(self, value: Json, session: Session) -> Said:
        return _("{time}", time=time.fromisoformat(value))


def _iso(day: date) -> str:
    return day.isoformat()
