"""A stranger arrives: one helpful answer, ways in, a language, an invite that works."""

import io
from datetime import timedelta
from typing import Any

import pytest
import segno

from bot.kernel import database as db
from bot.kernel import secret
from bot.kernel.clock import StandingClock
from bot.outbox.model import Payload
from bot.people import service as people
from bot.people.importing import import_people
from bot.people.model import Role
from tests.builders import COUNTY, HEPING, TOWN, a_person
from tests.fakes import Exchange, Telephone

CODE = r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}"


@pytest.fixture
def stranger(storage: None) -> Telephone:
    """Somebody nobody knows, who reads English."""
    return Exchange().phone(50)


@pytest.fixture
async def coordinator(stranger: Telephone) -> Telephone:
    await a_person(100, (Role.COORDINATOR, COUNTY))
    return stranger.exchange.phone(100)


async def invited(coordinator: Telephone) -> Payload:
    """Invite a worker for 和平村; what the coordinator gets to hand on."""
    await coordinator.send("Invite somebody")
    await coordinator.tap("community worker")
    await coordinator.tap("某镇")
    await coordinator.tap("和平村")
    await coordinator.tap("Make the invite")
    row = await db.row("SELECT payload, sealed FROM message ORDER BY id DESC LIMIT 1")
    assert row is not None
    assert row["sealed"], "a code lies open in the outbox"
    return Payload.from_json(secret.current().unseal(row["payload"]))


def code_in(payload: Payload) -> str:
    return payload.html.split("<b>")[2].split("</b>")[0]


