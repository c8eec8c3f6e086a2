"""The public site as a browser, a feed reader and a suspicious citizen get it."""

import hashlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.bulletins import service
from bot.bulletins.model import (
    START,
    SUPPRESSED,
    Bulletin,
    Content,
    Coverage,
    Figure,
    Kind,
    Named,
)
from bot.bulletins.rules import chain
from bot.bulletins.store import drafts, released
from bot.kernel import site
from bot.web.site.answering import preferred
from bot.web.site.charts import chart
from bot.web.site.pages import routes
from tests.builders import COUNTY, PROVINCE

Client = TestClient[web.Request, web.Application]

EVIL = "某县 <script>alert(1)</script> & \"'"
DAY = date(2026, 3, 2)
CONTENT = Content(
    place=Named(COUNTY.code, EVIL),
    form="daily",
    title={"en": "Daily report", "zh_Hans": "日报"},
    day=DAY,
    as_of=datetime(2026, 3, 2, 10, 30, tzinfo=UTC),
    coverage=Coverage(3, 2, 1, 1),
    places=(Named("T", "某镇 <b>"), Named("T2", "别镇"), Named("T3", "三镇")),
    figures=(
        Figure(
            "confirmed",
            {"en": "new confirmed cases", "zh_Hans": "新增确诊病例"},
            5,
            1234,
            (1234, SUPPRESSED, None),
        ),
    ),
)
ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = ("/", "/en/", "/zh/", "/bulletins/", "/bulletins/1", "/en/bulletins/2", "/place/X", "/none")


async def published(content: Content) -> Bulletin:
    """The content as a bulletin in the chain."""
    draft_id = await drafts.add(COUNTY.id, content, {}, {})
    assert draft_id is not None
    assert await drafts.approve_first(draft_id, 1)
    assert await drafts.approve_second(draft_id, 2)
    number, previous = await released.last() or (0, START)
    hashed = chain.sealed(number + 1, previous, content.as_of, content)
    bulletin = Bulletin(number + 1, COUNTY.id, content.as_of, content, previous, hashed)
    draft = await drafts.get(draft_id)
    assert draft is not None
    await released.add(bulletin, draft, 2)
    return bulletin


@pytest.fixture
def dialect() -> str:
    """One database is enough here: the queries are tried on both in tests/services."""
    return "sqlite"


@pytest.fixture
async def empty(storage: None) -> AsyncIterator[Client]:
    """The site before anything was released."""
    app = web.Application()
    app.add_routes(routes())
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
async def client(empty: Client) -> Client:
    """The site with a bulletin and the one that corrects it."""
    await published(CONTENT)
    await published(replace(CONTENT, kind=Kind.CORRECTION, corrects=1, reason="amended"))
    return empty


async def text(client: Client, path: str) -> str:
    response = await client.get(path)
    assert response.status == 200, path
    return await response.text()


@pytest.mark.parametrize("path", PAGES)
async def test_no_script_nothing_from_elsewhere_and_every_name_escaped(
    client: Client, path: str
) -> None:
    response = await client.get(path)
    body = await response.text()
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "<script" not in body
    assert "<b>" not in body
    assert " style=" not in body
    assert not re.search(r"\son\w+=", body)
    assert not re.search(r'(?:href|src)="(?:https?:)?//', body)
    if path != "/none" and path != "/bulletins/":
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_has_what_a_screen_reader_needs(client: Client, path: str) -> None:
    body = await (await client.get(path)).text()
    assert len(re.findall(r"<h1[ >]", body)) == 1
    for landmark in ("<header>", "<nav aria-label=", '<main id="content"', "<footer>"):
        assert landmark in body
    assert re.search(r'<html lang="(zh-Hans|en)">', body)
    assert 'name="viewport"' in body
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", body)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


async def test_the_table_says_what_is_hidden_and_what_is_not_there(client: Client) -> None:
    body = await text(client, "/en/bulletins/2")
    assert '<th scope="col">new confirmed cases</th>' in body
    assert '<th scope="row">别镇</th><td><span class="hidden">not shown</span></td>' in body
    assert re.search(r'三镇</th><td><span aria-hidden="true">–</span>.*no confirmed report', body)
    assert "<caption" in body
    assert ">1,234</td>" in body


async def test_the_chart_is_drawn_described_and_written_out(client: Client) -> None:
    body = await text(client, "/en/")
    assert '<svg class="chart"' in body
    assert "<title id=" in body
    assert "2 March 2026: 1,234" in body
    assert "<details>" in body


