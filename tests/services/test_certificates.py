"""Certificates by chat, on both databases: sent, looked at in two taps, suspended, watched."""

import asyncio
from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError

from bot.conversations.model import Attachment
from bot.kernel import clock as wall
from bot.kernel import database as db
from bot.kernel.errors import Refused
from bot.kernel.i18n import say
from bot.people.model import Role
from bot.places import store as places
from bot.places.model import Level, Place
from bot.volunteers.model import CertificateState, Profile, Transport
from bot.volunteers.rules.certificates import FOREVER
from bot.volunteers.service import certifying, expiring
from bot.volunteers.store import profiles
from tests.builders import CITY, COUNTY, HEPING, a_person
from tests.fakes import Exchange, Telephone

HELPER, COORDINATOR, ANOTHER, STRANGER = 70, 71, 72, 73
PHOTO = [{"file_id": "small"}, {"file_id": "photo-1"}]
FILE = {"file_id": "file-1", "file_name": "licence.PDF"}
ELSEWHERE = Place(9, "X2", 2, Level.COUNTY, "别县", "1/2/9/")


async def a_volunteer(chat_id: int, *skills: str) -> int:
    """An invented volunteer of a village with these skills; the id."""
    person = await a_person(chat_id, (Role.VOLUNTEER, HEPING))
    profile = Profile(
        HEPING.id, frozenset(skills), frozenset({"mandarin"}), 10, frozenset(), Transport.NONE
    )
    return await profiles.add(person.id, profile, 1)


@pytest.fixture
async def exchange(storage: None) -> Exchange:
    """A program with a nurse who also loads, and a coordinator of the county."""
    await a_volunteer(HELPER, "nurse", "loading")
    await a_person(COORDINATOR, (Role.COORDINATOR, COUNTY))
    return Exchange()


@pytest.fixture
def helper(exchange: Exchange) -> Telephone:
    return exchange.phone(HELPER)


@pytest.fixture
def coordinator(exchange: Exchange) -> Telephone:
    return exchange.phone(COORDINATOR)


async def sent(phone: Telephone, last_day: str = "2028-03-31", **content: object) -> str:
    """Send a certificate for the only skill that needs one; what is said then."""
    await phone.send("/volunteer")
    assert "photo" in await phone.tap("Send a certificate")
    assert "Until when" in await phone.bring(**(content or {"photo": PHOTO}))
    return await phone.send(last_day)


async def opened(phone: Telephone, label: str = "Nurse") -> str:
    await phone.send("/certificates")
    return await phone.tap(label)


async def verified(helper: Telephone, coordinator: Telephone, last_day: str = "2028-03-31") -> None:
    await sent(helper, last_day)
    await opened(coordinator)
    assert "Verified: Person 70, Nurse" in await coordinator.tap("Verify")


async def skill() -> tuple[str | None, bool]:
    """Until when the nurse's skill counts, and whether it is suspended."""
    [row] = await db.rows(
        "SELECT verified_until, suspended FROM volunteer_skill WHERE skill = 'nurse'"
    )
    until = row["verified_until"]
    return (None if until is None else str(until), bool(row["suspended"]))


async def states() -> list[str]:
    return [row["state"] for row in await db.rows("SELECT state FROM certificate ORDER BY id")]


# -- the volunteer --------------------------------------------------------------------


async def test_the_profile_says_how_it_stands(helper: Telephone, coordinator: Telephone) -> None:
    assert "Nurse: not sent; the skill counts only" in await helper.send("/volunteer")
    assert "A coordinator looks at your certificate" in await sent(helper)
    shown = await helper.send("/volunteer")
    assert "Nurse: being looked at" in shown
    assert "Loading:" not in shown  # needs none
    await opened(coordinator)
    await coordinator.tap("Verify")
    assert "verified: Nurse" in await helper.last()
    assert "Nurse: verified until 2028-03-31" in await helper.send("/volunteer")


