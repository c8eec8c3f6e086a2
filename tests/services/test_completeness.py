"""How complete an area is: expected from what is dated, received from counts that agree."""

import io
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.kernel import database as db
from bot.kernel.clock import StandingClock, now
from bot.kernel.errors import NotAllowed
from bot.people.model import Person, Role
from bot.places import service as places
from bot.places import store as place_store
from bot.places.model import Level, Pause, Place
from bot.reports import service
from bot.reports.model import Check, Content, Counts, Filled, Report, Stage, Timeliness
from bot.reports.rules.days import due
from bot.reports.store import reports as report_store
from bot.reports.store import review as review_store
from bot.reports.store import schedules as schedule_store
from bot.reports.store import tallies
from tests.builders import (
    CITY,
    COUNTY,
    DONGFENG,
    HEPING,
    OTHER_TOWN,
    PROVINCE,
    TOWN,
    TREE,
    XINMIN,
    a_person,
    a_worker,
)
from tests.fakes import Exchange

DAY = date(2026, 3, 2)


async def sent(person: Person, *villages: Place, **figures: int) -> list[int]:
    content = Content.FIGURES if figures else Content.ZERO
    filled = Filled(tuple(v.id for v in villages), DAY, content, figures)
    async with db.transaction():
        standings = await service.submit(person, await service.form(), filled)
    return [one.report.id for one in standings if one.report is not None]


async def test_every_report_is_counted_once_in_all_that_it_is(
    storage: None, clock: StandingClock
) -> None:
    worker = await a_worker(1, HEPING, XINMIN, DONGFENG)
    low = await a_person(2, (Role.CHECKER, TOWN))
    high = await a_person(3, (Role.CHECKER, COUNTY))
    assert await service.counts("daily", PROVINCE, DAY) == Counts(3, 0, 0, 0, 0, 0, not_yet=3)
    [first] = await sent(worker, HEPING)
    await sent(worker, XINMIN, fever=1)
    clock.advance(timedelta(hours=8))  # past the deadline
    await sent(worker, DONGFENG)
    assert await service.counts("daily", PROVINCE, DAY) == Counts(3, 3, 2, 1, 3, 0)
    async with db.transaction():
        await service.approve(low, first, Stage.SUBMITTED)
        await service.approve(high, first, Stage.CHECKED)
    found = await service.counts("daily", TOWN, DAY)
    assert found == Counts(3, 3, 2, 1, 2, 1)
    assert found.completeness == 1.0
    assert found.timeliness == pytest.approx(2 / 3)


async def test_a_corrected_report_stays_one_and_stays_in_time(
    storage: None, clock: StandingClock
) -> None:
    worker = await a_worker(1, HEPING)
    [first] = await sent(worker, HEPING)
    clock.advance(timedelta(hours=8))
    filled = Filled((HEPING.id,), DAY, Content.FIGURES, {"fever": 1})
    async with db.transaction():
        await service.correct(worker, await service.form(), first, filled)
    assert await service.counts("daily", TOWN, DAY) == Counts(3, 1, 0, 0, 1, 0)


DAYS = [DAY + timedelta(days=n) for n in range(-4, 3)]


