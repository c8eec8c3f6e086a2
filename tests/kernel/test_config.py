"""Settings: all mistakes together, each with its cure, never with the value given."""

import pytest

from bot.kernel.config import BadSettings, read_settings

GOOD = {"token": "123456:abc-DEF", "key": "k" * 44}


def test_good_settings_are_read_with_their_defaults() -> None:
    settings = read_settings(None, **GOOD)
    assert settings.messages_per_second == 30
    assert settings.database_url.startswith("sqlite://")


def test_all_mistakes_are_told_at_once_with_their_cure_and_without_the_value() -> None:
    with pytest.raises(BadSettings) as told:
        read_settings(None, token="s3cret-nonsense", port=99_999, database_url="mysql://x")
    text = "\n".join(told.value.mistakes)
    assert len(told.value.mistakes) == 4
    assert "QIANSHAO_KEY is missing; give a key for personal data" in text
    assert "BotFather" in text
    assert "postgres://" in text
    assert "s3cret" not in text


def test_a_webhook_needs_its_secret() -> None:
    with pytest.raises(BadSettings, match="WEBHOOK_SECRET"):
        read_settings(None, **GOOD, webhook_url="https://bot.example.org")


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(f"QIANSHAO_{name.upper()}", value)
    monkeypatch.setenv("QIANSHAO_PORT", "9090")
    assert read_settings(None).port == 9090
