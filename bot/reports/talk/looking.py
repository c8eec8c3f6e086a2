"""What people see of reports: what stands, how far it has come, everything about one."""

from collections.abc import Sequence

from bot.conversations import service as conversations
from bot.conversations.answers.buttons import number
from bot.conversations.model import Button, Inline, Reply
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, lines
from bot.people.model import Person
from bot.reports import flow as talking
from bot.reports import service, texts
from bot.reports.model import Content, Field, FieldKind, Report, Stage, Standing, Timeliness

MOST_BUTTONS = 8
MOST_LINES = 40

STAGES = {
    Stage.DRAFT: _("not sent yet"),
    Stage.SUBMITTED: _("waiting for the first check"),
    Stage.CHECKED: _("checked once, waiting for the second check"),
    Stage.CONFIRMED: _("checked twice and confirmed"),
    Stage.RETURNED: _("returned: please correct it"),
}
"""How far a report has come, in words."""


async def shown(head: Said, standings: Sequence[Standing], own: Sequence[Standing] = ()) -> Reply:
    """The reports with their senders, each with a button to look at it or to correct it."""
    told = [
        lines(state(one), await sender(one.report)) for one in standings if one.report is not None
    ]
    return Reply(lines(head, *told), _see_buttons([*own, *standings]))


async def sender(report: Report) -> Said:
    """Who sent the report and when; said, when it is nobody who works for the place."""
    name, at = await service.sender(report)
    if report.on_behalf:
        return _(
            "sent on behalf of the place by {name}, {day} {time}",
            name=name,
            day=at.date(),
            time=at.time(),
        )
    return _("sent by {name}, {day} {time}", name=name, day=at.date(), time=at.time())


async def mine(person: Person, words: str) -> Reply:  # noqa: ARG001
    """The last days of the person's places, each with its state; what is missing can be sent."""
    standings = await service.mine(person)
    days = sorted({one.day for one in standings}, reverse=True)
    told: list[Said] = [Bold(_("My reports, the last days"))]
    for day in days:
        of_day = [one for one in standings if one.day == day]
        told += ["", Bold(_("{day}", day=day)), *[_line(one) for one in of_day]]
    draft = await conversations.find(person.id)
    if draft is not None and draft.flow == talking.NAME and draft.touched:
        told += ["", _("Not sent yet: the report that you are filling in.")]
    return Reply(_fitting(told), _see_buttons(standings))


def _fitting(told: list[Said]) -> Said:
    if len(told) <= MOST_LINES:
        return lines(*told)
    return lines(*told[:MOST_LINES], _("… and earlier ones"))


def _line(one: Standing) -> Said:
    if one.report is None and one.overdue:
        return _("{place}: missing", place=one.place)
    if one.report is None:
        return _("{place}: not yet reported", place=one.place)
    return _("{place}: {state}", place=one.place, state=how(one.report))


def state(one: Standing) -> Said:
    if one.report is None:
        return _line(one)
    return _(
        "{place}, {day}: {state}",
        place=Bold(one.place),
        day=one.day,
        state=how(one.report),
    )


def how(report: Report) -> Said:
    """What came, when, and how far it has come."""
    content = _("zero report") if report.content is Content.ZERO else _("report with figures")
    on_time = _("on time") if report.timeliness is Timeliness.ON_TIME else _("late")
    stage = STAGES[report.stage]
    if report.revision == 1:
        return _("{content}, {on_time}, {stage}", content=content, on_time=on_time, stage=stage)
    return _(
        "{content}, {on_time}, corrected (revision {revision}), {stage}",
        content=content,
        on_time=on_time,
        revision=report.revision,
        stage=stage,
    )


def _see_buttons(standings: Sequence[Standing]) -> Inline | None:
    buttons = [_see_button(one) for one in standings[:MOST_BUTTONS]]
    return Inline(tuple((button,) for button in buttons)) if buttons else None


def _see_button(one: Standing) -> Button:
    if one.report is None:
        label = _("Report {place}, {day}", place=one.place, day=one.day)
        return Button(label, f"report:{one.place_id}:{one.day.isoformat()}")
    return Button(_("Look at {place}, {day}", place=one.place, day=one.day), f"see:{one.report.id}")


async def see(person: Person, words: str) -> Reply:
    """A report in full with all its revisions, and the button that corrects it."""
    revisions = await service.history(person, number(words))
    current = next((one for one in revisions if one.is_current), revisions[-1])
    standing = await service.standing(current.id, person)
    told = [await _told(one) for one in reversed(revisions)]
    head = lines(Bold(standing.place), _("{day}", day=standing.day))
    keyboard = Inline(((Button(_("Correct it"), f"fix:{current.id}"),),))
    try:
        await service.may_correct(person, current)
    except Refused as refused:
        return Reply(lines(head, *told, "", refused.text))
    return Reply(lines(head, *told), keyboard)


async def _told(report: Report) -> Said:
    form = await service.form(report.form, report.version)
    kinds = {field.name: field for field in form.fields}
    heading = Bold(_("Revision {n}: {state}", n=report.revision, state=how(report)))
    figures = [
        _("{label}: {value}", label=kinds[name].label, value=figure(kinds[name], value))
        for name, value in report.figures.items()
        if name in kinds
    ]
    doubts = [talking.doubt_named(form, doubt) for doubt in report.doubts]
    noted = _("Noted although it does not add up:") if doubts else None
    review = report.review
    returned = texts.asked_for(review.reason) if review.reason else None
    amended = _("Changed because: {reason}", reason=review.amends) if review.amends else None
    return lines("", heading, await sender(report), *figures, noted, *doubts, amended, returned)


def figure(field: Field, value: object) -> Said:
    return str(value) if field.kind is not FieldKind.COUNT else _("{n}", n=int(str(value)))