LOWEST = (HEPING, XINMIN, DONGFENG)
A_DAY = st.sampled_from(DAYS)
NO_DAY = st.none() | A_DAY
OFF = st.sampled_from(["sun", "mon", "tue", DAY.isoformat()])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    windows=st.lists(st.tuples(st.sampled_from(LOWEST), NO_DAY, NO_DAY), max_size=3),
    pauses=st.lists(
        st.tuples(st.sampled_from([HEPING, XINMIN, TOWN, COUNTY]), A_DAY, NO_DAY), max_size=3
    ),
    differing=st.dictionaries(
        st.sampled_from([HEPING.id, XINMIN.id, TOWN.id, CITY.id]),
        st.fixed_dictionaries(
            {},
            optional={
                "days_off": st.lists(OFF, max_size=2),
                "deadline": st.sampled_from(["08:00", "10:00"]),
            },
        ),
        max_size=3,
    ),
    sent_for=st.sets(st.tuples(st.sampled_from(LOWEST), A_DAY), min_size=8, max_size=20),
    top=st.sampled_from(TREE),
    day=A_DAY,
)
async def test_the_status_agrees_with_asking_for_each_place_and_day(
    windows: list[tuple[Place, date | None, date | None]],
    pauses: list[tuple[Place, date, date | None]],
    differing: dict[int, dict[str, object]],
    sent_for: set[tuple[Place, date]],
    top: Place,
    day: date,
    storage: None,
) -> None:
    for table in ("pause", "schedule", "report", "tally"):
        await db.execute(f"DELETE FROM {table}")
    await db.execute("UPDATE place SET valid_from = NULL, valid_to = NULL")
    for village, opened, closed in windows:
        window = "UPDATE place SET valid_from = $1, valid_to = $2 WHERE id = $3"
        await db.execute(window, opened, closed, village.id)
    for place, begin, end in pauses:
        await place_store.add_pause(Pause(place.id, begin, end, "flood"))
    for place_id, values in differing.items():
        await schedule_store.keep("daily", place_id, values)
    for n, (village, of_day) in enumerate(sorted(sent_for, key=str)):
        await there_is(n, village, of_day)
    boss = await a_person(2, (Role.COORDINATOR, PROVINCE))
    status = await service.status(boss, top.id, day)
    assert status.counts == await asked_one_by_one(top, status.day)
    assert status.counts == await service.counts("daily", top, status.day)
    for of_day, counts in status.trend:
        assert counts == await asked_one_by_one(top, of_day)
    for place, counts in status.below:
        assert counts == await asked_one_by_one(place, status.day)
    assert sum(one.expected for one in status.direct) in (0, status.counts.expected)
    kept = await tallies.by_path("daily", "1/", "10", day)
    assert kept == await tallies.recounted("daily", "1/", "10", day)


async def there_is(n: int, village: Place, day: date) -> None:
    """A report, each in its own way."""
    sent = Stage.SUBMITTED
    in_time = [Timeliness.LATE, Timeliness.ON_TIME, Timeliness.ON_TIME][n % 3]
    content = [Content.ZERO, Content.ZERO, Content.FIGURES, Content.FIGURES][n % 4]
    report = Report(0, "daily", 1, village.id, day, 1, True, sent, content, in_time, 1, now())
    stored = await report_store.add(report)
    if stored is None:
        return
    report = replace(report, id=stored)
    if n % 2:
        await review_store.give_back(report, Check(2, now(), PROVINCE.id), "please check")
        report = replace(report, stage=Stage.RETURNED)
    await tallies.replaced([], [report])


async def asked_one_by_one(top: Place, day: date) -> Counts:
    """The same figures without any shortcut: each village asked, each report looked up."""
    form = await service.form()
    found = dict.fromkeys([field.name for field in fields(Counts)], 0)
    for place in await places.subtree(top, Level.VILLAGE):
        report = await report_store.find_current("daily", place.id, day)
        if not await service.expected_on(form, [place], day):
            found["beyond"] += report is not None
            continue
        found["expected"] += 1
        if report is None:
            schedule, zone = await service.schedule_of(form, place), await places.zone(place)
            found["not_yet"] += now() <= due(day, schedule, zone)
            continue
        found["received"] += 1
        found["zero"] += report.content is Content.ZERO
        found["late"] += report.timeliness is Timeliness.LATE
        found["in_check"] += report.stage in (Stage.SUBMITTED, Stage.CHECKED)
        found["confirmed"] += report.stage is Stage.CONFIRMED
    return Counts(**found)


