"""How the work is worded: the task as its volunteer sees it, reminders, news for coordinators."""

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, lines
from bot.volunteers.model import DECLINES, STAGES, Assignment, Decline, Held, Hours, Stage
from bot.volunteers.texts import hours, tasks

WHY_NOT = {why: DECLINES[why] for why in Decline if why is not Decline.UNABLE}
"""Why somebody gives a place back, as buttons."""


# -- times ----------------------------------------------------------------------------


def when(held: Held) -> Said:
    """From when until when, in the place's own time."""
    one, zone = held.assignment, held.zone
    return tasks.when(one.starts_at.astimezone(zone), one.ends_at.astimezone(zone))


def distance(metres: int) -> Said:
    """How far it is, in metres up to a kilometre."""
    if metres < 1_000:
        return _("{n} m", n=round(metres, -1))
    return _("{n} km", n=round(metres / 1_000))


# -- the task as its volunteer sees it ------------------------------------------------


def card(held: Held, head: Said | None = None) -> Said:
    """All that the volunteer needs to know, address and contact among it: keep it secret."""
    brief = held.task.brief
    point = brief.details.point
    spot = None
    if point is not None:
        latitude, longitude = f"{point.latitude:.5f}", f"{point.longitude:.5f}"
        spot = _("Coordinates (WGS84): {at}", at=f"{latitude}, {longitude}")
    return lines(
        Bold(head or _("{task}: {stage}", task=brief.title, stage=STAGES[held.assignment.stage])),
        None if head is None else Bold(brief.title),
        brief.what,
        _("When: {when}", when=when(held)),
        _("Where: {place}, {address}", place=held.place, address=brief.details.address),
        spot,
        _("Ask for: {contact}", contact=_contact(held)),
        hours.line(held.assignment),
    )


def _contact(held: Held) -> Said:
    details = held.task.brief.details
    if details.phone is None:
        return details.contact
    return _("{name}, {phone}", name=details.contact, phone=details.phone)


def buttons(one: Assignment, *, there: bool = False) -> Inline | None:
    """What the volunteer can do next; `there`: they may well have arrived already."""
    way = Button(_("On the way"), f"way:{one.id}")
    arrived = Button(_("I have arrived"), f"arrived:{one.id}")
    cannot = Button(_("I cannot come"), f"cannot:{one.id}")
    match one.stage:
        case Stage.ACCEPTED:
            return Inline(((way, arrived), (cannot,)) if there else ((way, cannot),))
        case Stage.ON_THE_WAY:
            return Inline(((arrived, cannot),))
        case Stage.ARRIVED:
            return Inline(((Button(_("Done"), f"finish:{one.id}"), _help(one)),))
        case Stage.NO_SHOW:
            return Inline(((Button(_("I am here"), f"arrived:{one.id}"),),))
    if one.hours is Hours.CONFIRMED:
        return Inline(((Button(_("These hours are wrong"), f"object:{one.id}"),),))
    return None


def _help(one: Assignment) -> Button:
    return Button(_("I need help"), f"sos:{one.id}")


def why_not(one: Assignment) -> tuple[Said, Inline]:
    """Asked why somebody cannot come; nobody has to say it in words."""
    rows = [(Button(name, f"cannot:{one.id}:{why.value}"),) for why, name in WHY_NOT.items()]
    stay = Button(_("I come after all"), f"mytask:{one.id}")
    return _("You cannot come? What is the reason?"), Inline((*rows, (stay,)))


def gave_up(held: Held) -> Said:
    """Thanks, without a reproach."""
    return _(
        "Thank you for telling me. Your place in “{task}” is free for somebody else now.",
        task=held.task.brief.title,
    )


def accepted(held: Held) -> Said:
    return card(held, _("Thank you! You have this place:"))


# -- reminders and questions ----------------------------------------------------------


def before(held: Held) -> Said:
    return card(held, _("A reminder: this begins soon, and you are expected."))


def start(held: Held) -> Said:
    return card(held, _("It is beginning now. Are you on the way?"))


def say_done(held: Held) -> Said:
    return _(
        "“{task}” is over. Please tap “Done” when you have finished, so that your hours count.",
        task=held.task.brief.title,
    )


def missed(held: Held, *, over: bool) -> Said:
    """You did not come; kindly, because something may have happened."""
    title = held.task.brief.title
    if over:
        return lines(
            _("“{task}” is over, and I did not hear that you arrived.", task=title),
            _("I hope that you are well. If you were there, please tell the coordinator."),
        )
    return lines(
        _("You were expected for “{task}”, and I have not heard from you.", task=title),
        _("I hope that you are well. The place is being offered to somebody else."),
        _("If you are there, tap below: as long as the place is free it is yours."),
    )


def closed(held: Held) -> Said:
    """Done, because they did not say so themselves."""
    return _(
        "“{task}” is over; I have counted {time} for you, until its end. Thank you for your help!",
        task=held.task.brief.title,
        time=hours.duration(held.assignment.minutes),
    )


def well(held: Held) -> tuple[Said, Inline]:
    return _("Are you well? (“{task}”)", task=held.task.brief.title), _well_buttons(held)


def well_again(held: Held) -> tuple[Said, Inline]:
    """Asked once more, with urgency: nobody has answered."""
    said = lines(
        Bold(_("Please answer: are you well?")),
        _("I have not heard from you, and the coordinator is being told."),
    )
    return said, _well_buttons(held)


def _well_buttons(held: Held) -> Inline:
    one = held.assignment
    return Inline(((Button(_("I am well"), f"well:{one.id}"),), (_help(one),)))


def arrived(held: Held, metres: int | None) -> Said:
    """Thanks for coming; told kindly when nobody can tell that they are there."""
    title = held.task.brief.title
    thanks = _("Thank you, you are noted as arrived for “{task}”.", task=title)
    if held.assignment.on_site:
        return thanks
    if metres is None:
        return lines(thanks, _("Without a location to compare, it is noted as unconfirmed."))
    return lines(
        thanks,
        _(
            "You seem to be {distance} away from it, so your arrival is noted as unconfirmed. "
            "If that is wrong, please tell the coordinator; your hours count all the same.",
            distance=distance(metres),
        ),
    )


def finished(held: Held) -> Said:
    return lines(
        Bold(_("Thank you for your help!")), held.task.brief.title, hours.line(held.assignment)
    )


def sos(held: Held, names: list[str]) -> tuple[Said, Inline]:
    """What whoever needs help is told: who knows of it, and whom else they can call."""
    told = _("{names} have been told and will call you.", names=names) if names else None
    said = lines(
        Bold(_("Help is being called.")),
        told,
        _("In danger call 110 (police), 119 (fire) or 120 (ambulance) at once."),
    )
    button = Button(_("I am well"), f"well:{held.assignment.id}")
    return said, Inline(((button,),))
