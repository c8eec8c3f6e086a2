"""The people's side over HTTP: this machine, this page and this run's key only."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import ADA, NEW, Call


async def asked(
    sandbox: Sandbox, path: str, body: Any = None, **headers: str
) -> tuple[int, dict[str, Any]]:
    given = {"X-Sim-Key": sandbox.key, **{k.replace("_", "-"): v for k, v in headers.items()}}
    async with aiohttp.ClientSession(headers=given) as web:
        method = web.get if body is None else web.post
        arguments = {} if body is None else {"json": body}
        async with method(f"{sandbox.url}{path}", **arguments) as response:
            return response.status, await response.json()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"X-Sim-Key": "wrong"},
        {"X-Sim-Key": ""},
        {"Origin": "null"},
    ],
)
async def test_nobody_else_reaches_in(sandbox: Sandbox, headers: dict[str, str]) -> None:
    for path, body in (("/sim/state", None), (f"/sim/people/{ADA}/send", {"text": "a"})):
        status, _answer = await asked(sandbox, path, body, **headers)
        assert status == 403
    assert sandbox.person(ADA).messages == []


async def test_a_key_that_is_no_text_is_just_wrong(sandbox: Sandbox) -> None:
    address = urlsplit(sandbox.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"GET /sim/state HTTP/1.1\r\nHost: {address.netloc}\r\nX-Sim-Key: "
    writer.write(head.encode() + b"\xff\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 403 ")


async def test_the_page_is_served_with_its_key_and_a_strict_policy(
    sandbox: Sandbox, web: aiohttp.ClientSession
) -> None:
    async with web.get(f"{sandbox.url}/") as response:
        html = await response.text()
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert f'content="{sandbox.key}"' in html
    async with web.get(f"{sandbox.url}/page/app.js") as response:
        assert response.status == 200


async def test_the_state_names_everybody(sandbox: Sandbox) -> None:
    _status, state = await asked(sandbox, "/sim/state")
    assert [person["first_name"] for person in state["people"]] == ["Ada", "Ben", "New"]
    assert state["people"][2]["deep_link"] == "K7QM2TXW9P"


async def test_a_phone_does_only_what_a_phone_can(sandbox: Sandbox, call: Call) -> None:
    ada = f"/sim/people/{ADA}"
    assert (await asked(sandbox, f"/sim/people/{NEW}/send", {"text": "a"}))[0] == 409
    assert (await asked(sandbox, f"{ada}/send", {"text": "a" * 4097}))[0] == 400
    assert (await asked(sandbox, f"{ada}/send", {}))[0] == 400
    assert (await asked(sandbox, f"{ada}/tap", {"message_id": 1, "data": "x"}))[0] == 409
    assert (await asked(sandbox, "/sim/people/99/send", {"text": "a"}))[0] == 404
    assert (await asked(sandbox, f"{ada}/dance", {}))[0] == 404
    await asked(sandbox, f"{ada}/block", {})
    assert (await asked(sandbox, f"{ada}/send", {"text": "a"}))[0] == 409


async def test_start_uses_the_invite_link_up(sandbox: Sandbox, call: Call) -> None:
    await asked(sandbox, f"/sim/people/{NEW}/start", {"payload": "K7QM2TXW9P"})
    _s, answer = await call("getUpdates")
    message = answer["result"][0]["message"]
    assert message["text"] == "/start K7QM2TXW9P"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    _s, state = await asked(sandbox, "/sim/state")
    assert state["people"][2]["deep_link"] is None


async def test_contact_location_and_files_arrive(sandbox: Sandbox, call: Call) -> None:
    ada = f"/sim/people/{ADA}"
    await asked(sandbox, f"{ada}/contact", {})
    await asked(sandbox, f"{ada}/location", {"latitude": 26.6, "longitude": 106.6})
    async with aiohttp.ClientSession(headers={"X-Sim-Key": sandbox.key}) as web:
        form = aiohttp.FormData()
        form.add_field("file", b"\xff\xd8picture", filename="a.jpg", content_type="image/jpeg")
        async with web.post(f"{sandbox.url}{ada}/photo", data=form) as response:
            assert response.status == 200
    _s, answer = await call("getUpdates")
    contact, location, photo = (update["message"] for update in answer["result"])
    assert contact["contact"]["user_id"] == ADA
    assert location["location"] == {"latitude": 26.6, "longitude": 106.6}
    file_id = photo["photo"][-1]["file_id"]
    _s, file = await call("getFile", file_id=file_id)
    async with aiohttp.ClientSession() as web:
        url = f"{sandbox.base_file_url}{sandbox.token}/{file['result']['file_path']}"
        async with web.get(url) as response:
            assert await response.read() == b"\xff\xd8picture"


async def test_open_pages_hear_what_happens(sandbox: Sandbox, call: Call) -> None:
    async with (
        aiohttp.ClientSession() as web,
        web.ws_connect(f"{sandbox.url}/sim/ws?key={sandbox.key}") as line,
    ):
        await call("sendMessage", chat_id=ADA, text="hello")
        heard = [(await line.receive_json(timeout=5))["event"] for _ in range(3)]
    assert heard == ["message", "unread", "call"]


async def test_the_transcript_tells_everything(sandbox: Sandbox, call: Call) -> None:
    await call("sendMessage", chat_id=ADA, text="hello")
    await call("sendMessage", chat_id=99, text="hello")
    _s, told = await asked(sandbox, "/sim/transcript?after=0")
    assert [(entry["method"], entry["ok"]) for entry in told["entries"]] == [
        ("sendmessage", True),
        ("sendmessage", False),
    ]
    assert (await asked(sandbox, "/sim/transcript?after=2"))[1]["entries"] == []


async def test_faults_are_ordered_and_cleared(sandbox: Sandbox, call: Call) -> None:
    assert (await asked(sandbox, "/sim/faults", {"kind": "500", "method": "getMe"}))[0] == 200
    assert (await call("getMe"))[0] == 500
    assert (await asked(sandbox, "/sim/faults", {"kind": "earthquake"}))[0] == 400