async def test_who_has_no_skill_that_needs_one_is_not_asked(helper: Telephone) -> None:
    await a_volunteer(ANOTHER, "loading")
    phone = helper.exchange.phone(ANOTHER)
    assert "Certificates" not in await phone.send("/volunteer")
    assert "Send a certificate" not in await phone.buttons()
    await phone.deliver(phone.tapped("certify:nurse", 1))
    assert "None of your skills needs a certificate" in await phone.last()
    nobody = helper.exchange.phone(STRANGER)
    await nobody.send("hello")
    await nobody.deliver(nobody.tapped("certify", 1))
    assert "not registered as a volunteer" in await nobody.last()


async def test_several_skills_are_asked_about_first(helper: Telephone) -> None:
    await a_volunteer(ANOTHER, "nurse", "driver")
    phone = helper.exchange.phone(ANOTHER)
    await phone.send("/volunteer")
    assert "For which skill" in await phone.tap("Send a certificate")
    assert "Certificate: Car driver" in await phone.tap("Car driver")
    await phone.bring(document=FILE)
    assert "looks at your certificate" in await phone.tap("It has no end")
    [row] = await db.rows("SELECT skill, shown_as, last_day FROM certificate")
    assert (row["skill"], row["shown_as"], row["last_day"]) == ("driver", "file", None)


async def test_what_is_no_certificate_is_refused_with_an_example(helper: Telephone) -> None:
    await helper.send("/volunteer")
    await helper.tap("Send a certificate")
    assert "A sticker cannot be used" in await helper.bring(sticker={"file_id": "s"})
    assert "A text cannot be used" in await helper.send("I am a nurse, believe me")
    program = {"file_id": "x", "file_name": "licence.exe"}
    assert "no file of a kind that can be looked at" in await helper.bring(document=program)
    assert "Until when" in await helper.bring(photo=PHOTO)
    for wrong, why in (
        ("2026-03-01", "2026-03-01 is past"),
        ("2020", "is not a day that I know"),
        ("2226-01-01", "is very far ahead"),
    ):
        assert why in await helper.send(wrong)
    assert "cannot be used" in await helper.bring(photo=PHOTO)
    assert await states() == []
    assert "looks at your certificate" in await helper.send("2026年3月2日")  # its last day is today


async def test_the_file_id_cannot_be_read_in_the_database(
    helper: Telephone, coordinator: Telephone
) -> None:
    await helper.send("/volunteer")
    await helper.tap("Send a certificate")
    await helper.bring(photo=PHOTO)
    on_the_way = await db.rows("SELECT * FROM session")
    await helper.send("2028-03-31")
    await opened(coordinator)
    kept = [await db.rows(f"SELECT * FROM {table}") for table in ("certificate", "message")]
    assert "photo-1" not in f"{on_the_way}{kept}"
    payload = list((await coordinator.seen()).values())[-1]
    assert payload.attachment == Attachment("photo", "photo-1")


async def test_a_newer_one_takes_the_place_of_the_one_that_waits(
    helper: Telephone, coordinator: Telephone
) -> None:
    await sent(helper)
    await opened(coordinator)
    await sent(helper, document=FILE)
    assert await states() == ["replaced", "waiting"]
    assert "sent another certificate meanwhile" in await coordinator.tap("Verify")
    [row] = await db.rows("SELECT sealed_file FROM certificate WHERE state = 'replaced'")
    assert row["sealed_file"] == ""
    await opened(coordinator)
    payload = list((await coordinator.seen()).values())[-1]
    assert payload.attachment == Attachment("document", "file-1")


async def test_a_verified_one_counts_until_the_next_one_is_verified(
    helper: Telephone, coordinator: Telephone
) -> None:
    await verified(helper, coordinator, "2026-06-30")
    await sent(helper, "2029-06-30")
    assert await skill() == ("2026-06-30", False)
    shown = await helper.send("/volunteer")
    assert "being looked at; the earlier one: verified until 2026-06-30" in shown
    await opened(coordinator)
    await coordinator.tap("Refuse")
    await coordinator.tap("cannot be read")
    assert await skill() == ("2026-06-30", False)
    assert "refused: The picture cannot be read; the earlier one: verified until" in (
        await helper.send("/volunteer")
    )
    await sent(helper, "2029-06-30")
    await opened(coordinator)
    await coordinator.tap("Verify")
    assert await skill() == ("2029-06-30", False)
    assert sorted(await states()) == ["replaced", "replaced", "verified"]


