"""A moment in a sentence is worded as days and times are alone, in the zone that it comes in."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.kernel.i18n import Text, say

MOMENT = datetime(2026, 3, 2, 19, 5, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "Mon 2 Mar, 19:05"), ("zh_Hans", "3月2日（周一）19:05")]
)
def test_a_moment_has_its_weekday_and_no_half_days(language: str, shown: str) -> None:
    assert say(Text("{moment}", {"moment": MOMENT}), language) == shown
