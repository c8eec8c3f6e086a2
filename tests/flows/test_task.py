"""Describing a task, with the engine alone: the longest summary fits, and is always fresh."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.conversations.answers.times import coming_day_in
from bot.conversations.engine import advance, ask, data_for
from bot.conversations.model import Session, Tapped
from bot.kernel.i18n import LANGUAGES, say
from bot.outbox.keyboards import markup
from bot.volunteers.flow import briefing
from bot.volunteers.flow.task import describing, flow_of
from bot.volunteers.model import (
    Assignment,
    Brief,
    Card,
    Details,
    Fit,
    Helping,
    Need,
    Preview,
    Reason,
    Relaxation,
    Stage,
    Task,
    TaskState,
    Urgency,
    Wanted,
)
from bot.volunteers.rules.wanted import MOST_OF_A_SKILL, MOST_SKILLS
from bot.volunteers.service.catalogue import catalogue
from bot.volunteers.texts import board as texts
from tests.builders import HEPING, TOWN

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 30, 9, tzinfo=ZONE)
FLOW = flow_of(catalogue())
SKILLS = list(catalogue().skills)[:MOST_SKILLS]
MOST_TEXT = 4096


def complete(**changes: Any) -> Session:
    """A conversation with the longest answers in; only the last question is open."""
    session = describing([TOWN], NOW.date(), "王" * 40, "+8613800000000")
    answers = {
        **session.answers,
        "title": "村" * 60,
        "what": "村" * 500,
        "where": {"place": HEPING.id, "name": HEPING.name * 10},
        "address": "村" * 150,
        "day": "2026-10-01",
        "from": "08:30",
        "to": "12:00",
        "languages": list(catalogue().languages),
        "check_in": "30",
        "urgency": "emergency",
        "wanted": [[code, MOST_OF_A_SKILL] for code in SKILLS],
    }
    return replace(session, answers={**answers, **changes})


def previewed(session: Session) -> Session:
    brief = briefing.brief_of(session.answers, ZONE, NOW)
    fits = tuple(Fit(one, 1, dict.fromkeys(Reason, 99_999)) for one in brief.wanted)
    shown = Preview(fits, 99_999, dict.fromkeys(Relaxation, 99_999))
    return briefing.with_preview(session, brief, shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_summary_and_all_that_can_be_changed_fit(language: str) -> None:
    session = previewed(complete())
    turn = ask(FLOW, session)
    assert turn.say is not None
    assert len(say(turn.say, language)) <= MOST_TEXT
    changing = advance(FLOW, session, Tapped(data_for(session, "send", "!change")))
    assert changing.keyboard is not None
    markup(changing.keyboard, language)


def test_who_fits_is_looked_up_again_when_an_answer_has_changed() -> None:
    session = complete()
    assert ask(FLOW, session).wants == briefing.PREVIEW
    known = previewed(session)
    assert ask(FLOW, known).wants is None
    changed = replace(known, answers={**known.answers, "unverified": "yes"})
    assert ask(FLOW, changed).wants == briefing.PREVIEW


def test_a_brief_survives_its_way_back_into_answers() -> None:
    session = complete(last="2026-10-03")
    brief = briefing.brief_of(session.answers, ZONE, NOW)
    assert brief.ends_at - brief.starts_at == timedelta(days=2, hours=3.5)
    fresh = describing([TOWN], NOW.date(), "X", None)
    again = briefing.with_answers(fresh, brief, TOWN, HEPING)
    assert "last" not in again.answers  # it took days: the last one is asked, too
    answers = {**again.answers, **again.former, "day": "2026-10-01", "last": "2026-10-03"}
    assert briefing.brief_of(answers, ZONE, NOW) == brief


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_with_everybody_on_it_fits(language: str) -> None:
    brief = Brief(
        area_id=TOWN.id,
        place_id=HEPING.id,
        title="村" * 60,
        what="村" * 500,
        starts_at=NOW,
        ends_at=NOW + timedelta(days=14),
        wanted=tuple(Wanted(code, 100) for code in SKILLS),
        details=Details("村" * 150, "王" * 40),
        urgency=Urgency.EMERGENCY,
    )
    needs = tuple(Need(n, 1, code, 100, 99) for n, code in enumerate(SKILLS))
    task = Task(2**31 - 1, brief, needs, TaskState.SCHEDULED, 1, reason="村" * 200)
    people = tuple(
        Helping(Assignment(2**31 - 1 - n, 1, 1, n, Stage.ACCEPTED, NOW, NOW, NOW), "王" * 40, n)
        for n in range(700)
    )
    card = Card(task, HEPING.name * 10, "王" * 40, people, 9, NOW, dict.fromkeys(Reason, 9), NOW)
    assert len(say(texts.card(card, catalogue()), language)) <= MOST_TEXT
    markup(texts.card_buttons(card), language)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 12, 30)),
        ("明天", date(2026, 12, 31)),
        ("12-31", date(2026, 12, 31)),
        ("1-2", date(2027, 1, 2)),
        ("2", date(2027, 1, 2)),
        ("30号", date(2026, 12, 30)),
        ("2026-12-01", date(2026, 12, 1)),
        ("2-30", None),
        ("soon", None),
    ],
)
def test_a_day_to_come_is_named_as_people_do(text: str, day: date | None) -> None:
    assert coming_day_in(text, date(2026, 12, 30)) == day
