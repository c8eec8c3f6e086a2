"""The chat page in a real Chromium: a worker reports, a stranger joins, on a phone's width too."""

import asyncio
import io
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Locator, Page, async_playwright, expect
from telegram import Bot

from bot.kernel.drawing import Bar, Bars, picture
from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec
from tests.journeys.demo import Demo, running

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed here")

WORKER, ABROAD, COORDINATOR, NEWCOMER = 910_001, 910_003, 910_005, 910_006

TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
GROUND = "getComputedStyle(document.documentElement).backgroundColor"
DARK, LIGHT = "rgb(13, 18, 17)", "rgb(233, 237, 233)"


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    async with running(tmp_path / "data") as demo:
        yield demo


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        await browser.close()


async def opened(browser: Browser, demo: Demo, width: int, language: str) -> tuple[Page, list[str]]:
    """The demo's page, and what goes wrong in it from now on."""
    return await visited(browser, demo.url, width, language)


async def visited(
    browser: Browser, address: str, width: int, language: str, *, dark: bool = False
) -> tuple[Page, list[str]]:
    """A page, and what goes wrong in it from now on."""
    context = await browser.new_context(
        viewport={"width": width, "height": 800},
        locale=language,
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if dark else "light",
    )
    page, wrong = await context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    await page.goto(address)
    return page, wrong


def chat(page: Page, person: int) -> Locator:
    return page.locator(f'section.chat[data-person="{person}"]')


async def choose(page: Page, person: int) -> Locator:
    """Open a person's chat."""
    await page.locator(f'li.person[data-person="{person}"]').get_by_role("button").first.click()
    return chat(page, person)


async def press(where: Locator, label: str) -> None:
    await where.get_by_role("button", name=label, exact=True).last.click()


async def test_a_worker_reports_zero_with_two_taps(browser: Browser, demo: Demo) -> None:
    page, wrong = await opened(browser, demo, 1280, "zh-CN")
    worker = await choose(page, WORKER)
    await press(worker, "零报告")
    log = worker.get_by_role("log")
    await expect(log).to_contain_text("南街村")
    await expect(log).to_contain_text("确认上报吗")
    await press(log, "确认上报")
    await expect(log).to_contain_text("报告已收到")
    await page.reload()
    await expect(chat(page, WORKER).get_by_role("log")).to_contain_text("报告已收到")
    assert wrong == []
    await page.context.close()


async def test_a_newcomer_opens_the_link_beside_the_coordinator_on_a_phone(
    browser: Browser, demo: Demo
) -> None:
    page, wrong = await opened(browser, demo, 360, "en-GB")
    person = page.locator(f'li.person[data-person="{NEWCOMER}"]')
    await person.get_by_role("button", name="invite link").click()
    newcomer = chat(page, NEWCOMER)
    await expect(newcomer.get_by_role("log")).to_contain_text("欢迎加入")
    await newcomer.get_by_role("textbox").fill("/language")
    await newcomer.get_by_role("textbox").press("Enter")
    await press(newcomer.get_by_role("log"), "English")
    await expect(newcomer.get_by_role("log")).to_contain_text("From now on I write English")
    await press(newcomer, "Zero report")
    await press(newcomer.get_by_role("log"), "Send")
    await expect(newcomer.get_by_role("log")).to_contain_text("Received. Thank you.")
    assert not await page.evaluate(TOO_WIDE)
    assert wrong == []
    await page.context.close()


async def test_two_chats_stand_side_by_side(browser: Browser, demo: Demo) -> None:
    page, wrong = await opened(browser, demo, 1440, "en-GB")
    await choose(page, WORKER)
    second = page.locator(f'li.person[data-person="{COORDINATOR}"]')
    await second.get_by_role("button", name="beside").click()
    await expect(chat(page, WORKER)).to_be_visible()
    await expect(chat(page, COORDINATOR)).to_be_visible()
    coordinator = chat(page, COORDINATOR)
    await press(coordinator, "邀请人员")
    for label in ("信息报告员", "青岩镇", "南街村", "生成邀请"):
        await press(coordinator.get_by_role("log"), label)
    await expect(coordinator.get_by_role("log")).to_contain_text("仅可使用一次")
    assert wrong == []
    await page.context.close()