async def test_a_corrected_bulletin_keeps_its_page_and_names_the_later_one(client: Client) -> None:
    old, new = await text(client, "/en/bulletins/1"), await text(client, "/en/bulletins/2")
    assert "corrected by No. 2" in old
    assert 'href="/en/bulletins/2"' in old
    assert "Corrects No. 1: Reports were confirmed or amended" in new
    assert 'href="/en/bulletins/1"' in new
    first = await service.find(1)
    assert first is not None
    assert first.hash in old
    assert first.hash in new


async def test_a_withdrawn_bulletin_stays_and_says_so(client: Client) -> None:
    withdrawal = replace(
        CONTENT,
        kind=Kind.WITHDRAWAL,
        corrects=2,
        reason="the wrong county <i>",
        coverage=None,
        places=(),
        figures=(),
    )
    await published(withdrawal)
    assert "withdrawn by No. 3" in await text(client, "/en/bulletins/2")
    assert "the wrong county &lt;i&gt;" in await text(client, "/en/bulletins/3")
    assert "1,234" not in await text(client, "/en/")
    assert 'class="tag withdrawn"' in await text(client, "/en/bulletins/")


# -- languages --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "zh_Hans"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh_Hans"),
        ("fr, en;q=0.5, zh;q=0.4", "en"),
        ("en;q=0, zh;q=0.1", "zh_Hans"),
        ("fr", "zh_Hans"),
        ("en;q=high", "zh_Hans"),
        ("*", "zh_Hans"),
    ],
)
def test_the_language_that_a_reader_likes_best(accept: str, language: str) -> None:
    assert preferred(accept) == language


async def test_an_address_without_language_is_negotiated_and_one_with_it_is_not(
    client: Client,
) -> None:
    english = await client.get("/bulletins/1", headers={"Accept-Language": "en"})
    chinese = await client.get("/bulletins/1", headers={"Accept-Language": "zh-CN"})
    fixed = await client.get("/en/bulletins/1", headers={"Accept-Language": "zh-CN"})
    assert [r.headers["Content-Language"] for r in (english, chinese, fixed)] == [
        "en",
        "zh-Hans",
        "en",
    ]
    assert english.headers["Vary"] == "Accept-Language"
    assert "Vary" not in fixed.headers
    assert english.headers["ETag"] != chinese.headers["ETag"]
    assert 'href="/zh/bulletins/1"' in await fixed.text()


@pytest.mark.parametrize("path", ["/en", "/zh", "/bulletins", "/en/bulletins"])
async def test_an_address_without_its_slash_leads_on(client: Client, path: str) -> None:
    response = await client.get(f"{path}?before=2", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (301, f"{path}/?before=2")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (await client.get(path)).status == 200


async def test_a_page_has_no_colon_of_another_language(client: Client) -> None:
    for path in ("/zh/", "/zh/bulletins/1", "/zh/bulletins/"):
        body = re.sub(r"<[^>]*>", "", await text(client, path))
        assert not re.search(r"[\u4e00-\u9fff]: ", body), path
    body = await text(client, "/zh/")
    assert "第 2 期：" in body
    assert "2026年3月2日：1,234" in body
    assert '<th scope="col">地区</th>' in body
    assert "尚未确认" in body


async def test_what_is_not_there_is_said_in_both_languages(client: Client) -> None:
    for path in ("/nothing", "/en/bulletins/99", "/place/none", "/bulletins/99.json"):
        assert (await client.get(path)).status == 404
    body = await (await client.get("/en/nothing")).text()
    assert "This page does not exist" in body
    assert "页面不存在" in body


# -- caching ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/bulletins/1", "/feed.atom", "/style.css", "/bulletins.json"]
)
async def test_what_a_reader_has_already_is_not_sent_again(client: Client, path: str) -> None:
    first = await client.get(path)
    tag = first.headers["ETag"]
    assert "max-age=" in first.headers["Cache-Control"]
    again = await client.get(path, headers={"If-None-Match": tag})
    assert (again.status, await again.read()) == (304, b"")
    assert again.headers["ETag"] == tag
    other = await client.get(path, headers={"If-None-Match": '"other"'})
    assert other.status == 200


@pytest.mark.parametrize("path", ["/", "/bulletins/1", "/feed.atom", "/style.css"])
async def test_only_the_head_can_be_asked_for(client: Client, path: str) -> None:
    full, head = await client.get(path), await client.head(path)
    assert (head.status, await head.read()) == (200, b"")
    assert head.headers["ETag"] == full.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(await full.read()))


