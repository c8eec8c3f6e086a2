"""The pages of the public site, each in the reader's language or in that of its address."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.bulletins import service, texts
from bot.bulletins.model import Bulletin
from bot.kernel.i18n import LANGUAGES, Said, say
from bot.places import service as places
from bot.places.model import Place
from bot.volunteers.rules.records import read_number, shown_number
from bot.volunteers.service import recording
from bot.volunteers.service.catalogue import catalogue
from bot.volunteers.texts import records as service_texts
from bot.web.site import data, words
from bot.web.site.answering import LONG, answer, before, preferred, redirect, site_of
from bot.web.site.charts import DAYS, chart

HERE = Path(__file__).parent
A_FEED, A_FEW = 30, 5
STYLE = (HERE / "style.css").read_text(encoding="utf-8")

templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

Page = Callable[[web.Request, str, str], Awaitable[web.Response]]
"""Answers a request in a language, with links that begin with a prefix."""


def routes() -> list[web.RouteDef]:
    """Every page: without a prefix in the reader's language, with one in that of the prefix."""
    pages: dict[str, Page] = {
        "/": latest,
        "/bulletins/": archive,
        r"/bulletins/{number:\d{1,9}}": bulletin,
        "/place/{code}": of_place,
        "/feed.atom": feed,
        r"/service/{number:[0-9A-Za-z-]{1,40}}": service_of,
    }
    found = [web.get(path, _negotiated(page)) for path, page in pages.items()]
    for language, prefix in words.PREFIXES.items():
        found += [web.get(prefix + path, _in(language, page)) for path, page in pages.items()]
    found += [web.get(path, moved) for path in ("/bulletins", *words.PREFIXES.values())]
    found += [web.get(f"{prefix}/bulletins", moved) for prefix in words.PREFIXES.values()]
    found += [
        web.get(r"/bulletins/{number:\d{1,9}}.json", data.bulletin),
        web.get("/bulletins.json", data.archive),
        web.get("/style.css", style),
        web.get("/{rest:.*}", _negotiated(missing)),
    ]
    return found


def _negotiated(page: Page) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        return await page(request, preferred(request.headers.get("Accept-Language", "")), "")

    return handler


def _in(language: str, page: Page) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        return await page(request, language, words.PREFIXES[language])

    return handler


# -- pages ----------------------------------------------------------------------------


async def latest(request: web.Request, language: str, prefix: str) -> web.Response:
    """The newest figures of the highest place that publishes."""
    publishing = await service.publishing()
    top = publishing[0] if publishing else None
    return await _figures(request, language, prefix, top, publishing)


async def of_place(request: web.Request, language: str, prefix: str) -> web.Response:
    """The newest figures of a place."""
    code = request.match_info["code"]
    publishing = await service.publishing()
    place = next((one for one in publishing if one.code == code), None)
    if place is None:
        return await missing(request, language, prefix)
    return await _figures(request, language, prefix, place, publishing)


async def _figures(
    request: web.Request,
    language: str,
    prefix: str,
    place: Place | None,
    publishing: Sequence[Place],
) -> web.Response:
    standing = [] if place is None else await service.standing(place.id, DAYS)
    newest = standing[0] if standing else None
    first = newest.content.figures[0].name if newest and newest.content.figures else ""
    trend = chart(standing, newest.content.day, first) if newest else None
    return _page(
        request,
        language,
        prefix,
        "latest.html",
        place=place,
        bulletin=newest,
        released_at=None if newest is None else await _released_at(newest),
        chart=trend,
        others=[one for one in publishing if one != place],
        newest=await service.newest(A_FEW),
    )


async def bulletin(request: web.Request, language: str, prefix: str) -> web.Response:
    """A bulletin for ever at the same address, with what became of it."""
    found = await service.find(int(request.match_info["number"]))
    if found is None:
        return await missing(request, language, prefix)
    return _page(
        request,
        language,
        prefix,
        "bulletin.html",
        bulletin=found,
        released_at=await _released_at(found),
        place=await places.get(found.place_id),
    )


async def archive(request: web.Request, language: str, prefix: str) -> web.Response:
    """All bulletins, the newest first, a page at a time."""
    found = await service.newest(data.A_PAGE + 1, before(request))
    return _page(
        request,
        language,
        prefix,
        "archive.html",
        bulletins=found[: data.A_PAGE],
        older=found[data.A_PAGE - 1].number if len(found) > data.A_PAGE else None,
    )


async def feed(request: web.Request, language: str, prefix: str) -> web.Response:
    """The newest bulletins as an Atom feed."""
    found = await service.newest(A_FEED)
    site = site_of(request)
    body = _rendered("feed.xml", request, language, prefix, site=site, bulletins=found)
    return answer(
        request,
        body,
        "application/atom+xml",
        language=words.LANGUAGE_TAGS[language],
        varies=not prefix,
    )


async def service_of(request: web.Request, language: str, prefix: str) -> web.Response:
    """What a certificate of volunteer service says, for whoever wants to know if it is genuine."""
    found = await recording.verified(request.match_info["number"])
    if found is None:
        return _page(request, language, prefix, "no_service.html", status=404)
    one, place = found
    zone = await places.zone(place)
    return _page(
        request,
        language,
        prefix,
        "service.html",
        one=one,
        rows=[
            (service_texts.help_with(skill, catalogue()), service_texts.hours(minutes))
            for skill, minutes in sorted(one.service.by_skill.items(), key=lambda x: -x[1])
        ],
        all=service_texts.hours(one.service.minutes),
        issued=one.issued_at.astimezone(zone).date(),
        number=shown_number(read_number(request.match_info["number"]) or ""),
    )


async def missing(request: web.Request, language: str, prefix: str) -> web.Response:
    """What is not there, said in both languages."""
    return _page(request, language, prefix, "missing.html", status=404)


async def moved(request: web.Request) -> web.Response:
    """To the same address with the slash that was left out."""
    return redirect(request, f"{request.path}/")


async def style(request: web.Request) -> web.Response:
    """The one style sheet."""
    return answer(request, STYLE, "text/css", seconds=LONG)


# -- rendering ------------------------------------------------------------------------


def _page(
    request: web.Request,
    language: str,
    prefix: str,
    template: str,
    *,
    status: int = 200,
    **values: Any,
) -> web.Response:
    return answer(
        request,
        _rendered(template, request, language, prefix, **values),
        "text/html",
        language=words.LANGUAGE_TAGS[language],
        varies=not prefix,
        status=status,
    )


def _rendered(
    template: str, request: web.Request, language: str, prefix: str, **values: Any
) -> str:
    def t(said: Said) -> str:
        return say(said, language)

    path = request.path.removeprefix(prefix) if prefix else request.path
    return templates.get_template(template).render(
        t=t,
        w=words.SENTENCES,
        words=words,
        texts=texts,
        language=language,
        tag=words.LANGUAGE_TAGS[language],
        prefix=prefix,
        path=path,
        query=f"?{request.query_string}" if request.query_string else "",
        languages=[(x, words.LANGUAGE_TAGS[x], words.PREFIXES[x]) for x in LANGUAGES],
        **values,
    )


async def _released_at(found: Bulletin) -> datetime:
    zone = await places.zone(await places.get(found.place_id))
    return found.released_at.astimezone(zone)