async def test_the_database_keeps_one_that_waits_and_one_that_counts(
    helper: Telephone, coordinator: Telephone
) -> None:
    await verified(helper, coordinator)
    await sent(helper)
    again = (
        "INSERT INTO certificate (volunteer_id, skill, state, shown_as, sealed_file, sent_at, "
        "decided_by) SELECT volunteer_id, skill, $1, shown_as, sealed_file, sent_at, 1 "
        "FROM certificate WHERE state = 'waiting'"
    )
    for state in ("waiting", "verified", "suspended", "lost"):
        with pytest.raises(IntegrityError):
            await db.execute(again, state)
    undecided = "UPDATE certificate SET decided_by = NULL WHERE state = 'verified'"
    with pytest.raises(IntegrityError):
        await db.execute(undecided)


# -- the coordinator ------------------------------------------------------------------


async def test_coordinators_are_told_once_an_hour(
    helper: Telephone, coordinator: Telephone, clock: wall.StandingClock
) -> None:
    await a_volunteer(ANOTHER, "nurse")
    await coordinator.send("/help")
    for phone in (helper, helper.exchange.phone(ANOTHER), helper):
        await sent(phone)
    told = [said for said in await coordinator.said() if "wait to be looked at" in said]
    assert len(told) == 2  # at once, and with the next hour
    assert "2 certificates wait" in await coordinator.tap("Look at them")


async def test_verified_in_two_taps_with_the_picture(
    helper: Telephone, coordinator: Telephone
) -> None:
    await sent(helper)
    assert "1 certificate waits" in await coordinator.send("/certificates")
    shown = await coordinator.tap("Person 70: Nurse")
    for part in ("Person 70: Nurse", "和平村", "Valid until 2028-03-31"):
        assert part in shown
    assert await coordinator.buttons() == ["Verify", "Refuse", "Next"]
    assert await skill() == (None, False)
    await coordinator.tap("Verify")
    assert await skill() == ("2028-03-31", False)
    [row] = await db.rows("SELECT changed FROM volunteer")
    assert row["changed"] > 0
    acts = await db.rows("SELECT * FROM journal WHERE act LIKE 'certificate%' ORDER BY id")
    assert [row["act"] for row in acts] == ["certificate.sent", "certificate.verified"]
    assert not [part for part in ("Person 70", "photo-1", "nurse") if part in str(acts)]
    assert "No certificate waits" in await coordinator.send("/certificates")


async def test_one_without_an_end_counts_for_ever(
    helper: Telephone, coordinator: Telephone
) -> None:
    await sent(helper, "It has no end")
    assert "Valid without an end" in await opened(coordinator)
    await coordinator.tap("Verify")
    assert await skill() == (FOREVER.isoformat(), False)


@pytest.mark.parametrize("by_button", [True, False])
async def test_refused_with_a_reason_that_the_volunteer_reads(
    helper: Telephone, coordinator: Telephone, by_button: bool
) -> None:
    await sent(helper)
    await opened(coordinator)
    assert "Why is the certificate refused?" in await coordinator.tap("Refuse")
    if by_button:
        await coordinator.tap("not valid for this skill")
    else:
        await coordinator.send("the stamp is missing")
    why = "It is not valid for this skill" if by_button else "the stamp is missing"
    assert "Refused: Person 70, Nurse" in await coordinator.last()
    assert f"Reason: {why}" in await helper.last()
    assert f"Nurse: refused: {why}" in await helper.send("/volunteer")
    assert await skill() == (None, False)
    journal = await db.rows("SELECT * FROM journal")
    assert "stamp" not in str(journal)
    assert "photo" in await helper.tap("Send a new certificate")  # for the same skill


async def test_next_goes_round(helper: Telephone, coordinator: Telephone) -> None:
    await a_volunteer(ANOTHER, "doctor")
    await sent(helper)
    await sent(helper.exchange.phone(ANOTHER))
    assert "Person 70: Nurse" in await opened(coordinator, "Nurse")
    assert "Person 72: Doctor" in await coordinator.tap("Next")
    assert "Person 70: Nurse" in await coordinator.tap("Next")
    await coordinator.tap("Verify")
    assert "Person 72: Doctor" in await coordinator.tap("Next")
    assert "No other certificate waits" in await coordinator.tap("Next")


