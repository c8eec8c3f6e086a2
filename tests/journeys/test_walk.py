"""The README's walk through a day, in a real Chromium."""

from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.journeys.demo import running
from tests.journeys.walk import CHROMIUM, Walk, a_day, a_day_later, no_shot

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed here")


@pytest.mark.timeout(600)
async def test_a_day_from_the_first_report_to_the_bulletin_and_the_next_day(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as demo, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        context = await browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        page = await context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        await page.goto(demo.url)
        walk = Walk(page, demo, no_shot)
        await a_day(walk)
        await a_day_later(walk)
        await browser.close()
        assert wrong == []
