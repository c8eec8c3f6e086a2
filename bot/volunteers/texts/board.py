"""How the board of tasks and a task's card are worded, with their buttons."""

from collections.abc import Iterator

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.volunteers.model import (
    LIVING,
    RUNNING,
    STAGES,
    URGENCIES,
    Board,
    Card,
    Catalogue,
    Helping,
    Row,
    Stage,
    Task,
    TaskState,
    Urgency,
)
from bot.volunteers.texts import tasks as texts

MOST_NAMES = 60
"""More names than this do not fit beside the rest of a card."""

MOST_CALLS = 40
"""So many people get a button that calls them."""


# -- the board ------------------------------------------------------------------------


def board(shown: Board) -> Said:
    """The running tasks, the next one first."""
    if not shown.rows:
        return _("No task runs in your areas. To describe one: /task")
    page = _("Page {number} of {of}", number=shown.number + 1, of=shown.of)
    rows = [line for row in shown.rows for line in _row(row)]
    return lines(Bold(_("Tasks")), *rows, page if shown.of > 1 else None)


def _row(row: Row) -> Iterator[Said]:
    brief = row.task.brief
    yield Bold(brief.title)
    yield texts.when(brief.starts_at, brief.ends_at)
    yield _("{taken}; {state}", taken=_taken(row.task), state=_state(row.task) or _moving(row))


def _moving(row: Row) -> Said:
    return _("{n} on the way, {arrived} arrived", n=row.on_the_way, arrived=row.arrived)


def _taken(task: Task) -> Said:
    return _("{filled} of {count} places taken", filled=task.filled, count=task.count)


def _state(task: Task) -> Said | None:
    """Where a task stands that nobody is asked for just now."""
    match task.state:
        case TaskState.SCHEDULED:
            at = task.brief.dispatch_at
            if at is None:
                return None
            return _("volunteers are asked on {day} at {time}", day=at.date(), time=at.time())
        case TaskState.PLANNED:
            return _("waits for a plan")
        case TaskState.ENDED:
            return _("over")
        case TaskState.CANCELLED:
            return _("called off: {reason}", reason=texts.reason(task.reason or "–"))
        case TaskState.OPEN:
            return None


def board_buttons(shown: Board) -> Inline:
    """Each task, and the pages before and after."""
    rows = [(Button(row.task.brief.title, f"card:{row.task.id}"),) for row in shown.rows]
    turns = ((shown.number - 1, _("Previous page")), (shown.number + 1, _("Next page")))
    pages = tuple(Button(label, f"tasks:{n}") for n, label in turns if 0 <= n < shown.of)
    return Inline((*rows, pages))


# -- one task -------------------------------------------------------------------------


def card(shown: Card, among: Catalogue) -> Said:
    """A task as it stands: what, who is wanted, who is where, whom it waits for."""
    task, brief = shown.task, shown.task.brief
    urgency = None if brief.urgency is Urgency.NORMAL else URGENCIES[brief.urgency]
    state = _state(task)
    return lines(
        Bold(brief.title),
        brief.what,
        _("{place}, {address}", place=shown.place, address=brief.details.address),
        texts.when(brief.starts_at, brief.ends_at),
        urgency if urgency is None else _("Urgency: {urgency}", urgency=urgency),
        state if state is None else Bold(_("State: {state}", state=state)),
        *[_need(need.skill, need.filled, need.count, among) for need in task.needs],
        *_people(shown.people),
        *_asked(shown),
        _("Looked after by {name}; as of {time}.", name=shown.owner, time=shown.now.time()),
    )


def _need(skill: str | None, filled: int, count: int, among: Catalogue) -> Said:
    name = texts.skill(skill, among)
    return _("· {skill}: {filled} of {count}", skill=name, filled=filled, count=count)


def _people(people: tuple[Helping, ...]) -> Iterator[Said]:
    shown = people[:MOST_NAMES]
    for stage in Stage:
        names = [one.name for one in shown if one.assignment.stage is stage]
        if names:
            yield _("{stage}: {names}", stage=STAGES[stage], names=names)
    if len(people) > len(shown):
        yield _n("… and {n} more", "… and {n} more", len(people) - len(shown))


def _asked(shown: Card) -> Iterator[Said]:
    if shown.next_out is not None:
        out = shown.next_out
        yield _n(
            "{n} person is being asked, until {day} {time}.",
            "{n} people are being asked; the first of them has until {day} {time}.",
            shown.offers,
            day=out.date(),
            time=out.time(),
        )
    why = texts.reasons(shown.why_not)
    if why is not None:
        yield Bold(_("Nobody is left to ask."))
        yield _("The others: {reasons}", reasons=why)


def card_buttons(shown: Card) -> Inline:
    """What can be done about the task, and the people on it to call."""
    id_, state = shown.task.id, shown.task.state
    calls = [
        Button(_("Call {name}", name=one.name), f"ring:{id_}:{one.assignment.id}")
        for one in shown.people
        if one.assignment.stage in LIVING and one.person_id is not None
    ][:MOST_CALLS]
    refresh, again = Button(_("Refresh"), f"card:{id_}"), Button(_("Repeat"), f"repeat:{id_}")
    back = Button(_("All tasks"), "tasks:0")
    rows = [tuple(calls[start : start + 2]) for start in range(0, len(calls), 2)]
    if state not in RUNNING:
        return Inline((*rows, (again, back)))
    waits = state in (TaskState.PLANNED, TaskState.SCHEDULED)
    return Inline(
        (
            *rows,
            *([(Button(_("Ask volunteers now"), f"sendnow:{id_}"),)] if waits else []),
            *([(Button(_("Message everyone"), f"everyone:{id_}"),)] if calls else []),
            (Button(_("Hand over"), f"handover:{id_}"), Button(_("Call off"), f"calloff:{id_}")),
            (again, refresh),
            (back,),
        )
    )
