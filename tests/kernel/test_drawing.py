"""Pictures: every character has a glyph, nothing is clipped or overlaps, lengths are true."""

import asyncio
import gzip
import io
from itertools import combinations, pairwise
from operator import sub
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageColor, ImageFont
from pylopdf_fonts_zh_cn import sans_path

from bot.kernel.drawing import MOST_BARS, Bar, Bars, Line, Trend, percent, picture
from bot.kernel.drawing.bars import BarsPanel
from bot.kernel.drawing.canvas import MARGIN, PARTS, TRACK, WIDTH, Canvas, Words
from bot.kernel.drawing.trend import TrendPanel, apart

MOST_HEIGHT = 1280  # Telegram scales down what is larger
PLACES = Path(__file__).parents[2] / "bot" / "places" / "data" / "guizhou_places.csv.gz"
DAYS = (*(f"2/{day}" for day in range(17, 29)), "3/1", "3/2")

words = st.text(st.characters(codec="utf-8"), max_size=40) | st.text("长顺县苗族布依", max_size=30)
counts = st.integers(0, 20_000)
bars = st.builds(Bar, words, counts, st.tuples(counts, counts))
charts = st.builds(
    Bars,
    title=words,
    parts=st.tuples(words, words),
    rest=words,
    bars=st.lists(bars, max_size=30).map(tuple),
    nothing=words,
    others=st.just("其余 {n} 个"),
    target=st.none() | st.floats(0, 1),
    target_label=words,
    subtitle=words,
    footer=words,
)
shares = st.none() | st.floats(0, 1)
trends = st.builds(
    Trend,
    title=words,
    days=st.just(DAYS),
    lines=st.lists(
        st.builds(Line, words, st.tuples(*[shares] * len(DAYS))), min_size=1, max_size=4
    ).map(tuple),
    nothing=words,
    target=shares,
    target_label=words,
    subtitle=words,
    footer=words,
)


def a_chart(*rows: Bar, target: float | None = 0.8) -> Bars:
    return Bars(
        title="花溪区日报报告率",
        parts=("已确认", "审核中"),
        rest="未报",
        bars=rows,
        nothing="无应报单位",
        others="其余 {n} 个",
        target=target,
        target_label="目标 80%",
        subtitle="3月2日（周一）",
        footer="截至 18:00",
    )


def a_trend(*given_shares: float | None) -> Trend:
    line = Line("报告率", given_shares)
    return Trend("近 14 天", DAYS[-len(given_shares) :], (line,), "暂无数据", 0.8, "目标 80%")


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "PNG"
    return picture.convert("RGB")


def written(chart: Bars | Trend) -> tuple[list[tuple[Words, float, float]], float]:
    """The words of a chart with where they begin and end, and its height."""
    canvas = Canvas()
    panel = BarsPanel(chart, canvas) if isinstance(chart, Bars) else TrendPanel(chart, canvas)
    canvas.open(round(panel.height) + 1)
    panel.draw(0)
    part = {"ls": 0.0, "ms": 0.5, "rs": 1.0}
    spans = []
    for w in canvas._words:
        length = canvas.length(w.text, w.size)
        left = w.x - length * part[w.anchor]
        spans.append((w, left, left + length))
    return spans, panel.height


def test_every_character_of_guizhous_places_and_of_gb2312_has_a_glyph() -> None:
    font = ImageFont.truetype(str(sans_path()), 16, layout_engine=ImageFont.Layout.BASIC)
    none = bytes(font.getmask("\U0010ffff"))
    gb2312 = {
        bytes([high, low]).decode("gb2312", "ignore")
        for high in range(0xA1, 0xF8)
        for low in range(0xA1, 0xFF)
    }
    places = set(gzip.decompress(PLACES.read_bytes()).decode())
    wanted = {c for c in places | gb2312 | set("…–—“”·≥≤✓") if c and not c.isspace()}
    assert len(wanted) > 7_400
    assert {c for c in wanted if bytes(font.getmask(c)) == none} == set()


@given(words, st.integers(20, 900))
def test_what_is_too_long_ends_in_an_ellipsis_and_fits(text: str, room: int) -> None:
    canvas = Canvas()
    shown = canvas.fitted(text, 25, room)
    assert canvas.length(shown, 25) <= max(room, canvas.length("…", 25))
    flat = canvas.fitted(text, 25, 1e9)
    assert shown == flat or flat.startswith(shown.removesuffix("…"))
    assert "\n" not in shown


@settings(max_examples=60, deadline=None)
@given(charts | trends)
def test_no_words_are_clipped_or_written_over_others(chart: Bars | Trend) -> None:
    spans, height = written(chart)
    for w, left, right in spans:
        assert left >= MARGIN - 2, w
        assert right <= WIDTH - MARGIN + 2, w
        assert w.size * 0.8 <= w.y <= height, w
    for (one, left, right), (two, begin, end) in combinations(spans, 2):
        apart_across = right <= begin + 1 or end <= left + 1
        upper, lower = sorted((one, two), key=lambda w: w.y)
        assert apart_across or lower.y - upper.y >= lower.size * 0.9, (one, two)


@settings(max_examples=15, deadline=None)
@given(charts, trends)
def test_anything_can_be_drawn(chart: Bars, trend: Trend) -> None:
    assert opened(picture(chart, trend)).width == WIDTH


