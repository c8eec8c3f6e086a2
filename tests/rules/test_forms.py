"""Forms read from TOML: every mistake named at once; figures that must add up."""

import pytest

from bot.app import FORMS
from bot.reports.model import Content, Form
from bot.reports.rules.forms import BadForm, read_form
from bot.reports.rules.identities import doubts, implied

DAILY = read_form(FORMS[0])
SMALL = """
code = "small"
version = 1
title = { en = "Small", zh_Hans = "小表" }
[schedule]
deadline = "18:30"
[[fields]]
name = "sick"
kind = "count"
label = { en = "sick", zh_Hans = "患者" }
ask = { en = "How many?", zh_Hans = "多少？" }
"""


def test_the_default_form_asks_what_the_field_asks() -> None:
    names = [field.name for field in DAILY.fields]
    assert len(names) == 16
    assert {"confirmed", "suspected", "fever", "observed", "deaths", "masks"} <= set(names)
    assert [identity.name for identity in DAILY.identities] == [
        "observation",
        "cumulative",
        "clinic_within_fever",
    ]


def test_a_small_form_is_read_with_its_defaults() -> None:
    form = read_form(SMALL)
    assert (form.code, form.version, form.reporters) == ("small", 1, ("village",))
    assert form.schedule.deadline.isoformat() == "18:30:00"
    assert (form.schedule.accepted_days, form.fields[0].most) == (3, 9_999)


@pytest.mark.parametrize(
    ("wrong", "mistake"),
    [
        (SMALL.replace('"small"', '"Small!"'), "`code` must be a short lower-case name"),
        (SMALL.replace("version = 1", "version = 0"), "`version` must be a whole number"),
        (SMALL.replace('kind = "count"', 'kind = "guess"'), "`kind` must be one of"),
        (SMALL.replace(', zh_Hans = "患者"', ""), "give the words in"),
        (SMALL.replace('"18:30"', '"late"'), "`deadline` must be a time"),
        (SMALL + 'when = "fever"\n', "`when` must name an earlier field"),
        (SMALL.split("[[fields]]", maxsplit=1)[0], "at least one"),
        ("code = ", "not valid TOML"),
        (SMALL + SMALL[SMALL.index("[[fields]]") :], "stands more than once"),
    ],
)
def test_a_mistake_is_named_with_its_cure(wrong: str, mistake: str) -> None:
    with pytest.raises(BadForm) as bad:
        read_form(wrong)
    assert any(mistake in one for one in bad.value.mistakes), bad.value.mistakes


def test_all_mistakes_are_named_at_once() -> None:
    wrong = SMALL.replace('"small"', '"S"').replace("version = 1", "version = -1")
    with pytest.raises(BadForm) as bad:
        read_form(wrong.replace('kind = "count"', 'kind = "guess"'))
    assert len(bad.value.mistakes) == 3


@pytest.mark.parametrize(
    ("today", "yesterday", "found"),
    [
        ({"observed": 11, "observed_new": 3, "observed_released": 2}, {"observed": 10}, []),
        ({"observed": 12, "observed_new": 3, "observed_released": 2}, {"observed": 10}, ["12≠11"]),
        ({"observed": 12, "observed_new": 3, "observed_released": 2}, None, []),
        ({"observed": 12, "observed_new": 3}, {"observed": 10}, []),
        ({"clinic": 2, "fever": 2}, None, []),
        ({"clinic": 3, "fever": 2}, None, ["3≠2"]),
        ({}, {"observed": 10}, []),
    ],
)
def test_what_does_not_add_up_is_found_and_what_is_unknown_cannot_fail(
    today: dict[str, int], yesterday: dict[str, int] | None, found: list[str]
) -> None:
    assert [f"{d.left}≠{d.right}" for d in doubts(DAILY, today, yesterday)] == found


def test_decimals_add_up_exactly() -> None:
    form: Form = read_form(
        SMALL
        + """
[[fields]]
name = "left"
kind = "amount"
label = { en = "l", zh_Hans = "剩" }
ask = { en = "l?", zh_Hans = "剩？" }
[[fields]]
name = "used"
kind = "amount"
label = { en = "u", zh_Hans = "用" }
ask = { en = "u?", zh_Hans = "用？" }
[[identities]]
name = "litres"
left = "left"
right = "yesterday.left - used"
say = { en = "{left} {right}", zh_Hans = "{left} {right}" }
"""
    )
    assert doubts(form, {"left": "0.2", "used": "0.1"}, {"left": "0.3"}) == ()


@pytest.mark.parametrize(
    ("observed", "total", "failing"),
    [(0, 7, []), (5, 7, ["observation"]), (5, None, ["observation"]), (0, None, [])],
)
def test_zero_contradicts_people_under_observation_and_carries_what_is_cumulative(
    observed: int, total: int | None, failing: list[str]
) -> None:
    yesterday = {"observed": observed, "confirmed_total": total}
    today = implied(DAILY, Content.ZERO, {}, yesterday)
    assert today["confirmed_total"] == total
    assert today["confirmed"] == 0
    assert "masks" not in today  # a stock that need not be told is not zero
    assert [doubt.identity for doubt in doubts(DAILY, today, yesterday)] == failing


@pytest.mark.parametrize(
    ("total", "yesterday", "failing"),
    [(9, 7, []), (8, 7, ["cumulative"]), (8, None, [])],
)
def test_a_cumulative_count_grows_by_what_is_new(
    total: int, yesterday: int | None, failing: list[str]
) -> None:
    today = {"confirmed": 2, "confirmed_total": total}
    found = doubts(DAILY, today, {"confirmed_total": yesterday})
    assert [doubt.identity for doubt in found] == failing
