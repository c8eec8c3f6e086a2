"""Volunteers by chat, on both databases: registered, changed, resting, gone without a trace."""

from dataclasses import replace

import pytest
from tortoise.exceptions import IntegrityError

from bot.kernel import database as db
from bot.people.model import Role
from bot.volunteers.model import Consent
from bot.volunteers.service import catalogue
from bot.volunteers.service import registering as service
from tests.builders import COUNTY, HEPING, TOWN, a_person
from tests.fakes import Exchange, Telephone

HELPER, COORDINATOR = 70, 71
PHONE = "+8613900000070"
"""Invented."""


@pytest.fixture
async def helper(storage: None) -> Telephone:
    """The phone of somebody who wants to help."""
    return Exchange().phone(HELPER)


async def shares_phone(phone: Telephone, number: str = PHONE, user: int = HELPER) -> str:
    return await phone.bring(contact={"phone_number": number, "first_name": "X", "user_id": user})


async def shares_location(phone: Telephone) -> str:
    return await phone.bring(location={"longitude": 106.71, "latitude": 26.57})


async def in_the_town(phone: Telephone) -> str:
    for place in ("某市", "某县", "某镇"):
        await phone.tap(place)
    return await phone.tap("This one: 某镇")


async def up_to_where(phone: Telephone) -> str:
    """Agree, say name and number, what one can do and speaks; what is asked then."""
    assert "of your own free will" in await phone.send("/volunteer")
    await phone.tap("I have read this and agree")
    assert "share it with the button" in await phone.send("李小明")
    assert "What can you do" in await shares_phone(phone)
    await phone.tap("Nurse *")
    await phone.tap("Loading")
    assert "languages" in await phone.tap("Done")
    await phone.tap("Mandarin")
    return await phone.tap("Done")


async def registered(phone: Telephone) -> str:
    await up_to_where(phone)
    await in_the_town(phone)
    await phone.tap("20 km")
    await phone.tap("Weekends")
    shown = await phone.tap("Car")
    assert "李小明" in shown
    return await phone.tap("Yes, that is right")


async def test_a_stranger_registers_and_sees_their_profile(helper: Telephone) -> None:
    assert "need a certificate: Nurse" in await registered(helper)
    assert "You are registered as a volunteer" in (await helper.said())[-2]
    assert "Volunteer" in await helper.keys()
    shown = await helper.send("/volunteer")
    for part in ("李小明", "Nurse and Loading", "Mandarin", "某镇", "20 km", "Weekends", "Car"):
        assert part in shown
    [row] = await db.rows("SELECT act FROM journal WHERE act LIKE 'volunteer%'")
    assert row["act"] == "volunteer.registered"


async def test_where_they_start_from_exactly_lies_sealed(helper: Telephone) -> None:
    assert "start from" in await up_to_where(helper)
    assert "Which place is that in?" in await shares_location(helper)
    await in_the_town(helper)
    await helper.tap("5 km")
    await helper.tap("Any time")
    assert "exact location shared" in await helper.tap("Bicycle")
    await helper.tap("Yes, that is right")
    kept = [await db.rows(f"SELECT * FROM {table}") for table in ("volunteer", "person", "message")]
    assert not [part for part in ("106.71", "26.57", PHONE) if part in str(kept)]
    volunteer = await service.find(await a_person(HELPER))
    assert volunteer is not None
    assert volunteer.profile.point is not None
    assert volunteer.profile.point.longitude == 106.71


async def test_somebody_elses_number_is_refused(helper: Telephone) -> None:
    await helper.send("/volunteer")
    await helper.tap("I have read this and agree")
    await helper.send("李小明")
    assert "somebody else's number" in await shares_phone(helper, user=99)


async def test_times_can_be_chosen_one_by_one(helper: Telephone) -> None:
    await up_to_where(helper)
    await in_the_town(helper)
    await helper.tap("20 km")
    await helper.tap("Let me choose")
    await helper.tap("Mon night")
    await helper.tap("Sat morning")
    await helper.tap("Done")
    assert "Mon night and Sat morning" in await helper.tap("No vehicle")


async def test_one_answer_is_changed_and_the_rest_stays(helper: Telephone) -> None:
    await registered(helper)
    await helper.send("/volunteer")
    assert "Is this right?" in await helper.tap("Change my profile")
    await helper.tap("Change something")
    await helper.tap("Skills: ")
    await helper.tap("Interpreter")
    shown = await helper.tap("Done")
    assert "Interpreter" in shown
    assert "Nurse" not in shown
    await helper.tap("Yes, that is right")
    shown = await helper.send("/volunteer")
    assert "Skills: Interpreter\n" in shown
    assert "20 km" in shown
    rows = await db.rows("SELECT skill FROM volunteer_skill")
    assert [row["skill"] for row in rows] == ["interpreter"]


async def test_who_moves_is_a_volunteer_of_the_new_place_only(helper: Telephone) -> None:
    await registered(helper)
    await helper.send("/volunteer")
    await helper.tap("Change my profile")
    await helper.tap("Change something")
    await helper.tap("Starting from: ")
    for place in ("某市", "某县", "某镇", "和平村"):
        await helper.tap(place)
    await helper.tap("Yes, that is right")
    living = await db.rows("SELECT place_id FROM grant_ WHERE role = 'volunteer' AND until IS NULL")
    assert [row["place_id"] for row in living] == [HEPING.id]