async def test_the_list_has_pages_and_begins_with_the_oldest(
    helper: Telephone, coordinator: Telephone
) -> None:
    for chat_id in range(100, 110):
        await a_volunteer(chat_id, "nurse")
        await sent(helper.exchange.phone(chat_id))
    assert "10 certificates wait" in await coordinator.send("/certificates")
    first = await coordinator.buttons()
    assert first[0] == "Person 100: Nurse"
    assert first[-2:] == ["More →", "Verified and suspended"]
    await coordinator.tap("More")
    assert await coordinator.buttons() == [
        "Person 108: Nurse",
        "Person 109: Nurse",
        "← Earlier",
        "Verified and suspended",
    ]


async def test_only_coordinators_of_the_place_and_nobody_for_themselves(
    helper: Telephone, coordinator: Telephone
) -> None:
    await places.add([ELSEWHERE], lambda _rows: None)
    stranger = helper.exchange.phone(STRANGER)
    await a_person(STRANGER, (Role.COORDINATOR, ELSEWHERE))
    await sent(helper)
    [row] = await db.rows("SELECT id FROM certificate")
    assert "Only coordinators" in await helper.send("/certificates")
    assert "No certificate waits" in await stranger.send("/certificates")
    acts = [f"certificate:{row['id']}", f"verify:waiting:{row['id']}", f"reject:{row['id']}"]
    for data in acts:
        await stranger.deliver(stranger.tapped(data, 1))
        assert "You have no right" in await stranger.last()
        await helper.deliver(helper.tapped(data, 1))
        assert "You have no right" in await helper.last()
    await a_person(HELPER, (Role.COORDINATOR, COUNTY))
    assert "No certificate waits" in await helper.send("/certificates")
    for data in acts:
        await helper.deliver(helper.tapped(data, 2))
        assert "your own" in await helper.last()
    assert await states() == ["waiting"]


async def test_buttons_that_say_what_none_of_ours_says(
    helper: Telephone, coordinator: Telephone
) -> None:
    await sent(helper)
    await coordinator.send("/help")
    for data, answer in (
        ("certificates:mine:0", "too old"),
        ("certificate:x", "too old"),
        ("certificate:999", "do not find that certificate"),
        ("verify:lost:1", "too old"),
        ("verify:refused:1", "too old"),
        ("suspend:1", "another certificate meanwhile"),
    ):
        await coordinator.deliver(coordinator.tapped(data, 1))
        assert answer in await coordinator.last()
    assert await states() == ["waiting"]


async def test_of_two_coordinators_the_slower_reads_what_happened(
    helper: Telephone, coordinator: Telephone
) -> None:
    await a_person(ANOTHER, (Role.COORDINATOR, CITY))
    another = helper.exchange.phone(ANOTHER)
    await sent(helper)
    await opened(coordinator)
    await opened(another)
    await coordinator.tap("Verify")
    assert "Person 71 was quicker: this certificate is verified already" in (
        await another.tap("Verify")
    )
    assert "is verified already" in await another.tap("Refuse")
    assert len([said for said in await helper.said() if "was verified" in said]) == 1


async def test_who_is_slower_while_writing_the_reason(
    helper: Telephone, coordinator: Telephone
) -> None:
    await a_person(ANOTHER, (Role.COORDINATOR, CITY))
    another = helper.exchange.phone(ANOTHER)
    await sent(helper)
    await opened(another)
    await another.tap("Refuse")
    await opened(coordinator)
    await coordinator.tap("Verify")
    assert "Person 71 was quicker" in await another.tap("cannot be read")
    assert await states() == ["verified"]


async def test_two_at_the_same_moment(helper: Telephone, coordinator: Telephone) -> None:
    await sent(helper)
    [row] = await db.rows("SELECT id FROM certificate")
    one = await a_person(COORDINATOR)
    other = await a_person(ANOTHER, (Role.COORDINATOR, CITY))

    async def verify() -> object:
        return await certifying.verify(one, row["id"], CertificateState.WAITING)

    async def refuse() -> object:
        return await certifying.refuse(other, row["id"], "expired")

    done = await asyncio.gather(db.retried(verify), db.retried(refuse), return_exceptions=True)
    [slower] = [outcome for outcome in done if isinstance(outcome, Refused)]
    assert "was quicker: this certificate is" in say(slower.text, "en")
    acts = await db.rows(
        "SELECT act FROM journal WHERE act IN ('certificate.verified', 'certificate.refused')"
    )
    assert [act["act"].removeprefix("certificate.") for act in acts] == await states()
    assert (await skill() != (None, False)) is (await states() == ["verified"])


