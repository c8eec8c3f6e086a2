"""A village reports by chat, from the tap to the answer, through the real program."""

import asyncio
from datetime import timedelta

import pytest

from bot.app import running
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.config import Settings
from bot.sandbox.server import Sandbox
from tests.journeys.conftest import BRISK, COORDINATOR, STRANGER, WORKER, WORKER_OF_THREE


async def count(table: str) -> int:
    row = await db.row(f"SELECT count(*) AS n FROM {table}")
    assert row is not None
    return int(row["n"])


async def test_a_zero_report_is_two_taps(program: None, sandbox: Sandbox) -> None:
    worker = sandbox.person(WORKER)
    await worker.start()
    await worker.hears("Welcome back")
    assert "Zero report" in worker.keyboard
    await worker.send("Zero report")
    asked = await worker.hears("Zero report.*和平村.*Mon 2 Mar.*Send it")
    await worker.tap("Send")
    received = await worker.hears("Received.*on time")
    assert received["message_id"] == asked["message_id"], "the question did not become the answer"
    assert await count("report") == 1


async def test_a_worker_of_three_sends_zero_for_all_in_chinese(
    program: None, sandbox: Sandbox
) -> None:
    worker = sandbox.person(WORKER_OF_THREE)
    await worker.send("零报告")
    await worker.hears("3 个")
    await worker.tap("3 个")
    await worker.hears("和平村.*东风村")
    await worker.tap("确认上报")
    await worker.hears("3 份报告已收到")
    assert await count("report") == 3


async def test_the_daily_report_goes_on_after_a_restart(
    town: None, settings: Settings, sandbox: Sandbox
) -> None:
    worker = sandbox.person(WORKER)
    async with running.chatting(settings, BRISK):
        await worker.send("/report")
        await worker.hears("anything to report")
        await worker.tap("something")
        await worker.hears("confirmed")
        await worker.send("3")
        await worker.hears("suspected")
    await worker.send("1")  # while nobody listens
    async with running.chatting(settings, BRISK):
        await worker.hears("fever")
        await worker.tap("Back")
        await worker.hears("suspected")
        await worker.tap("Leave it at 1")
        await worker.hears("fever")
        for question in ("contacts", "observation now", "started", "released", "came back"):
            await worker.send("0")
            await worker.hears(question)
        for question in ("died", "households", "in all", "masks"):
            await worker.send("0")
            await worker.hears(question)
        for question in ("disinfectant", "antigen", "township", "Send it"):
            await worker.tap("Skip")
            await worker.hears(question)
        await worker.tap("Change something")
        await worker.hears("Which answer")
        await worker.tap("confirmed")
        await worker.hears("confirmed")
        await worker.send("２")
        await worker.hears("confirmed cases: 2.*Send it")
        await worker.tap("Send")
        await worker.hears("Received")
    row = await db.row("SELECT figures FROM report")
    assert row is not None
    assert '"confirmed": 2' in row["figures"]


async def test_an_invite_brings_a_stranger_to_the_first_report(
    program: None, sandbox: Sandbox
) -> None:
    coordinator, stranger = sandbox.person(COORDINATOR), sandbox.person(STRANGER)
    await stranger.start()
    await stranger.hears("two ways in")
    await coordinator.send("/invite")
    await coordinator.hears("Whom")
    for label, answer in (
        ("community worker", "which place"),
        ("某镇", "某镇|which place"),
        ("新民村", "新民村"),
    ):
        await coordinator.tap(label)
        await coordinator.hears(answer)
    await coordinator.tap("Make the invite")
    handed = await coordinator.hears("read out the code")
    assert "photo" in handed
    link = next(word for word in handed["caption"].split() if "?start=" in word)
    await stranger.start(link.split("?start=")[1])
    await stranger.hears("Welcome. You are now community worker for .*新民村")
    await stranger.send("0")
    await stranger.hears("新民村")
    await stranger.tap("Send")
    await stranger.hears("Received")


async def test_a_phone_number_is_shared_with_one_key(program: None, sandbox: Sandbox) -> None:
    stranger = sandbox.person(STRANGER)
    await stranger.start()
    await stranger.hears("two ways in")
    assert stranger.keyboard == ["Share my phone number"]
    await stranger.contact()
    await stranger.hears("not registered yet")


async def test_the_language_follows(program: None, sandbox: Sandbox) -> None:
    worker = sandbox.person(WORKER)
    await worker.send("/language")
    await worker.hears("Which language")
    await worker.tap("中文")
    await worker.hears("今后将用中文")
    assert "零报告" in worker.keyboard
    await worker.send("0")
    await worker.hears("确认上报吗")


async def test_a_double_tap_and_an_old_button_act_once(program: None, sandbox: Sandbox) -> None:
    worker = sandbox.person(WORKER)
    await worker.send("0")
    asked = await worker.hears("Send it")
    await asyncio.gather(worker.tap("Send", asked), worker.tap("Send", asked))
    await worker.hears("Received")
    await worker.send("/mine")
    await worker.hears("My reports")
    assert await count("report") == 1


async def test_updates_that_come_twice_act_once(program: None, sandbox: Sandbox) -> None:
    sandbox.faults.order("duplicate_update", count=20)
    worker = sandbox.person(WORKER)
    await worker.send("0")
    await worker.hears("Send it")
    await worker.tap("Send")
    await worker.hears("Received")
    await worker.send("/mine")
    await worker.hears("My reports")
    assert await count("report") == 1
    said = [message for message in worker.messages if message["from"]["is_bot"]]
    assert len(said) == 2


@pytest.mark.parametrize("kind", ["500", "502", "429"])
async def test_a_telegram_that_stumbles_gets_the_answer_out_in_the_end(
    program: None, sandbox: Sandbox, clock: StandingClock, kind: str
) -> None:
    sandbox.faults.order(kind, method="sendMessage", count=2)
    worker = sandbox.person(WORKER)
    await worker.send("0")
    for n in range(1, 3):
        await _until(f"SELECT id FROM message WHERE status = 'waiting' AND attempts = {n}")
        clock.advance(timedelta(minutes=1))
    await worker.hears("Send it")


async def test_who_blocked_the_bot_is_noted_and_can_come_back(
    program: None, sandbox: Sandbox
) -> None:
    worker = sandbox.person(WORKER)
    await worker.send("0")
    await worker.hears("Send it")
    await worker.block()
    await _until("SELECT id FROM person WHERE chat_id = 1 AND NOT reachable")
    await worker.unblock()
    await worker.send("/start")
    await worker.hears("Welcome back")


async def test_the_last_minute_counts_by_the_clock_of_the_place(
    program: None, sandbox: Sandbox, clock: StandingClock
) -> None:
    clock.advance(timedelta(hours=7))  # 16:00 in Guizhou
    worker, second = sandbox.person(WORKER), sandbox.person(2)
    await worker.send("0")
    await worker.hears("Send it")
    await worker.tap("Send")
    await worker.hears("on time")
    clock.advance(timedelta(days=1, minutes=1))
    await second.send("0")
    await second.hears("Send it")
    await second.tap("Send")
    await second.hears("late")


async def test_the_bot_calls_no_method_that_the_sandbox_lacks(
    program: None, sandbox: Sandbox
) -> None:
    await test_a_zero_report_is_two_taps(program, sandbox)
    unknown = [
        entry
        for entry in sandbox.transcript.after(0)
        if entry["kind"] == "call" and entry.get("error") == "Not Found: method not found"
    ]
    assert unknown == []


async def _until(sql: str) -> None:
    for _attempt in range(250):
        if await db.rows(sql):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"it never came to be: {sql}")
