"""Alive is not ready: without its database the process lives, but cannot work."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web import health

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(health.routes)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_it_is_ready_with_its_database(database: None, client: Client) -> None:
    assert (await client.get("/healthz")).status == 200
    assert (await client.get("/readyz")).status == 200


async def test_without_a_database_it_lives_but_is_not_ready(client: Client) -> None:
    assert (await client.get("/healthz")).status == 200
    answer = await client.get("/readyz")
    assert answer.status == 503
    assert await answer.json() == {"ready": False}
