"""How an offer looks, and what stands in its place when it has lost its point."""

from datetime import datetime

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, lines
from bot.volunteers.model import DECLINES, URGENCIES, Catalogue, Decline, Need, Offer, Task, Urgency
from bot.volunteers.texts.tasks import skill, when


def offered(task: Task, need: Need, offer: Offer, place: str, among: Catalogue) -> Said:
    """The offer: what, where roughly, when, what is needed, until when to answer.

    The moments of task and offer are local. Where exactly, and whom to ask for, stands in no offer.
    """
    brief = task.brief
    head = _("Can you help? {title}", title=brief.title)
    return lines(
        Bold(head if brief.urgency is Urgency.NORMAL else _urgent(brief.urgency, head)),
        brief.what,
        "",
        _("When: {when}", when=when(brief.starts_at, brief.ends_at)),
        _("Where: {place}, {km} km from you", place=place, km=_kilometres(offer.metres)),
        _("Needed: {skill}", skill=skill(need.skill, among)),
        _("Please answer by {moment}.", moment=offer.expires_at),
    )


def _urgent(urgency: Urgency, head: Said) -> Said:
    return _("{urgency} · {head}", urgency=URGENCIES[urgency], head=head)


def _kilometres(metres: int) -> str:
    return f"{metres / 1000:.1f}" if metres < 10_000 else f"{metres / 1000:.0f}"


def answers(offer: Offer, *, later: bool = True) -> Inline:
    """The buttons below an offer."""
    more = (Button(_("Answer later"), f"later:{offer.id}"),) if later else ()
    return Inline(
        (
            (
                Button(_("Accept"), f"accept:{offer.id}"),
                Button(_("Decline"), f"decline:{offer.id}"),
            ),
            *((more,) if more else ()),
        )
    )


def why(offer: Offer) -> Inline:
    """The reasons to decline with, and the way back."""
    reasons = [Button(DECLINES[one], f"because:{offer.id}:{one}") for one in Decline]
    rows = [tuple(reasons[start : start + 2]) for start in range(0, len(reasons), 2)]
    return Inline((*rows, (Button(_("Accept after all"), f"accept:{offer.id}"),)))


def reminder(task: Task, until: datetime) -> Said:
    """For who wanted to answer later."""
    return _(
        "You wanted to think about it: “{title}”. Please answer by {moment}.",
        title=task.brief.title,
        moment=until,
    )


# -- in the place of an offer ---------------------------------------------------------


def filled(task: Task) -> Said:
    """All places are taken."""
    return _("“{title}”: all places are taken. Thank you!", title=task.brief.title)


def expired(task: Task) -> Said:
    """The time to answer is over."""
    return _(
        "“{title}”: the time to answer is over, and we have asked others. Thank you all the same.",
        title=task.brief.title,
    )


def elsewhere(task: Task) -> Said:
    """They have accepted something else at that time."""
    return _(
        "“{title}”: you have accepted another task at that time, so this one goes to others.",
        title=task.brief.title,
    )


def unasked(task: Task) -> Said:
    """They pause, or have left."""
    return _("“{title}”: you are not asked any more.", title=task.brief.title)


def accepted(task: Task) -> Said:
    """It is theirs."""
    return _("“{title}”: you have accepted. Thank you!", title=task.brief.title)


def standby(task: Task) -> Said:
    """They came too late, and may be asked again."""
    return lines(
        _("“{title}”: others were a little quicker; all places are taken.", title=task.brief.title),
        _("Thank you! If somebody cannot come, you are the first whom we ask."),
    )


def declined(task: Task) -> Said:
    """They have declined."""
    return _("“{title}”: you have declined. Thank you for saying so.", title=task.brief.title)