async def test_the_switch_and_the_pause(helper: Telephone) -> None:
    await registered(helper)
    assert "You are available now" in await helper.send("/volunteer")
    assert "not available right now" in await helper.tap("Not available right now")
    assert "You are available now" in await helper.tap("Available now")
    assert "nobody asks you" in await helper.tap("Pause")
    assert await helper.buttons() == [
        "End the pause",
        "Change my profile",
        "Send a certificate",
        "Leave",
    ]
    assert "You are available now" in await helper.tap("End the pause")


async def test_who_leaves_leaves_nothing_by_which_they_could_be_known(helper: Telephone) -> None:
    await registered(helper)
    await helper.send("/volunteer")
    assert "cannot be brought back" in await helper.tap("Leave")
    assert "deleted" in await helper.tap("Yes, leave")
    assert not [said for said in await helper.said() if "no longer" in said]
    assert "of your own free will" in await helper.send("/volunteer")  # as to somebody new
    [row] = await db.rows("SELECT * FROM volunteer")
    assert (row["person_id"], row["sealed_point"], row["windows"]) == (None, None, 0)
    assert row["left_at"] is not None
    assert await db.rows("SELECT * FROM volunteer_skill") == []
    [person] = await db.rows("SELECT name, phone, phone_digest FROM person")
    assert (person["name"], person["phone"], person["phone_digest"]) == ("–", None, None)
    assert await db.rows("SELECT id FROM grant_ WHERE until IS NULL") == []


async def test_a_worker_who_leaves_the_volunteers_stays_a_worker(helper: Telephone) -> None:
    await a_person(HELPER, (Role.WORKER, HEPING))
    await registered(helper)
    await helper.send("/volunteer")
    await helper.tap("Leave")
    await helper.tap("Yes, leave")
    assert "Zero report" in await helper.keys()
    [person] = await db.rows("SELECT name, phone_digest FROM person")
    assert person["name"] == "李小明"
    assert person["phone_digest"] is not None


async def test_a_new_version_of_the_consent_asks_again(
    helper: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await registered(helper)
    newer = replace(catalogue.consent(), version=catalogue.consent().version + 1)
    changed: list[Consent] = [newer]
    monkeypatch.setattr(catalogue, "consent", lambda: changed[0])
    assert "of your own free will" in await helper.send("/volunteer")
    assert "Is this right?" in await helper.tap("I have read this and agree")
    await helper.tap("Yes, that is right")
    [row] = await db.rows("SELECT consent FROM volunteer")
    assert row["consent"] == newer.version
    assert "You are a volunteer" in await helper.send("/volunteer")


async def test_what_was_agreed_to_before_it_changed_does_not_count(
    helper: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await up_to_where(helper)
    newer = replace(catalogue.consent(), version=catalogue.consent().version + 1)
    monkeypatch.setattr(catalogue, "consent", lambda: newer)
    await in_the_town(helper)
    await helper.tap("20 km")
    await helper.tap("Weekends")
    await helper.tap("Car")
    assert "has been changed meanwhile" in await helper.tap("Yes, that is right")
    assert await db.rows("SELECT id FROM volunteer") == []


async def test_a_coordinator_sees_how_many_there_are_and_no_names(helper: Telephone) -> None:
    await registered(helper)
    await a_person(COORDINATOR, (Role.COORDINATOR, COUNTY))
    coordinator = helper.exchange.phone(COORDINATOR)
    shown = await coordinator.send("/volunteers")
    assert "某县" in shown
    assert "1 is registered; 1 can be asked now." in shown
    assert "Nurse: 1" in shown
    assert "李小明" not in shown
    await helper.send("/volunteer")
    await helper.tap("Not available right now")
    assert "0 can be asked now" in await coordinator.send("/volunteers")
    assert "Only coordinators" in await helper.send("/volunteers")


async def test_buttons_of_somebody_who_is_no_volunteer_do_nothing(helper: Telephone) -> None:
    await helper.send("hello")
    for data in ("available:on", "rest:on", "leave:sure"):
        await helper.deliver(helper.tapped(data, 1))
        assert "not registered as a volunteer" in await helper.last()


async def test_the_database_keeps_no_trace_of_who_left(database: None) -> None:
    add = (
        "INSERT INTO volunteer (person_id, place_id, consent, consented_at, languages, "
        "sealed_point, radius_km, windows, transport, available, paused, joined_at, left_at) "
        "VALUES ($1, $2, 1, $3, '[]', $4, $5, $6, $7, TRUE, FALSE, $3, $8)"
    )
    now = db.moment("2026-03-02 01:00:00+00:00")
    for values in (
        (None, TOWN.id, now, None, 10, 0, "car", None),
        (1, TOWN.id, now, None, 10, 0, "car", now),
        (None, TOWN.id, now, "sealed", 10, 0, "car", now),
        (None, TOWN.id, now, None, 10, 5, "car", now),
        (1, TOWN.id, now, None, 0, 0, "car", None),
        (1, TOWN.id, now, None, 10, 2**21, "car", None),
        (1, TOWN.id, now, None, 10, 0, "rocket", None),
    ):
        with pytest.raises(IntegrityError):
            await db.execute(add, *values)
    await db.execute(add, 1, TOWN.id, now, None, 10, 0, "car", None)
    with pytest.raises(IntegrityError):
        await db.execute(add, 1, TOWN.id, now, None, 10, 0, "car", None)
