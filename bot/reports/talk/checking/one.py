"""Reports checked one by one: shown with what is known, approved, returned or left for later."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.conversations.answers.buttons import number
from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.hints import service as hints
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.people.model import Person
from bot.places import service as places
from bot.places.model import Place
from bot.reports import flow as talking
from bot.reports import service, texts
from bot.reports.model import Concern, Content, Field, FieldKind, Form, Opened, Report
from bot.reports.talk.checking.groups import in_place, parts, shown, stage_in
from bot.reports.talk.looking import figure, how, sender

DAYS_BEFORE = 5
MOST_HINTS, LONGEST_HINT = 3, 200

CONCERNS: dict[Concern, Said] = {
    Concern.IDENTITY: _("the figures do not add up, the author says they are right"),
    Concern.JUMP: _("more than this place's own history lets expect"),
    Concern.DROP: _("less than this place's own history lets expect"),
    Concern.ZERO_AFTER_CASES: _("zero right after days with cases"),
    Concern.HINT: _("a citizen's hint is open"),
    Concern.NEW_WORKER: _("the first report of a new worker"),
    Concern.LATE_CORRECTION: _("corrected after the deadline"),
    Concern.AMENDS: _("changes what is confirmed already"),
}
"""Why a report wants a look, in words."""

ZERO_CONTRADICTS = _("zero does not fit the figures of the day before")


async def turn(person: Person, words: str) -> Reply:
    """The next report of a group; `words` is "<look|all>:<stage>:<place>:<the one before>".

    The one before is left to the other checkers.
    """
    *_group, before = parts(words, 4)
    await service.put_down(person, number(before))
    return await _next(person, words)


async def _next(person: Person, words: str, head: Said | None = None) -> Reply:
    which, stage, place_id, after = parts(words, 4)
    look = True if which == "look" else None
    found = await service.next_of(
        person, number(place_id), stage_in(stage), number(after), look=look
    )
    if found is not None:
        return await _opened(person, found, f"{which}:{stage}:{place_id}", head)
    return in_place(await shown(person, None, head))


async def _opened(person: Person, report_id: int, group: str, head: Said | None) -> Reply:
    _which, stage, _place = parts(group, 3)
    opened = await service.look(person, report_id, stage_in(stage))
    report = opened.report
    form = await service.form(report.form, report.version)
    place = await places.get(report.place_id)
    hinted = await _hinted(person, place)
    text = lines(
        head,
        Bold(await places.full_name(place)),
        _("{day}: {state}", day=report.day, state=how(report)),
        await sender(report),
        *_why(form, report),
        *_taken_over(opened),
        *_figures(form, opened),
        *hinted,
        *_history(form, opened.before),
    )
    ok = Button(_("Approve"), f"pass:{group}:{report.id}")
    back = Button(_("Return it"), f"back:{group}:{report.id}")
    later = Button(_("Later"), f"turn:{group}:{report.id}")
    # What citizens wrote may name people: it never lies in the outbox as plain text.
    return in_place(Reply(text, Inline(((ok, back), (later,))), secret=bool(hinted)))


def _why(form: Form, report: Report) -> Iterable[Said]:
    """Why the report wants a look, and what exactly does not add up."""
    for concern in report.review.concerns:
        zero = concern is Concern.IDENTITY and report.content is Content.ZERO
        yield _("! {concern}", concern=ZERO_CONTRADICTS if zero else CONCERNS[concern])
    for doubt in report.doubts:
        yield talking.doubt_named(form, doubt)


def _taken_over(opened: Opened) -> Iterable[Said]:
    """The reason of an amendment, and that of an earlier return."""
    if (reason := opened.report.review.amends) is not None:
        yield _("Changed because: {reason}", reason=reason)
    if opened.returned is not None:
        asked = texts.REASONS.get(opened.returned, opened.returned)
        yield _("Was returned before: {reason}", reason=asked)


def _figures(form: Form, opened: Opened) -> Iterable[Said]:
    """The figures; where they take over others, what they were before."""
    report, former = opened.report, opened.former
    changed = False
    for field in form.fields:
        new = _value(field, report)
        old = new if former is None else _value(field, former)
        if old != new:
            changed = True
            yield _("{label}: {old} → {new}", label=field.label, old=old or "–", new=new or "–")
        elif field.name in report.figures:
            yield _("{label}: {value}", label=field.label, value=new or "–")
    if former is not None and not changed:
        yield _("The figures are as they were.")


def _value(field: Field, report: Report) -> Said | None:
    """The figure as people read it; a zero report has none of what must be counted."""
    if field.name in report.figures:
        return figure(field, report.figures[field.name])
    counted = field.kind is FieldKind.COUNT and not (field.optional or field.cumulative)
    return figure(field, 0) if report.content is Content.ZERO and counted else None


async def _hinted(person: Person, place: Place) -> list[Said]:
    """What citizens wrote about the place and what lies above it, and nobody has answered yet."""
    found = await hints.open_at(person, place)
    told: list[Said] = [
        _("! A citizen on {day}: “{words}”", day=hint.day, words=shorten(hint.text or "–"))
        for hint in found[:MOST_HINTS]
    ]
    more = len(found) - len(told)
    if more > 0:
        told.append(_n("… and {n} more hint: /hints", "… and {n} more hints: /hints", more))
    return told


def shorten(text: str) -> str:
    """The beginning of what a citizen wrote; /hints shows all of it."""
    return text if len(text) <= LONGEST_HINT else f"{text[:LONGEST_HINT]}…"


def _history(form: Form, before: Sequence[Report]) -> Iterable[Said]:
    """The place's own last days: the counts that are watched, or zero."""
    if not before:
        yield _("No report of this place in the two weeks before.")
        return
    yield _("The days before:")
    watched = [field for field in form.fields if field.watched]
    for report in reversed(before[-DAYS_BEFORE:]):
        counts = [
            _("{label} {n}", label=field.label, n=int(report.figures.get(field.name) or 0))
            for field in watched
            if report.figures.get(field.name)
        ]
        told = _("{list}", list=counts) if counts else _("no cases")
        yield _("{day}: {state}", day=report.day, state=told)


async def passed(person: Person, words: str) -> Reply:
    """Approve the report that is open; `words` is "<group>:<report>". The next one follows."""
    group, _colon, report_id = words.rpartition(":")
    which, stage, place_id = parts(group, 3)
    report = await service.approve(person, number(report_id), stage_in(stage))
    place = await places.get(report.place_id)
    head = _("Approved: {place}.", place=place.name)
    return await _next(person, f"{which}:{stage}:{place_id}:{report_id}", head)


async def back(person: Person, words: str) -> Session:
    """Ask why the report that is open is returned; `words` is "<group>:<report>"."""
    group, _colon, report_id = words.rpartition(":")
    _which, stage, _place = parts(group, 3)
    opened = await service.look(person, number(report_id), stage_in(stage))
    place = await places.get(opened.report.place_id)
    return talking.returning(opened.report, place.name, group)


async def _returned(person: Person, session: Session) -> Reply:
    facts = session.facts
    _which, stage, _place = parts(facts["group"], 3)
    reason = session.answers["reason"]
    await service.give_back(person, facts["report"], stage_in(stage), reason)
    head = _("Returned to the author of {place}.", place=facts["place"])
    reply = await _next(person, f"{facts['group']}:{facts['report']}", head)
    return replace(reply, in_place=False)


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - there is but one
    return talking.RETURN


RETURN_TOPIC = Topic(flow=_flow, finish=_returned)
