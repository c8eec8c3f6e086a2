"""The address that Telegram posts updates to: answered only once the update is stored."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

Hear = Callable[[Mapping[str, Any]], Awaitable[None]]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
log = logging.getLogger(__name__)


def webhook(path: str, secret: str, hear: Hear) -> web.RouteDef:
    """The route at `path` for whoever knows `secret`; `hear` returns when the update is stored.

    403 without the secret, 400 for what is no update, 503 when it could not be stored: then
    Telegram posts it again.
    """

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        # aiohttp hands over bytes that are no UTF-8 as lone surrogates
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        return await _stored(hear, update)

    return web.post(path, receive)


async def _stored(hear: Hear, update: Mapping[str, Any]) -> web.Response:
    try:
        await hear(update)
    except Exception:  # an outermost loop: whatever it was, the update must come again
        log.exception("an update could not be stored; Telegram will post it again")
        return web.Response(status=503, headers={"Retry-After": "1"})
    return web.Response()
