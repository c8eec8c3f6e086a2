"""The HTTP server of the process: health, and whatever routes the composition root adds."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot.web import health

MOST_BODY = 4 * 1024 * 1024


class PortTaken(RuntimeError):
    """Another program listens on the port already."""


@asynccontextmanager
async def serving(host: str, port: int, routes: Sequence[web.RouteDef]) -> AsyncIterator[int]:
    """Serve as long as the block lasts; the port, which the system chooses when 0 is asked for.

    Raises PortTaken when it cannot listen there.
    """
    app = web.Application(client_max_size=MOST_BODY)
    app.add_routes([*health.routes, *routes])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise PortTaken(f"port {port} on {host} cannot be used: {error.strerror}") from error
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
