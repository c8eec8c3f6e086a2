"""A day of the demo in a real browser, from the first report to the bulletin that all can read.

`python -m tests.journeys.walk FOLDER` walks it and leaves the README's pictures in the folder.
"""

import asyncio
import io
import re
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.journeys.demo import Demo, running

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)

WORKER, OF_THREE, TOWNSHIP, DISTRICT, CITY, SECOND = (
    910_001,
    910_002,
    910_004,
    910_005,
    910_007,
    910_008,
)
Shot = Callable[[Page, str], Awaitable[None]]


class Walk:
    """The demo's page, and the hand that presses its buttons."""

    def __init__(self, page: Page, demo: Demo, shot: Shot) -> None:
        self.page, self.demo, self._shot = page, demo, shot

    async def chat(self, person: int) -> Locator:
        """Open a person's chat alone."""
        entry = self.page.locator(f'li.person[data-person="{person}"]')
        await entry.get_by_role("button").first.click()
        return self.page.locator(f'section.chat[data-person="{person}"]')

    async def hour(self) -> int:
        """What the clock on the page says."""
        shown = await self.page.locator("time").first.inner_text()
        found = re.search(r"(\d\d):\d\d", shown)
        assert found, shown
        return int(found[1])

    async def until(self, hour: int) -> None:
        """Let hours pass until the clock shows this one."""
        button = self.page.get_by_role("button", name="下一小时")
        while (now := await self.hour()) != hour:
            await button.click()
            await expect(self.page.locator("time").first).not_to_contain_text(f"{now:02}:")
            await expect(button).to_be_enabled(timeout=30_000)

    async def next_day(self) -> None:
        """Let a day pass at one press."""
        moment = self.page.locator("time").first
        before, button = await moment.inner_text(), self.page.get_by_role("button", name="次日")
        await button.click()
        await expect(moment).not_to_have_text(before)
        await expect(button).to_be_enabled(timeout=60_000)
        day, hour = re.compile(r"(\d+)日"), re.compile(r"(\d\d):\d\d")
        after = await moment.inner_text()
        assert day.findall(after) != day.findall(before), after
        assert hour.findall(after) == hour.findall(before), after

    async def shot(self, name: str) -> None:
        """Show the page as it stands."""
        await self._shot(self.page, name)


async def press(chat: Locator, label: str) -> None:
    """Press the latest button whose label begins so."""
    await chat.get_by_role("button", name=re.compile(f"^{label}")).last.click()


async def says(chat: Locator, words: str) -> None:
    """The chat shows these words before long."""
    await expect(chat.get_by_role("log")).to_contain_text(words, timeout=30_000)


async def a_day(walk: Walk) -> None:
    """Reports, a reminder, the ladder, both checks, a bulletin with two approvals, the site."""
    await walk.until(9)
    worker = await walk.chat(WORKER)
    await press(worker, "零报告")
    await press(worker, "确认上报")
    await says(worker, "待初审")
    await walk.until(14)
    three = await walk.chat(OF_THREE)
    await says(three, "请于 16:00 前上报")
    await walk.shot("1-reminder")
    await figures(three)
    await walk.until(17)
    township = await walk.chat(TOWNSHIP)
    await says(township, "漏报情况：青岩镇")
    await press(township, "我来催报")
    await says(township, "起跟进催报")
    await walk.shot("2-ladder")
    await checked(township, walk)
    await checked(await walk.chat(SECOND), walk)
    await says(await walk.chat(WORKER), "双审通过")
    await walk.until(19)
    await approved(await walk.chat(DISTRICT), "通过", lambda: walk.shot("4-bulletin"))
    await approved(await walk.chat(CITY), "签发并发布")
    await read(walk)
    await walk.page.goto(walk.demo.url)
    await walk.next_day()
    await says(await walk.chat(WORKER), "请于 16:00 前上报")  # today she had reported before that


ANSWERS = ("6", *"000000000", "6", *["跳过"] * 4)
"""Six confirmed cases, nothing more, six in all, and nothing about supplies and remarks."""


async def figures(chat: Locator) -> None:
    """Report cases for one of the three villages: as typed on a phone, one after another."""
    await types(chat, "/report")
    await press(chat, "西街村")
    await press(chat, "有情况需要上报")
    await says(chat, "确诊")
    for answer in ANSWERS:
        await types(chat, answer)
    await press(chat, "确认上报")
    await says(chat, "西街村")


async def types(chat: Locator, words: str) -> None:
    """Type something and send it."""
    await chat.get_by_role("textbox").fill(words)
    await chat.get_by_role("textbox").press("Enter")
    await says(chat, words)


async def checked(chat: Locator, walk: Walk) -> None:
    """Look at every report that waits, one by one, and approve it."""
    await press(chat, "审核报告")
    await press(chat, "逐份核查")
    await says(chat, "新报告员首次上报")
    await walk.shot("3-check")
    for n in range(2):
        await says(
            chat, ("青岩镇 南街村", "青岩镇 西街村")[n]
        )  # lists of who is missing are shorter
        await press(chat, "通过$")
    await says(chat, "目前没有待您审核的报告")


async def approved(
    chat: Locator, label: str, seen: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Approve the district's bulletin, once it has been seen."""
    await press(chat, "签发通报")
    await press(chat, "疫情通报：贵阳市 花溪区")
    await says(chat, "应报")
    if seen is not None:
        await seen()
    await press(chat, label)
    await says(chat, "签发")


async def read(walk: Walk) -> None:
    """What everybody can see now."""
    found = re.search(r"public site: (\S+)", walk.demo.said)
    assert found
    for _again in range(20):
        answer = await walk.page.goto(f"{found[1]}zh/")
        if answer and "花溪区" in await walk.page.content():
            break
        await asyncio.sleep(0.5)
    await expect(walk.page.locator("main")).to_contain_text("花溪区")
    await expect(walk.page.locator("main svg.chart")).to_be_visible()
    await walk.shot("5-site")


async def a_day_later(walk: Walk) -> None:
    """Nobody reports for a day: reminded in the afternoon, on the township's list after that."""
    await walk.page.goto(walk.demo.url)
    await walk.until(19)
    worker = await walk.chat(WORKER)
    reminders = worker.get_by_text("请于 16:00 前上报")
    reminded = await reminders.count()
    await walk.next_day()
    await expect(reminders).to_have_count(reminded + 2)
    await says(await walk.chat(TOWNSHIP), "昨天")
    today = (await walk.page.get_by_role("log").inner_text()).rpartition("今天")[2]
    assert "漏报情况：青岩镇" in today
    assert "南街村" in today


async def no_shot(page: Page, name: str) -> None:
    """A walk without pictures."""


async def main(folder: Path) -> None:
    """Walk with pictures."""

    async def shot(page: Page, name: str) -> None:
        await page.wait_for_timeout(600)
        with Image.open(io.BytesIO(await page.screenshot())) as taken:
            few = taken.convert("RGB").quantize(96, dither=Image.Dither.NONE)
            few.save(folder / f"{name}.png", optimize=True)

    with tempfile.TemporaryDirectory() as data:
        async with running(Path(data) / "demo") as demo, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM)
            context = await browser.new_context(
                viewport={"width": 1100, "height": 760},
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
            )
            page = await context.new_page()
            await page.goto(demo.url)
            await a_day(Walk(page, demo, shot))
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