async def test_a_correction_changes_the_page_of_what_it_corrects(empty: Client) -> None:
    await published(CONTENT)
    before = (await empty.get("/bulletins/1")).headers["ETag"]
    await published(replace(CONTENT, kind=Kind.CORRECTION, corrects=1, reason="amended"))
    changed = await empty.get("/bulletins/1", headers={"If-None-Match": before})
    assert changed.status == 200


# -- machines ---------------------------------------------------------------------------


async def test_the_feed_is_whole(client: Client) -> None:
    with site.published_at("https://example.org"):
        response = await client.get("/en/feed.atom")
    assert response.content_type == "application/atom+xml"
    feed = ElementTree.fromstring(await response.text())
    assert feed.tag == f"{ATOM}feed"
    for wanted in ("id", "title", "updated", "author"):
        assert feed.find(f"{ATOM}{wanted}") is not None
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        "https://example.org/bulletins/2",
        "https://example.org/bulletins/1",
    ]
    for entry in entries:
        assert EVIL in (entry.findtext(f"{ATOM}title") or "")
        stamped = datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "")
        assert stamped.tzinfo is not None


async def test_the_feed_says_what_became_of_a_bulletin(client: Client) -> None:
    withdrawn_at = CONTENT.as_of + timedelta(hours=3)
    withdrawal = Content(
        CONTENT.place, "daily", {}, DAY, withdrawn_at, Kind.WITHDRAWAL, 2, "the wrong county"
    )
    await published(withdrawal)
    feed = ElementTree.fromstring(await text(client, "/en/feed.atom"))
    third, second, first = feed.findall(f"{ATOM}entry")
    assert (second.findtext(f"{ATOM}title") or "").endswith("· withdrawn")
    assert (first.findtext(f"{ATOM}title") or "").endswith("· corrected")
    assert "withdrawn by No. 3" in (second.findtext(f"{ATOM}summary") or "")
    stamps = [datetime.fromisoformat(e.findtext(f"{ATOM}updated") or "") for e in (third, second)]
    assert stamps == [withdrawn_at, withdrawn_at]
    assert feed.findtext(f"{ATOM}updated") == third.findtext(f"{ATOM}updated")


async def test_an_empty_site_is_whole_too(empty: Client) -> None:
    assert "No bulletin has been released yet" in await text(empty, "/en/")
    assert "No bulletin has been released yet" in await text(empty, "/en/bulletins/")
    ElementTree.fromstring(await text(empty, "/feed.atom"))
    assert json.loads(await text(empty, "/bulletins.json"))["bulletins"] == []


async def test_anybody_can_reckon_the_seal_from_the_json(client: Client) -> None:
    told = json.loads(await text(client, "/bulletins/2.json"))
    written = json.dumps(
        told["record"], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()
    assert hashlib.sha256(written).hexdigest() == told["hash"]
    before = json.loads(await text(client, "/bulletins/1.json"))
    assert told["record"]["previous"] == before["hash"]
    assert before["corrected_by"] == 2
    assert "first_by" not in json.dumps(told)


async def test_the_archive_goes_on_page_by_page(empty: Client) -> None:
    for n in range(31):
        await published(replace(CONTENT, day=DAY + timedelta(n)))
    first = await text(empty, "/en/bulletins/")
    assert "No. 31" in first
    assert 'href="/en/bulletins/?before=2"' in first
    rest = await text(empty, "/en/bulletins/?before=2")
    assert "No. 1<" in rest
    assert 'rel="next"' not in rest
    assert "No. 31" in await text(empty, "/en/bulletins/?before=x")


def test_a_day_without_a_bulletin_and_a_hidden_number_are_told_apart() -> None:
    days = []
    for back, total in ((0, 1234), (1, SUPPRESSED), (3, 0)):
        figure = replace(CONTENT.figures[0], total=total)
        content = replace(CONTENT, day=DAY - timedelta(back), figures=(figure,))
        days.append(Bulletin(9 - back, 3, CONTENT.as_of, content, "", ""))
    drawn = chart(days, DAY, "confirmed")
    assert drawn is not None
    *_earlier, three, two, one, today = drawn.columns
    assert (three.known, three.shown, three.height) == (True, 0, 0)
    assert (two.known, two.height) == (False, 0)
    assert (one.hidden, one.height > 0) == (True, True)
    assert today.height > one.height
    assert all(0 <= column.x <= drawn.width for column in drawn.columns)


async def test_a_place_that_never_published_has_no_page(client: Client) -> None:
    assert (await client.get(f"/place/{PROVINCE.code}")).status == 404
