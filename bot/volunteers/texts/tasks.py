"""How tasks are worded: whom they ask for, when they are, who fits, and news for their owner."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.conversations.model import Button
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.volunteers.model import (
    REASONS,
    Catalogue,
    Fit,
    Preview,
    Reason,
    Relaxation,
    Task,
    Wanted,
)

ANYONE = _("anyone")
MOST_REASONS = 4
"""How many of the reasons are told, the most frequent ones."""


def skill(code: str | None, among: Catalogue) -> Said:
    """What a skill is called; one that the catalogue does not have any more by its code."""
    if code is None:
        return ANYONE
    known = among.skills.get(code)
    return code if known is None else known.label


def wanted(asked: Iterable[Wanted], among: Catalogue) -> Said:
    """Whom a task asks for: 2 × Nurse, 3 × anyone."""
    each = [_("{n} × {skill}", n=one.count, skill=skill(one.skill, among)) for one in asked]
    return _("{list}", list=each)


def when(starts: datetime, ends: datetime) -> Said:
    """From when until when, in the zone of the moments."""
    if starts.date() == ends.date():
        return _(
            "{day}, {starts} to {ends}", day=starts.date(), starts=starts.time(), ends=_at(ends)
        )
    return _(
        "{day} {starts} to {last} {ends}",
        day=starts.date(),
        starts=starts.time(),
        last=ends.date(),
        ends=_at(ends),
    )


def _at(moment: datetime) -> Said:
    return _("{time}", time=moment.time())


# -- who fits -------------------------------------------------------------------------


def reasons(why_not: Mapping[Reason, int]) -> Said | None:
    """For how many each reason stands, the most frequent first; None when there is none."""
    told = sorted(((n, reason) for reason, n in why_not.items() if n), key=lambda one: -one[0])
    if not told:
        return None
    each = [_("{n} {reason}", n=n, reason=REASONS[r]) for n, r in told[:MOST_REASONS]]
    return _("{list}", list=each)


def preview(shown: Preview, among: Catalogue) -> Said:
    """Who would be found; when too few, why, and what would help."""
    enough = not shown.short
    head = _("Enough volunteers fit:") if enough else _("Too few volunteers fit:")
    fits = [line for one in shown.fits for line in _fit(one, among)]
    together = None
    if not enough and not any(one.short for one in shown.fits):
        together = _n(
            "Some fit more than one place: together it is {n} person.",
            "Some fit more than one place: together they are {n} people.",
            shown.together,
        )
    return lines(Bold(head), *fits, together, *([] if enough else relaxed(shown.relaxed)))


def _fit(one: Fit, among: Catalogue) -> list[Said]:
    said = _n(
        "· {skill}: {n} fits, {wanted} needed",
        "· {skill}: {n} fit, {wanted} needed",
        one.fit,
        skill=skill(one.wanted.skill, among),
        wanted=one.wanted.count,
    )
    why = reasons(one.why_not) if one.short else None
    return [said] if why is None else [said, _("   The others: {reasons}", reasons=why)]


def relaxed(more: Mapping[Relaxation, int]) -> list[Said]:
    """What would help, and by how many; what helps most first."""
    helping = sorted(((n, one) for one, n in more.items() if n > 0), key=lambda one: -one[0])
    return [_relaxed(one, n) for n, one in helping]


def _relaxed(one: Relaxation, n: int) -> Said:
    match one:
        case Relaxation.UNVERIFIED:
            return _("If unverified certificates counted: {n} more", n=n)
        case Relaxation.WIDER:
            return _("If volunteers farther away were asked: {n} more", n=n)
        case Relaxation.LANGUAGE:
            return _("If no language were asked for: {n} more", n=n)
        case Relaxation.EMERGENCY:
            return _("If it were an emergency: {n} more", n=n)


# -- calling off ----------------------------------------------------------------------

CALL_OFF_REASONS: Mapping[str, Said] = {
    "not_needed": _("It is not needed any more"),
    "moved": _("It takes place at another time"),
    "weather": _("Bad weather"),
    "unsafe": _("It would not be safe"),
}
"""Why tasks are called off, for those who do not want to write."""


def reason(said: str) -> Said:
    """Why a task was called off: a known reason in the reader's language, others as written."""
    return CALL_OFF_REASONS.get(said, said)


# -- news for the owner ---------------------------------------------------------------


def see(task: Task) -> Button:
    """The button to the task's card."""
    return Button(_("Look at the task"), f"card:{task.id}")


def filled(task: Task) -> Said:
    """That the last place is taken."""
    return lines(
        Bold(_("All places are taken: {title}", title=task.brief.title)),
        when(task.brief.starts_at, task.brief.ends_at),
        _n("{n} volunteer is coming.", "{n} volunteers are coming.", task.filled),
    )


def exhausted(
    task: Task, why_not: Mapping[Reason, int], relaxations: Mapping[Relaxation, int]
) -> Said:
    """That nobody is left to ask, why, and what would help."""
    why = reasons(why_not)
    return lines(
        Bold(_("Nobody is left to ask: {title}", title=task.brief.title)),
        when(task.brief.starts_at, task.brief.ends_at),
        _("{filled} of {count} places are taken.", filled=task.filled, count=task.count),
        None if why is None else _("The others: {reasons}", reasons=why),
        *relaxed(relaxations),
        _("The task stays open. Please look for people in other ways, too."),
    )


def handed_to_you(task: Task, by: str) -> Said:
    """For whoever looks after the task from now on."""
    return _head(_("{name} has handed a task over to you:", name=by), task)


def handed_on(task: Task, by: str, to: str) -> Said:
    """For whoever looked after the task until now."""
    return _head(_("{name} has handed your task over to {to}:", name=by, to=to), task)


def called_off(task: Task, by: str, why: str) -> Said:
    """For the owner of a task that somebody else called off."""
    return lines(
        _head(_("{name} has called your task off:", name=by), task),
        _("Reason: {reason}", reason=reason(why)),
    )


def _head(said: Said, task: Task) -> Said:
    brief = task.brief
    return lines(said, Bold(brief.title), when(brief.starts_at, brief.ends_at))


# -- for those who help ---------------------------------------------------------------


def released(task: Task, why: str) -> Said:
    """For those who would have come, and those who were asked: the task is called off."""
    return lines(
        _("The task “{title}” has been called off.", title=task.brief.title),
        _("Reason: {reason}", reason=reason(why)),
        _("Thank you for being ready to help."),
    )


def message(task: Task, by: str, words: str) -> Said:
    """What a coordinator writes to everybody on a task."""
    return lines(Bold(_("{name} about “{title}”:", name=by, title=task.brief.title)), words)
