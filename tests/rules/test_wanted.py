"""Whom a coordinator asks for, as they write it; what a task may be."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.kernel.errors import Refused
from bot.kernel.i18n import say
from bot.volunteers.model import Brief, Details, Wanted
from bot.volunteers.rules.catalogue import BadCatalogue, read_catalogue
from bot.volunteers.rules.tasks import (
    MOST_DAYS,
    MOST_DAYS_AHEAD,
    begins_soon,
    ends,
    refuse_what_cannot_be,
)
from bot.volunteers.rules.wanted import MOST_OF_A_SKILL, MOST_SKILLS, read_wanted
from bot.volunteers.service.catalogue import catalogue
from tests.builders import COUNTY, HEPING, OTHER_TOWN, TOWN

GUIZHOU = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 9, tzinfo=GUIZHOU)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2 nurses, 1 driver, 3 anyone", [("nurse", 2), ("driver", 1), (None, 3)]),
        ("护士2名，司机1名，其他3名", [("nurse", 2), ("driver", 1), (None, 3)]),
        ("两名护士、三名司机；不限五人", [("nurse", 2), ("driver", 3), (None, 5)]),
        ("需要２名护士和一位医生", [("nurse", 2), ("doctor", 1)]),
        ("护士十二名 货车司机二十三人", [("nurse", 12), ("lorry_driver", 23)]),
        ("a doctor and five First Aiders", [("doctor", 1), ("first_aid", 5)]),
        ("Care for old and young: 2\n1 laboratory", [("care", 2), ("laboratory", 1)]),
        ("2 nurses 1 doctor", [("nurse", 2), ("doctor", 1)]),
        ("1 nurse, 2 nurses", [("nurse", 3)]),
        ("手语翻译1名，翻译2名", [("sign_language", 1), ("interpreter", 2)]),
        ("3 people", [(None, 3)]),
        ("3人", [(None, 3)]),
        ("2 x nurse; 3 × others.", [("nurse", 2), (None, 3)]),
        ("一百二十名志愿者", [(None, 120)]),
    ],
)
def test_a_line_is_read_as_people_write_it(text: str, wanted: list[tuple[str | None, int]]) -> None:
    read = read_wanted(text, catalogue())
    assert (read.unknown, read.unclear, read.outside) == ((), None, None)
    assert [(one.skill, one.count) for one in read.wanted] == wanted


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("2 nurses, 1 plumber", ("plumber",)),
        ("水管工2名", ("水管工",)),
        ("anything 3", ("anything",)),
        ("-2 nurses", ("-",)),
    ],
)
def test_words_that_nobody_knows_are_named(text: str, unknown: tuple[str, ...]) -> None:
    read = read_wanted(text, catalogue())
    assert read.unknown == unknown
    assert read.wanted == ()


@pytest.mark.parametrize("text", ["nurse", "3", "nurses, 3", "2 3 nurses", "1.5 nurses", "，", ""])
def test_a_number_or_skill_that_is_missing_is_not_guessed(text: str) -> None:
    read = read_wanted(text, catalogue())
    assert read.unclear is not None
    assert read.wanted == ()


@pytest.mark.parametrize("n", [0, MOST_OF_A_SKILL + 1, 10**9])
def test_a_number_outside_what_is_possible_is_told(n: int) -> None:
    assert read_wanted(f"{n} nurses", catalogue()).outside is not None


def test_two_skills_are_not_asked_for_by_the_same_word() -> None:
    skill = '{ code = "%s", label = { zh_Hans = "%s", en = "%s" }, also = %s }'
    one, other = skill % ("a", "甲", "A", '["X"]'), skill % ("b", "乙", "B", '["x"]')
    wrong = skill % ("c", "丙", "C", "[1]")
    label = 'label = { zh_Hans = "组", en = "Group" }'
    languages = f'[[languages]]\ncode = "l"\n{label}'
    with pytest.raises(BadCatalogue) as told:
        read_catalogue(
            f'[[groups]]\ncode = "g"\n{label}\nskills = [{one}, {other}, {wrong}]\n{languages}'
        )
    assert told.value.mistakes == [
        "skill 'c': `also` must be a list of words",
        "word 'x' stands more than once",
    ]


# -- times ----------------------------------------------------------------------------


def test_a_task_ends_at_the_next_such_time_or_on_its_last_day() -> None:
    assert ends(NOW, time(12), None) == NOW.replace(hour=12)
    assert ends(NOW, time(9), None) == NOW.replace(day=3)
    assert ends(NOW, time(6), None) == NOW.replace(day=3, hour=6)
    assert ends(NOW, time(6), date(2026, 3, 5)) == NOW.replace(day=5, hour=6)


def test_right_away_leaves_time_to_get_ready() -> None:
    assert begins_soon(NOW.replace(minute=1, second=9)) == NOW.replace(minute=20)


def a_brief(hours: float = 24, lasts: float = 4, **changes: object) -> Brief:
    starts = NOW + timedelta(hours=hours)
    brief = Brief(
        area_id=TOWN.id,
        place_id=HEPING.id,
        title="T",
        what="W",
        starts_at=starts,
        ends_at=starts + timedelta(hours=lasts),
        wanted=(Wanted(None, 1),),
        details=Details("A", "B"),
    )
    return replace(brief, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "brief",
    [
        a_brief(),
        a_brief(hours=-0.05),
        a_brief(lasts=MOST_DAYS * 24),
        a_brief(dispatch_at=NOW + timedelta(hours=23)),
    ],
)
def test_what_can_be(brief: Brief) -> None:
    refuse_what_cannot_be(brief, HEPING, COUNTY, NOW)


@pytest.mark.parametrize(
    ("brief", "why"),
    [
        (a_brief(hours=-1), "has passed already"),
        (a_brief(hours=(MOST_DAYS_AHEAD + 2) * 24), "too far ahead"),
        (a_brief(lasts=0.1), "at least 15 minutes"),
        (a_brief(lasts=-3), "at least 15 minutes"),
        (a_brief(lasts=MOST_DAYS * 24 + 1), "14 days at most"),
        (a_brief(dispatch_at=NOW + timedelta(hours=24)), "before the task begins"),
        (a_brief(dispatch_at=NOW - timedelta(hours=1)), "after now"),
        (a_brief(wanted=()), "500 people"),
        (a_brief(wanted=(Wanted("nurse", 0),)), "500 people"),
        (a_brief(wanted=tuple(Wanted(f"s{n}", 1) for n in range(MOST_SKILLS + 1))), "8 different"),
    ],
)
def test_what_cannot_be_is_refused_with_one_example(brief: Brief, why: str) -> None:
    with pytest.raises(Refused) as told:
        refuse_what_cannot_be(brief, HEPING, TOWN, NOW)
    said = say(told.value.text, "en")
    assert why in said
    assert said.lower().count("for example") == 1


def test_a_task_lies_in_the_area_whose_volunteers_are_asked() -> None:
    with pytest.raises(Refused):
        refuse_what_cannot_be(a_brief(), OTHER_TOWN, TOWN, NOW)