async def test_what_expired_while_it_waited_is_not_verified(
    helper: Telephone, coordinator: Telephone, clock: wall.StandingClock
) -> None:
    await sent(helper, "2026-03-05")
    await opened(coordinator)
    clock.advance(timedelta(days=4))
    assert "has expired" in await coordinator.tap("Verify")
    assert await skill() == (None, False)


# -- suspended, and verified again ----------------------------------------------------


async def test_suspended_with_a_reason_and_verified_again(
    helper: Telephone, coordinator: Telephone
) -> None:
    await verified(helper, coordinator)
    await coordinator.send("/certificates")
    assert "1 certificate was verified" in await coordinator.tap("Verified and suspended")
    assert (await coordinator.buttons())[0] == "Person 70: Nurse, until 2028-03-31"
    assert "This certificate: verified, until 2028-03-31" in await coordinator.tap("Person 70")
    assert "Why is the certificate suspended?" in await coordinator.tap("Suspend")
    await coordinator.tap("complaint")
    assert await skill() == ("2028-03-31", True)
    why = "There is a complaint that is being looked into"
    assert f"Reason: {why}" in await helper.last()
    assert f"Nurse: suspended: {why}" in await helper.send("/volunteer")
    await coordinator.send("/certificates")
    await coordinator.tap("Verified and suspended")
    assert f"suspended ({why})" in await coordinator.tap("Person 70: Nurse, suspended")
    await coordinator.tap("Verify")
    assert await skill() == ("2028-03-31", False)
    assert "Nurse: verified until" in await helper.send("/volunteer")
    acts = await db.rows("SELECT act FROM journal WHERE act LIKE 'certificate.%' ORDER BY id")
    assert [row["act"].removeprefix("certificate.") for row in acts] == [
        "sent",
        "verified",
        "suspended",
        "verified",
    ]


async def test_an_old_button_lifts_no_suspension(helper: Telephone, coordinator: Telephone) -> None:
    await a_person(ANOTHER, (Role.COORDINATOR, CITY))
    another = helper.exchange.phone(ANOTHER)
    await sent(helper)
    await opened(another)
    await opened(coordinator)
    await coordinator.tap("Verify")
    [row] = await db.rows("SELECT id FROM certificate")
    await coordinator.deliver(coordinator.tapped(f"suspend:{row['id']}", 1))
    await coordinator.send("it was forged")
    assert "is suspended already" in await another.tap("Verify")
    assert await skill() == ("2028-03-31", True)


async def test_who_is_suspended_stays_so_until_the_next_one_is_verified(
    helper: Telephone, coordinator: Telephone
) -> None:
    await verified(helper, coordinator)
    [row] = await db.rows("SELECT id FROM certificate")
    await coordinator.deliver(coordinator.tapped(f"suspend:{row['id']}", 1))
    await coordinator.tap("withdrawn")
    await sent(helper, "2030-01-31")
    assert await skill() == ("2028-03-31", True)
    await opened(coordinator)
    await coordinator.tap("Verify")
    assert await skill() == ("2030-01-31", False)


# -- watched --------------------------------------------------------------------------


async def told(phone: Telephone, words: str) -> int:
    return len([said for said in await phone.said() if words in said])


async def test_the_volunteer_is_told_thirty_days_ahead_and_on_the_day_after(
    helper: Telephone, coordinator: Telephone, clock: wall.StandingClock
) -> None:
    await verified(helper, coordinator, "2026-04-02")  # in 31 days
    await expiring.tick()
    assert await told(helper, "ends soon") == 0
    clock.advance(timedelta(days=1))
    for _twice in range(2):
        await expiring.tick()
    assert await told(helper, "ends soon: Nurse") == 1
    clock.advance(timedelta(days=30))  # its last day
    await expiring.tick()
    assert await told(helper, "has ended") == 0
    clock.advance(timedelta(days=1))
    for _twice in range(2):
        await expiring.tick()
    assert await told(helper, "has ended: Nurse") == 1
    assert "Nurse: expired; it was valid until 2026-04-02" in await helper.send("/volunteer")
    await coordinator.send("/certificates")
    await coordinator.tap("Verified and suspended")
    assert (await coordinator.buttons())[0] == "Person 70: Nurse, expired"
    assert "photo" in await helper.tap("Send a new certificate")


