"""What wants a look before it is approved, and what does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.reports.forms
from bot.reports.model import Concern, Content, Doubt, Report, Review, Stage, Timeliness
from bot.reports.rules.concerns import concerns, jumps, limit, lower_limit
from bot.reports.rules.forms import read_form

FORM = read_form((Path(bot.reports.forms.__path__[0]) / "daily-3.toml").read_text())
DAY = date(2026, 3, 2)
DUE = datetime(2026, 3, 2, 8, tzinfo=UTC)

CALM = Report(
    id=1,
    form="daily",
    version=2,
    place_id=5,
    day=DAY,
    revision=1,
    is_current=True,
    stage=Stage.SUBMITTED,
    content=Content.ZERO,
    timeliness=Timeliness.ON_TIME,
    author_id=1,
    submitted_at=DUE - timedelta(hours=1),
)


def ago(days: int, **figures: int) -> Report:
    content = Content.FIGURES if figures else Content.ZERO
    return replace(CALM, day=DAY - timedelta(days=days), content=content, figures=figures)


def told(**figures: int) -> Report:
    return replace(CALM, content=Content.FIGURES, figures=figures)


def returned(report: Report) -> Report:
    return replace(report, stage=Stage.RETURNED)


def found(report: Report, *before: Report, first: bool = False) -> tuple[Concern, ...]:
    return concerns(report, FORM, before, first_of_author=first, due=DUE)


def test_a_zero_report_in_quiet_days_wants_no_look() -> None:
    assert found(CALM, ago(1), ago(2), ago(3)) == ()


@pytest.mark.parametrize(
    ("report", "before", "concern"),
    [
        (replace(CALM, doubts=(Doubt("observation", "3", "2"),)), [], Concern.IDENTITY),
        (told(confirmed=1), [ago(1), ago(2)], Concern.JUMP),
        (told(fever=9), [ago(1, fever=2), ago(2, fever=2)], Concern.JUMP),
        (CALM, [ago(1, confirmed=1)], Concern.ZERO_AFTER_CASES),
        (CALM, [ago(3, suspected=2)], Concern.ZERO_AFTER_CASES),
        (told(fever=10), [ago(1, fever=30), ago(2, fever=30)], Concern.DROP),
        (replace(CALM, revision=2, review=Review(amends="one was missed")), [], Concern.AMENDS),
        (told(confirmed=1), [returned(ago(1, confirmed=9)), ago(2)], Concern.JUMP),
        (
            replace(CALM, revision=2, submitted_at=DUE + timedelta(minutes=2)),
            [],
            Concern.LATE_CORRECTION,
        ),
    ],
)
def test_what_stands_out_is_named(report: Report, before: list[Report], concern: Concern) -> None:
    assert found(report, *before) == (concern,)


@pytest.mark.parametrize(
    ("report", "before"),
    [
        (told(fever=3), [ago(1, fever=2), ago(2, fever=3), ago(3, fever=1)]),
        (told(returnees=40), [ago(1)]),  # nobody watches this count
        (CALM, [ago(4, confirmed=1)]),  # four days ago is long enough
        (CALM, [ago(1), ago(2, confirmed=1)]),  # yesterday was zero already
        (CALM, [ago(1, returnees=3)]),  # figures, but no cases
        (CALM, [returned(ago(1, confirmed=9))]),  # nobody stands by those cases
        (told(fever=14), [ago(1, fever=30), ago(2, fever=30)]),  # 30 - 3·√30 is below 14
        (replace(CALM, revision=2), []),  # corrected in time
        (replace(CALM, submitted_at=DUE + timedelta(hours=1)), []),  # late, not corrected
    ],
)
def test_what_is_usual_passes(report: Report, before: list[Report]) -> None:
    assert found(report, *before) == ()


def test_the_first_report_of_a_worker_is_looked_at() -> None:
    assert found(CALM, first=True) == (Concern.NEW_WORKER,)


def test_the_jumps_are_named_by_field() -> None:
    report = told(confirmed=4, fever=1, deaths=1)
    assert jumps(report, FORM, [ago(1, fever=1), ago(2, fever=1)]) == ("confirmed", "deaths")


@given(st.lists(st.integers(0, 50), max_size=14))
def test_the_limit_lies_above_the_mean_and_is_never_reached_by_a_steady_place(
    counts: list[int],
) -> None:
    assert limit(counts) > (sum(counts) / len(counts) if counts else 0)
    steady = max(counts, default=0)
    assert limit([steady] * 14) >= steady


@given(st.lists(st.just(0), max_size=14))
def test_a_first_case_is_always_above_the_limit(counts: list[int]) -> None:
    assert limit(counts) < 1


@given(st.lists(st.integers(0, 9), max_size=14))
def test_where_few_are_usual_zero_is_no_drop(counts: list[int]) -> None:
    assert lower_limit(counts) <= 0


@given(st.lists(st.integers(0, 500), min_size=1, max_size=14))
def test_a_steady_place_lies_between_the_limits(counts: list[int]) -> None:
    mean = sum(counts) / len(counts)
    assert lower_limit(counts) <= mean <= limit(counts)
