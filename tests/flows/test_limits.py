"""No question of any flow outgrows Telegram's limits, in any language, with the longest names."""

from dataclasses import replace
from datetime import date

import pytest

from bot.app import FORMS
from bot.conversations.answers.choices import DONE
from bot.conversations.engine import advance, ask, data_for, next_step
from bot.conversations.model import Flow, Session, Tapped, Turn, Typed
from bot.kernel.i18n import LANGUAGES, say
from bot.outbox.keyboards import markup
from bot.people.flow import INVITE, JOIN, LANGUAGE
from bot.reminders.flow import FLOW as PAUSE
from bot.reminders.flow import pausing
from bot.reports.flow import SCHEDULE, flow_of
from bot.reports.rules.forms import read_form

LONGEST = "某某某布依族苗族彝族乡某某某某村民委员会"  # longer than any of Guizhou's names
MANY = 60  # the largest township has 53 villages
MOST_TEXT = 4096

DAILY = flow_of(read_form(FORMS[0]))
PLACES = [[10_000_000 + n, f"{LONGEST}{n}"] for n in range(MANY)]
REPORTING = Session(
    DAILY.name,
    "abcdef",
    facts={
        "today": "2026-09-30",
        "places": PLACES,
        "missing": [id_ for id_, _name in PLACES],
        **{f"before:{id_}:2026-09-30": {"observed": 9_999} for id_, _name in PLACES},
    },
)
CHILDREN = [[10_000_000 + n, f"{LONGEST}{n}", True] for n in range(MANY)]
INVITING = Session(
    INVITE.name,
    "abcdef",
    facts={
        "scopes": [[1, LONGEST], [2, LONGEST]],
        "roles": ["worker", "checker", "coordinator", "admin"],
        **{
            f"below:{id_}": {"id": id_, "name": LONGEST, "parent": 5, "children": CHILDREN}
            for id_ in (1, 2)
        },
    },
)

PLANNING = Session(
    SCHEDULE.name,
    "abcdef",
    facts={
        **{name: fact for name, fact in INVITING.facts.items() if name != "roles"},
        **{
            f"schedule:{id_}": {
                "name": LONGEST * 4,
                "today": "2026-09-30",
                "deadline": "16:00",
                "reminders": [720, 180, 60, 15],
                "days_off": ["sat", "sun", *(f"2026-10-{n:02}" for n in range(1, 31))],
                "accepted_days": 30,
                "quiet": ["21:00", "07:00"],
                "rungs": {"township": 0, "county": 90, "prefecture": 120, "province": 180},
                "again": 240,
                "silent_days": 3,
                "hopeless_days": 14,
                "from": dict.fromkeys(("deadline", "reminders"), LONGEST),
                "own": ["deadline"],
            }
            for id_ in (1, *(id_ for id_, _name, _leaf in CHILDREN))
        },
    },
)


def checked(turn: Turn) -> None:
    """What goes out must be taken by Telegram, in every language."""
    for language in LANGUAGES:
        if turn.say is not None:
            assert 0 < len(say(turn.say, language)) <= MOST_TEXT
        if turn.toast is not None:
            assert len(say(turn.toast, language)) <= 200
        if turn.keyboard is not None:
            markup(turn.keyboard, language)  # raises beyond 64 bytes, 100 buttons, empty labels


def answers(flow: Flow, session: Session) -> list[Tapped | Typed]:
    """Something that brings the open step on: its first buttons, or the longest words."""
    step = next_step(flow, session)
    assert step is not None
    options = step.kind.options(step.name, session)
    if step.name == "remarks":
        return [Typed("村" * 500)]
    if step.name == "weekdays":
        return [Tapped(data_for(session, step.name, DONE))]
    if step.name in {"fever", "clinic", "observed"}:
        return [Typed("9999")]
    if options:
        tried = options if step.name == "what" else options[:3]
        return [Tapped(data_for(session, step.name, option.value)) for option in tried]
    return [Typed("9999"), Typed("K7QM-2TXW-9P")]


def walked(flow: Flow, session: Session, seen: set[str]) -> int:
    """Go every way through the flow, a step's first few answers each; how many turns."""
    branch = [session.answers.get(step) for step in ("anything", "what")]
    key = repr((sorted(session.answers), branch))
    if key in seen:
        return 0
    seen.add(key)
    turns = 1
    checked(ask(flow, session))
    for heard in answers(flow, session):
        turn = advance(flow, session, heard)
        checked(turn)
        if not turn.finished and turn.session.answers != session.answers:
            turns += walked(flow, turn.session, seen)
    return turns


@pytest.mark.parametrize(
    ("flow", "session", "least"),
    [
        (DAILY, REPORTING, 20),
        (INVITE, INVITING, 4),
        (JOIN, Session("join", "abcdef"), 1),
        (LANGUAGE, Session("language", "abcdef"), 1),
        (SCHEDULE, PLANNING, 26),
        (PAUSE, pausing(1, LONGEST, date(2026, 9, 30)), 3),
    ],
    ids=lambda value: value.name if isinstance(value, Flow) else "",
)
def test_every_question_fits(flow: Flow, session: Session, least: int) -> None:
    assert walked(flow, session, set()) >= least


def test_the_list_of_what_can_be_changed_fits() -> None:
    session = replace(
        REPORTING,
        answers={
            "place": "10000000",
            "day": "2026-09-30",
            "anything": "figures",
            **{f.name: 9_999 for f in read_form(FORMS[0]).fields},
            "remarks": "村" * 500,
            "sure": "right",
        },
    )
    checked(ask(DAILY, session))
    checked(advance(DAILY, session, Tapped(data_for(session, "send", "!change"))))