async def test_a_report_that_nobody_expected_hides_nobodys_silence(storage: None) -> None:
    worker = await a_worker(1, HEPING, XINMIN)
    boss = await a_person(2, (Role.COORDINATOR, COUNTY))
    await sent(worker, HEPING, XINMIN)
    await place_store.add_pause(Pause(XINMIN.id, DAY, DAY, "flood"))
    assert await service.counts("daily", TOWN, DAY) == Counts(2, 1, 1, 0, 1, 0, 1, 1)
    status = await service.status(boss, TOWN.id)
    assert status.counts.completeness == 0.5
    assert [d.place.name for d in status.direct if d.report is None] == ["东风村"]
    assert "Besides, 1 report that was not expected" in await Exchange().phone(2).send("/status")


async def test_the_status_drills_down_to_who_is_silent(storage: None, clock: StandingClock) -> None:
    worker = await a_worker(1, HEPING, XINMIN)
    await a_person(2, (Role.COORDINATOR, COUNTY))
    await sent(worker, HEPING)
    phone = Exchange().phone(2)
    shown = await phone.send("/status")
    assert "某县" in shown
    assert "Mon 2 Mar: as of 09:00" in shown
    assert "Expected 3, received 1, not yet reported 2" in shown
    assert "Completeness 33.3%, timeliness 33.3%" in shown
    assert "某镇: 1 of 3, 33.3%" in shown
    below = await phone.tap("某镇")
    assert "Not yet reported: 新民村 and 东风村" in below
    assert "Missing" not in below
    assert "Expected 3, received 0, missing 3" in await phone.tap("← ")
    assert "Expected 3, received 1" in await phone.tap(" →")
    assert "某县" in await phone.tap("↑ 某县")
    assert not [label for label in await phone.buttons() if "某市" in label]
    clock.advance(timedelta(hours=8))  # past the deadline
    assert "Expected 3, received 1, missing 2" in await phone.send("/status")
    assert "Missing: 新民村 and 东风村" in await phone.tap("某镇")


async def test_some_have_time_left_while_others_are_missing(
    storage: None, clock: StandingClock
) -> None:
    boss = await a_person(2, (Role.COORDINATOR, COUNTY))
    async with db.transaction():
        await service.change_schedule(boss, await service.form(), HEPING, deadline="20:00")
    clock.advance(timedelta(hours=8))  # 17:00
    phone = Exchange().phone(2)
    shown = await phone.send("/status")
    assert "Expected 3, received 0, not yet reported 1, missing 2" in shown
    below = await phone.tap("某镇")
    assert "Not yet reported: 和平村" in below
    assert "Missing: 新民村 and 东风村" in below


async def test_every_place_of_a_large_area_can_be_reached(storage: None) -> None:
    await a_person(2, (Role.COORDINATOR, COUNTY))
    towns = [
        Place(100 + n, f"T{100 + n}", 3, Level.TOWNSHIP, f"第{n}镇", f"1/2/3/{100 + n}/")
        for n in range(30)
    ]
    villages = [
        Place(200 + n, f"V{200 + n}", t.id, Level.VILLAGE, "村", f"{t.path}{200 + n}/")
        for n, t in enumerate(towns)
    ]
    await place_store.add([*towns, *villages], lambda _rows: None)
    phone = Exchange().phone(2)
    shown = await phone.send("/status")
    assert "第22镇" in shown
    assert "第23镇" not in shown
    shown = await phone.tap("7 more →")
    assert "第23镇" in shown
    assert "第22镇" not in shown
    assert "第29镇" in await phone.tap("第29镇")
    await phone.send("/status")
    await phone.tap("7 more →")
    assert "第22镇" in await phone.tap("← Back")


async def test_each_area_of_a_person_has_a_button(storage: None) -> None:
    await a_person(2, (Role.CHECKER, OTHER_TOWN), (Role.COORDINATOR, TOWN), (Role.CHECKER, HEPING))
    phone = Exchange().phone(2)
    assert "某镇" in await phone.send("/status")
    assert "和平村" not in await phone.buttons()
    assert "别镇" in await phone.tap("别镇")
    assert "某镇" in await phone.tap("某镇")


