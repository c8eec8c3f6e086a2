"""The reporting conversation, made from a form: place, day, zero or figures, doubts, sending."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.conversations.answers import Amount, Choice, Count, Day, Words
from bot.conversations.engine import shown
from bot.conversations.model import Flow, Kind, Option, Session, Step
from bot.kernel.i18n import Bold, Labels, Said, _, _n, lines
from bot.reports.model import (
    Content,
    Doubt,
    Field,
    FieldKind,
    Form,
)
from bot.reports.rules.identities import doubts

ALL = "all"
NAME = "report"
SEND = (Option("send", _("Send")),)
ZERO_OR_FIGURES = (
    Option(Content.ZERO, _("Zero report: nothing to report")),
    Option(Content.FIGURES, _("There is something to report")),
)
AMENDS = _(
    "This report is confirmed already. Why is it changed? The reason stays with it, "
    "and it will be checked twice again."
)
REASON = Words(most=300, example=_("two people were counted twice"))
RIGHT = (Option("right", _("Yes, the figures are right")),)


def flow_of(form: Form) -> Flow:
    """The conversation that fills in `form`.

    Facts: `today` and the `oldest` day taken, in days before it, where all of `places` are meant;
    by place id its own ones in `clocks`; `places` as [[id, name]], `missing` (without a report),
    `before:<place>:<day>` the figures of the day before, `correcting` a report's id,
    `amending` when that report is confirmed already.
    """
    asked = tuple(_field_step(field) for field in form.fields)
    return Flow(
        NAME,
        (
            Step("place", _which_place, Choice(_places), when=_is_new, label=_("Place")),
            Step(
                "day",
                _("For which day?"),
                Day(_today, _oldest(form)),
                when=_is_new,
                label=_("Day"),
                columns=3,
            ),
            Step(
                "anything",
                _anything,
                Choice(ZERO_OR_FIGURES),
                when=one_place,
                label=_("Content"),
                columns=1,
            ),
            *asked,
            Step(
                "sure",
                _doubtful(form),
                Choice(RIGHT),
                when=lambda session: bool(found(form, session)),
                confirms=True,
            ),
            Step("amends", AMENDS, REASON, when=_amends, label=_("Reason")),
            Step("send", _summary(form), Choice(SEND)),
        ),
        title=form.title,
        lacks=_lacks,
    )


def found(form: Form, session: Session) -> tuple[Doubt, ...]:
    """The doubts about the figures as they stand; none while a figure is still open."""
    if not _with_figures(session) or any(_open(field, session) for field in form.fields):
        return ()
    return doubts(form, _figures(form, session), session.facts.get(before(session)))


def figures(form: Form, session: Session) -> dict[str, object]:
    """The figures to be stored: those asked and answered, nothing for a zero report."""
    return _figures(form, session) if _with_figures(session) else {}


def before(session: Session) -> str:
    """The fact that holds the figures of the same place on the day before."""
    return f"before:{session.answers.get('place')}:{session.answers.get('day')}"


def _lacks(session: Session) -> str | None:
    known = before(session) in session.facts
    settled = {"place", "day"} <= set(session.answers)
    return before(session) if settled and _with_figures(session) and not known else None


def _today(session: Session) -> date:
    today, _oldest = _clocks(session) or (session.facts["today"], None)
    return date.fromisoformat(today)


def _oldest(form: Form) -> Callable[[Session], int]:
    def oldest(session: Session) -> int:
        usual = session.facts.get("oldest", form.schedule.accepted_days)
        _today, days = _clocks(session) or (None, usual)
        return int(days)

    return oldest


def _clocks(session: Session) -> Sequence[Any] | None:
    """Which day it is for the place chosen, and how many days back it takes reports."""
    clocks: Mapping[str, Sequence[Any]] = session.facts.get("clocks", {})
    return clocks.get(session.answers.get("place", ""))


def _is_new(session: Session) -> bool:
    """A correction keeps the place and the day of what it corrects."""
    return session.facts.get("correcting") is None


def _amends(session: Session) -> bool:
    return bool(session.facts.get("amending"))


def one_place(session: Session) -> bool:
    """Whether the report is for one place, not zero for all of them."""
    return session.answers.get("place") != ALL


def _with_figures(session: Session) -> bool:
    return session.answers.get("anything") == Content.FIGURES


def _places(session: Session) -> tuple[Option, ...]:
    missing = session.facts["missing"]
    offered = [pair for pair in session.facts["places"] if pair[0] in missing]
    options = tuple(Option(str(id_), name) for id_, name in offered or session.facts["places"])
    if session.answers.get("anything") == Content.ZERO and len(offered) > 1:
        everywhere = _n("Zero for {n} place", "Zero for all {n} places", len(offered))
        return (Option(ALL, everywhere, wide=True), *options)
    return options


def _which_place(session: Session) -> Said:
    n = len(session.facts["missing"])
    if not n:
        return _("Which place is the report for?")
    return _n(
        "{n} place has not reported yet. Which one?",
        "{n} places have not reported yet. Which one?",
        n,
    )


def place_named(session: Session) -> Said:
    """The place, or all the places, that the report is for."""
    if not one_place(session):
        names = [n for id_, n in session.facts["places"] if id_ in session.facts["missing"]]
        return _("{list}", list=names)
    chosen = session.answers.get("place")
    return next((name for id_, name in session.facts["places"] if str(id_) == chosen), "")


def day_named(session: Session) -> date:
    """The day that the report is for."""
    return date.fromisoformat(session.answers["day"])


def _anything(session: Session) -> Said:
    return _(
        "Is there anything to report for {place} on {day}?",
        place=Bold(place_named(session)),
        day=day_named(session),
    )


def _field_step(field: Field) -> Step:
    kinds: dict[FieldKind, Callable[[], Kind]] = {
        FieldKind.COUNT: lambda: Count(most=field.most),
        FieldKind.AMOUNT: lambda: Amount(most=field.most),
        FieldKind.WORDS: Words,
    }
    return Step(
        field.name,
        field.ask,
        kinds[field.kind](),
        when=lambda session: _is_asked(field, session),
        label=field.label,
        optional=field.optional,
        columns=4,
    )


def _is_asked(field: Field, session: Session) -> bool:
    if not _with_figures(session):
        return False
    return field.when is None or bool(session.answers.get(field.when))


def _open(field: Field, session: Session) -> bool:
    return _is_asked(field, session) and field.name not in session.answers


def _figures(form: Form, session: Session) -> dict[str, object]:
    return {
        field.name: session.answers[field.name]
        for field in form.fields
        if session.answers.get(field.name) is not None and _is_asked(field, session)
    }


def _doubtful(form: Form) -> Callable[[Session], Said]:
    def question(session: Session) -> Said:
        worded = [doubt_named(form, doubt) for doubt in found(form, session)]
        return lines(*worded, _("Is that right? If not, go back and change it."))

    return question


def doubt_named(form: Form, doubt: Doubt) -> Said:
    """What does not add up, in the form's own words."""
    wording = next(i.say.wording for i in form.identities if i.name == doubt.identity)
    return Labels(wording, {"left": doubt.left, "right": doubt.right})


def _summary(form: Form) -> Callable[[Session], Said]:
    def summary(session: Session) -> Said:
        head = lines(Bold(place_named(session)), _("{day}", day=day_named(session)))
        if not _with_figures(session):
            return lines(
                Bold(_("Zero report")), head, _("Nothing happened, nothing to report. Send it?")
            )
        told_lines = (
            _("{label}: {value}", label=field.label, value=shown(_field_step(field), session))
            for field in form.fields
            if field.name in session.answers and _is_asked(field, session)
        )
        return lines(Bold(form.title), head, "", *told_lines, "", _("Is this right? Send it?"))

    return summary
