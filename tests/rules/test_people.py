"""Who may do what where, and codes that survive being read aloud."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.model import Grant, Right, Role
from bot.people.rules import (
    CODE_LENGTH,
    can_hold,
    invitable,
    may,
    may_invite,
    new_code,
    read_code,
    shown_code,
)
from bot.places.model import Place
from tests.builders import CITY, COUNTY, HEPING, OTHER_TOWN, PROVINCE, TOWN, XINMIN

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def held(role: Role, place: Place) -> Grant:
    return Grant(role, place.id, place.path, SINCE)


@pytest.mark.parametrize(
    ("grants", "right", "place", "allowed"),
    [
        ([held(Role.WORKER, HEPING)], Right.REPORT, HEPING, True),
        ([held(Role.WORKER, HEPING)], Right.REPORT, XINMIN, False),
        ([held(Role.WORKER, TOWN)], Right.REPORT, XINMIN, True),
        ([held(Role.WORKER, HEPING)], Right.CHECK, HEPING, False),
        ([held(Role.CHECKER, TOWN)], Right.CHECK, HEPING, True),
        ([held(Role.CHECKER, TOWN)], Right.REPORT, HEPING, False),
        ([held(Role.CHECKER, OTHER_TOWN)], Right.CHECK, HEPING, False),
        ([held(Role.COORDINATOR, COUNTY)], Right.INVITE, TOWN, True),
        ([held(Role.COORDINATOR, TOWN)], Right.INVITE, COUNTY, False),
        ([held(Role.ADMIN, PROVINCE)], Right.REPORT, HEPING, True),
        ([held(Role.CHECKER, OTHER_TOWN), held(Role.WORKER, HEPING)], Right.REPORT, HEPING, True),
        ([], Right.SEE_REPORTS, HEPING, False),
    ],
)
def test_a_role_reaches_the_subtree_of_its_place(
    grants: list[Grant], right: Right, place: Place, allowed: bool
) -> None:
    assert may(grants, right, place) is allowed


@pytest.mark.parametrize(
    ("inviter", "role", "place", "allowed"),
    [
        (held(Role.COORDINATOR, COUNTY), Role.WORKER, HEPING, True),
        (held(Role.COORDINATOR, COUNTY), Role.CHECKER, COUNTY, True),
        (held(Role.COORDINATOR, COUNTY), Role.COORDINATOR, TOWN, True),
        (held(Role.COORDINATOR, COUNTY), Role.COORDINATOR, COUNTY, False),
        (held(Role.COORDINATOR, COUNTY), Role.ADMIN, TOWN, False),
        (held(Role.COORDINATOR, COUNTY), Role.WORKER, CITY, False),
        (held(Role.ADMIN, PROVINCE), Role.ADMIN, PROVINCE, True),
        (held(Role.WORKER, HEPING), Role.WORKER, HEPING, False),
        (held(Role.CHECKER, TOWN), Role.WORKER, HEPING, False),
    ],
)
def test_coordinators_invite_below_themselves_and_admins_anybody(
    inviter: Grant, role: Role, place: Place, allowed: bool
) -> None:
    assert may_invite([inviter], role, place) is allowed


def test_what_is_offered_for_inviting_is_what_can_be_allowed_somewhere() -> None:
    assert invitable([held(Role.WORKER, HEPING)]) == ()
    assert Role.ADMIN not in invitable([held(Role.COORDINATOR, COUNTY)])
    for role in invitable([held(Role.COORDINATOR, COUNTY)]):
        assert may_invite([held(Role.COORDINATOR, COUNTY)], role, TOWN)


def test_a_worker_reports_for_a_village_or_a_township() -> None:
    assert can_hold(Role.WORKER, HEPING)
    assert can_hold(Role.WORKER, TOWN)
    assert not can_hold(Role.WORKER, COUNTY)
    assert can_hold(Role.COORDINATOR, COUNTY)


def test_codes_differ_and_come_back_as_they_were_shown() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        assert len(code) == CODE_LENGTH
        assert read_code(shown_code(code)) == code


@pytest.mark.parametrize(
    "typed",
    ["K7QM-2TXW-9P", "k7qm2txw9p", " K7QM 2TXW 9P ", "Ｋ７ＱＭ－２ＴＸＷ－９Ｐ", "k7qm–2txw–9p"],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "K7QM2TXW9P"


def test_letters_taken_for_digits_are_read_as_these() -> None:
    assert read_code("O0I1-L234-AB") == "001112" + "34AB"


@pytest.mark.parametrize(
    "words",
    ["", "assistance", "K7QM-2TXW", "K7QM-2TXW-9PX", "1234567890", "和平村今天没有情况啊哈"],
)
def test_words_and_numbers_are_no_codes(words: str) -> None:
    assert read_code(words) is None


@given(st.text(max_size=30))
def test_reading_a_code_never_fails(text: str) -> None:
    code = read_code(text)
    assert code is None or len(code) == CODE_LENGTH
