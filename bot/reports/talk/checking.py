"""Checking by chat: what waits, approved at once where nothing stands out, else one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.conversations.answers.buttons import OLD_BUTTON, number
from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.hints import service as hints
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.people.model import Person
from bot.places import service as places
from bot.places.model import Place
from bot.reports import flow as talking
from bot.reports import service
from bot.reports.model import Concern, Content, Form, Group, Report, Stage
from bot.reports.talk.looking import figure, how, sender

MOST_GROUPS = 12
DAYS_BEFORE = 5
MOST_HINTS, LONGEST_HINT = 3, 200

CONCERNS: dict[Concern, Said] = {
    Concern.IDENTITY: _("the figures do not add up, the author says they are right"),
    Concern.JUMP: _("more than this place's own history lets expect"),
    Concern.ZERO_AFTER_CASES: _("zero right after days with cases"),
    Concern.HINT: _("a citizen's hint is open"),
    Concern.NEW_WORKER: _("the first report of a new worker"),
    Concern.LATE_CORRECTION: _("corrected after the deadline"),
}
"""Why a report wants a look, in words."""

STEPS = {Stage.SUBMITTED: _("first check"), Stage.CHECKED: _("second check")}


async def queue(person: Person, words: str) -> Reply:
    """What waits for the person, by place; `words` may name a place to look below."""
    return await _queue(person, int(words) if words.isdecimal() else None)


async def _queue(person: Person, place_id: int | None, head: Said | None = None) -> Reply:
    groups = await service.queue(person, place_id)
    if not groups:
        return Reply(lines(head, _("Nothing waits for your check.")))
    told = [part for group in groups[:MOST_GROUPS] for part in _told(group)]
    rows = [row for group in groups[:MOST_GROUPS] for row in _rows(group, place_id)]
    hidden = len(groups) - MOST_GROUPS
    more = _("… and {n} more groups after these", n=hidden) if hidden > 0 else None
    return Reply(lines(head, Bold(_("To be checked")), *told, more), Inline(tuple(rows)))


def _told(group: Group) -> Iterable[Said]:
    n = len(group.calm) + len(group.looks)
    zeros = sum(one.content is Content.ZERO for one in group.calm)
    yield ""
    yield _(
        "{place}, {step}: {count}",
        place=Bold(group.place.name),
        step=STEPS[group.stage],
        count=_n("{n} report", "{n} reports", n),
    )
    if group.calm:
        yield _(
            "· {n} consistent with what is known ({zeros} zero reports)",
            n=len(group.calm),
            zeros=zeros,
        )
    if group.looks:
        yield _n("· {n} needs a look", "· {n} need a look", len(group.looks))


def _rows(group: Group, above: int | None) -> Iterable[tuple[Button, ...]]:
    where = f"{group.stage.value}:{group.place.id}"
    calm, place = min(len(group.calm), service.MOST_AT_ONCE), group.place.name
    if calm:
        label = _("Approve all {n}: {place}", n=calm, place=place)
        yield (Button(label, f"calm:{where}:{group.upto}"),)
    buttons = []
    if group.looks:
        closer = _("Look at {n}: {place}", n=len(group.looks), place=place)
        buttons.append(Button(closer, f"turn:look:{where}:0"))
    elif group.calm:
        buttons.append(Button(_("One by one: {place}", place=place), f"turn:all:{where}:0"))
    if len(group.calm) + len(group.looks) > service.MOST_AT_ONCE and group.place.id != above:
        buttons.append(Button(_("Below {place}", place=place), f"check:{group.place.id}"))
    yield tuple(buttons)


async def approve_calm(person: Person, words: str) -> Reply:
    """Approve at once what wants no look; `words` is "<stage>:<place>:<newest seen>"."""
    stage, place_id, upto = _parts(words, 3)
    n = await service.approve_calm(person, number(place_id), _stage(stage), number(upto))
    head = _n("Approved: {n} report.", "Approved: {n} reports.", n)
    return _in_place(await _queue(person, None, head))


# -- one by one -----------------------------------------------------------------------


async def turn(person: Person, words: str) -> Reply:
    """The next report of a group; `words` is "<look|all>:<stage>:<place>:<the one before>"."""
    return await _next(person, words)


async def _next(person: Person, words: str, head: Said | None = None) -> Reply:
    which, stage, place_id, after = _parts(words, 4)
    groups = await service.queue(person, number(place_id))
    left = sorted(
        one.id
        for group in groups
        if group.stage is _stage(stage)
        for one in (group.looks if which == "look" else (*group.looks, *group.calm))
        if one.id > number(after)
    )
    if left:
        return await _opened(person, left[0], f"{which}:{stage}:{place_id}", head)
    return _in_place(await _queue(person, None, head))


async def _opened(person: Person, report_id: int, group: str, head: Said | None) -> Reply:
    report, before = await service.look(person, report_id)
    form = await service.form(report.form, report.version)
    place = await places.get(report.place_id)
    labels = {field.name: field for field in form.fields}
    figures = [
        _("{label}: {value}", label=labels[name].label, value=figure(labels[name], value))
        for name, value in report.figures.items()
        if name in labels
    ]
    doubts = [talking.doubt_named(form, doubt) for doubt in report.doubts]
    why = [_("! {concern}", concern=CONCERNS[concern]) for concern in report.review.concerns]
    hinted = await _hinted(person, place)
    text = lines(
        head,
        Bold(await places.full_name(place)),
        _("{day}: {state}", day=report.day, state=how(report)),
        await sender(report),
        *why,
        *doubts,
        *figures,
        *hinted,
        *_history(form, before),
    )
    ok = Button(_("Approve"), f"pass:{group}:{report.id}")
    back = Button(_("Return it"), f"back:{group}:{report.id}")
    later = Button(_("Later"), f"turn:{group}:{report.id}")
    # What citizens wrote may name people: it never lies in the outbox as plain text.
    return _in_place(Reply(text, Inline(((ok, back), (later,))), secret=bool(hinted)))


async def _hinted(person: Person, place: Place) -> list[Said]:
    """What citizens wrote about the place and nobody has answered yet."""
    found = (await hints.open_at(person, place))[:MOST_HINTS]
    return [
        _("! A citizen on {day}: “{words}”", day=hint.day, words=shorten(hint.text or "–"))
        for hint in found
    ]


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
    which, stage, place_id = _parts(group, 3)
    report = await service.approve(person, number(report_id), _stage(stage))
    place = await places.get(report.place_id)
    head = _("Approved: {place}.", place=place.name)
    return await _next(person, f"{which}:{stage}:{place_id}:{report_id}", head)


async def back(person: Person, words: str) -> Session:
    """Ask why the report that is open is returned; `words` is "<group>:<report>"."""
    group, _colon, report_id = words.rpartition(":")
    _parts(group, 3)
    report, _before = await service.look(person, number(report_id))
    place = await places.get(report.place_id)
    return talking.returning(report, place.name, group)


async def _returned(person: Person, session: Session) -> Reply:
    facts = session.facts
    await service.give_back(person, facts["report"], session.answers["reason"])
    head = _("Returned to the author of {place}.", place=facts["place"])
    reply = await _next(person, f"{facts['group']}:{facts['report']}", head)
    return replace(reply, in_place=False)


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - there is but one
    return talking.RETURN


RETURN_TOPIC = Topic(flow=_flow, finish=_returned)


def _in_place(reply: Reply) -> Reply:
    return replace(reply, in_place=True)


def _parts(words: str, n: int) -> list[str]:
    parts = words.split(":")
    if len(parts) != n:
        raise Refused(OLD_BUTTON)
    return parts


def _stage(text: str) -> Stage:
    if text not in (Stage.SUBMITTED, Stage.CHECKED):
        raise Refused(OLD_BUTTON)
    return Stage(text)
