"""What a bulletin says, when it is due, and that its seal shows every change."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.bulletins.model import (
    START,
    SUPPRESSED,
    Bulletin,
    Content,
    Coverage,
    Edition,
    Figure,
    Filed,
    Kind,
    Link,
    Named,
    Published,
)
from bot.bulletins.rules import chain
from bot.bulletins.rules.contents import countable, counted, figures
from bot.bulletins.rules.days import due_days
from bot.kernel.i18n import Labels
from bot.places.model import Place
from bot.reports.model import (
    Content as Kept,
)
from bot.reports.model import (
    Field,
    FieldKind,
    Form,
    Report,
    Schedule,
    Stage,
    Timeliness,
)
from tests.builders import COUNTY, DONGFENG, HEPING, OTHER_TOWN, TOWN, XINMIN

DAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
CASES = Labels({"en": "new confirmed cases", "zh_Hans": "新增确诊病例"})
FORM = Form(
    code="daily",
    version=1,
    title=Labels({"en": "Daily report"}),
    reporters=("village",),
    schedule=Schedule(time(0), time(16), 3),
    fields=(
        Field("confirmed", FieldKind.COUNT, CASES, CASES),
        Field("remarks", FieldKind.WORDS, CASES, CASES),
    ),
)
CONTENT = Content(
    place=Named("X", "某县 <b>"),
    form="daily",
    title={"en": "Daily report", "zh_Hans": "日报"},
    day=DAY,
    as_of=MOMENT,
    coverage=Coverage(3, 2, 1, 1),
    places=(Named("T", "某镇"), Named("T2", "别镇")),
    figures=(Figure("confirmed", {"en": "cases"}, 5, 12, (12, None)),),
)


def reported(place: Place, **counts: object) -> tuple[str, Report]:
    kept = Kept.FIGURES if counts else Kept.ZERO
    return place.path, Report(
        place.id,
        "daily",
        1,
        place.id,
        DAY,
        1,
        True,
        Stage.SUBMITTED,
        kept,
        Timeliness.ON_TIME,
        1,
        MOMENT,
        counts,
    )


def told(*confirmed: tuple[str, Report]) -> Figure:
    """The county's figure of new cases."""
    published = countable(FORM, [Published("confirmed", 5), Published("remarks", 5)])
    basis = counted(published, COUNTY, confirmed)
    (figure,) = figures(FORM, published, COUNTY, [TOWN, OTHER_TOWN], basis, {})
    return figure


def test_reports_are_summed_by_the_places_below_and_words_are_never_shown() -> None:
    figure = told(
        reported(HEPING, confirmed=7, remarks="a name"),
        reported(XINMIN, confirmed=2),
        reported(TOWN),
    )
    assert (figure.total, figure.cells) == (9, (9, None))


def test_a_place_without_a_confirmed_report_is_not_zero() -> None:
    assert told(reported(DONGFENG)).cells == (0, None)
    assert told().total is None


def test_small_numbers_are_marked() -> None:
    assert told(reported(HEPING, confirmed=2)).cells == (SUPPRESSED, None)
    assert told(reported(HEPING, confirmed=2)).total == SUPPRESSED


def test_what_is_written_is_read_back() -> None:
    assert chain.read(chain.written(CONTENT)) == CONTENT
    assert chain.written(CONTENT) == chain.written(replace(CONTENT))


def a_chain(length: int) -> list[Bulletin]:
    found: list[Bulletin] = []
    for number in range(1, length + 1):
        previous = found[-1].hash if found else START
        hashed = chain.sealed(number, previous, MOMENT, CONTENT)
        found.append(Bulletin(number, 3, MOMENT, CONTENT, previous, hashed))
    return found


FILED = Filed("X", "daily", DAY, "bulletin", None, 1, 2)


def linked(bulletin: Bulletin, filed: Filed = FILED) -> Link:
    return Link(bulletin.number, bulletin, filed)


def test_an_untouched_chain_has_no_fault() -> None:
    previous = START
    for number, one in enumerate(a_chain(3), 1):
        noted = {"hash": chain.digest(CONTENT), "seal": one.hash, "first_by": 1, "second_by": 2}
        assert chain.fault(linked(one), number, previous, noted) is None
        previous = one.hash


@pytest.mark.parametrize(
    "changed",
    [
        {"content": replace(CONTENT, day=date(2026, 3, 3))},
        {"content": replace(CONTENT, figures=())},
        {"content": replace(CONTENT, kind=Kind.WITHDRAWAL)},
        {"released_at": MOMENT.replace(minute=31)},
        {"hash": START},
        {"previous": START},
        {"number": 3},
    ],
)
def test_a_changed_bulletin_shows(changed: dict[str, object]) -> None:
    first, second = a_chain(2)
    other = replace(second, **changed)  # type: ignore[arg-type]
    assert chain.fault(linked(other), 2, first.hash, {}) is not None


@pytest.mark.parametrize(
    "filed",
    [
        {"place": "Y"},
        {"place": None},
        {"form": "other"},
        {"day": date(2026, 3, 3)},
        {"kind": "correction"},
        {"corrects": 1},
    ],
)
def test_a_bulletin_that_is_filed_as_something_else_shows(filed: dict[str, object]) -> None:
    first, second = a_chain(2)
    other = replace(FILED, **filed)  # type: ignore[arg-type]
    assert chain.fault(linked(second), 2, first.hash, {}) is None
    assert chain.fault(linked(second, other), 2, first.hash, {}) is not None


@pytest.mark.parametrize(
    "noted",
    [None, {"hash": START}, {"seal": START}, {"first_by": 2}, {"second_by": 1}],
)
def test_a_bulletin_that_the_journal_does_not_know_shows(noted: dict[str, object] | None) -> None:
    (only,) = a_chain(1)
    assert chain.fault(linked(only), 1, START, noted) is not None


def test_a_bulletin_that_cannot_be_read_shows() -> None:
    assert chain.fault(Link(1, None, FILED), 1, START, {}) is not None


def test_content_that_says_the_same_may_be_made_at_another_time() -> None:
    later = replace(CONTENT, as_of=MOMENT.replace(hour=11), kind=Kind.CORRECTION, corrects=1)
    assert chain.says_the_same(later, CONTENT)
    assert not chain.says_the_same(replace(later, coverage=Coverage(3, 3, 1, 1)), CONTENT)


@pytest.mark.parametrize(
    ("local", "due"),
    [
        ("2026-03-02T18:29+08:00", [1]),
        ("2026-03-02T18:30+08:00", [2]),
        ("2026-03-03T00:10+08:00", [2]),
        ("2026-03-03T18:29:59+08:00", [2]),
    ],
)
def test_a_bulletin_is_due_from_its_time_for_a_day(local: str, due: list[int]) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    edition = Edition(1, "daily", time(18, 30))
    found = due_days(edition, datetime.fromisoformat(local), zone)
    assert [day.day for day in found] == due
