"""What a person was told a number for can be looked up; what they sent only knowingly."""

from argparse import Namespace

import pytest

from bot.app import TABLES
from bot.cli import maintenance
from bot.cli.saying import Trouble
from bot.conversations import service as conversations
from bot.kernel import database as db
from bot.kernel.secret import Keyring, new_key
from tests.builders import KEY

SENT = '{"message": {"text": "发热 3 人"}}'


@pytest.fixture
async def kept(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation with one stumble, as an operator's terminal finds it."""
    monkeypatch.setenv("QIANSHAO_KEY", KEY)
    monkeypatch.setenv("QIANSHAO_DATABASE_URL", database_url)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    async with db.opened(database_url, TABLES):
        await conversations.keep_stumble("AB12CD34", 77, "ZeroDivisionError", sealed())


def sealed() -> str:
    return Keyring(KEY).seal(SENT)


async def _doctor(reference: str | None, *, opened: bool = False) -> int:
    return await maintenance.doctor(Namespace(reference=reference, open=opened))


async def _acts(url: str) -> list[str]:
    async with db.opened(url, TABLES):
        return [row["act"] for row in await db.rows("SELECT act FROM journal ORDER BY id")]


async def test_it_tells_when_and_what_but_not_what_was_sent(
    kept: None, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await _doctor(" ab12cd34") == 0
    said = capsys.readouterr().out
    assert "AB12CD34: ZeroDivisionError at 20" in said
    assert "update 77" in said
    assert "发热" not in said
    assert await _acts(database_url) == []


async def test_what_was_sent_is_shown_on_request_and_that_is_noted(
    kept: None, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await _doctor("AB12CD34", opened=True)
    assert "发热 3 人" in capsys.readouterr().out
    assert await _acts(database_url) == ["stumble.opened"]


async def test_another_key_opens_nothing_and_nothing_is_noted(
    kept: None, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QIANSHAO_KEY", new_key())
    with pytest.raises(Trouble, match="another"):
        await _doctor("AB12CD34", opened=True)
    assert await _acts(database_url) == []


async def test_an_unknown_reference_is_one_line(kept: None) -> None:
    with pytest.raises(Trouble, match="Nothing is kept"):
        await _doctor("FFFFFFFF")


async def test_opening_goes_with_a_reference(kept: None) -> None:
    with pytest.raises(Trouble, match="--reference"):
        await _doctor(None, opened=True)
