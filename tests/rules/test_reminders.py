"""Which reminder or rung is due when, whose place is whose, and what a digest says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.i18n import LANGUAGES, say
from bot.people.model import Person
from bot.places.model import Level, Place
from bot.reminders.model import AGAIN, Anchor, Digest, Ladder, Missing, Post, Settled
from bot.reminders.rules.below import anchors_of, by_ancestor, in_batches, nearest, step_below
from bot.reminders.rules.moments import (
    has_come,
    is_weekly,
    ladders_due,
    next_ask,
    plan_of,
    read_plan,
    reminder_due,
    reminders_due,
    rung_moment,
    rungs_of,
)
from bot.reminders.rules.telling import Telling, asked_again, next_asks, settled, told_on
from bot.reminders.rules.views import Evening, view
from bot.reminders.texts import digest as texts
from bot.reports.model import Quiet, Schedule, Schedules
from bot.reports.rules.quiet import awake, is_quiet
from tests.builders import CITY, COUNTY, DONGFENG, HEPING, OTHER_TOWN, PROVINCE, TOWN, XINMIN
from tests.rules.test_schedules import SCHEDULES

ZONE = ZoneInfo("Asia/Shanghai")
WEST = ZoneInfo("Asia/Urumqi")
DAY = date(2026, 3, 2)  # a Monday
USUAL = Anchor(PROVINCE, Schedule(), ZONE)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def at(clock: str, days: int = 0) -> datetime:
    """A moment of the day by Guizhou's clocks."""
    local = datetime.combine(DAY, time.fromisoformat(clock), tzinfo=ZONE)
    return (local + timedelta(days=days)).astimezone(UTC)


def anchored(**values: object) -> Anchor:
    return replace(USUAL, schedule=replace(Schedule(), **values))  # type: ignore[arg-type]


# -- quiet hours ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quiet", "clock", "is_it", "until"),
    [
        (Quiet(time(21), time(7)), "20:59", False, "20:59"),
        (Quiet(time(21), time(7)), "21:00", True, "+07:00"),
        (Quiet(time(21), time(7)), "00:00", True, "07:00"),
        (Quiet(time(21), time(7)), "06:59", True, "07:00"),
        (Quiet(time(21), time(7)), "07:00", False, "07:00"),
        (Quiet(time(12), time(14)), "11:59", False, "11:59"),
        (Quiet(time(12), time(14)), "12:00", True, "14:00"),
        (Quiet(time(12), time(14)), "14:00", False, "14:00"),
        (Quiet(time(0), time(0)), "03:00", False, "03:00"),
    ],
)
def test_quiet_hours_end_when_they_end(quiet: Quiet, clock: str, is_it: bool, until: str) -> None:
    assert is_quiet(at(clock), quiet, ZONE) == is_it
    wanted = at(until.lstrip("+"), days=int(until.startswith("+")))
    assert awake(at(clock), quiet, ZONE) == wanted


@given(SCHEDULES, st.integers(0, 1_000_000))
def test_whoever_waits_for_the_end_of_quiet_hours_is_out_of_them_within_a_day(
    schedule: Schedule, minutes: int
) -> None:
    moment = at("00:00") + timedelta(minutes=minutes)
    then = awake(moment, schedule.quiet, ZONE)
    assert not is_quiet(then, schedule.quiet, ZONE)
    assert moment <= then < moment + timedelta(days=1)


# -- reminders ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        ("00:00", None),
        ("13:59", None),
        ("14:00", 120),
        ("14:01", 120),
        ("15:29", 120),
        ("15:30", 30),
        ("15:59", 30),
        ("16:00", None),
        ("20:00", None),
    ],
)
def test_only_the_latest_reminder_is_due_and_none_after_the_deadline(
    clock: str, due: int | None
) -> None:
    assert reminder_due(at(clock), DAY, USUAL) == due


