"""Arriving, joining with a code, being recognised by phone, importing a table of people."""

from datetime import timedelta
from pathlib import Path

import pytest
from tortoise.exceptions import IntegrityError

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import say
from bot.people import service as people
from bot.people.importing import import_people
from bot.people.model import Invitation, Person, Recognised, Role
from bot.people.service import GUESSES_AN_HOUR, INVITE_LASTS
from bot.reports import service as reports
from tests.builders import COUNTY, DONGFENG, HEPING, OTHER_TOWN, TOWN, XINMIN, a_person, a_worker

PHONE = "+8613800000001"


async def an_invite(role: Role = Role.WORKER) -> Invitation:
    coordinator = await a_person(100, (Role.COORDINATOR, COUNTY))
    return await people.invite(coordinator, role, HEPING)


async def test_somebody_new_is_remembered_in_the_language_of_their_phone(storage: None) -> None:
    first = await people.known(1, "A", "en-GB")
    assert first.language == "en"
    assert await people.known(1, "A", "zh-hans") == first
    assert (await people.known(2, "B", "zh-hans")).language == "zh_Hans"
    assert (await people.known(3, "C", None)).language == "zh_Hans"


async def test_whoever_writes_can_be_reached_again(storage: None) -> None:
    await people.known(1, "A", "en")
    await people.reached(1, False)
    row = await db.row("SELECT reachable FROM person WHERE chat_id = $1", 1)
    assert row is not None
    assert not row["reachable"]
    await people.known(1, "A", "en")
    assert (await people.known(1, "A", "en")).reachable


async def test_an_invite_brings_its_role_once(storage: None) -> None:
    made = await an_invite()
    first, second = await a_person(1), await a_person(2)
    assert await people.accept(first, made.code.lower()) == (Role.WORKER, HEPING)
    assert [g.place_id for g in await people.grants(first)] == [HEPING.id]
    with pytest.raises(Refused, match="used already"):
        await people.accept(second, made.code)
    assert await people.grants(second) == ()


async def test_an_invite_expires(storage: None, clock: StandingClock) -> None:
    made = await an_invite()
    clock.advance(INVITE_LASTS)
    with pytest.raises(Refused, match="expired"):
        async with db.transaction():
            await people.accept(await a_person(1), made.code)


async def test_a_code_cannot_be_read_in_the_database(storage: None) -> None:
    made = await an_invite()
    kept = str(await db.rows("SELECT * FROM invite"))
    assert made.code not in kept
    assert made.code.replace("-", "") not in kept


async def test_codes_cannot_be_guessed_for_ever(storage: None, clock: StandingClock) -> None:
    made = await an_invite()
    person = await a_person(1)
    for _ in range(GUESSES_AN_HOUR):
        assert await people.accept(person, "AAAA-AAAA-22") is None
    with pytest.raises(Refused, match="too many"):
        await people.accept(person, made.code)
    clock.advance(timedelta(hours=1, seconds=1))
    assert await people.accept(person, made.code) is not None


async def test_nobody_invites_outside_their_own_place(storage: None) -> None:
    coordinator = await a_person(100, (Role.COORDINATOR, TOWN))
    with pytest.raises(NotAllowed):
        await people.invite(coordinator, Role.WORKER, OTHER_TOWN)
    with pytest.raises(NotAllowed):
        await people.invite(await a_worker(101, HEPING), Role.WORKER, HEPING)


async def test_a_worker_is_invited_for_no_county(storage: None) -> None:
    coordinator = await a_person(100, (Role.COORDINATOR, COUNTY))
    with pytest.raises(Refused, match="higher up"):
        await people.invite(coordinator, Role.WORKER, COUNTY)


async def test_every_role_given_stands_in_the_journal(storage: None) -> None:
    await a_worker(1, HEPING, XINMIN)
    found = await db.rows("SELECT act, place_id FROM journal ORDER BY id")
    assert [(row["act"], row["place_id"]) for row in found] == [
        ("role.granted", HEPING.id),
        ("role.granted", XINMIN.id),
    ]


async def test_a_township_worker_reports_for_all_its_villages(storage: None) -> None:
    worker = await a_worker(1, TOWN)
    form = await reports.form()
    own = await people.workplaces(worker, form.reporters)
    assert [place.id for place in own] == [HEPING.id, XINMIN.id, DONGFENG.id]


# -- importing ------------------------------------------------------------------------


def table(folder: Path, *lines: str) -> Path:
    file = folder / "people.csv"
    file.write_text("\n".join(["name,phone,role,place_code", *lines]), encoding="utf-8")
    return file


async def test_an_imported_worker_is_recognised_by_phone(storage: None, tmp_path: Path) -> None:
    plan = await import_people(
        table(tmp_path, "王某,138 0000 0001,worker,V1", "王某,13800000001,worker,V2")
    )
    assert len(plan.new) == 1
    newcomer = await a_person(1)
    assert await people.recognise(newcomer, PHONE) is Recognised.AWAITED
    assert [g.place_id for g in await people.grants(newcomer)] == [HEPING.id, XINMIN.id]
    again = await import_people(table(tmp_path, "王某,13800000001,worker,V1"))
    assert (again.same, again.new, again.changed) == (1, (), ())


async def a_prepared_invite(folder: Path) -> Invitation:
    """The code handed to an imported worker, as the command line makes it."""
    await import_people(table(folder, "王某,13800000001,worker,V1", "王某,13800000001,checker,T"))
    awaited = await people.imported_person(PHONE)
    assert awaited is not None
    return await people.invite_imported(awaited, Role.WORKER, HEPING)


