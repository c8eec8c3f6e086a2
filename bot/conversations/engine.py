"""The flow engine: pure. No step pointer is kept; the next step is the first open one.

Because a session holds only answers, a restart, a redeploy or a question inserted in the
middle of somebody's conversation are harmless.
"""

from dataclasses import dataclass, replace

from bot.conversations.answers.words import same_words
from bot.conversations.model import (
    Answer,
    Button,
    Flow,
    Heard,
    Inline,
    Json,
    Menu,
    Option,
    Partly,
    Session,
    Step,
    Tapped,
    Turn,
    Typed,
)
from bot.kernel.errors import Refused
from bot.kernel.i18n import LANGUAGES, Said, _, lines, say

BACK, CANCEL, SKIP, CHANGE, REDO, KEEP = "!back", "!cancel", "!skip", "!change", "!redo", "!keep"
FIX = "!fix="

CONTROL_LABELS: dict[str, Said] = {
    BACK: _("Back"),
    CANCEL: _("Cancel"),
    SKIP: _("Skip"),
    CHANGE: _("Change something"),
    REDO: _("Nothing, go back"),
}


def next_step(flow: Flow, session: Session) -> Step | None:
    """The first step whose condition holds and which has no answer yet."""
    return next((s for s in flow.steps if s.name not in session.answers and s.when(session)), None)


def ask(flow: Flow, session: Session, *, before: Said | None = None) -> Turn:
    """Put the next question, after the sentence `before` if there is one."""
    if (wanted := flow.lacks(session)) is not None:
        return Turn(session, wants=wanted)
    step = next_step(flow, session)
    if step is None:
        return Turn(session, finished=True)
    question = step.question(session) if callable(step.question) else step.question
    return Turn(session, lines(before, question), _keyboard(flow, step, session))


def advance(flow: Flow, session: Session, heard: Heard) -> Turn:
    """Fold what was heard into the session and say what comes next.

    Never raises for what a person can do: a wrong answer becomes a turn which says why.
    """
    step = next_step(flow, session)
    if step is None:
        return Turn(session, finished=True)
    if isinstance(heard, Tapped):
        return replace(_tapped(flow, session, step, heard), in_place=True)
    if isinstance(heard, Typed) and (control := _typed_control(flow, session, step, heard.text)):
        return _controlled(flow, session, step, control)
    return _read(flow, session, step, heard)


def data_for(session: Session, step: str, value: str) -> str:
    """The callback data of a button of this session."""
    return f"s:{session.nonce}:{step}:{value}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A session button's callback data, taken apart."""

    nonce: str
    step: str
    value: str


def mark(data: str) -> Mark | None:
    """The parts of a session button's data; None for any other button."""
    parts = data.split(":", 3)
    return Mark(*parts[1:]) if len(parts) == 4 and parts[0] == "s" else None


# -- reading --------------------------------------------------------------------------


def _read(flow: Flow, session: Session, step: Step, heard: Heard) -> Turn:
    try:
        outcome = step.kind.read(_by_label(heard, step, session), step.name, session)
    except Refused as refusal:
        return Turn(session, say=refusal.text)
    match outcome:
        case Answer(value):
            return ask(flow, session.answered(step.name, value))
        case Partly(state):
            partly = {**session.partly, step.name: state}
            return ask(flow, replace(session, partly=partly, touched=True))


def _by_label(heard: Heard, step: Step, session: Session) -> Heard:
    """Typed words that match a button's label in any language count as a tap on it."""
    if isinstance(heard, Typed):
        for option in step.kind.options(step.name, session):
            if _is_label(heard.text, option.label):
                return Tapped(option.value)
    return heard


def _is_label(text: str, label: Said) -> bool:
    return any(same_words(text, say(label, language)) for language in LANGUAGES)


def _tapped(flow: Flow, session: Session, step: Step, tap: Tapped) -> Turn:
    marked = mark(tap.data)
    if marked is None or marked.nonce != session.nonce:
        return Turn(session, toast=OLD_BUTTON)
    if marked.step != step.name:
        return _late_tap(session, marked)
    if marked.value.startswith("!"):
        return _controlled(flow, session, step, marked.value)
    if marked.value not in {o.value for o in step.kind.options(step.name, session)}:
        return Turn(session, toast=OLD_BUTTON)
    turn = _read(flow, session, step, Tapped(marked.value))
    if turn.session is session and turn.say is not None:  # refused: the question must not go
        return replace(turn, say=None, toast=turn.say)
    return turn


OLD_BUTTON = _("This button belongs to an earlier message and does nothing any more.")
ALREADY = _("That is already noted.")
ALREADY_CHANGE = _("That question is already answered. You can change it before sending.")


def _late_tap(session: Session, marked: Mark) -> Turn:
    """A button of a question that is answered: a double tap, or second thoughts."""
    answer = session.answers.get(marked.step)
    if answer is None:
        return Turn(session, toast=OLD_BUTTON)
    return Turn(session, toast=ALREADY if str(answer) == marked.value else ALREADY_CHANGE)