@pytest.mark.parametrize(
    ("anchor", "clock", "due"),
    [
        (anchored(days_off=frozenset({0})), "14:00", None),
        (anchored(days_off=frozenset({DAY})), "14:00", None),
        (anchored(days_off=frozenset({1})), "14:00", 120),
        (anchored(reminders=()), "15:00", None),
        (anchored(deadline=time(8)), "06:30", None),
        (anchored(deadline=time(8)), "07:00", 120),  # put off to the end of the quiet hours
        (anchored(deadline=time(8)), "07:30", 30),
        (anchored(deadline=time(7)), "06:59", None),
        (anchored(deadline=time(7)), "07:00", None),  # has lost its point
        (anchored(deadline=time(23)), "21:30", None),
        (replace(USUAL, zone=WEST), "14:00", None),
        (replace(USUAL, zone=WEST), "16:00", 120),
    ],
)
def test_reminders_respect_days_off_quiet_hours_and_the_places_clocks(
    anchor: Anchor, clock: str, due: int | None
) -> None:
    assert reminder_due(at(clock), DAY, anchor) == due


@given(SCHEDULES, st.integers(0, 24 * 60 - 1))
def test_no_reminder_is_ever_due_after_its_deadline_or_at_night(
    schedule: Schedule, minute: int
) -> None:
    now = at("00:00") + timedelta(minutes=minute)
    for due in reminders_due(now, [replace(USUAL, schedule=schedule)]):
        assert now < due.deadline
        assert not is_quiet(now, schedule.quiet, ZONE)
        assert due.minutes in schedule.reminders
        assert now >= due.deadline - timedelta(minutes=due.minutes)


def test_anchors_that_share_a_deadline_are_one_reminder() -> None:
    same = replace(USUAL, place=TOWN, schedule=replace(Schedule(), accepted_days=9))
    later = replace(USUAL, place=OTHER_TOWN, schedule=replace(Schedule(), deadline=time(17)))
    one, other = reminders_due(at("15:00"), [USUAL, same, later])
    assert (one.rung, [a.place for a in one.anchors]) == ("0800-120", [PROVINCE, TOWN])
    assert (other.rung, [a.place for a in other.anchors]) == ("0900-120", [OTHER_TOWN])


# -- ladders --------------------------------------------------------------------------


def ladder(anchor: Anchor = USUAL, day: date = DAY, apart: Sequence[int] = ()) -> Ladder:
    return Ladder(1, "daily", day, anchor, frozenset(apart))


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        (at("15:59"), [-1]),
        (at("16:00"), []),  # the last minute still counts, and yesterday's is over
        (at("16:01"), [0]),
        (at("23:59"), [0]),
        (at("15:59", days=1), [0]),
        (at("16:01", days=1), [1]),
    ],
)
def test_a_ladder_is_opened_after_its_deadline_and_caught_up_for_a_day(
    moment: datetime, days: list[int]
) -> None:
    found = ladders_due(moment, LONG_AGO, [USUAL], [])
    assert [day for day, _anchor in found] == [DAY + timedelta(days=n) for n in days]


def test_no_ladder_for_a_deadline_before_the_form_was_there_or_that_is_open() -> None:
    assert ladders_due(at("16:01"), at("16:02"), [USUAL], []) == []
    assert ladders_due(at("16:01"), at("09:00"), [USUAL], [ladder()]) == []


@pytest.mark.parametrize(("apart", "opens"), [((), False), ((TOWN.id,), True)])
def test_a_schedule_changed_later_does_not_bend_a_ladder_that_is_open(
    apart: Sequence[int], opens: bool
) -> None:
    later = replace(USUAL, place=TOWN, schedule=replace(Schedule(), deadline=time(18)))
    found = ladders_due(at("18:01"), LONG_AGO, [USUAL, later], [ladder(apart=apart)])
    assert bool(found) == opens


