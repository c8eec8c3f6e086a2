"""Shares in percent, as each language writes them, never rounded up."""

import pytest

from bot.kernel.i18n import LANGUAGES, Share, _, say


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("part", "decimals", "said"),
    [
        (1 / 3, 1, "33.3%"),
        (17_963 / 17_964, 1, "99.9%"),
        (1.0, 1, "100.0%"),
        (0.0, 1, "0.0%"),
        (0.29, 1, "29.0%"),
        (0.8, 0, "80%"),
    ],
)
def test_a_share_is_said_in_percent(part: float, decimals: int, said: str, language: str) -> None:
    assert say(_("{share}", share=Share(part, decimals)), language) == said
