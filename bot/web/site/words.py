"""What the public site says, by the name that its templates use."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from babel.dates import format_date

from bot.bulletins import texts
from bot.bulletins.model import SUPPRESSED, Bulletin, Content, Shown
from bot.kernel.i18n import Said, _, lines, say
from bot.web.site.charts import Chart

LANGUAGE_TAGS: Mapping[str, str] = {"zh_Hans": "zh-Hans", "en": "en"}
"""What the languages are called in HTML and in headers."""

PREFIXES: Mapping[str, str] = {"zh_Hans": "/zh", "en": "/en"}
"""The beginning of the addresses that always speak one language."""

NAMES: Mapping[str, str] = {"zh_Hans": "中文", "en": "English"}

SENTENCES: Mapping[str, Said] = {
    "site": _("Public health bulletins"),
    "skip": _("Skip to the content"),
    "latest": _("Latest"),
    "archive": _("Archive"),
    "feed": _("Feed"),
    "pages": _("Pages"),
    "nothing_yet": _("No bulletin has been released yet."),
    "coverage": _("What the figures rest on"),
    "expected": _("Reports expected"),
    "received": _("Received"),
    "zero": _("Of these, zero reports"),
    "confirmed": _("Confirmed by two checks"),
    "unconfirmed": _("Not yet confirmed"),
    "by_place": _("By place"),
    "place": _("Area"),
    "day": _("Day"),
    "all": _("Total"),
    "trend": _("The last 14 days"),
    "as_table": _("The same as a table"),
    "no_bulletin": _("no bulletin"),
    "no_report": _("no confirmed report"),
    "not_shown": _("not shown"),
    "legend": _(
        "“Not shown”: a small number, or one from which a small number could be worked out. "
        "Nobody is to be recognised in these figures. “–”: no report has been confirmed yet, "
        "which is not zero."
    ),
    "seal": _("Seal"),
    "seal_why": _(
        "Each bulletin carries the SHA-256 of the one before, so that none can be changed or "
        "removed unseen. The seal can be reckoned again from the JSON of this page."
    ),
    "hash": _("SHA-256 of this bulletin"),
    "previous": _("SHA-256 of the bulletin before"),
    "first": _("none: this is the first"),
    "places": _("Other places"),
    "newest": _("Newest bulletins"),
    "older": _("Older bulletins"),
    "open": _("This bulletin on its own page"),
    "of_place": _("Latest figures of this place"),
    "missing": _("This page does not exist"),
    "missing_why": _("Perhaps the address was mistyped. All bulletins are in the archive."),
    "about": _(
        "Published by the disease-control centre from community reports that two people checked "
        "and that two more released. In an emergency call 120."
    ),
    "genuine": _("This certificate of volunteer service is genuine"),
    "held_by": _("Name (in part)"),
    "gone": _("deleted at the volunteer's wish"),
    "tasks_done": _("Tasks"),
    "served": _("Served"),
    "issued": _("Issued"),
    "what": _("Service"),
    "time": _("Time"),
    "compare": _("Please compare it with the paper: figures, days and the beginning of the name."),
    "no_service": _("There is no certificate with this number"),
    "no_service_why": _(
        "Perhaps the number was mistyped. If it stands on a paper like this, the paper was not "
        "issued here."
    ),
    "withdrawn": _("withdrawn"),
    "corrected": _("corrected"),
}


def said(name: str, language: str) -> str:
    """One of the sentences in a language that is not the page's."""
    return say(SENTENCES[name], language)


def long_day(day: date, language: str) -> str:
    """A day with its year."""
    return format_date(day, _DAY[language], locale=language)


_DAY: Mapping[str, str] = {"zh_Hans": "y年M月d日", "en": "d MMMM y"}


def released(when: datetime, language: str) -> Said:
    """When a bulletin was released, by the clocks that the moment was brought to."""
    day = long_day(when.date(), language)
    return _("Released {day}, {time}", day=day, time=when.time())


def numbered(n: int) -> Said:
    """A bulletin by its number."""
    return _("No. {n}", n=str(n))


def number(shown: Shown, language: str) -> str:
    """A number as the public sees it, the absence of one as a dash."""
    return "–" if shown is None else say(texts.number(shown), language)


def is_hidden(shown: Shown) -> bool:
    """Whether the number is not shown."""
    return shown == SUPPRESSED


def page_title(content: Content, language: str) -> str:
    """Kind, place and day, with the year."""
    kind = say(texts.KINDS[content.kind], language)
    return f"{kind} · {content.place.name} · {long_day(content.day, language)}"


def entry_title(bulletin: Bulletin, language: str) -> str:
    """Number, kind, place and day, and what became of it."""
    told = [say(numbered(bulletin.number), language), page_title(bulletin.content, language)]
    if became := later(bulletin):
        told.append(said(became[0], language))
    return " · ".join(told)


def labelled(label: Said, value: Said) -> Said:
    """One after the other, with the language's own colon."""
    return _("{label}: {value}", label=label, value=value)


def described(chart: Chart, language: str) -> str:
    """A chart's numbers in words, the oldest day first."""
    known = [column for column in chart.columns if column.known]
    told = [labelled(long_day(c.day, language), number(c.shown, language)) for c in known]
    return say(lines(*told), language)


def updated(bulletin: Bulletin) -> datetime:
    """When last something was said of it: its release, or that of what corrects or withdraws it."""
    return bulletin.named_at or bulletin.released_at


def summary(bulletin: Bulletin, language: str) -> str:
    """A bulletin in a few lines of plain text."""
    content = bulletin.content
    became = later(bulletin)
    told = [became and became[1], texts.names(content), *texts.totals(content)]
    if content.coverage is not None:
        told.append(texts.covered(content.coverage))
    return say(lines(*told), language)


def stamp(when: datetime | None) -> str:
    """A moment as Atom writes it."""
    return (when or datetime.fromtimestamp(0, UTC)).astimezone(UTC).isoformat(timespec="seconds")


def later(bulletin: Bulletin) -> tuple[str, Said, int] | None:
    """What a later bulletin did to this one: a class, a sentence, its number."""
    if bulletin.withdrawn_by is not None:
        n = bulletin.withdrawn_by
        return "withdrawn", _("This bulletin was withdrawn by No. {n}.", n=str(n)), n
    if bulletin.corrected_by is not None:
        n = bulletin.corrected_by
        return "corrected", _("This bulletin was corrected by No. {n}.", n=str(n)), n
    return None