@given(SCHEDULES, st.frozensets(st.integers(1, 99)))
def test_a_plan_is_read_back_as_it_was_frozen(schedule: Schedule, apart: frozenset[int]) -> None:
    anchor = Anchor(TOWN, schedule, WEST)
    assert read_plan(plan_of(anchor, apart), TOWN) == (anchor, apart)


@pytest.mark.parametrize(
    ("anchor", "rung", "moment"),
    [
        (USUAL, "township", at("16:00")),
        (USUAL, "county", at("17:00")),
        (USUAL, "prefecture", at("18:00")),
        (USUAL, "province", at("19:00")),
        (USUAL, AGAIN, at("20:00")),
        (USUAL, "village", None),
        (anchored(deadline=time(20)), "township", at("20:00")),
        (anchored(deadline=time(20)), "county", at("07:00", days=1)),
        (anchored(deadline=time(20)), AGAIN, at("07:00", days=1)),
        (anchored(rungs={Level.COUNTY: 15}), "county", at("16:15")),
        (anchored(rungs={Level.COUNTY: 15}), "township", None),
    ],
)
def test_a_rung_has_its_moment_put_off_to_the_morning(
    anchor: Anchor, rung: str, moment: datetime | None
) -> None:
    assert rung_moment(ladder(anchor), rung) == moment
    if moment is not None:
        assert has_come(moment, ladder(anchor), rung)
        assert not has_come(moment - timedelta(minutes=1), ladder(anchor), rung)


def test_a_rung_that_was_missed_waits_for_the_morning() -> None:
    assert not has_come(at("21:30"), ladder(), "county")
    assert has_come(at("07:00", days=1), ladder(), "county")


def test_rungs_are_climbed_from_below() -> None:
    assert rungs_of([ladder()]) == ["township", "county", "prefecture", "province"]


@pytest.mark.parametrize(
    ("anchor", "asks", "since", "asked"),
    [
        (USUAL, 0, at("16:01"), at("20:00")),
        (USUAL, 0, at("19:00"), at("20:00")),
        (USUAL, 0, at("19:01"), at("20:01")),  # told late: not asked again at once, but asked
        (USUAL, 0, at("20:30"), at("07:00", days=1)),
        (USUAL, 0, at("07:00", days=1), at("08:00", days=1)),
        (USUAL, 1, at("16:10"), at("20:10")),
        (USUAL, 1, at("20:00"), at("07:00", days=1)),
        (USUAL, 2, at("07:00", days=1), at("11:00", days=1)),
        (USUAL, 3, at("11:30", days=1), at("15:30", days=1)),
        (USUAL, 3, at("12:00", days=1), None),  # the next ladder begins
        (anchored(again=10), 1, at("16:10"), at("17:10")),
        (anchored(again=10), 6, at("18:10"), None),
    ],
)
def test_whoever_was_told_or_saw_to_it_is_asked_again_after_an_interval(
    anchor: Anchor, asks: int, since: datetime, asked: datetime | None
) -> None:
    assert next_ask(ladder(anchor), asks, since) == asked


@given(SCHEDULES, st.integers(0, 24 * 60))
def test_nobody_is_asked_again_for_ever_at_night_or_within_an_hour(
    schedule: Schedule, minutes: int
) -> None:
    its = ladder(replace(USUAL, schedule=schedule))
    since, asks = at("00:00") + timedelta(minutes=minutes), 0
    while (moment := next_ask(its, asks, since)) is not None:
        assert moment >= since + timedelta(hours=1)
        assert not is_quiet(moment, schedule.quiet, ZONE)
        since, asks = moment, asks + 1
    assert asks <= 6


@pytest.mark.parametrize("number", range(7))
def test_units_silent_for_long_are_asked_on_the_first_working_day_of_the_week(number: int) -> None:
    day = DAY + timedelta(days=number)
    assert is_weekly(day, Schedule()) == (number == 0)
    assert is_weekly(day, Schedule(days_off=frozenset({0, 1}))) == (number == 2)
    holiday = Schedule(days_off=frozenset({DAY, 1}))
    assert is_weekly(day, holiday) == (number == 2)
    assert is_weekly(day, Schedule(days_off=frozenset({DAY + timedelta(days=7)}))) == (number == 0)


