"""Whether the process lives, and whether it can do its work."""

import asyncio
import logging

from aiohttp import web

from bot.kernel import database

READY_SECONDS = 2.0
log = logging.getLogger(__name__)
routes = web.RouteTableDef()


@routes.get("/healthz")
async def healthz(request: web.Request) -> web.Response:  # noqa: ARG001 - aiohttp's signature
    """200 as long as the event loop turns."""
    return web.json_response({"alive": True})


@routes.get("/readyz")
async def readyz(request: web.Request) -> web.Response:  # noqa: ARG001 - aiohttp's signature
    """200 when the database answers in time, else 503; never says why to the outside."""
    try:
        await asyncio.wait_for(database.ready(), READY_SECONDS)
    except Exception:
        log.exception("the database does not answer")
        return web.json_response({"ready": False}, status=503)
    return web.json_response({"ready": True})