@pytest.mark.parametrize(
    ("rows", "with_trend"), [(1, True), (8, True), (16, False), (MOST_BARS, False), (900, False)]
)
def test_telegram_shows_it_at_full_size(rows: int, with_trend: bool) -> None:
    chart = a_chart(*(Bar(f"第{n}村", 10, (8, 1)) for n in range(rows)))
    charts = (chart, a_trend(*[0.9] * 14)) if with_trend else (chart,)
    picture_size = opened(picture(*charts)).size
    assert picture_size[0] == WIDTH
    assert picture_size[1] <= MOST_HEIGHT


@pytest.mark.parametrize(
    ("done", "checking"), [(40, 0), (20, 10), (0, 0), (0, 40), (30, 30), (1, 39)]
)
def test_a_bar_is_as_long_as_its_share(done: int, checking: int) -> None:
    drawn = opened(picture(a_chart(Bar("青岩镇", 40, (done, checking)), target=None)))
    # The row in the middle of the bar: below the legend, above the footer.
    heights = [y for y in range(drawn.height) if _of(drawn, y, TRACK, *PARTS[:2]) > 200]
    middle = heights[len(heights) // 2]
    whole = _of(drawn, middle, TRACK, *PARTS[:2])
    total = max(40, done + checking)
    assert _of(drawn, middle, PARTS[0]) / whole == pytest.approx(done / total, abs=0.01)
    assert _of(drawn, middle, PARTS[1]) / whole == pytest.approx(checking / total, abs=0.01)


def _of(drawn: Image.Image, y: int, *colours: str) -> int:
    """How many pixels of a row are of the colours, nearly."""
    row = drawn.crop((0, y, drawn.width, y + 1)).getcolors(drawn.width) or []
    return sum(
        count
        for count, pixel in row
        if isinstance(pixel, tuple)
        and any(max(map(abs, map(sub, pixel, ImageColor.getrgb(c)))) <= 8 for c in colours)
    )


@given(st.lists(bars, max_size=60))
def test_what_does_not_fit_is_added_up_and_nothing_is_lost(rows: list[Bar]) -> None:
    shown = a_chart(*rows).rows()
    assert len(shown) == min(len(rows), MOST_BARS + 1)
    assert sum(bar.expected for bar in shown) == sum(bar.expected for bar in rows)
    assert sum(bar.done for bar in shown) == sum(bar.done for bar in rows)
    if len(rows) > MOST_BARS:
        assert shown[-1].label == f"其余 {len(rows) - MOST_BARS} 个"


def test_a_day_without_figures_breaks_the_line_and_none_at_all_says_so() -> None:
    spans, _height = written(a_trend(None, None, None))
    assert "暂无数据" in [w.text for w, _left, _right in spans]
    spans, _height = written(a_trend(0.5, None, 0.759))
    assert [w.text for w, *_ in spans if w.size == 25] == ["75%"]
    drawn = opened(picture(a_trend(0.5, None, 0.5)))
    level = max(range(drawn.height), key=lambda y: _of(drawn, y, PARTS[0]))
    assert _of(drawn, level, PARTS[0]) < 60, "two points, no line between them"


SIXTY_FOURTHS = st.integers(0, 280 * 64).map(lambda n: n / 64)
"""Parts of a pixel that add up without rounding."""


@given(st.lists(SIXTY_FOURTHS, max_size=4).map(sorted))
def test_figures_side_by_side_keep_apart(wanted: list[float]) -> None:
    places = apart(wanted, 30, 280)
    assert all(two - one >= 30 - 1e-6 for one, two in pairwise(places))
    assert all(place <= 280 for place in places)
    if all(two - one >= 30 for one, two in pairwise(wanted)):
        assert places == wanted


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0, "0%"),
        (0.0001, "<1%"),
        (0.29, "29%"),
        (0.7999, "79%"),
        (0.9999, "99%"),
        (1, "100%"),
        (9, "100%"),
    ],
)
def test_a_percentage_never_says_more_than_is_true(share: float, shown: str) -> None:
    assert percent(share) == shown


@given(st.integers(1, 20_000), st.data())
def test_all_means_all(expected: int, data: st.DataObject) -> None:
    done = data.draw(st.integers(0, expected))
    assert (percent(done / expected) == "100%") == (done == expected)
    assert (percent(done / expected) == "0%") == (done == 0)


async def test_pictures_are_drawn_side_by_side_in_threads() -> None:
    charts = [a_chart(*(Bar(f"第{n}村", 9, (k, 1)) for n in range(12))) for k in range(6)]
    trend = a_trend(0.5, 0.6, None, 0.9)
    alone = [picture(chart, trend) for chart in charts]
    beside = await asyncio.gather(*(asyncio.to_thread(picture, c, trend) for c in charts))
    assert list(beside) == alone


def test_what_does_not_fit_together_is_a_bug() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        a_chart(Bar("a", 1, (1,)))
    with pytest.raises(ValueError, match="do not fit"):
        a_chart(Bar("a", 1, (1, -1)))
    with pytest.raises(ValueError, match="number of days"):
        Trend("t", DAYS, (Line("a", (0.5,)),), "-")
    with pytest.raises(ValueError, match="1 to 4 lines"):
        Trend("t", (), (), "-")
    with pytest.raises(ValueError, match="1 to 4 parts"):
        Bars("t", (), "r", (), "-")
