"""What a volunteer has done, the paper that says so, and its page; on both databases."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.kernel import database, site
from bot.kernel.clock import StandingClock
from bot.volunteers.model import Served, Wanted
from bot.volunteers.rules.records import counted, masked, new_number, read_number, shown_number
from bot.volunteers.service import recording, registering
from bot.volunteers.store import assignments
from bot.web.site.pages import routes
from tests.builders import a_person
from tests.fakes import Exchange, Telephone
from tests.volunteers import a_coordinator, a_task, a_volunteer

ADDRESS = "https://example.org"


async def served(volunteer: int, skill: str | None, minutes: int, hours: str) -> None:
    """Somebody has done a task; tests of the work itself are elsewhere."""
    owner = await a_coordinator()
    task = await a_task(owner, wanted=(Wanted(skill, 1),), title=f"Help with {skill}")
    one = await assignments.add(task, task.needs[0].id, volunteer)
    await database.execute(
        "UPDATE assignment SET stage = 'done', minutes = $2, hours = $3 WHERE id = $1",
        one.id,
        minutes,
        hours,
    )


@pytest.fixture
async def volunteer(storage: None) -> int:
    made = await a_volunteer(1)
    await served(made, "loading", 150, "confirmed")
    await served(made, None, 60, "settled")
    await served(made, "loading", 45, "counted")
    await served(made, "cooking", 30, "disputed")
    return made


@pytest.fixture
def phone(volunteer: int) -> Telephone:
    return Exchange().phone(1)


async def test_the_record_counts_what_is_confirmed(phone: Telephone) -> None:
    shown = await phone.send("/record")
    for part in ("2 tasks, 3 h 30 min", "Loading: 2 h 30 min", "Lending a hand: 1 h"):
        assert part in shown
    assert "Not confirmed yet: 1 h 15 min" in shown


async def test_who_has_done_nothing_yet_is_thanked(storage: None) -> None:
    await a_volunteer(1)
    phone = Exchange().phone(1)
    assert "not done a task yet" in await phone.send("/record")
    await phone.deliver(phone.tapped("testify", 1))
    assert "no confirmed hours" in await phone.last()


async def test_a_stranger_has_no_record(storage: None) -> None:
    assert "not registered as a volunteer" in await Exchange().phone(5).send("/record")


async def issued(phone: Telephone) -> str:
    """The number of a certificate that is issued now."""
    made: list[str] = []

    def noted() -> str:
        made.append(new_number())
        return made[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(recording, "new_number", noted)
        await phone.send("/record")
        await phone.tap("Certificate of service")
    return made[-1]


async def test_a_certificate_comes_as_a_file_and_its_number_is_not_kept(phone: Telephone) -> None:
    with site.published_at(ADDRESS):
        number = await issued(phone)
    *_rest, payload = (await phone.seen()).values()
    assert payload.document is not None
    assert payload.document.content.startswith(b"%PDF-")
    assert len(payload.document.content) < 100_000
    kept = str(await database.rows("SELECT * FROM testimony"))
    assert number not in kept
    assert "Person 1" not in kept


async def test_no_more_than_a_few_a_day(phone: Telephone, clock: StandingClock) -> None:
    for _n in range(recording.MOST_A_DAY):
        await issued(phone)
        clock.advance(timedelta(minutes=1))
    await phone.tap("Certificate of service")
    assert "wait a day" in await phone.last()
    clock.advance(timedelta(days=1))
    await issued(phone)
    [row] = await database.rows("SELECT count(*) AS n FROM testimony")
    assert row["n"] == recording.MOST_A_DAY + 1


@pytest.fixture
async def browser(storage: None) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application()
    app.add_routes(routes())
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_anybody_can_see_that_it_is_genuine_and_not_whose_it_is(
    phone: Telephone, browser: TestClient[web.Request, web.Application]
) -> None:
    number = await issued(phone)
    page = await browser.get(f"/en/service/{shown_number(number)}")
    shown = await page.text()
    assert page.status == 200
    for part in ("is genuine", "P***** 1", "3 h 30 min", "Loading", "2 March 2026", "noindex"):
        assert part in shown
    assert "Person 1" not in shown
    assert "真实有效" in await (await browser.get(f"/zh/service/{number.lower()}")).text()


async def test_it_says_the_same_for_ever(
    phone: Telephone, volunteer: int, browser: TestClient[web.Request, web.Application]
) -> None:
    number = await issued(phone)
    await served(volunteer, "loading", 600, "confirmed")
    assert "3 h 30 min" in await (await browser.get(f"/en/service/{number}")).text()


async def test_the_name_goes_with_who_leaves_and_the_figures_stay(
    phone: Telephone, browser: TestClient[web.Request, web.Application]
) -> None:
    number = await issued(phone)
    await registering.leave(await a_person(1))
    shown = await (await browser.get(f"/en/service/{number}")).text()
    assert "deleted at the volunteer" in shown
    assert "3 h 30 min" in shown
    assert "P*****" not in shown


@pytest.mark.parametrize("number", ["7KQM-2TXW-9PZB-4CDE", "x", "-", "0" * 40])
async def test_a_number_that_was_never_issued(
    number: str, browser: TestClient[web.Request, web.Application]
) -> None:
    page = await browser.get(f"/en/service/{number}")
    assert page.status == 404
    assert "no certificate with this number" in await page.text()


def test_a_number_is_read_however_it_is_typed() -> None:
    number = new_number()
    assert read_number(shown_number(number).lower()) == number
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", shown_number(number))
    assert read_number("7KQM2TXW9PZB4CDO") == "7KQM2TXW9PZB4CD0"
    assert read_number("7KQM-2TXW") is None
    assert read_number("7KQM2TXW9PZB4CD！") is None


@pytest.mark.parametrize(
    ("name", "shown"), [("李小明", "李**"), ("Anna Weber", "A*** W****"), ("", "")]
)
def test_of_a_name_the_beginning_is_shown(name: str, shown: str) -> None:
    assert masked(name) == shown


def test_what_counts_is_added_up_by_skill() -> None:
    days = (date(2026, 3, 4), date(2026, 3, 2), date(2026, 3, 9))
    done = [
        Served("A", "loading", days[0], 60, True),
        Served("B", "loading", days[1], 30, True),
        Served("C", None, days[2], 90, False),
    ]
    service = counted(done)
    assert (service.tasks, service.minutes, dict(service.by_skill)) == (2, 90, {"loading": 90})
    assert (service.first, service.last) == (days[1], days[0])
    assert counted([]).tasks == 0
