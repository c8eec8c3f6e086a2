"""Roles are seen and ended by those who could have given them; never their own or an equal's."""

from pathlib import Path

import pytest

from bot.kernel import database as db
from bot.kernel.errors import NotAllowed, Refused
from bot.people import service as people
from bot.people.importing import import_people
from bot.people.model import Person, Role
from tests.builders import (
    CITY,
    COUNTY,
    HEPING,
    OTHER_TOWN,
    TOWN,
    XINMIN,
    a_person,
    a_worker,
)
from tests.fakes import Exchange, Telephone

COORDINATOR, WORKER = 100, 1


@pytest.fixture
async def coordinator(storage: None) -> Telephone:
    await a_person(COORDINATOR, (Role.COORDINATOR, COUNTY))
    return Exchange().phone(COORDINATOR)


async def grant_of(person: Person) -> int:
    row = await db.row("SELECT id FROM grant_ WHERE person_id = $1 AND until IS NULL", person.id)
    assert row is not None
    return int(row["id"])


async def test_a_role_is_found_and_ended_by_chat(coordinator: Telephone) -> None:
    worker = await a_worker(WORKER, HEPING)
    phone = coordinator.exchange.phone(WORKER)
    await phone.send("/start")
    listed = await coordinator.send("People and roles")
    assert "Person 1: community worker, 某市 某县 某镇 和平村" in listed
    assert "和平村" in await coordinator.tap("End: Person 1")
    assert "no longer community worker" in await coordinator.tap("End the role")
    assert await people.grants(worker) == ()
    assert "no longer community worker" in await phone.last()
    assert await phone.send("0") != ""
    assert "invite code" in await phone.last(), "who has no role any more is a stranger"
    noted = await db.rows("SELECT actor_id, place_id FROM journal WHERE act = 'role.ended'")
    ender = await people.known(COORDINATOR, "", None)
    assert noted == [{"actor_id": ender.id, "place_id": HEPING.id}]


async def test_nothing_ends_before_it_is_confirmed(coordinator: Telephone) -> None:
    worker = await a_worker(WORKER, HEPING)
    await coordinator.send("/people")
    await coordinator.tap("End: Person 1")
    await coordinator.tap("Cancel")
    assert len(await people.grants(worker)) == 1


async def test_own_roles_and_equals_have_no_button_and_are_refused(
    coordinator: Telephone,
) -> None:
    own = await people.known(COORDINATOR, "", None)
    equal = await a_person(101, (Role.COORDINATOR, COUNTY))
    above = await a_person(102, (Role.COORDINATOR, CITY))
    elsewhere = await a_person(103, (Role.COORDINATOR, OTHER_TOWN))
    listed = await coordinator.send("/people")
    assert "Person 101" in listed
    assert "Person 102" not in listed
    assert [label for label in await coordinator.buttons() if "End" in label] == [
        "End: Person 103, coordinator"
    ]
    for person, refusal in ((own, "of their own"), (equal, "may not end"), (above, "may not end")):
        await coordinator.deliver(coordinator.tapped(f"end:{await grant_of(person)}", 1))
        assert refusal in await coordinator.last()
    with pytest.raises(NotAllowed):
        await people.take(elsewhere, await grant_of(equal))


async def test_a_right_lost_before_the_confirmation_ends_nothing(coordinator: Telephone) -> None:
    worker = await a_worker(WORKER, HEPING)
    admin = await a_person(102, (Role.ADMIN, CITY))
    await coordinator.send("/people")
    await coordinator.tap("End: Person 1")
    await people.take(admin, await grant_of(await people.known(COORDINATOR, "", None)))
    assert "may not end" in await coordinator.tap("End the role")
    assert len(await people.grants(worker)) == 1


async def test_a_role_ends_once_and_can_be_given_again(coordinator: Telephone) -> None:
    worker = await a_worker(WORKER, HEPING)
    ender = await people.known(COORDINATOR, "", None)
    grant = await grant_of(worker)
    await people.take(ender, grant)
    with pytest.raises(Refused, match="ended already"):
        await people.take(ender, grant)
    assert await people.give(worker.id, Role.WORKER, HEPING, by=ender.id)
    assert len(await people.grants(worker)) == 1


async def test_nobody_else_sees_who_holds_which_role(coordinator: Telephone) -> None:
    await a_worker(WORKER, HEPING)
    phone = coordinator.exchange.phone(WORKER)
    assert "Only coordinators" in await phone.send("/people")
    await phone.deliver(phone.tapped(f"people:{COUNTY.id}:0", 1))
    assert "no right" in await phone.last()


@pytest.mark.parametrize("data", ["people:9999999999:0", "people:3:9999999999", "end:x", "end:"])
async def test_made_up_numbers_are_old_buttons(coordinator: Telephone, data: str) -> None:
    await coordinator.deliver(coordinator.tapped(data, 1))
    assert "too old" in await coordinator.last()


async def test_many_roles_are_read_page_by_page_and_place_by_place(
    coordinator: Telephone,
) -> None:
    for number in range(1, 12):
        await a_worker(number, HEPING if number < 6 else XINMIN)
    assert "某县: 12 roles" in (await coordinator.send("/people")).replace("<b>", "")
    assert "Person 11" not in await coordinator.last()
    assert "Person 11" in await coordinator.tap("More")
    await coordinator.tap("Earlier")
    assert "某镇: 11 roles" in (await coordinator.tap("某镇")).replace("<b>", "")
    assert "和平村: 5 roles" in (await coordinator.tap("和平村")).replace("<b>", "")
    assert "某镇: 11 roles" in (await coordinator.tap("↑")).replace("<b>", "")
    await coordinator.tap("↑")
    assert not [label for label in await coordinator.buttons() if "↑" in label]


async def test_somebody_who_has_not_come_yet_is_told_nothing(
    coordinator: Telephone, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,phone,role,place_code\n王某,13800000001,worker,V1", encoding="utf-8")
    await import_people(file)
    await coordinator.send("/people")
    await coordinator.tap("End: 王某")
    assert "no longer" in await coordinator.tap("End the role")
    plan = await import_people(file)
    assert len(plan.changed) == 1, "an import adds what its file says, also after an end"


async def test_a_volunteer_is_invited(coordinator: Telephone) -> None:
    await coordinator.send("/invite")
    await coordinator.tap("volunteer")
    await coordinator.tap(TOWN.name)
    await coordinator.tap("This one")
    assert "volunteer" in await coordinator.tap("Make the invite")
