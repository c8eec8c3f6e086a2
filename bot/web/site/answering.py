"""How the site answers: in which language, with which headers, and not twice the same."""

import hashlib
from collections.abc import Iterable

from aiohttp import web

from bot.kernel import site
from bot.kernel.i18n import LANGUAGES, SOURCE

SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Headers of every answer: no script, no frame, nothing from elsewhere."""

SECONDS = 60
"""How long an answer may be kept: a correction must be seen soon."""

LONG = 86_400


def preferred(accept: str) -> str:
    """The site's language that an Accept-Language header likes best; the province's own if none."""
    liked = sorted(_ranges(accept), reverse=True)
    return next((language for _quality, _order, language in liked), LANGUAGES[0])


def _ranges(accept: str) -> Iterable[tuple[float, int, str]]:
    for order, part in enumerate(accept.lower().split(",")):
        tag, _semicolon, rest = part.strip().partition(";")
        try:
            quality = float(rest.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        known = {"zh": LANGUAGES[0], "en": SOURCE}.get(tag.strip().split("-")[0])
        if known is not None and 0 < quality <= 1:
            yield quality, -order, known


def answer(
    request: web.Request,
    body: str,
    content_type: str,
    *,
    language: str | None = None,
    varies: bool = False,
    status: int = 200,
    seconds: int = SECONDS,
) -> web.Response:
    """The body with all its headers; 304 without it when the reader has it already."""
    raw = body.encode()
    tag = hashlib.sha256(raw).hexdigest()[:32]
    headers = {**SAFE, "Cache-Control": f"public, max-age={seconds}", "ETag": f'"{tag}"'}
    if language is not None:
        headers["Content-Language"] = language
    if varies:
        headers["Vary"] = "Accept-Language"
    if status == 200 and any(known.value in (tag, "*") for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(
        body=raw, status=status, headers=headers, content_type=content_type, charset="utf-8"
    )


def redirect(request: web.Request, path: str) -> web.Response:
    """To another page of the site, for good; what was asked after a ? goes along."""
    query = f"?{request.query_string}" if request.query_string else ""
    headers = {**SAFE, "Cache-Control": f"public, max-age={SECONDS}", "Location": path + query}
    return web.Response(status=301, headers=headers)


def site_of(request: web.Request) -> str:
    """The site's address as configured, else as the reader wrote it."""
    return site.address() or str(request.url.origin())


def before(request: web.Request) -> int | None:
    """The bulletin number below which a page of the archive begins."""
    number = request.query.get("before", "")
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 10 else None