# -- the tree -------------------------------------------------------------------------


def test_what_has_something_of_its_own_is_an_anchor() -> None:
    west = replace(COUNTY, time_zone="Asia/Urumqi")
    same = replace(TOWN, time_zone="Asia/Urumqi")
    known = Schedules(Schedule(), {OTHER_TOWN.id: {"deadline": time(17)}})
    found = anchors_of(known, [PROVINCE, west, same, OTHER_TOWN, HEPING], ZONE)
    assert [(a.place.id, a.zone.key, a.schedule.deadline.hour) for a in found] == [
        (PROVINCE.id, "Asia/Shanghai", 16),
        (COUNTY.id, "Asia/Urumqi", 16),
        (OTHER_TOWN.id, "Asia/Urumqi", 17),
    ]
    kept = anchors_of(Schedules(Schedule()), [PROVINCE, TOWN], ZONE, kept={TOWN.id})
    assert [anchor.place.id for anchor in kept] == [PROVINCE.id, TOWN.id]


@pytest.mark.parametrize(
    ("among", "found"), [({1}, 1), ({1, 3}, 3), ({5}, 5), ({9}, None), (set(), None)]
)
def test_the_nearest_is_the_lowest_above(among: set[int], found: int | None) -> None:
    assert nearest(HEPING.path, among) == found


def test_one_step_below() -> None:
    assert step_below(HEPING.path, COUNTY.id) == TOWN.id
    assert step_below(HEPING.path, TOWN.id) == HEPING.id
    assert step_below(HEPING.path, HEPING.id) == HEPING.id


@given(st.lists(st.integers()), st.integers(1, 9))
def test_batches_hold_everything_in_order(numbers: list[int], size: int) -> None:
    batches = list(in_batches(numbers, size))
    assert [n for batch in batches for n in batch] == numbers
    assert all(0 < len(batch) <= size for batch in batches)


# -- what is told ---------------------------------------------------------------------


def missing(place: Place, silent: int = 1, by: Settled | None = None) -> Missing:
    return Missing(place.id, place.name, place.path, DAY, 1, silent, by)


def post(id_: int, place: Place) -> Post:
    person = Person(id_, id_, f"P{id_}", "en")
    return Post(person, place.id, place.path, place.name, place.level)


def told(person_id: int, rung: str, clock: str, acknowledged: str | None = None) -> Digest:
    since = None if acknowledged is None else at(acknowledged)
    return Digest(1, "daily", DAY, rung, person_id, at(clock), frozenset({1}), since)


def evening(
    gone: Sequence[Missing],
    posts: Sequence[Post],
    digests: Sequence[Digest] = (),
    day: date = DAY,
) -> Evening:
    names = {place.id: place.name for place in (PROVINCE, CITY, COUNTY, TOWN, OTHER_TOWN)}
    return Evening("daily", day, {1: ladder(day=day)}, gone, posts, digests, names)


ALL = [missing(HEPING), missing(XINMIN), missing(DONGFENG)]


def told_by_now(known: Evening, rung: str, now: datetime) -> list[Telling]:
    """Who is told on the ladders whose rung has come."""
    due = [id_ for id_, its in known.ladders.items() if has_come(now, its, rung)]
    return told_on(known, rung, due, now)


@pytest.mark.parametrize(
    ("rung", "clock", "who"),
    [
        ("township", "16:01", [1]),
        ("county", "16:59", []),
        ("county", "17:00", [2]),
        ("prefecture", "18:00", [3]),
        ("province", "19:00", [4]),
        ("township", "21:01", []),
    ],
)
def test_each_level_is_told_when_its_time_has_come(rung: str, clock: str, who: list[int]) -> None:
    posts = [post(1, TOWN), post(2, COUNTY), post(3, CITY), post(4, PROVINCE), post(5, OTHER_TOWN)]
    found = told_by_now(evening(ALL, posts), rung, at(clock))
    assert [one.person.id for one in found] == who


