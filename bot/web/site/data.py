"""The bulletins as JSON, for whoever reckons with them or checks their seals."""

import json
from typing import Any

from aiohttp import web

from bot.bulletins import service
from bot.bulletins.rules.chain import public_record
from bot.web.site.answering import answer, before, site_of

A_PAGE = 30


async def bulletin(request: web.Request) -> web.Response:
    """The record that is hashed, its hash, and what became of the bulletin."""
    found = await service.find(int(request.match_info["number"]))
    if found is None:
        return _json(request, {"error": "no such bulletin"}, status=404)
    record = public_record(found.number, found.previous, found.released_at, found.content)
    became = {"corrected_by": found.corrected_by, "withdrawn_by": found.withdrawn_by}
    return _json(request, {"record": record, "hash": found.hash, **became})


async def archive(request: web.Request) -> web.Response:
    """All bulletins, the newest first, a page at a time."""
    found = await service.newest(A_PAGE + 1, before(request))
    site = site_of(request)
    last = found[A_PAGE - 1].number if len(found) > A_PAGE else None
    listed = [
        {
            "number": one.number,
            "kind": one.content.kind.value,
            "place": one.content.place.code,
            "day": one.content.day.isoformat(),
            "hash": one.hash,
            "corrected_by": one.corrected_by,
            "withdrawn_by": one.withdrawn_by,
            "url": f"{site}/bulletins/{one.number}.json",
        }
        for one in found[:A_PAGE]
    ]
    older = None if last is None else f"{site}/bulletins.json?before={last}"
    return _json(request, {"bulletins": listed, "older": older})


def _json(request: web.Request, told: dict[str, Any], status: int = 200) -> web.Response:
    body = json.dumps(told, ensure_ascii=False, indent=1)
    return answer(request, body, "application/json", status=status)