# -- back, cancel, skip, change: the engine's own, never a flow's ---------------------


def _typed_control(flow: Flow, session: Session, step: Step, text: str) -> str | None:
    for control in _controls(flow, session, step):
        if _is_label(text, CONTROL_LABELS[control]):
            return control
    return None


def _controls(flow: Flow, session: Session, step: Step) -> list[str]:
    controls = []
    if step.optional:
        controls.append(SKIP)
    if step is flow.steps[-1] and changeable(flow, session):
        controls.append(CHANGE)
    if _answered_before(flow, session, step):
        controls.append(BACK)
    return [*controls, CANCEL]


def _controlled(flow: Flow, session: Session, step: Step, control: str) -> Turn:
    if control == CANCEL:
        return Turn(session, cancelled=True)
    if control == CHANGE:
        return _offer_changes(flow, session, step)
    if control.startswith(FIX):
        return _reopened(flow, session, control.removeprefix(FIX))
    if control == KEEP and step.name in session.former:
        return ask(flow, session.answered(step.name, session.former[step.name]))
    if control == SKIP and step.optional:
        return ask(flow, session.answered(step.name, None))
    if control == BACK and (before := _answered_before(flow, session, step)):
        return ask(flow, _open_again(flow, session, before.name))
    return ask(flow, session)


def _reopened(flow: Flow, session: Session, name: str) -> Turn:
    if name in {step.name for step in changeable(flow, session)}:
        return ask(flow, _open_again(flow, session, name))
    return Turn(session, toast=OLD_BUTTON)


def _open_again(flow: Flow, session: Session, name: str) -> Session:
    confirming = {step.name for step in flow.steps if step.confirms}
    answers = {k: v for k, v in session.answers.items() if k not in confirming}
    return replace(session.unanswered(name), answers={k: answers[k] for k in answers if k != name})


def _answered_before(flow: Flow, session: Session, step: Step) -> Step | None:
    earlier = flow.steps[: flow.steps.index(step)]
    return next(
        (s for s in reversed(earlier) if s.name in session.answers and s.when(session)), None
    )


def changeable(flow: Flow, session: Session) -> tuple[Step, ...]:
    """The answered steps that a person may pick to answer again."""
    return tuple(
        s
        for s in flow.steps
        if s.label is not None and s.name in session.answers and s.when(session)
    )


def _offer_changes(flow: Flow, session: Session, step: Step) -> Turn:
    picks = [
        Button(
            _("{label}: {value}", label=s.label, value=shown(s, session)),
            data_for(session, step.name, FIX + s.name),
        )
        for s in changeable(flow, session)
    ]
    rows = [*_in_rows(picks, 2), (_control(session, step, REDO),)]
    return Turn(session, _("Which answer should be changed?"), Inline(tuple(rows)))


def told(flow: Flow, session: Session) -> dict[str, Json]:
    """The answers that count: those of steps whose condition holds at the end, skips left out."""
    return {
        s.name: session.answers[s.name]
        for s in flow.steps
        if session.answers.get(s.name) is not None and s.when(session)
    }


def shown(step: Step, session: Session) -> Said:
    """A step's answer as the person should see it; a skipped one as a dash."""
    value = session.answers[step.name]
    return "–" if value is None else step.kind.show(value, session)


# -- keyboards ------------------------------------------------------------------------


def _keyboard(flow: Flow, step: Step, session: Session) -> Inline | Menu:
    asks: Menu | None = getattr(step.kind, "menu", lambda: None)()
    if asks is not None:
        controls = tuple(CONTROL_LABELS[c] for c in _controls(flow, session, step))
        return replace(asks, rows=(*asks.rows, controls))
    options = step.kind.options(step.name, session)
    wide = [(_option(session, step, option),) for option in options if option.wide]
    others = [_option(session, step, option) for option in options if not option.wide]
    rows = [*wide, *_in_rows(others, step.columns)]
    if (former := session.former.get(step.name)) is not None:  # what was skipped is, again
        kept = step.kind.show(former, session)
        label = _("Leave it at {value}", value=kept)
        rows.append((Button(label, data_for(session, step.name, KEEP)),))
    rows.append(tuple(_control(session, step, c) for c in _controls(flow, session, step)))
    return Inline(tuple(rows))


def _option(session: Session, step: Step, option: Option) -> Button:
    return Button(option.label, data_for(session, step.name, option.value))


def _control(session: Session, step: Step, control: str) -> Button:
    return Button(CONTROL_LABELS[control], data_for(session, step.name, control))


def _in_rows(buttons: list[Button], columns: int) -> list[tuple[Button, ...]]:
    return [tuple(buttons[i : i + columns]) for i in range(0, len(buttons), columns)]