async def test_two_processes_tell_once(helper: Telephone, coordinator: Telephone) -> None:
    await verified(helper, coordinator, "2026-03-20")
    await asyncio.gather(expiring.tick(), expiring.tick())
    assert await told(helper, "ends soon") == 1


async def test_nobody_is_told_by_night(
    helper: Telephone, coordinator: Telephone, clock: wall.StandingClock
) -> None:
    await verified(helper, coordinator, "2026-03-20")
    clock.advance(timedelta(hours=15))  # midnight
    await expiring.tick()
    assert await told(helper, "ends soon") == 0
    clock.advance(timedelta(hours=9))
    await expiring.tick()
    assert await told(helper, "ends soon") == 1


async def test_who_has_sent_the_next_one_is_told_only_that_it_ended(
    helper: Telephone, coordinator: Telephone, clock: wall.StandingClock
) -> None:
    await verified(helper, coordinator, "2026-03-20")
    await sent(helper, "2028-03-20")
    await expiring.tick()
    assert await told(helper, "ends soon") == 0
    clock.advance(timedelta(days=19))
    await expiring.tick()
    assert "The one that you sent after it is being looked at" in await helper.last()


# -- forgotten ------------------------------------------------------------------------


async def test_who_leaves_takes_their_certificates_along(
    helper: Telephone, coordinator: Telephone
) -> None:
    await sent(helper)
    await opened(coordinator)
    await helper.send("/volunteer")
    await helper.tap("Leave")
    await helper.tap("Yes, leave")
    assert await states() == []
    assert "do not find that certificate" in await coordinator.tap("Verify")
    assert "No certificate waits" in await coordinator.send("/certificates")


async def test_a_skill_that_is_dropped_takes_its_certificate_along(
    helper: Telephone, coordinator: Telephone
) -> None:
    await a_volunteer(ANOTHER, "nurse", "driver")
    other = helper.exchange.phone(ANOTHER)
    for which in ("Nurse", "Car driver"):
        await other.send("/volunteer")
        await other.tap("Send a certificate")
        await other.tap(which)
        await other.bring(photo=PHOTO)
        await other.send("2028-03-31")
    await other.send("/volunteer")
    await other.tap("Change my profile")
    phone = {"phone_number": "+8613900000072", "first_name": "X", "user_id": ANOTHER}
    assert "Is this right?" in await other.bring(contact=phone)
    await other.tap("Change something")
    await other.tap("Skills: ")
    await other.tap("Nurse *")
    await other.tap("Done")
    await other.tap("Yes, that is right")
    found = await db.rows("SELECT skill FROM certificate")
    assert [row["skill"] for row in found] == ["nurse"]
    assert "Car driver" not in await other.send("/volunteer")


async def test_the_coordinators_of_the_new_place_hear_of_it(
    helper: Telephone, coordinator: Telephone, clock: wall.StandingClock
) -> None:
    await places.add([ELSEWHERE], lambda _rows: None)
    await a_person(STRANGER, (Role.COORDINATOR, ELSEWHERE))
    stranger = helper.exchange.phone(STRANGER)
    await sent(helper)
    await helper.send("/volunteer")
    await helper.tap("Change my profile")
    phone = {"phone_number": "+8613900000070", "first_name": "X", "user_id": HELPER}
    await helper.bring(contact=phone)
    await helper.tap("Change something")
    await helper.tap("Starting from: ")
    await helper.tap("某市")
    await helper.tap("别县")
    await helper.tap("Yes, that is right")
    assert "wait to be looked at" in await stranger.last()
    assert "Person 70: Nurse" in await opened(stranger)
    assert "No certificate waits" in await coordinator.send("/certificates")
