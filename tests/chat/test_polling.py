"""Polling: whoever is slow holds up nobody, and nothing is confirmed that is not stored."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.chat.polling import MOST_IN_HAND, Polling


class Telegram:
    """Hands out updates as getUpdates does, and forgets those below the offset."""

    def __init__(self, *numbers: int) -> None:
        self.waiting = list(numbers)
        self.fetches = 0
        self.news = asyncio.Event()

    async def do_api_request(
        self, method: str, api_kwargs: Mapping[str, Any] | None = None, **_limits: Any
    ) -> Any:
        """Only what polling calls."""
        if method == "delete_Webhook":
            return True
        assert method == "get_Updates"
        assert api_kwargs is not None
        self.fetches += 1
        self.waiting = [number for number in self.waiting if number >= api_kwargs["offset"]]
        if not self.waiting and api_kwargs["timeout"]:
            self.news.clear()
            await self.news.wait()
        await asyncio.sleep(0)
        return [{"update_id": number} for number in self.waiting[: api_kwargs["limit"]]]

    def bring(self, *numbers: int) -> None:
        """More updates."""
        self.waiting += numbers
        self.news.set()


class Ears:
    """Hears updates; of some it does not come to an end, or fails."""

    def __init__(self) -> None:
        self.begun: Counter[int] = Counter()
        self.heard: list[int] = []
        self.stuck: set[int] = set()
        self.failing: set[int] = set()
        self._changed = asyncio.Event()

    async def hear(self, update: Mapping[str, Any]) -> None:
        """As Hearing does it: done when stored, raises when it must come again."""
        number = update["update_id"]
        self.begun[number] += 1
        await self.until(lambda: number not in self.stuck)
        if number in self.failing:
            raise ConnectionError
        self.heard.append(number)
        self.change()

    def change(self) -> None:
        """Something is different now."""
        self._changed.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for it; every change is looked at."""
        async with asyncio.timeout(20):
            while not holds():
                self._changed.clear()
                await self._changed.wait()


async def comes_true(holds: Callable[[], bool]) -> None:
    """Wait for it, where nobody tells."""
    async with asyncio.timeout(20):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def polled(telegram: Telegram, ears: Ears) -> AsyncIterator[Polling]:
    polling = Polling(telegram, ears)  # type: ignore[arg-type]
    task = asyncio.create_task(polling.run())
    try:
        yield polling
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_others_are_fetched_and_heard_while_one_is_stuck() -> None:
    telegram, ears = Telegram(1, 2, 3), Ears()
    ears.stuck = {2}
    async with polled(telegram, ears):
        await ears.until(lambda: ears.heard == [1, 3])
        telegram.bring(4, 5)
        await ears.until(lambda: ears.heard == [1, 3, 4, 5])
        telegram.bring(6)
        await ears.until(lambda: ears.heard == [1, 3, 4, 5, 6])
        assert telegram.waiting == [2, 3, 4, 5, 6], "confirmed beyond what is stored"
    assert ears.begun == Counter(range(1, 7))


async def test_what_is_stored_is_confirmed_once_nothing_below_is_open() -> None:
    telegram, ears = Telegram(1, 2, 3), Ears()
    ears.stuck = {2}
    async with polled(telegram, ears) as polling:
        await ears.until(lambda: ears.heard == [1, 3])
        ears.stuck = set()
        ears.change()
        await comes_true(lambda: telegram.waiting == [])
    await polling.confirm()
    assert ears.heard == [1, 3, 2]
    assert ears.begun == Counter(range(1, 4))


async def test_after_a_stop_what_was_not_stored_comes_again() -> None:
    telegram, ears = Telegram(1, 2, 3), Ears()
    ears.stuck = {2}
    async with polled(telegram, ears):
        await ears.until(lambda: ears.heard == [1, 3])
    ears.stuck = set()
    async with polled(telegram, ears):
        await ears.until(lambda: 2 in ears.heard)


async def test_what_could_not_be_stored_is_fetched_again_and_the_rest_is_not() -> None:
    telegram, ears = Telegram(1, 2, 3), Ears()
    ears.failing = {2}
    async with polled(telegram, ears):
        await ears.until(lambda: ears.heard == [1, 3])
        ears.failing = set()
        await ears.until(lambda: ears.heard == [1, 3, 2])
    assert ears.begun[1] == ears.begun[3] == 1


async def test_what_telegram_has_given_up_holds_nothing_back() -> None:
    telegram, ears = Telegram(1, 2, 3), Ears()
    ears.failing = {2}
    async with polled(telegram, ears):
        await ears.until(lambda: ears.heard == [1, 3])
        telegram.waiting.remove(2)
        telegram.bring(4)
        await ears.until(lambda: 4 in ears.heard)
        await comes_true(lambda: telegram.waiting == [])


async def test_what_is_in_hand_is_bounded() -> None:
    telegram, ears = Telegram(*range(1, 301)), Ears()
    ears.stuck = set(range(1, 301))
    async with polled(telegram, ears):
        await comes_true(lambda: telegram.fetches > 3)
        assert len(ears.begun) == MOST_IN_HAND
        ears.stuck = set()
        ears.change()
        await ears.until(lambda: len(ears.heard) == 300)
    assert set(ears.begun.values()) == {1}