async def test_a_picture_keeps_its_shape_and_a_document_can_be_downloaded(
    browser: Browser,
) -> None:
    rows = tuple(Bar(f"第{n}村", 10, (n,)) for n in range(1, 10))
    chart = Bars("日报报告率", ("已报",), "未报", rows, "无应报单位")
    drawn = picture(chart)
    async with Sandbox([PersonSpec(1, "小明", started=True)]) as sandbox:
        async with Bot(sandbox.token, base_url=sandbox.base_url) as bot:
            await bot.send_photo(1, drawn, caption="报告率")
            await bot.send_document(1, b"place,reports", filename="报告率 3月2日.csv")
        page, wrong = await visited(browser, sandbox.url, 390, "zh-CN")
        log = (await choose(page, 1)).get_by_role("log")
        box = await log.get_by_role("img", name="报告率").bounding_box()
        assert box is not None
        width, height = Image.open(io.BytesIO(drawn)).size
        assert box["width"] / box["height"] == pytest.approx(width / height, rel=0.02)
        async with page.expect_download() as downloading:
            await log.get_by_role("link", name="报告率 3月2日.csv").click()
        download = await downloading.value
        assert download.suggested_filename == "报告率 3月2日.csv"
        stored = await download.path()
        assert await asyncio.to_thread(stored.read_bytes) == b"place,reports"
        assert wrong == []
        await page.context.close()


async def attach(person: Locator, what: str) -> None:
    """Open the menu beside the message box and choose."""
    await person.get_by_role("button", name="Attach").click()
    await person.get_by_role("menuitem", name=what).click()


async def test_a_photo_a_location_and_a_contact_from_a_phone(
    browser: Browser, demo: Demo, tmp_path: Path
) -> None:
    page, wrong = await visited(browser, demo.url, 390, "en-GB", dark=True)
    anna = await choose(page, ABROAD)
    log = anna.get_by_role("log")
    await press(anna, "Daily report")
    await press(log, "There is something to report")
    await expect(log).to_contain_text("confirmed")

    Image.new("RGB", (400, 300), (200, 30, 30)).save(tmp_path / "arm.png")
    await anna.get_by_role("textbox").fill("A rash on an arm")
    async with page.expect_file_chooser() as choosing:
        await attach(anna, "Photo")
    await (await choosing.value).set_files(tmp_path / "arm.png")
    await expect(log).to_contain_text("A photo cannot be used as the answer here")
    box = await log.get_by_role("img", name="A rash on an arm").bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(4 / 3, rel=0.02)
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    await expect(anna.get_by_role("textbox")).to_have_value("")

    await attach(anna, "Location")
    await page.get_by_role("button", name="Guiyang").click()
    await expect(log).to_contain_text("Near Guiyang")
    await expect(log).to_contain_text("A location cannot be used as the answer here")

    await attach(anna, "Own contact")
    await expect(page.get_by_role("dialog")).to_contain_text("+8613800000003")
    await page.get_by_role("dialog").get_by_role("button", name="Share").click()
    await expect(log).to_contain_text("A contact cannot be used as the answer here")
    await expect(log.get_by_text("+8613800000003")).to_be_visible()

    await anna.get_by_role("textbox").fill("0")
    await anna.get_by_role("textbox").press("Enter")
    await expect(log).to_contain_text("suspected")
    assert not await page.evaluate(TOO_WIDE)
    assert wrong == []
    await page.context.close()


async def test_colours_and_language_of_the_page_follow_the_phone_until_they_are_chosen(
    browser: Browser,
) -> None:
    async with Sandbox([PersonSpec(1, "小明", started=True)]) as sandbox:
        page, wrong = await visited(browser, sandbox.url, 390, "zh-CN", dark=True)
        await expect(page.get_by_role("button", name="浅色模式")).to_be_visible()
        assert await page.evaluate(GROUND) == DARK
        await page.get_by_role("button", name="浅色模式").click()
        assert await page.evaluate(GROUND) == LIGHT
        await page.get_by_role("button", name="Switch to English").click()
        await expect(page.locator("html")).to_have_attribute("lang", "en-GB")
        await expect(page.get_by_role("navigation", name="People")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("button", name="Dark colours")).to_be_visible()
        await expect(page.get_by_role("button", name="切换为中文")).to_be_visible()
        assert await page.evaluate(GROUND) == LIGHT
        xiaoming = await choose(page, 1)
        await expect(xiaoming.get_by_role("textbox", name="Message from 小明")).to_be_visible()
        assert not await page.evaluate(TOO_WIDE)
        assert wrong == []
        await page.context.close()
