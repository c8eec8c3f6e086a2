"""The reporting conversation: zero in one tap, figures with corrections, doubts, interruptions."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.reports.forms
from bot.conversations.engine import advance, ask, data_for, next_step
from bot.conversations.model import Flow, Heard, Inline, SentPhoto, Session, Tapped, Turn, Typed
from bot.kernel.i18n import Said, say
from bot.reports.flow import ALL, figures, flow_of, found
from bot.reports.rules.forms import read_form

FORM = read_form((Path(bot.reports.forms.__path__[0]) / "daily-3.toml").read_text())
FLOW = flow_of(FORM)
YESTERDAY = {"observed": 10}
FACTS = {
    "today": "2026-03-02",
    "places": [[7, "和平村"], [8, "新民村"], [9, "东风村"]],
    "missing": [7, 8, 9],
    "before:7:2026-03-02": YESTERDAY,
    "before:8:2026-03-02": None,
}


def opened(**answers: str) -> Session:
    return Session("report", "n0nc", facts=FACTS, answers={"day": "2026-03-02", **answers})


def english(said: Said | None) -> str:
    assert said is not None
    return say(said, "en")


def tap(session: Session, value: str) -> Tapped:
    step = next_step(FLOW, session)
    assert step is not None
    return Tapped(data_for(session, step.name, value))


def play(session: Session, *heard: Heard | str) -> Turn:
    """Fold all of it in; a str is typed, one with a leading @ is tapped."""
    turn = ask(FLOW, session)
    for one in heard:
        if isinstance(one, str):
            one = tap(turn.session, one[1:]) if one.startswith("@") else Typed(one)
        turn = advance(FLOW, turn.session, one)
    return turn


def to_figures(session: Session) -> list[str]:
    """Zero everywhere, stocks skipped, for the fields that are asked."""
    return ["@figures", *["0"] * 11, "@!skip", "@!skip", "@!skip", "@!skip"]


def test_a_zero_report_of_one_place_is_one_confirmation_that_names_place_and_day() -> None:
    turn = play(opened(place="7", anything="zero"))
    assert "和平村" in english(turn.say)
    assert "Mon 2 Mar" in english(turn.say)
    assert play(opened(place="7", anything="zero"), "@send").finished


def test_a_worker_of_three_may_send_zero_for_all_at_once() -> None:
    turn = play(opened(anything="zero"), f"@{ALL}")
    assert english(turn.say).count("村") == 3
    assert play(opened(anything="zero"), f"@{ALL}", "@send").finished


def test_zero_for_all_is_not_offered_for_figures() -> None:
    turn = play(opened())
    assert isinstance(turn.keyboard, Inline)
    assert not any(b.data.endswith(":all") for row in turn.keyboard.rows for b in row)


def test_the_label_typed_in_another_language_counts_as_the_button() -> None:
    assert play(opened(anything="zero"), "新民村").session.answers["place"] == "8"


def test_a_number_is_corrected_before_sending() -> None:
    session = opened(place="7")
    turn = play(session, *to_figures(session), "@right")
    assert next_step(FLOW, turn.session) is FLOW.steps[-1]
    turn = play(turn.session, "@!change", "@!fix=deaths")
    assert "died" in english(turn.say)
    turn = play(turn.session, "2")
    assert figures(FORM, turn.session)["deaths"] == 2


def test_a_changed_figure_asks_about_what_does_not_add_up_once_more() -> None:
    session = opened(place="7")
    turn = play(session, *to_figures(session))
    assert "makes 10" in english(turn.say)
    turn = play(turn.session, "@right", "@!change", "@!fix=observed", "5")
    assert "you gave 5" in english(turn.say)


def test_figures_that_add_up_raise_no_doubt() -> None:
    session = opened(place="8")
    turn = play(session, *to_figures(session))
    assert found(FORM, turn.session) == ()
    assert "Send it?" in english(turn.say)


def test_back_opens_the_question_before_and_offers_the_former_answer() -> None:
    turn = play(opened(place="7"), "@figures", "3", "@!back")
    assert "confirmed" in english(turn.say)
    assert isinstance(turn.keyboard, Inline)
    labels = [english(b.label) for row in turn.keyboard.rows for b in row]
    assert "Leave it at 3" in labels
    assert play(turn.session, "@!keep").session.answers["confirmed"] == 3


def test_the_clinic_is_only_asked_when_somebody_has_a_fever() -> None:
    with_fever = play(opened(place="8"), "@figures", "0", "0", "2")
    without = play(opened(place="8"), "@figures", "0", "0", "0")
    assert "fever clinic" in english(with_fever.say)
    assert "close contacts" in english(without.say)


def test_the_day_before_is_looked_up_only_when_figures_come() -> None:
    session = replace(opened(place="9"), facts={**FACTS})
    assert play(session, "@figures").wants == "before:9:2026-03-02"
    assert play(opened(place="9", anything="zero")).wants is None


def test_a_double_tap_is_noted_once_and_an_old_button_does_nothing() -> None:
    first = opened(place="8")
    turn = play(first, "@figures")
    again = advance(FLOW, turn.session, tap(first, "figures"))
    assert again.session == turn.session
    assert "already noted" in english(again.toast)
    other = advance(FLOW, turn.session, Tapped("s:past:anything:zero"))
    assert other.session == turn.session
    assert "earlier message" in english(other.toast)


def test_a_session_survives_a_restart_as_json() -> None:
    turn = play(opened(place="7"), "@figures", "3", "1")
    kept = Session(**json.loads(json.dumps(asdict(turn.session))))
    assert play(kept, "2").session.answers["fever"] == 2


@pytest.mark.parametrize(
    ("heard", "reason"),
    [
        ("three", "not a number"),
        ("-2", "below zero"),
        ("2.5", "whole numbers"),
        ("99999999", "at most 9,999"),
        ("x" * 5_000, "5,000 characters"),
        (SentPhoto("f"), "A photo"),
    ],
)
def test_wrong_input_gets_its_own_reason_and_an_example(heard: Heard | str, reason: str) -> None:
    turn = play(opened(place="8"), "@figures", heard)
    assert reason in english(turn.say)
    assert "3" in english(turn.say)
    assert "confirmed" not in turn.session.answers


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("３", 3),
        ("三", 3),
        ("十", 10),
        ("两", 2),
        ("3人", 3),
        ("1,200", 1200),
        (" 4 ", 4),
        ("无", 0),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, number: int) -> None:
    turn = play(opened(place="8"), "@figures", typed)
    assert turn.session.answers["confirmed"] == number


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("2026-03-03", "not come yet"), ("2026-02-20", "too long ago"), ("someday", "not a day")],
)
def test_a_wrong_day_is_refused_with_the_days_possible(typed: str, reason: str) -> None:
    session = replace(
        opened(place="7", anything="zero"), answers={"place": "7", "anything": "zero"}
    )
    assert reason in english(play(session, typed).say)


def test_how_old_a_report_may_be_is_the_places_own() -> None:
    facts = {
        **FACTS,
        "oldest": 1,
        "clocks": {"7": ["2026-03-02", 1], "8": ["2026-03-03", 10]},
    }
    short = replace(opened(place="7", anything="zero"), facts=facts)
    short = replace(short, answers={"place": "7", "anything": "zero"})
    assert "The earliest day possible is Sun 1 Mar" in english(play(short, "2026-02-25").say)
    long = replace(short, answers={"place": "8", "anything": "zero"})
    assert play(long, "2026-02-25").session.answers["day"] == "2026-02-25"
    assert play(long, "2026-03-03").session.answers["day"] == "2026-03-03"


HEARD = st.one_of(
    st.text(max_size=12).map(Typed),
    st.sampled_from(["0", "3", "昨天", "返回", "取消", "Skip"]).map(Typed),
    st.sampled_from(
        [
            "7",
            "all",
            "zero",
            "figures",
            "send",
            "right",
            "!back",
            "!skip",
            "!change",
            "!fix=deaths",
            "!keep",
            "!redo",
        ]
    ).map(lambda v: v),
    st.just(SentPhoto("f")),
)


def checked(flow: Flow, turn: Turn) -> None:
    assert set(turn.session.answers) <= {step.name for step in flow.steps}
    if turn.finished:
        assert next_step(flow, turn.session) is None
    elif turn.say is not None:
        assert 0 < len(say(turn.say, "zh_Hans")) <= 4096
    if isinstance(turn.keyboard, Inline):
        for row in turn.keyboard.rows:
            assert all(0 < len(button.data.encode()) <= 64 for button in row)


@given(st.lists(HEARD, max_size=30))
def test_any_sequence_of_inputs_leaves_a_session_that_can_go_on(heard: list[Heard | str]) -> None:
    session = opened(place="8")
    for one in heard:
        if next_step(FLOW, session) is None:
            break
        turn = advance(FLOW, session, tap(session, one) if isinstance(one, str) else one)
        checked(FLOW, turn)
        session = turn.session
