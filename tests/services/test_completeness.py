"""How complete an area is: expected from what is dated, received from counts that agree."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.errors import NotAllowed
from bot.people.model import Person, Role
from bot.places import service as places
from bot.places import store as place_store
from bot.places.model import Level, Pause, Place
from bot.reports import service
from bot.reports.model import Content, Counts, Filled, Stage
from bot.reports.store import tallies
from tests.builders import COUNTY, DONGFENG, HEPING, PROVINCE, TOWN, XINMIN, a_person, a_worker
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
    assert await service.counts("daily", PROVINCE, DAY) == Counts(3, 0, 0, 0, 0, 0)
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


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    windows=st.lists(
        st.tuples(
            st.sampled_from([HEPING, XINMIN, DONGFENG]),
            st.none() | st.sampled_from(DAYS),
            st.none() | st.sampled_from(DAYS),
        ),
        max_size=3,
    ),
    pauses=st.lists(
        st.tuples(
            st.sampled_from([HEPING, XINMIN, TOWN, COUNTY]),
            st.sampled_from(DAYS),
            st.none() | st.sampled_from(DAYS),
        ),
        max_size=3,
    ),
)
async def test_what_is_expected_agrees_with_asking_each_place(
    windows: list[tuple[Place, date | None, date | None]],
    pauses: list[tuple[Place, date, date | None]],
    storage: None,
) -> None:
    await db.execute("DELETE FROM pause")
    await db.execute("UPDATE place SET valid_from = NULL, valid_to = NULL")
    for village, opened, closed in windows:
        await db.execute(
            "UPDATE place SET valid_from = $1, valid_to = $2 WHERE id = $3",
            opened,
            closed,
            village.id,
        )
    for place, begin, end in pauses:
        await place_store.add_pause(Pause(place.id, begin, end, "flood"))
    found = await places.expected_by_parent(PROVINCE, [Level.VILLAGE], DAYS[0], DAYS[-1])
    villages = await places.subtree(PROVINCE, Level.VILLAGE)
    for day in DAYS:
        one_by_one = len(await places.expected_on(villages, day))
        assert sum(days[day] for days in found.values()) == one_by_one


async def test_the_status_drills_down_to_who_is_missing(storage: None) -> None:
    worker = await a_worker(1, HEPING, XINMIN)
    await a_person(2, (Role.COORDINATOR, COUNTY))
    await sent(worker, HEPING)
    phone = Exchange().phone(2)
    shown = await phone.send("/status")
    assert "某县" in shown
    assert "Expected 3, received 1, missing 2" in shown
    assert "Completeness 33.3 %, timeliness 33.3 %" in shown
    assert "某镇: 1 of 3, 33.3 %" in shown
    below = await phone.tap("某镇")
    assert "Missing: 新民村 and 东风村" in below
    assert "Expected 3, received 0" in await phone.tap("← ")
    assert "Expected 3, received 1" in await phone.tap(" →")
    assert "某县" in await phone.tap("↑ 某县")
    assert not [label for label in await phone.buttons() if "某市" in label]


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
    kept = await tallies.tallies("daily", "1/", "10", DAY, DAY)
    assert kept == await tallies.recounted("daily", "1/", "10", DAY, DAY)


async def test_the_status_goes_out_as_a_file_in_the_persons_language(storage: None) -> None:
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
    assert text.splitlines()[1].startswith('"某镇","T",3,1,0,1,0,2,1,0,')
    await phone.tap("某镇")
    await phone.tap("CSV")
    *_earlier, payload = (await phone.seen()).values()
    assert payload.document is not None
    lines = payload.document.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith('"和平村","零报告","按时')
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