async def roles_of(person: Person) -> list[tuple[Role, int]]:
    return sorted((grant.role, grant.place_id) for grant in await people.grants(person))


async def test_the_phone_first_and_the_code_after_it_is_no_mishap(
    storage: None, tmp_path: Path
) -> None:
    code = (await a_prepared_invite(tmp_path)).code
    newcomer = await a_person(1)
    assert await people.recognise(newcomer, PHONE) is Recognised.AWAITED
    assert await people.accept(newcomer, code) == (Role.WORKER, HEPING)
    assert await roles_of(newcomer) == [(Role.CHECKER, TOWN.id), (Role.WORKER, HEPING.id)]
    assert (await people.known(1, "", None)).name == "王某"


async def test_the_code_first_and_the_phone_after_it_is_no_mishap(
    storage: None, tmp_path: Path
) -> None:
    code = (await a_prepared_invite(tmp_path)).code
    newcomer = await a_person(1)
    assert await people.accept(newcomer, code) == (Role.WORKER, HEPING)
    assert await people.recognise(newcomer, PHONE) is Recognised.KEPT
    assert await roles_of(newcomer) == [(Role.CHECKER, TOWN.id), (Role.WORKER, HEPING.id)]


async def test_a_code_used_by_another_account_than_the_phone_brings_its_role_alone(
    storage: None, tmp_path: Path
) -> None:
    code = (await a_prepared_invite(tmp_path)).code
    await people.recognise(await a_person(1), PHONE)
    other = await a_person(2)
    assert await people.accept(other, code) == (Role.WORKER, HEPING)
    assert await roles_of(other) == [(Role.WORKER, HEPING.id)]


async def test_a_number_belongs_to_the_account_that_showed_it_last(storage: None) -> None:
    former = await a_worker(1, HEPING)
    newcomer = await a_person(2)
    assert await people.recognise(former, PHONE) is Recognised.KEPT
    assert await people.recognise(newcomer, PHONE) is Recognised.MOVED
    assert await people.recognise(newcomer, PHONE) is Recognised.KEPT
    coordinator = await a_person(100, (Role.COORDINATOR, COUNTY))
    assert await people.numbers(coordinator, HEPING) == {former.id: ("Person 1", None)}
    assert await people.grants(newcomer) == (), "roles do not move with a number"
    noted = await db.rows("SELECT actor_id, subject FROM journal WHERE act = 'number.moved'")
    assert noted == [{"actor_id": newcomer.id, "subject": f"person:{former.id}"}]


async def test_the_database_keeps_a_number_for_one_person(storage: None) -> None:
    await a_person(1)
    await a_person(2)
    with pytest.raises(IntegrityError):
        await db.execute("UPDATE person SET phone_digest = $1", people.phone_digest(PHONE))


async def test_phones_cannot_be_read_in_the_database(storage: None, tmp_path: Path) -> None:
    await import_people(table(tmp_path, "王某,13800000001,worker,V1"))
    await people.recognise(await a_person(1), "+8613900000002")
    kept = str(await db.rows("SELECT * FROM person"))
    assert "13800000001" not in kept
    assert "13900000002" not in kept


async def test_nothing_is_imported_when_a_line_is_bad(storage: None, tmp_path: Path) -> None:
    plan = await import_people(
        table(
            tmp_path,
            "王某,13800000001,worker,V1",
            "李某,12,worker,V1",
            "李某,13800000003,king,V1",
            "李某,13800000004,worker,V9",
            "李某,13800000005,worker,X",
            "赵某,13800000001,worker,V2",
            "王某,13800000001,worker,V1",
            ",13800000006,worker,V1",
        )
    )
    assert [line.number for line in plan.bad] == [3, 4, 5, 6, 7, 8, 9]
    assert "13800000000" in say(plan.bad[0].reason, "en")
    assert await db.rows("SELECT id FROM person") == []


async def test_a_dry_run_shows_and_changes_nothing(storage: None, tmp_path: Path) -> None:
    file = table(tmp_path, "王某,13800000001,worker,V1")
    plan = await import_people(file, dry_run=True)
    assert "…0001" in say(plan.shown(str), "en")
    assert await db.rows("SELECT id FROM person") == []


async def test_a_role_prepared_and_held_already_is_there_once(
    storage: None, tmp_path: Path
) -> None:
    await import_people(table(tmp_path, "王某,13800000001,worker,V1", "王某,13800000001,checker,T"))
    newcomer = await a_worker(1, HEPING)
    await people.recognise(newcomer, PHONE)
    held = [(grant.role, grant.place_id) for grant in await people.grants(newcomer)]
    assert sorted(held) == [(Role.CHECKER, TOWN.id), (Role.WORKER, HEPING.id)]


async def test_an_import_leaves_the_language_that_somebody_chose(
    storage: None, tmp_path: Path
) -> None:
    await import_people(table(tmp_path, "王某,13800000001,worker,V1"))
    newcomer = await a_person(1, language="en")
    await people.recognise(newcomer, PHONE)
    await import_people(table(tmp_path, "王秀某,13800000001,worker,V2"))
    person = await people.known(1, "", None)
    assert (person.name, person.language) == ("王秀某", "en")
    assert len(await people.grants(person)) == 2
