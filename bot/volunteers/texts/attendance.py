"""How coordinators are told who came, who did not, whose hours wait, and who may need help."""

from collections.abc import Sequence
from datetime import datetime

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.volunteers.model import DECLINES, Assignment, Decline, Held, Hours, Stage, Task
from bot.volunteers.rules.work import last_sign
from bot.volunteers.texts.hours import duration
from bot.volunteers.texts.work import when

MOST_NAMED = 25
"""Volunteers named one by one in a summary."""


def _about(said: Said, held: Held) -> Said:
    return lines(said, held.task.brief.title, when(held))


# -- places that are free again -------------------------------------------------------


def gave_up(held: Held, reason: Decline | None, *, replaced: bool) -> Said:
    return lines(
        _about(_("{name} cannot come:", name=Bold(held.name)), held),
        None if reason is None else _("Reason: {reason}", reason=DECLINES[reason]),
        _("Somebody else is being asked.") if replaced else None,
    )


def no_show(held: Held, *, replaced: bool) -> tuple[Said, Inline]:
    """Somebody was missed; the coordinator may know better."""
    said = lines(
        _about(_("{name} has not come:", name=Bold(held.name)), held),
        _("Somebody else is being asked.") if replaced else None,
    )
    label = _("They are there") if replaced else _("They were there")
    return said, Inline(((Button(label, f"vouch:{held.assignment.id}"),),))


def seen(held: Held) -> Said:
    """The same message, once a coordinator has vouched for them."""
    return _about(_("Noted as arrived: {name}", name=Bold(held.name)), held)


def came_after_all(held: Held) -> Said:
    return _about(_("{name} has come after all:", name=Bold(held.name)), held)


# -- hours ----------------------------------------------------------------------------


def finished(held: Held) -> tuple[Said, Inline]:
    """Somebody is done: their hours, to be confirmed or changed."""
    one = held.assignment
    said = lines(
        _about(_("{name} has finished:", name=Bold(held.name)), held),
        _("Counted: {time}", time=duration(one.minutes)),
        None if one.on_site else _("Arrival: unconfirmed (no location near the task was shared)"),
    )
    return said, Inline(((_confirm(one), _change(one)),))


def _confirm(one: Assignment) -> Button:
    return Button(_("Confirm the hours"), f"credit:{one.id}:{one.minutes}")


def _change(one: Assignment) -> Button:
    return Button(_("Change the hours"), f"recount:{one.id}")


def confirmed(held: Held) -> Said:
    """The same message, once somebody has confirmed."""
    time = duration(held.assignment.minutes)
    return _about(_("Confirmed for {name}: {time}", name=Bold(held.name), time=time), held)


def disputed(held: Held) -> tuple[Said, Inline]:
    one = held.assignment
    said = lines(
        _about(_("{name} says that the hours are wrong:", name=Bold(held.name)), held),
        _("Confirmed: {time}", time=duration(one.minutes)),
        _("Reason: {reason}", reason=one.dispute or "–"),
    )
    return said, Inline(((Button(_("Settle it"), f"settle:{one.id}"),),))


def settled(held: Held) -> Said:
    time = duration(held.assignment.minutes)
    return _about(_("Settled for {name}: {time}", name=Bold(held.name), time=time), held)


def summary(task: Task, everybody: Sequence[Held]) -> tuple[Said, Inline | None]:
    """A task is over: who came, who did not, whose hours are to be confirmed."""
    done = [held for held in everybody if held.assignment.stage is Stage.DONE]
    missing = [held.name for held in everybody if held.assignment.stage is Stage.NO_SHOW]
    open_ = [held for held in done if held.assignment.hours is Hours.COUNTED]
    more = len(done) - MOST_NAMED
    said = lines(
        Bold(_("Over: {task}", task=task.brief.title)),
        when(everybody[0]) if everybody else None,
        _came(len(done), task.count),
        *(_credited(held) for held in done[:MOST_NAMED]),
        _n("… and {n} more", "… and {n} more", more) if more > 0 else None,
        _("Did not come: {list}", list=missing[:MOST_NAMED]) if missing else None,
    )
    if not open_:
        return said, None
    one_by_one = [
        Button(_("Change: {name}", name=held.name[:30]), f"recount:{held.assignment.id}")
        for held in open_[:MOST_NAMED]
    ]
    all_ = Button(_("Confirm all hours"), f"creditall:{task.id}")
    return said, Inline(((all_,), *((button,) for button in one_by_one)))


def _came(n: int, count: int) -> Said:
    came = _n("{n} person came", "{n} people came", n)
    return _("{came}; asked for: {count}", came=came, count=count)


def _credited(held: Held) -> Said:
    one = held.assignment
    time = duration(one.minutes)
    if one.hours is Hours.COUNTED:
        return _("· {name}: {time}, to be confirmed", name=held.name, time=time)
    return _("· {name}: {time}", name=held.name, time=time)


# -- safety ---------------------------------------------------------------------------


def sos(held: Held) -> Said:
    return lines(
        Bold(_("{name} needs help!", name=held.name)),
        *_whereabouts(held),
        _("Please call them now."),
    )


def no_sign(held: Held) -> Said:
    heard = last_sign(held.assignment, held.task.brief.check_in)
    local = None if heard is None else heard.astimezone(held.zone)
    return lines(
        Bold(_("{name} does not answer whether they are well.", name=held.name)),
        *_whereabouts(held),
        None if local is None else _last(local),
        _("I have asked them once more. Please call them."),
    )


def _last(local: datetime) -> Said:
    return _("Last sign: {day}, {time}", day=local.date(), time=local.time())


def well_again(held: Held) -> Said:
    return _about(_("{name} has answered: they are well.", name=Bold(held.name)), held)


def _whereabouts(held: Held) -> list[Said]:
    brief = held.task.brief
    where = _("Where: {place}, {address}", place=held.place, address=brief.details.address)
    return [brief.title, where]
