"""Whether a certificate holds, how it stands with a skill, and what its volunteer is told when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.volunteers.model import Certificate, CertificateState, Shown
from bot.volunteers.rules.certificates import (
    FOREVER,
    News,
    holds,
    hours_to_tell,
    is_wanted,
    news,
    standing,
    until,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = NOON.date()
ONE = Certificate(
    1, 1, "nurse", CertificateState.VERIFIED, Shown.PHOTO, "f", date(2026, 3, 2), NOON
)


def ending_in(days: int, state: CertificateState = CertificateState.VERIFIED) -> Certificate:
    return replace(ONE, last_day=TODAY + timedelta(days=days), state=state)


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [
        (ending_in(0), True),
        (ending_in(-1), False),
        (replace(ONE, last_day=None), True),
        (ending_in(5, CertificateState.SUSPENDED), False),
        (ending_in(5, CertificateState.WAITING), False),
        (None, False),
    ],
)
def test_a_certificate_holds_up_to_its_last_day(
    certificate: Certificate | None, expected: bool
) -> None:
    assert holds(certificate, TODAY) is expected


def test_what_has_no_end_lies_behind_every_day() -> None:
    assert until(None) == FOREVER > date(2999, 1, 1)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(31, None), (30, News.SOON), (0, News.SOON), (-1, News.OVER), (-400, News.OVER)],
)
def test_what_is_told_thirty_days_ahead_and_on_the_day_after(
    days: int, expected: News | None
) -> None:
    assert news(ending_in(days), NOON, renewing=False) is expected


def test_each_is_told_once_and_only_by_day() -> None:
    soon, over = ending_in(3), ending_in(-1)
    assert news(replace(soon, told_at=NOON), NOON, renewing=False) is None
    assert news(replace(over, told_at=NOON), NOON, renewing=False) is News.OVER
    assert news(replace(over, told_over_at=NOON), NOON, renewing=False) is None
    for hour in (0, 8, 20, 23):
        assert news(soon, NOON.replace(hour=hour), renewing=False) is None


def test_who_has_sent_the_next_one_is_not_told_that_this_one_ends() -> None:
    assert news(ending_in(3), NOON, renewing=True) is None
    assert news(ending_in(-1), NOON, renewing=True) is News.OVER
    assert news(ending_in(3, CertificateState.SUSPENDED), NOON, renewing=False) is None


def test_how_it_stands_with_a_skill() -> None:
    waiting = replace(ONE, id=2, state=CertificateState.WAITING)
    elsewhere = replace(ONE, id=3, skill="driver", state=CertificateState.REFUSED)
    found = standing("nurse", [ONE, waiting, elsewhere])
    assert (found.decided, found.waiting, found.refused) == (ONE, waiting, None)
    assert not is_wanted(found, TODAY)


@pytest.mark.parametrize(
    ("certificates", "expected"),
    [
        ([], True),
        ([ending_in(200)], False),
        ([ending_in(20)], True),
        ([ending_in(200, CertificateState.SUSPENDED)], True),
        ([ending_in(200, CertificateState.REFUSED)], True),
        ([ending_in(20), ending_in(400, CertificateState.WAITING)], False),
    ],
)
def test_when_another_certificate_is_asked_for(
    certificates: list[Certificate], expected: bool
) -> None:
    assert is_wanted(standing("nurse", certificates), TODAY) is expected


def test_coordinators_hear_within_the_hour_or_with_the_next() -> None:
    assert hours_to_tell(NOON.replace(minute=59)) == (NOON, NOON + timedelta(hours=1))