async def test_another_area_is_not_shown(storage: None) -> None:
    person = await a_person(2, (Role.COORDINATOR, TOWN))
    with pytest.raises(NotAllowed):
        await service.status(person, COUNTY.id)
    worker = await a_worker(1, HEPING)
    with pytest.raises(NotAllowed):
        await service.status(worker)


async def test_the_trend_is_of_fourteen_days_and_agrees_with_a_recount(
    storage: None, clock: StandingClock
) -> None:
    worker = await a_worker(1, HEPING, XINMIN)
    boss = await a_person(2, (Role.COORDINATOR, PROVINCE))
    await sent(worker, HEPING)
    status = await service.status(boss)
    assert [day for day, _counts in status.trend][-1] == DAY
    assert len(status.trend) == 14
    assert [counts.received for _day, counts in status.trend] == [0] * 13 + [1]
    kept = await tallies.by_path("daily", "1/", "10", DAY)
    assert kept == await tallies.recounted("daily", "1/", "10", DAY)


async def test_the_status_goes_out_as_a_file_in_the_persons_language(
    storage: None, clock: StandingClock
) -> None:
    worker = await a_worker(1, HEPING, XINMIN)
    await a_person(2, (Role.COORDINATOR, COUNTY), language="zh_Hans")
    await sent(worker, HEPING)
    phone = Exchange().phone(2)
    await phone.send("/status")
    await phone.tap("CSV")
    *_earlier, payload = (await phone.seen()).values()
    assert payload.document is not None
    assert payload.document.name == "某县 2026-03-02.csv"
    text = payload.document.content.decode("utf-8-sig")
    assert '"地点"' in text.splitlines()[0]
    assert text.splitlines()[1].startswith('"某镇","T",3,1,0,1,0,2,0,0,1,0,')
    await phone.tap("某镇")
    await phone.tap("CSV")
    *_earlier, payload = (await phone.seen()).values()
    assert payload.document is not None
    lines = payload.document.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith('"和平村","零报告","按时')
    assert lines[1].endswith('"2026-03-02 09:00"')
    assert lines[2].startswith('"新民村","未报"')
    clock.advance(timedelta(hours=8))  # past the deadline
    await phone.tap("CSV")
    *_earlier, payload = (await phone.seen()).values()
    assert payload.document is not None
    lines = payload.document.content.decode("utf-8-sig").splitlines()
    assert lines[2].startswith('"新民村","漏报"')
    await phone.tap("Excel")
    *_earlier, payload = (await phone.seen()).values()
    assert payload.document is not None
    assert payload.document.content.startswith(b"PK")


async def test_the_status_goes_out_as_a_picture(storage: None) -> None:
    worker = await a_worker(1, HEPING, XINMIN)
    await a_person(2, (Role.COORDINATOR, COUNTY), language="zh_Hans")
    await sent(worker, HEPING)
    phone = Exchange().phone(2)
    await phone.send("/status")
    await phone.tap("图")
    *_earlier, payload = (await phone.seen()).values()
    assert payload.photo is not None
    with Image.open(io.BytesIO(payload.photo)) as shown:
        assert shown.width == 1000


async def test_nothing_is_expected_on_a_day_off_unless_a_place_works_then(storage: None) -> None:
    boss = await a_person(2, (Role.COORDINATOR, PROVINCE))
    form = await service.form()
    async with db.transaction():
        await service.change_schedule(boss, form, COUNTY, days_off=["mon"])
        await service.change_schedule(boss, form, HEPING, days_off=[])
        await service.change_schedule(boss, form, XINMIN, days_off=["tue"])
    for back, expected in ((0, 2), (1, 3), (6, 2)):  # Monday, Sunday, Tuesday
        day = DAY - timedelta(days=back)
        assert (await service.counts("daily", PROVINCE, day)).expected == expected
        villages = await places.subtree(PROVINCE, Level.VILLAGE)
        assert len(await service.expected_on(form, villages, day)) == expected
