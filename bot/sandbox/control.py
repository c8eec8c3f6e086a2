"""The people's side over HTTP: what the chat page, tests in other processes and drills use."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web

from bot.sandbox.faults import Faults
from bot.sandbox.persons import CannotDo, Persons
from bot.sandbox.timing import Timing
from bot.sandbox.transcript import Transcript
from bot.sandbox.world import Chat, PersonSpec

PAGE = Path(__file__).parent / "page"
HERE = {"127.0.0.1", "localhost", "::1"}
CSP = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """Guards the people's side: this machine only, this page only, this run's key only."""

    def __init__(
        self, persons: Persons, faults: Faults, transcript: Transcript, timing: Timing, key: str
    ) -> None:
        self._persons = persons
        self._world = persons.world
        self._faults = faults
        self._transcript = transcript
        self._timing = timing
        self._key = key
        self._sockets: set[web.WebSocketResponse] = set()
        self._events: set[asyncio.Queue[str]] = set()
        self._world.on_event.append(self._pass_on)
        transcript.on_entry.append(lambda entry: self._pass_on({"event": "call", "n": entry["n"]}))

    def routes(self) -> list[web.AbstractRouteDef]:
        """The page and everything under /sim."""
        person = "/sim/people/{person}"
        return [
            web.get("/", self._page),
            web.get("/favicon.ico", self._icon),
            web.static("/page", PAGE),
            web.get("/sim/state", self._state),
            web.post("/sim/people", self._add),
            web.get(f"{person}/chat", self._chat),
            web.post(f"{person}/{{act}}", self._act),
            web.get("/sim/files/{file_id}", self._file),
            web.post("/sim/faults", self._fault),
            web.delete("/sim/faults", self._no_fault),
            web.get("/sim/transcript", self._told),
            web.get("/sim/ws", self._socket),
        ]

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse who is not here; say in JSON what a phone would not allow."""
        if request.path.startswith(("/bot", "/file/")):
            return await handler(request)
        if not _is_here(request):
            return web.json_response({"error": "only from this machine"}, status=403)
        if request.path.startswith("/sim/") and not self._has_key(request):
            return web.json_response({"error": "the key of this run is missing"}, status=403)
        try:
            return await handler(request)
        except CannotDo as reason:
            return web.json_response({"error": str(reason)}, status=reason.status)
        except (KeyError, TypeError, ValueError) as error:
            return web.json_response({"error": f"not understood: {error}"}, status=400)

    def _has_key(self, request: web.Request) -> bool:
        given = request.headers.get("X-Sim-Key") or request.query.get("key", "")
        # aiohttp hands over bytes that are no UTF-8 as lone surrogates
        return hmac.compare_digest(given.encode(errors="surrogateescape"), self._key.encode())

    async def close(self) -> None:
        """End every open page's line."""
        for socket in list(self._sockets):
            await socket.close()

    # -- the page -------------------------------------------------------------------------

    async def _page(self, _request: web.Request) -> web.Response:
        html = (PAGE / "index.html").read_text(encoding="utf-8").replace("__SIM_KEY__", self._key)
        headers = {"Content-Security-Policy": CSP, "Cache-Control": "no-store"}
        return web.Response(text=html, content_type="text/html", headers=headers)

    async def _icon(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "favicon.svg")

    async def _state(self, _request: web.Request) -> web.Response:
        world = self._world
        listed: dict[str, Any] = {}
        for (_scope, language), commands in world.commands.items():
            listed[language] = commands
        return web.json_response(
            {
                "bot": world.bot_user,
                "people": [_person(chat) for chat in world.chats.values()],
                "unread": {str(id_): chat.unread for id_, chat in world.chats.items()},
                "commands": listed,
                **self._timing.state(),
            }
        )

    async def _add(self, request: web.Request) -> web.Response:
        given = await request.json()
        number = int(given.pop("id", 0)) or self._world.random.randint(10**6, 10**7)
        known = {name: given[name] for name in _SPEC if name in given}
        return web.json_response(_person(self._persons.add(PersonSpec(id=number, **known))))

    async def _chat(self, request: web.Request) -> web.Response:
        chat = self._persons.chat(_who(request))
        return web.json_response(
            {
                "messages": list(chat.messages.values()),
                "keyboard": chat.keyboard,
                "typing": chat.typing,
            }
        )

    async def _file(self, request: web.Request) -> web.Response:
        file = self._world.files.get(request.match_info["file_id"])
        if file is None:
            raise CannotDo(404, "there is no such file")
        shown = file.kind if file.kind.startswith("image/") else "application/octet-stream"
        return web.Response(body=file.content, content_type=shown)

    # -- acts -----------------------------------------------------------------------------

    async def _act(self, request: web.Request) -> web.Response:
        act, person = request.match_info["act"], _who(request)
        if act in {"photo", "document"}:
            return web.json_response(await self._sent_file(act, person, request))
        given = await request.json() if request.can_read_body else {}
        return web.json_response(self._done(act, person, given))

    def _done(self, act: str, person: int, given: dict[str, Any]) -> Any:
        persons = self._persons
        match act:
            case "send":
                return persons.send(person, str(given["text"]), given.get("reply_to_message_id"))
            case "tap":
                query = persons.tap(person, int(given["message_id"]), str(given["data"]))
                return {"callback_query_id": query}
            case "contact":
                return persons.contact(person, **given)
            case "location":
                return persons.location(person, **given)
            case "edit":
                return persons.edit(person, int(given["message_id"]), str(given["text"]))
            case "start":
                return persons.start(person, given.get("payload"))
            case "block" | "unblock" | "read":
                getattr(persons, act)(person)
                return {}
        raise CannotDo(404, f"nobody can {act}")

    async def _sent_file(self, act: str, person: int, request: web.Request) -> Any:
        form = await request.post()
        file, caption = form["file"], str(form.get("caption", ""))
        if not isinstance(file, web.FileField):
            raise CannotDo(400, "a file is missing")
        content = file.file.read()
        if act == "photo":
            return self._persons.photo(person, content, caption)
        return self._persons.document(person, content, file.filename, file.content_type, caption)

    async def _fault(self, request: web.Request) -> web.Response:
        self._faults.order(**await request.json())
        return web.json_response({})

    async def _no_fault(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.json_response({})

    async def _told(self, request: web.Request) -> web.Response:
        entries = self._transcript.after(int(request.query.get("after", "0")))
        return web.Response(text=_json({"entries": entries}), content_type="application/json")

    # -- news for open pages --------------------------------------------------------------

    def _pass_on(self, event: dict[str, Any]) -> None:
        if self._events:
            text = _json(event)
            for queue in self._events:
                queue.put_nowait(text)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._sockets.add(socket)
        self._events.add(queue)
        writing = asyncio.create_task(_write(socket, queue))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            self._sockets.discard(socket)
            self._events.discard(queue)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        return socket


async def _write(socket: web.WebSocketResponse, queue: "asyncio.Queue[str]") -> None:
    with suppress(ConnectionError):
        while True:
            await socket.send_str(await queue.get())


_SPEC = {"first_name", "last_name", "username", "language_code", "phone_number", "story", "role"}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _who(request: web.Request) -> int:
    return int(request.match_info["person"])


def _is_here(request: web.Request) -> bool:
    """Host and, where sent, Origin name this machine: no other site's page may reach in."""
    host = urlsplit(f"//{request.host}")
    origin = request.headers.get("Origin")
    own = origin is None or urlsplit(origin).netloc == request.host
    return host.hostname in HERE and own


def _person(chat: Chat) -> dict[str, Any]:
    spec = chat.spec
    return {
        **chat.user,
        "phone_number": spec.phone_number,
        "story": dict(spec.story),
        "role": dict(spec.role),
        "blocked": chat.blocked,
        "started": chat.started,
        "deep_link": chat.deep_link,
    }