def test_nobody_is_told_twice_nor_of_what_is_settled() -> None:
    posts = [post(1, TOWN)]
    again = evening(ALL, posts, [told(1, "township", "16:01")])
    assert told_by_now(again, "township", at("16:05")) == []
    done = evening([missing(HEPING, by=Settled.REPORT)], posts)
    assert told_by_now(done, "township", at("16:05")) == []


def test_a_person_with_several_places_is_told_once_of_all() -> None:
    other = replace(missing(HEPING), place_id=9, path=f"{OTHER_TOWN.path}9/", name="别村")
    known = evening([*ALL, other], [post(1, TOWN), post(1, OTHER_TOWN)])
    (one,) = told_by_now(known, "township", at("16:01"))
    assert one.view.places == ("某镇", "别镇")
    assert (one.view.total, len(one.view.villages)) == (4, 4)


def test_those_who_were_told_are_asked_again_and_nobody_else() -> None:
    posts = [post(1, TOWN), post(2, COUNTY), post(3, CITY)]
    digests = [
        told(1, "township", "16:01", acknowledged="16:20"),
        told(2, "county", "19:30"),
    ]
    known = evening(ALL, posts, digests)
    (one,) = asked_again(known, frozenset({(1, 1), (3, 1)}), at("20:00"))
    assert (one.person.id, one.rung) == (1, AGAIN)
    assert one.view.again
    assert one.view.acknowledged is None
    assert [name for name, _at in one.view.chasing] == ["P1"]


def test_a_county_sees_its_towns_who_sees_to_them_and_where_nobody_does() -> None:
    other = replace(missing(HEPING), place_id=9, path=f"{OTHER_TOWN.path}9/", name="别村")
    posts = [post(1, TOWN), post(2, COUNTY)]
    digests = [told(1, "township", "16:01", acknowledged="16:20")]
    known = evening([*ALL, other], posts, digests)
    seen = view(known, "county", [posts[1]], [*ALL, other])
    assert [(b.name, b.missing, b.supervised, b.chasing) for b in seen.branches] == [
        ("某镇", 3, True, ("P1",)),
        ("别镇", 1, False, ()),
    ]
    assert seen.villages == ()


@pytest.mark.parametrize(
    ("silent", "day", "listed", "shown", "lasting"),
    [
        (2, DAY, 0, 1, 0),
        (3, DAY, 1, 0, 0),
        (13, DAY, 1, 0, 0),
        (14, DAY, 0, 0, 1),
        (14, DAY + timedelta(days=1), 0, 0, 1),
    ],
)
def test_silent_runs_stand_apart(
    silent: int, day: date, listed: int, shown: int, lasting: int
) -> None:
    gone = [missing(HEPING, silent)]
    seen = view(evening(gone, [post(1, TOWN)], day=day), "township", [post(1, TOWN)], gone)
    assert (len(seen.silent), len(seen.villages), len(seen.lasting)) == (listed, shown, lasting)


def test_each_ladder_is_told_when_its_time_has_come_and_once() -> None:
    later = replace(ladder(anchored(deadline=time(18))), id=2)
    other = Missing(9, "别村", f"{OTHER_TOWN.path}9/", DAY, 2, 1)
    posts = [post(1, TOWN), post(1, OTHER_TOWN), post(2, COUNTY)]
    known = evening([*ALL, other], posts)
    known = replace(known, ladders={**known.ladders, 2: later})
    (first,) = told_by_now(known, "township", at("16:01"))
    assert (first.rung, first.view.places, first.view.total) == ("township", ("某镇",), 3)
    known = replace(known, digests=[told(1, "township", "16:01")])
    assert told_by_now(known, "township", at("17:59")) == []
    (second,) = told_by_now(known, "township", at("18:01"))
    assert (second.rung, second.view.places, second.view.total) == ("township-2", ("别镇",), 1)
    counties = [told_by_now(known, "county", at(moment)) for moment in ("17:00", "19:00")]
    assert [[one.view.total for one in found] for found in counties] == [[3], [4]]


