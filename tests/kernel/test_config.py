"""Settings: all mistakes together, each with its cure, never with the value given."""

from pathlib import Path
from typing import Any

import pytest

from bot.kernel.config import BadSettings, Settings, read_settings
from tests.builders import KEY

GOOD = {"token": "123456:abc-DEF", "key": KEY}
HOSTILE = {
    "QIANSHAO_HOST": "0.0.0.0",
    "QIANSHAO_PORT": "nonsense",
    "QIANSHAO_PUBLIC_URL": "https://elsewhere.example.org",
    "QIANSHAO_WEBHOOK_URL": "https://bot.example.org/hook",
    "QIANSHAO_KEY": "short",
}


def mistakes(env_file: Path | None = None, **given: Any) -> list[str]:
    with pytest.raises(BadSettings) as told:
        read_settings(env_file, **given)
    return told.value.mistakes


def test_good_settings_are_read_with_their_defaults() -> None:
    settings = read_settings(None, **GOOD)
    assert settings.messages_per_second == 30
    assert settings.database_url.startswith("sqlite://")


def test_all_mistakes_are_told_at_once_with_their_cure_and_without_the_value() -> None:
    told = mistakes(token="s3cret-nonsense", port=99_999, database_url="mysql://x")
    text = "\n".join(told)
    assert len(told) == 4
    assert "QIANSHAO_KEY is missing; give a key for personal data" in text
    assert "BotFather" in text
    assert "postgres://" in text
    assert "s3cret" not in text


def test_a_webhook_needs_its_secret() -> None:
    with pytest.raises(BadSettings, match="WEBHOOK_SECRET"):
        read_settings(None, **GOOD, webhook_url="https://bot.example.org")


@pytest.mark.parametrize("address", ["https://bot.example.org", "bot.example.org"])
def test_the_missing_secret_stands_beside_the_other_mistakes(address: str) -> None:
    told = "\n".join(mistakes(webhook_url=address, port=99_999, key=KEY))
    for name in ("TOKEN is missing", "QIANSHAO_PORT", "QIANSHAO_WEBHOOK_SECRET is missing"):
        assert name in told


@pytest.mark.parametrize("key", ["k" * 44, "短" * 44, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd"])
def test_a_key_that_cannot_be_used_is_found_with_the_other_mistakes(key: str) -> None:
    told = mistakes(token="x", key=key)
    assert len(told) == 2
    [line] = [one for one in told if one.startswith("QIANSHAO_KEY cannot be used")]
    assert "new-key" in line
    assert key not in line


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(f"QIANSHAO_{name.upper()}", value)
    monkeypatch.setenv("QIANSHAO_PORT", "9090")
    assert read_settings(None).port == 9090


def test_an_unknown_name_is_told_with_the_nearest_right_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QIANSHAO_WEBHOK_URL", "https://s3cret.example.org")
    (tmp_path / ".env").write_text("QIANSHAO_PROT=9\nQIANSHAO_XYZ=1\nOTHER=1\n")
    told = mistakes(tmp_path / ".env", **GOOD, host="x")
    assert told == [
        "QIANSHAO_PROT is no setting; did you mean QIANSHAO_PORT?",
        "QIANSHAO_WEBHOK_URL is no setting; did you mean QIANSHAO_WEBHOOK_URL?",
        "QIANSHAO_XYZ is no setting; remove it",
    ]


def test_unknown_names_stand_beside_the_other_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIANSHAO_TOKN", "1:abc")
    told = "\n".join(mistakes(key=KEY))
    assert "QIANSHAO_TOKEN is missing" in told
    assert "did you mean QIANSHAO_TOKEN?" in told


def test_an_env_file_in_another_encoding_is_one_mistake(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("QIANSHAO_TOKEN=令牌".encode("gb18030"))
    assert ["UTF-8" in one for one in mistakes(tmp_path / ".env")] == [True]


def test_settings_made_directly_ignore_the_surroundings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    (tmp_path / ".env").write_text("QIANSHAO_API_URL=https://elsewhere.example.org\n")
    monkeypatch.chdir(tmp_path)
    made = Settings(token="1:test", key=KEY)
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    assert made.model_dump() == defaults | {"token": "1:test", "key": KEY}


def test_settings_made_directly_refuse_a_name_that_is_none() -> None:
    with pytest.raises(ValueError, match="prot"):
        Settings(token="1:test", key=KEY, prot=9)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgres://u:s3cret@h/n?sslmode=always", "verify-full"),
        ("postgres://u:s3cret@h/n?ssl=true", "known are host, sslmode"),
        ("postgres://u:s3cret@h/n?maxsize=many", "whole number"),
        ("postgres://u:s3/cret@h/n", "%2F"),
        ("postgres://u:s3cret@h", "names no database"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_without_its_password(url: str, why: str) -> None:
    [line] = mistakes(None, **GOOD, database_url=url)
    assert line.startswith("QIANSHAO_DATABASE_URL")
    assert why in line
    assert "s3" not in line