def qr_of(text: str) -> bytes:
    """The picture from which a phone's camera reads the text."""
    picture = io.BytesIO()
    segno.make(text, error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()


async def test_a_stranger_gets_one_helpful_answer_with_both_ways_in(stranger: Telephone) -> None:
    answer = await stranger.send("hello?")
    assert "invite code" in answer
    assert "K7QM-2TXW-9P" in answer
    assert await stranger.keys() == ["Share my phone number"]
    assert len(await stranger.said()) == 1


async def test_an_invite_by_link_makes_a_worker(
    stranger: Telephone, coordinator: Telephone
) -> None:
    handed = await invited(coordinator)
    address = next(line for line in handed.html.splitlines() if line.startswith("https://"))
    assert handed.photo == qr_of(address)
    payload = address.split("?start=")[1]
    assert "community worker" in await stranger.send(f"/start {payload}")
    assert "Zero report" in await stranger.keys()
    assert "和平村" in await stranger.send("0")


async def test_a_code_is_typed_as_it_is_or_asked_for(
    stranger: Telephone, coordinator: Telephone
) -> None:
    first, second = code_in(await invited(coordinator)), code_in(await invited(coordinator))
    assert "Welcome" in await stranger.send(first.lower().replace("-", " "))
    other = stranger.exchange.phone(51)
    await other.send("/join")
    assert "Welcome" in await other.send(second)
    assert "used already" in await stranger.exchange.phone(52).send(second)


async def test_a_wrong_code_says_how_a_right_one_looks_and_offers_another_try(
    stranger: Telephone,
) -> None:
    await stranger.send("/join")
    assert "K7QM-2TXW-9P" in await stranger.send("let me in")
    assert "invite code" in await stranger.tap("Try again")
    row = await db.row("SELECT count(*) AS n FROM guess")
    assert row is not None
    assert row["n"] == 1


async def test_an_expired_code_is_told_so(
    stranger: Telephone, coordinator: Telephone, clock: StandingClock
) -> None:
    code = code_in(await invited(coordinator))
    clock.advance(timedelta(hours=73))
    assert "expired" in await stranger.send(code)
    assert await people.grants(await people.known(50, "", None)) == ()


async def test_an_imported_worker_shares_the_phone_number_and_is_in(
    stranger: Telephone, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("people") / "people.csv"
    file.write_text("name,phone,role,place_code\n王某,13800000001,worker,V1", encoding="utf-8")
    await import_people(file)
    contact = {"phone_number": "+86 138 0000 0001", "first_name": "W", "user_id": 50}
    assert "和平村" in await stranger.bring(contact=contact)
    assert "Zero report" in await stranger.keys()


async def test_somebody_elses_contact_opens_nothing(
    stranger: Telephone, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("people") / "people.csv"
    file.write_text("name,phone,role,place_code\n王某,13800000001,worker,V1", encoding="utf-8")
    await import_people(file)
    for card in ({"user_id": 51}, {}):
        contact = {"phone_number": "+8613800000001", "first_name": "W", **card}
        assert "somebody else" in await stranger.bring(contact=contact)
    assert await people.grants(await people.known(50, "", None)) == ()


async def test_an_unregistered_number_is_told_what_to_do(stranger: Telephone) -> None:
    contact = {"phone_number": "+8613800000009", "first_name": "W", "user_id": 50}
    assert "not registered" in await stranger.bring(contact=contact)


async def test_a_number_that_another_account_had_is_taken_over_and_said(
    stranger: Telephone,
) -> None:
    contact = {"phone_number": "+8613800000009", "first_name": "W"}
    other = stranger.exchange.phone(51)
    await other.bring(contact={**contact, "user_id": 51})
    answer = await stranger.bring(contact={**contact, "user_id": 50})
    assert "belonged to another account" in answer
    assert "Roles do not move" in answer
    again = await stranger.bring(contact={**contact, "user_id": 50})
    assert "not registered" in again


async def test_the_language_follows_to_every_later_message(stranger: Telephone) -> None:
    await stranger.send("/language")
    assert "今后将用中文" in await stranger.tap("中文")
    assert "您好" in await stranger.send("hello?")
    await stranger.send("/language")
    await stranger.send("English")
    assert "Hello" in await stranger.send("hello?")


async def test_only_coordinators_invite(stranger: Telephone) -> None:
    await a_person(7, (Role.WORKER, HEPING))
    assert "Only coordinators" in await stranger.exchange.phone(7).send("/invite")


async def test_an_invite_is_refused_when_the_right_went_meanwhile(coordinator: Telephone) -> None:
    await coordinator.send("/invite")
    await coordinator.tap("checker")
    await coordinator.tap("某镇")
    await coordinator.tap("This one")
    await db.execute("UPDATE grant_ SET until = since")
    assert "may not invite" in await coordinator.tap("Make the invite")


async def test_a_coordinator_of_two_areas_chooses_one(stranger: Telephone) -> None:
    await a_person(101, (Role.COORDINATOR, COUNTY), (Role.COORDINATOR, TOWN))
    phone = stranger.exchange.phone(101)
    await phone.send("/invite")
    await phone.tap("coordinator")
    assert "areas" in await phone.last()
    assert "和平村" in (await phone.tap("某镇")) + "".join(await phone.buttons())


async def test_who_am_i_names_roles_with_their_places(coordinator: Telephone) -> None:
    assert "coordinator, <b>某市 某县</b>" in await coordinator.send("/roles")


async def test_an_unknown_command_and_help_show_what_there_is(coordinator: Telephone) -> None:
    assert "/xyz" in await coordinator.send("/xyz")
    await coordinator.send("/help")
    assert "Invite somebody" in await coordinator.keys()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"photo": [{"file_id": "f"}]}, "A photo came"),
        ({"sticker": {"file_id": "f"}}, "A sticker came"),
        ({"voice": {"file_id": "f"}}, "A voice message came"),
        ({"document": {"file_id": "f"}}, "A file came"),
        ({"location": {"latitude": 26.6, "longitude": 106.6}}, "A location came"),
        ({"dice": {"emoji": "🎲", "value": 1}}, "This kind of message came"),
    ],
)
async def test_what_nobody_asked_for_is_named(
    coordinator: Telephone, content: dict[str, Any], named: str
) -> None:
    known, stranger = coordinator, coordinator.exchange.phone(50)
    for phone, next_step in ((known, "Tap a key"), (stranger, "K7QM-2TXW-9P")):
        answer = await phone.bring(**content)
        assert named in answer
        assert next_step in answer
