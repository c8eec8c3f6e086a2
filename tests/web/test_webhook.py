"""The webhook answers only once the update is stored, and only to who knows the secret."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.web.server import PortTaken, serving
from bot.web.webhook import SECRET_HEADER, webhook

SECRET = "a-secret-of-the-test"  # invented


class Ear:
    """Hears updates; fails while `deaf`."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.deaf = False

    async def hear(self, update: Mapping[str, Any]) -> None:
        if self.deaf:
            raise ConnectionResetError
        self.heard.append(update["update_id"])


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def url(ear: Ear) -> AsyncIterator[str]:
    async with serving("127.0.0.1", 0, [webhook("/hook", SECRET, ear.hear)]) as port:
        yield f"http://127.0.0.1:{port}/hook"


async def posted(url: str, body: object, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=body, headers=headers) as response,
    ):
        return response.status


async def test_an_update_is_heard_and_answered(ear: Ear, url: str) -> None:
    assert await posted(url, {"update_id": 7}) == 200
    assert ear.heard == [7]


@pytest.mark.parametrize("secret", [None, "", "a-secret-of-the-tesT", "密"])
async def test_without_the_secret_nothing_is_heard(ear: Ear, url: str, secret: str | None) -> None:
    assert await posted(url, {"update_id": 7}, secret) == 403
    assert ear.heard == []


async def test_a_secret_that_is_no_text_is_just_wrong(ear: Ear, url: str) -> None:
    head = f"POST /hook HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n{SECRET_HEADER}: "
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
    writer.write(head.encode() + b"\xff\r\nConnection: close\r\n\r\n{}")
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert ear.heard == []


@pytest.mark.parametrize("body", [[], "x", {}, {"update_id": "7"}])
async def test_what_is_no_update_is_refused(ear: Ear, url: str, body: object) -> None:
    assert await posted(url, body) == 400
    assert ear.heard == []


async def test_what_could_not_be_stored_is_asked_for_again(ear: Ear, url: str) -> None:
    ear.deaf = True
    assert await posted(url, {"update_id": 7}) == 503
    ear.deaf = False
    assert await posted(url, {"update_id": 7}) == 200
    assert ear.heard == [7]


async def test_a_port_in_use_is_said(url: str) -> None:
    port = int(url.split(":")[2].split("/")[0])
    with pytest.raises(PortTaken, match=str(port)):
        async with serving("127.0.0.1", port, []):
            raise AssertionError("it was served")
