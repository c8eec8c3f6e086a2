"""`run` that cannot begin says why in one line: the database, Telegram, the webhook's address."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from tests.journeys.terminal import ran

TOKEN = "1:abcdef"


async def _one_line(folder: Path, **settings: str) -> str:
    given = {"QIANSHAO_TOKEN": TOKEN, "QIANSHAO_PORT": "0", **settings}
    status, said = await ran(folder, "run", **given)
    assert (status, said.count("\n")) == (1, 1), said
    return said


def _nobody_listens() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def _refusing_server(code: str) -> AsyncIterator[int]:
    """A server that speaks as PostgreSQL does when it lets somebody not in; its port."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (length := int.from_bytes(await reader.readexactly(4))) == 8:
            await reader.readexactly(4)
            writer.write(b"N")  # no TLS here; go on in plain
        await reader.readexactly(length - 4)
        said = f"SFATAL\0VFATAL\0C{code}\0Mrefused\0\0".encode()
        writer.write(b"E" + (len(said) + 4).to_bytes(4) + said)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_postgresql_that_is_down(tmp_path: Path) -> None:
    url = f"postgres://bot:s3cret@127.0.0.1:{_nobody_listens()}/town"
    said = await _one_line(tmp_path, QIANSHAO_DATABASE_URL=url)
    assert "PostgreSQL at 127.0.0.1:" in said
    assert "s3cret" not in said


async def test_postgresql_that_refuses_the_password(tmp_path: Path) -> None:
    async with _refusing_server("28P01") as port:
        url = f"postgres://bot:s3cret@127.0.0.1:{port}/town"
        said = await _one_line(tmp_path, QIANSHAO_DATABASE_URL=url)
    assert "refuses the user or the password" in said
    assert "s3cret" not in said


async def test_a_database_that_the_server_does_not_have(
    tmp_path: Path, postgres_server: str
) -> None:
    said = await _one_line(tmp_path, QIANSHAO_DATABASE_URL=f"{postgres_server}/no_such_town")
    assert 'database "no_such_town" does not exist' in said


async def test_tls_that_the_server_does_not_speak(tmp_path: Path, postgres_server: str) -> None:
    url = f"{postgres_server}/postgres?sslmode=require"
    said = await _one_line(tmp_path, QIANSHAO_DATABASE_URL=url)
    assert "SSL" in said


async def test_telegram_out_of_reach(tmp_path: Path) -> None:
    api = f"http://127.0.0.1:{_nobody_listens()}"
    said = await _one_line(tmp_path, QIANSHAO_API_URL=api)
    assert f"Telegram cannot be reached: {api}" in said
    assert TOKEN not in said


async def test_a_token_that_telegram_does_not_know(tmp_path: Path) -> None:
    async with Sandbox([]) as sandbox:
        said = await _one_line(tmp_path, QIANSHAO_API_URL=sandbox.url)
    assert "does not know this token" in said


@pytest.mark.parametrize("fault", ["502", "429"])
async def test_telegram_that_is_not_well(tmp_path: Path, fault: str) -> None:
    async with Sandbox([]) as sandbox:
        sandbox.faults.order(fault, method="setWebhook")
        said = await _one_line(
            tmp_path,
            QIANSHAO_TOKEN=sandbox.token,
            QIANSHAO_API_URL=sandbox.url,
            QIANSHAO_WEBHOOK_URL="https://bot.example.org/hook",
            QIANSHAO_WEBHOOK_SECRET="s" * 20,
        )
    assert "Telegram cannot be reached" in said


async def test_a_webhook_that_telegram_does_not_take(tmp_path: Path) -> None:
    async with Sandbox([], strict_webhook=True) as sandbox:
        said = await _one_line(
            tmp_path,
            QIANSHAO_TOKEN=sandbox.token,
            QIANSHAO_API_URL=sandbox.url,
            QIANSHAO_WEBHOOK_URL="http://bot.example.org/hook",
            QIANSHAO_WEBHOOK_SECRET="s" * 20,
        )
    assert "QIANSHAO_WEBHOOK_URL" in said
    assert "https url" in said