def test_what_several_ladders_say_to_one_person_at_one_moment_is_one_message() -> None:
    same = replace(ladder(anchored(accepted_days=9)), id=2)
    other = Missing(9, "别村", f"{OTHER_TOWN.path}9/", DAY, 2, 1)
    known = evening([*ALL, other], [post(2, COUNTY)])
    known = replace(known, ladders={**known.ladders, 2: same})
    (one,) = told_by_now(known, "county", at("17:00"))
    assert (one.view.total, sorted(one.asks)) == (4, [1, 2])


def test_whoever_sees_to_it_is_left_in_peace_for_a_while() -> None:
    digests = [told(1, "township", "16:01"), told(1, AGAIN, "20:00")]
    assert next_asks([ladder()], digests, at("20:40")) == {1: at("07:00", days=1)}
    assert next_asks([ladder()], digests[:1], at("19:30")) == {1: at("20:30")}


def test_villages_called_alike_are_told_apart() -> None:
    other = Missing(9, XINMIN.name, f"{OTHER_TOWN.path}9/", DAY, 1, 5)
    gone = [missing(XINMIN, 4), other]
    known = evening(gone, [post(1, TOWN), post(1, OTHER_TOWN), post(2, COUNTY), post(3, CITY)])
    seen = [
        [one.name for one in view(known, rung, stands, gone).silent]
        for rung, stands in (
            ("township", known.coordinators[:2]),
            ("county", known.coordinators[2:3]),
            ("prefecture", known.coordinators[3:]),
        )
    ]
    towns = ["别镇 新民村", "某镇 新民村"]
    assert seen == [towns, towns, [f"某县 {name}" for name in towns]]
    (alone,) = view(known, "township", known.coordinators[:1], gone[:1]).silent
    assert alone.name == "新民村"


@pytest.mark.parametrize(("days", "who"), [(0, [1]), (1, []), (6, [])])
def test_a_hopeless_unit_alone_is_told_of_once_a_week(days: int, who: list[int]) -> None:
    day = DAY + timedelta(days=days)
    known = evening([missing(HEPING, 20)], [post(1, TOWN)], day=day)
    found = told_by_now(known, "township", at("16:01", days=days))
    assert [one.person.id for one in found] == who


@pytest.mark.parametrize(
    ("by", "who"),
    [
        ((None, Settled.REPORT), []),
        ((Settled.REPORT, Settled.REPORT), [(1, 2, 0)]),
        ((Settled.REPORT, Settled.PAUSE), [(1, 1, 1)]),
    ],
)
def test_whoever_was_told_hears_of_the_end(
    by: tuple[Settled | None, ...], who: list[tuple[int, int, int]]
) -> None:
    gone = [missing(place, by=how) for place, how in zip((HEPING, XINMIN), by, strict=True)]
    posts = [post(1, TOWN), post(2, COUNTY)]
    known = evening(gone, posts, [told(1, "township", "16:01")])
    assert [(one.person.id, one.reported, one.paused) for one in settled(known)] == who


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [1, 40, 400])
def test_a_digest_always_fits_a_message(number: int, language: str) -> None:
    long = "很长的村名" * 25
    gone = [
        Missing(n, f"{long}{n}", f"{TOWN.path}{n}/", DAY, 1, n % 20 + 1)
        for n in range(10, 10 + number)
    ]
    known = evening(gone, [post(1, TOWN)])
    seen = view(known, "township", [post(1, TOWN)], gone)
    said = say(texts.digest(seen, language), language)
    assert len(said) <= 4096
    assert by_ancestor(gone).keys() >= {1, 2, 3, 4}
