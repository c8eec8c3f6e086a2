"""What people do with reports by chat: begin one, correct one, look at what they sent."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.conversations import service as conversations
from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.people.model import Person
from bot.reports import flow as talking
from bot.reports import service
from bot.reports.model import (
    Content,
    Field,
    FieldKind,
    Form,
    Opening,
    Report,
    Standing,
    Timeliness,
)

MOST_BUTTONS = 8
MOST_LINES = 40


# -- beginning ------------------------------------------------------------------------


async def zero(person: Person, words: str) -> Session | Reply:
    """Begin a zero report; `words` may name a place and a day as "<place id>:<day>"."""
    return await _begin(person, words, zero=True)


async def report(person: Person, words: str) -> Session | Reply:
    """Begin the daily report; `words` may name a place and a day as "<place id>:<day>"."""
    return await _begin(person, words, zero=False)


async def behalf(person: Person, words: str) -> Session | Reply:
    """Begin a report on behalf of a village that does not report: "<place id>:<day>"."""
    place, day = _place_and_day(words)
    opening = await service.opening_for(person, place)
    return await _opened(opening, place, day, zero=False)


async def _begin(person: Person, words: str, *, zero: bool) -> Session | Reply:
    if ":" in words:
        place, day = _place_and_day(words)
        return await _opened(await service.opening(person), place, day, zero=zero)
    opening = await service.opening(person)
    if opening.missing:
        return talking.opened(opening, zero=zero)
    there = [one for one in await service.today_of(opening) if one.report is not None]
    if not there:  # nothing is expected today: the place is paused. A report is still welcome.
        return talking.opened(opening, zero=zero)
    head = _("Today's report is in already. Nothing is missing.")
    return await _shown(head, there)


async def _opened(opening: Opening, place: int, day: date, *, zero: bool) -> Session | Reply:
    """The report of just that place and day; what stands for it once it is in."""
    name = dict(opening.places).get(place)
    if name is None:
        raise Refused(_("You do not report for that place any more."))
    there = await service.standing_on(opening.form, place, name, day)
    if there is not None:
        return await _shown(_("This report is in already."), [there])
    return talking.opened(opening, zero=zero, place=place, day=day)


def _place_and_day(words: str) -> tuple[int, date]:
    place, _colon, day = words.partition(":")
    try:
        return int(place), date.fromisoformat(day)
    except ValueError:
        raise Refused(_("This button is too old. Please start again from the menu.")) from None


async def correct(person: Person, words: str) -> Session:
    """Open what stands in the place of the report with the id in `words`, to correct it."""
    current = _there(await service.standing(_id(words), person))
    place = await service.may_correct(person, current)
    form = await service.form(current.form, current.version)
    return talking.reopened(form, current, place.name)


def _there(standing: Standing) -> Report:
    if standing.report is None:
        raise Refused(_("I do not find that report any more."))
    return standing.report


def _id(words: str) -> int:
    if not words.isdecimal():
        raise Refused(_("This button is too old. Please start again from the menu."))
    return int(words)


# -- the conversation -----------------------------------------------------------------


_flows: dict[tuple[str, int], Flow] = {}


async def _flow(session: Session) -> Flow:
    code, version = session.facts["form"]
    return _made(await service.form(code, version))


def _made(form: Form) -> Flow:
    key = (form.code, form.version)
    if key not in _flows:
        _flows[key] = talking.flow_of(form)
    return _flows[key]


async def _look_up(session: Session, wanted: str) -> Session:
    """The session with the figures of the day before, which `wanted` (before:place:day) names."""
    _word, place_id, day = wanted.split(":")
    yesterday = date.fromisoformat(day) - timedelta(days=1)
    figures = await service.figures_on(session.facts["form"][0], int(place_id), yesterday)
    return session.knowing(**{wanted: figures})


async def _finish(person: Person, session: Session) -> Reply:
    form = await service.form(*session.facts["form"])
    filled = talking.filled(form, session)
    if (former := session.facts.get("correcting")) is not None:
        return await _received([await service.correct(person, form, former, filled)])
    return await _received(await service.submit(person, form, filled))


TOPIC = Topic(flow=_flow, finish=_finish, look_up=_look_up)


async def _received(sent: Sequence[Standing]) -> Reply:
    fresh = [one for one in sent if one.fresh]
    others = [one for one in sent if not one.fresh]
    head: Said | None = None
    if fresh:
        head = Bold(_n("Received. Thank you.", "All {n} received. Thank you.", len(fresh)))
    already = _("Somebody had reported already; that report stands:") if others else None
    return await _shown(lines(head, *[_state(one) for one in fresh], already), others, own=fresh)


async def _shown(head: Said, standings: Sequence[Standing], own: Sequence[Standing] = ()) -> Reply:
    """The reports with their senders, each with a button to look at it or to correct it."""
    told = [
        lines(_state(one), await _sender(one.report)) for one in standings if one.report is not None
    ]
    return Reply(lines(head, *told), _see_buttons([*own, *standings]))


async def _sender(report: Report) -> Said:
    name, at = await service.sender(report)
    return _("sent by {name}, {day} {time}", name=name, day=at.date(), time=at.time())


# -- looking back ---------------------------------------------------------------------


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
    return _("{place}: {state}", place=one.place, state=_how(one.report))


def _state(one: Standing) -> Said:
    if one.report is None:
        return _line(one)
    return _(
        "{place}, {day}: {state}",
        place=Bold(one.place),
        day=one.day,
        state=_how(one.report),
    )


def _how(report: Report) -> Said:
    content = _("zero report") if report.content is Content.ZERO else _("report with figures")
    on_time = _("on time") if report.timeliness is Timeliness.ON_TIME else _("late")
    if report.revision > 1:
        return _(
            "{content}, {on_time}, corrected (revision {revision}), waiting for the first check",
            content=content,
            on_time=on_time,
            revision=report.revision,
        )
    return _("{content}, {on_time}, waiting for the first check", content=content, on_time=on_time)


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
    revisions = await service.history(person, _id(words))
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
    heading = Bold(_("Revision {n}: {state}", n=report.revision, state=_how(report)))
    figures = [
        _("{label}: {value}", label=kinds[name].label, value=_figure(kinds[name], value))
        for name, value in report.figures.items()
        if name in kinds
    ]
    doubts = [talking.doubt_named(form, doubt) for doubt in report.doubts]
    noted = _("Noted although it does not add up:") if doubts else None
    return lines("", heading, await _sender(report), *figures, noted, *doubts)


def _figure(field: Field, value: object) -> Said:
    return str(value) if field.kind is not FieldKind.COUNT else _("{n}", n=int(str(value)))
