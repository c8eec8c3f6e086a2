"""The digest: who is missing, who sees to it, who has been silent for long."""

from collections.abc import Sequence
from datetime import date

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, _n, lines, say
from bot.people.model import Person
from bot.reminders.model import Branch, View, Village

ROOM = 3_600
"""Characters that a digest fills at most: Telegram takes 4,096."""


def digest(view: View, language: str) -> Said:
    """The whole digest; what does not fit a message is counted."""
    told: list[Said] = [_head(view), *_chasing(view), *_acknowledged(view), ""]
    room = ROOM - sum(len(say(one, language)) + 1 for one in told)
    for section in _sections(view):
        kept = _fitting(section, room, language)
        told += kept
        room -= sum(len(say(one, language)) + 1 for one in kept)
    return lines(*told)


def _head(view: View) -> Said:
    places = _("{list}", list=list(view.places[:5]))
    title = _("Missing reports, {place}, {day}", place=places, day=view.day)
    count = _n("{n} place has not reported.", "{n} places have not reported.", view.total)
    again = _("The deadline is long past, and reports are still missing.") if view.again else None
    return lines(Bold(title), count, again)


def _chasing(view: View) -> list[Said]:
    if view.again and not view.chasing:
        return [_("Nobody has said yet that they see to it.")]
    return [
        _("{name} sees to it since {time}.", name=name, time=at.time())
        for name, at in view.chasing[:10]
    ]


def _acknowledged(view: View) -> list[Said]:
    if view.acknowledged is None:
        return []
    return [_("✓ You see to it since {time}.", time=view.acknowledged.time())]


def _sections(view: View) -> list[list[Said]]:
    named = [_village(village) for village in view.villages]
    counted = [_branch(branch) for branch in view.branches]
    return [[*named, *counted], _silent(view), _lasting(view)]


def _village(village: Village) -> Said:
    if not village.workers:
        return _("• {place}: nobody reports there yet", place=village.name)
    return _("• {place}: {list}", place=village.name, list=list(village.workers[:4]))


def _branch(branch: Branch) -> Said:
    if branch.chasing:
        return _(
            "• {place}: {n} missing; {list} sees to it",
            place=branch.name,
            n=branch.missing,
            list=list(branch.chasing[:3]),
        )
    if not branch.supervised:
        return _(
            "• {place}: {n} missing; nobody coordinates there",
            place=branch.name,
            n=branch.missing,
        )
    return _("• {place}: {n} missing", place=branch.name, n=branch.missing)


def _silent(view: View) -> list[Said]:
    if not view.silent:
        return []
    head = _n("Silent for {n} day and longer:", "Silent for {n} days and longer:", view.silent_days)
    return ["", Bold(head), *[silent(village) for village in view.silent]]


def silent(village: Village) -> Said:
    """A place, for how many days it has been silent, and who reports there."""
    return _n(
        "• {place}: {n} day; {workers}",
        "• {place}: {n} days; {workers}",
        village.silent,
        place=village.name,
        workers=workers(village.workers),
    )


def worker(person: Person) -> Said:
    """A worker's name; whom no message reaches is said to be called."""
    if person.chat_id is None:
        return _("{name} (has not joined yet)", name=person.name)
    if not person.reachable:
        return _("{name} (no message gets through: please call)", name=person.name)
    return person.name


def workers(names: Sequence[Said]) -> Said:
    """Who reports in a place."""
    if not names:
        return _("nobody reports there yet")
    return _("{list}", list=list(names[:4]))


def _days(village: Village) -> Said:
    return _n("• {place}: {n} day", "• {place}: {n} days", village.silent, place=village.name)


def _lasting(view: View) -> list[Said]:
    if not view.lasting:
        return []
    count = _n(
        "{n} place silent for {days} days and longer",
        "{n} places silent for {days} days and longer",
        len(view.lasting),
        days=view.lasting_days,
    )
    if not view.weekly:
        return ["", _("{what}; they are listed once a week.", what=count)]
    return ["", Bold(count), *[_days(village) for village in view.lasting]]


def _fitting(section: Sequence[Said], room: int, language: str) -> list[Said]:
    kept: list[Said] = []
    for n, line in enumerate(section):
        room -= len(say(line, language)) + 1
        if room < 0:
            return [*kept, _n("… and {n} more", "… and {n} more", len(section) - n)]
        kept.append(line)
    return kept


def buttons(digest_id: int, view: View) -> Inline:
    """What a coordinator can do about it from here."""
    see_to_it = (Button(_("I see to it"), f"chasing:{digest_id}"),)
    return Inline(
        (
            *(() if view.acknowledged is not None else (see_to_it,)),
            (Button(_("Chase all now"), f"chase:{digest_id}"),),
            (Button(_("See the list"), f"missing:{digest_id}:0"),),
        )
    )


def resolved(day: date, names: Sequence[str], reported: int, paused: int) -> Said:
    """One line for whoever was told: it is settled."""
    places = _("{list}", list=list(names[:5]))
    done = _n(
        "{place}, {day}: the missing report is in. Thank you.",
        "{place}, {day}: all {n} missing reports are in. Thank you.",
        reported,
        place=places,
        day=day,
    )
    if not paused:
        return done
    return _(
        "{place}, {day}: settled. {reported} came in, {paused} need not report.",
        place=places,
        day=day,
        reported=_n("{n} report", "{n} reports", reported),
        paused=_n("{n} place", "{n} places", paused),
    )
