"""Whatever people who may do everything do, in any order: nothing unconfirmed is released."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.bulletins import service
from bot.bulletins.model import OPEN, State
from bot.bulletins.store import drafts, released
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.errors import Refused
from bot.people.model import Person, Role
from bot.places.model import Place
from bot.reports import service as reports
from bot.reports.model import Content, Filled, Stage
from bot.reports.store import reports as kept
from tests.builders import COUNTY, HEPING, PROVINCE, TOWN, XINMIN, a_person

VILLAGES = (HEPING, XINMIN)
CHECKING_FROM = (TOWN, TOWN, COUNTY, COUNTY, PROVINCE, PROVINCE)

Act = tuple[str, int, int, int]
"""What is done, by whom of the six, for which village, with which number."""

WHAT = (
    *("send", "amend", "amend", "approve", "return", "bulk", "check", "check", "check"),
    *("due", "due", "sign", "sign", "sign all", "sign all", "sign all"),
    *("give back", "again", "withdraw", "anew", "anew", "wait"),
)
"""“check” and “sign all” have everybody try in turn, so that something is released at all."""

ACTS = st.lists(
    st.tuples(
        st.sampled_from(WHAT), st.integers(0, 5), st.integers(0, 1), st.sampled_from((0, 2, 7, 12))
    ),
    min_size=30,
    max_size=40,
)


AMENDED_BETWEEN_THE_APPROVALS: list[Act] = [
    *(("send", 0, 0, 7), ("check", 0, 0, 0), ("due", 0, 0, 0), ("sign", 0, 0, 0)),
    *(("amend", 0, 0, 12), ("check", 0, 0, 0), ("sign", 1, 0, 0), ("sign all", 0, 0, 0)),
]


@dataclass
class World:
    """Six people who are workers, checkers and coordinators all at once; a day for each try."""

    everybody: list[Person]
    clock: StandingClock
    day: date = date(2026, 3, 2)

    def next_day(self) -> None:
        """Half past seven in the evening of the next day: every bulletin is due."""
        self.day += timedelta(days=1)
        evening = datetime(self.day.year, self.day.month, self.day.day, 11, 30, tzinfo=UTC)
        self.clock.advance(evening - self.clock.now())


@pytest.fixture
async def world(storage: None, clock: StandingClock) -> World:
    everybody = [
        await a_person(
            n,
            *((Role.WORKER, village) for village in VILLAGES),
            (Role.CHECKER, place),
            (Role.COORDINATOR, PROVINCE),
        )
        for n, place in enumerate(CHECKING_FROM, 1)
    ]
    return World(everybody, clock)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
@example(acts=AMENDED_BETWEEN_THE_APPROVALS)
async def test_whatever_is_released_was_confirmed_by_two_others_and_approved_by_two(
    acts: list[Act], world: World
) -> None:
    world.next_day()
    for what, who, village, n in acts:
        if what == "wait":
            world.clock.advance(timedelta(minutes=n))
        elif what == "due":
            await service.draft_due()
        else:
            every = what in ("check", "sign all")
            for person in world.everybody if every else [world.everybody[who]]:
                await _tried(world, what, person, VILLAGES[village], n)
    await _all_is_well()


async def _tried(world: World, what: str, person: Person, village: Place, n: int) -> None:
    last = await released.last()
    try:
        async with db.transaction():
            await _report_act(world, what, person, village, n)
            await _bulletin_act(world, what, person, n)
    except Refused:
        return
    if (newest := await released.last()) and newest != last:
        await _rests_on_what_is_confirmed(newest[0])


async def _report_act(world: World, what: str, person: Person, village: Place, n: int) -> None:
    form = await reports.form()
    current = await kept.find_current(form.code, village.id, world.day)
    content = Content.FIGURES if n else Content.ZERO
    figures = {"confirmed": n} if n else {}
    match what:
        case "send":
            filled = Filled((village.id,), world.day, content, figures)
            await reports.submit(person, form, filled)
        case "amend" if current:
            filled = Filled((village.id,), world.day, content, figures, amends="a mistake")
            await reports.correct(person, form, current.id, filled)
        case "approve" | "check" if current:
            await reports.approve(person, current.id, current.stage)
        case "return" if current:
            await reports.give_back(person, current.id, current.stage, "sum")
        case "bulk":
            stage = Stage.SUBMITTED if n < 5 else Stage.CHECKED
            await reports.approve_calm(person, COUNTY.id, stage, 1_000_000)


async def _bulletin_act(world: World, what: str, person: Person, n: int) -> None:
    found = [one for one in await service.to_approve(person) if one.content.day == world.day]
    waiting = [one for one in found if one.state in OPEN]
    standing = [one for one in await service.newest(3) if one.content.day == world.day]
    match what:
        case "sign" | "sign all" if waiting:
            await service.approve(person, waiting[0].id, waiting[0].state)
        case "give back" if waiting:
            await service.give_back(person, waiting[0].id, "figures")
        case "again" if found:
            await service.draft_again(person, found[n % len(found)].id)
        case "withdraw" if standing:
            await service.withdraw(person, standing[n % len(standing)].number, "a mistake")
        case "anew" if standing:
            await service.draft_anew(person, standing[0].number)


# -- what must hold -----------------------------------------------------------------------


async def _rests_on_what_is_confirmed(number: int) -> None:
    """Just released: each figure is the sum of newest revisions confirmed by three people."""
    row = await db.row("SELECT * FROM bulletin WHERE number = $1", number)
    assert row is not None
    draft = await db.row("SELECT * FROM bulletin_draft WHERE id = $1", row["draft_id"])
    assert draft is not None
    assert draft["state"] == State.RELEASED
    assert len({row["first_by"], row["second_by"]}) == 2
    total = 0
    for report_id in (await drafts.rests_on(row["draft_id"])).values():
        report = await kept.get(report_id)
        review = report.review
        assert review.first is not None
        assert review.second is not None
        assert len({report.author_id, review.first.by, review.second.by}) == 3
        assert report.stage is Stage.CONFIRMED
        revisions = await kept.revisions(report.form, report.place_id, report.day)
        assert [r.id for r in revisions if r.stage is Stage.CONFIRMED][-1] == report_id
        total += report.figures.get("confirmed", 0)
    for figure in json.loads(row["content"])["figures"]:
        if figure["name"] == "confirmed" and isinstance(figure["total"], int):
            assert figure["total"] == total


async def _all_is_well() -> None:
    verdict = await service.verify()
    assert verdict.holds, verdict
    assert await reports.recount() == 0
    for row in await db.rows("SELECT first_by, second_by FROM bulletin"):
        assert row["first_by"] != row["second_by"]
