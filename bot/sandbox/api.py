"""The Bot API over HTTP: tokens, envelopes, limits, faults, files."""

import asyncio
import json
import logging
import math
from typing import Any

from aiohttp import web

from bot.sandbox import arguments, errors
from bot.sandbox.arguments import Arguments
from bot.sandbox.faults import REFUSALS, Faults
from bot.sandbox.flood import Flood
from bot.sandbox.methods import COUNTED, METHODS
from bot.sandbox.transcript import Transcript
from bot.sandbox.updates import Updates
from bot.sandbox.world import World

log = logging.getLogger(__name__)


class Api:
    """Answers the bot's calls."""

    def __init__(
        self,
        world: World,
        updates: Updates,
        flood: Flood,
        faults: Faults,
        transcript: Transcript,
        latency: float,
    ) -> None:
        self._world = world
        self._updates = updates
        self._flood = flood
        self._faults = faults
        self._transcript = transcript
        self._latency = latency

    def routes(self) -> list[web.RouteDef]:
        """The addresses that a bot knows."""
        return [
            web.route("*", "/bot{token}/{method}", self._call),
            web.route("*", "/bot{token}/test/{method}", self._call),
            web.get("/file/bot{token}/{path:.+}", self._file),
        ]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        try:
            self._known(request.match_info["token"])
            given = await arguments.read(request)
            method = request.match_info["method"].lower()
            if self._latency:
                await asyncio.sleep(self._latency * self._world.random.uniform(0.5, 1.5))
            body = await self._answered(request, method, given)
        except errors.ApiError as error:
            return _refused(error)
        except ValueError:
            return _refused(errors.bad("can't parse the request"))
        return web.Response(text=body, content_type="application/json")

    def _known(self, token: str) -> None:
        if ":" not in token or token.startswith("0") or len(token) > 80:
            raise errors.MALFORMED_TOKEN
        if token != self._world.token:
            raise errors.WRONG_TOKEN

    async def _answered(self, request: web.Request, method: str, given: Arguments) -> str:
        fault = self._faults.of_call(method)
        try:
            if fault is not None and fault[0] in REFUSALS:
                raise REFUSALS[fault[0]](fault[1])
            if fault is not None and fault[0] == "timeout":
                await asyncio.Event().wait()  # until the caller gives up
            body = await self._result(method, given)
        except errors.ApiError as error:
            if method != "getupdates":
                self._transcript.call(method, given.values, error=error.description)
            raise
        if fault is not None and request.transport is not None:  # the answer gets lost
            request.transport.abort()
            raise asyncio.CancelledError
        return body

    async def _result(self, method: str, given: Arguments) -> str:
        if method == "getupdates":
            return f'{{"ok":true,"result":{await self._updates.get(given)}}}'
        description = ""
        result: Any
        if method in {"setwebhook", "deletewebhook"}:
            wanted = given if method == "setwebhook" else Arguments({**given.values, "url": ""})
            result, description = self._updates.set_webhook(wanted)
        elif method == "getwebhookinfo":
            result = self._updates.webhook_info()
        else:
            result = self._done(method, given)
        self._transcript.call(method, given.values, result=result)
        told = {"ok": True, "result": result}
        if description:
            told["description"] = description
        return json.dumps(told, ensure_ascii=False)

    def _done(self, method: str, given: Arguments) -> Any:
        act = METHODS.get(method)
        if act is None:
            log.warning(
                "the bot called a method that the sandbox does not have", extra={"method": method}
            )
            raise errors.NO_METHOD
        if method in COUNTED:
            chat = self._world.reachable(given.values.get("chat_id"))
            seconds = self._flood.refuses(chat.spec.id)
            if seconds:
                raise errors.too_many(seconds)
        return act(self._world, given)

    async def _file(self, request: web.Request) -> web.Response:
        try:
            self._known(request.match_info["token"])
        except errors.ApiError as error:
            return _refused(error)
        for file in self._world.files.values():
            if file.path == request.match_info["path"]:
                return web.Response(body=file.content, content_type=file.kind)
        return _refused(errors.NO_METHOD)


def _refused(error: errors.ApiError) -> web.Response:
    error.with_traceback(None)  # kept for ever otherwise: these errors are shared
    told: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    headers = {}
    if error.parameters:
        told["parameters"] = error.parameters
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(math.ceil(error.parameters["retry_after"]))
    return web.json_response(told, status=error.code, headers=headers)
