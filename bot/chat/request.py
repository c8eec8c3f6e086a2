"""The HTTP side of python-telegram-bot on one aiohttp session: four times its default speed."""

import asyncio

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

MEDIA_WRITE = 20.0
"""Seconds for a request that carries a file, where the caller names none."""


class NotSent(NetworkError):
    """The request did not leave this machine: trying again can double nothing."""


class Dropped(NetworkError):
    """The connection broke under way: the call may have had its effect."""


class AiohttpRequest(BaseRequest):
    """Requests over one pool of kept-alive connections. Time-outs are seconds; None is no limit.

    TimedOut is raised when the answer did not come in time (the call may have had its effect),
    NotSent when no connection was to be had, Dropped when one broke.
    """

    def __init__(
        self,
        *,
        connections: int = 256,
        read_timeout: float | None = 10.0,
        write_timeout: float | None = 10.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 5.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._read = read_timeout
        self._write = write_timeout
        self._connect = connect_timeout
        self._pool = pool_timeout
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=75),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None or self._session.closed:
            raise RuntimeError("the request is used before initialize() or after shutdown()")
        has_files = request_data is not None and request_data.contains_files
        read = _given(read_timeout, self._read)
        write = _given(write_timeout, MEDIA_WRITE if has_files else self._write)
        limits = aiohttp.ClientTimeout(
            total=None,
            connect=_given(pool_timeout, self._pool),
            sock_connect=_given(connect_timeout, self._connect),
            sock_read=read,
        )
        try:
            async with (
                # aiohttp has no time-out for writing: it is bounded together with the answer.
                asyncio.timeout(_sum(read, write, limits.connect, limits.sock_connect)),
                self._session.request(
                    method, url, data=_body(request_data), timeout=limits, proxy=self._proxy
                ) as response,
            ):
                return response.status, await response.read()
        except aiohttp.ConnectionTimeoutError as error:
            raise NotSent("no connection in time") from error
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientConnectorError as error:
            raise NotSent(f"no connection: {type(error).__name__}") from error
        except aiohttp.ClientError as error:
            raise Dropped(type(error).__name__) from error


def _given(value: ODVInput[float], default: float | None) -> float | None:
    return default if isinstance(value, DefaultValue) else value


def _sum(*parts: float | None) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _body(data: RequestData | None) -> dict[str, str] | aiohttp.FormData | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    # Telegram's server takes file names as they stand, never percent-encoded.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for part, (filename, content, kind) in data.multipart_data.items():
        form.add_field(part, content, filename=filename, content_type=kind)
    return form
