"""Any sequence of acts, repeats and restarts leaves exactly one current report a place and day."""

import asyncio
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import running
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.config import Settings
from tests.builders import HEPING, KEY, XINMIN, a_tree, a_worker
from tests.databases import Databases
from tests.fakes import Exchange, Update

TYPED = ("0", "/report", "/mine", "/cancel", "3", "-1", "no", "昨天", "发送", "/start")
TAPPED = (
    *("@Send", "@Back", "@Skip", "@Change", "@Content", "@Zero", "@something", "@Yes", "@Day"),
    *("@Look at", "@Correct it", "@Go on", "@Discard", "@和平村", "@新民村", "@all 2"),
)
Act = tuple[int, str]


@dataclass(frozen=True)
class Moment:
    """What happens at the same time: acts, and an update of so many ago delivered again."""

    acts: tuple[Act, ...] = ()
    earlier: int = 0
    restart: bool = False


ACT = st.tuples(st.sampled_from([1, 2]), st.sampled_from((*TYPED, *TAPPED)))
EARLIER = st.integers(min_value=1, max_value=40)
MOMENT = st.one_of(
    st.builds(Moment, st.tuples(ACT)),
    st.builds(Moment, st.tuples(ACT)),
    st.builds(Moment, st.tuples(ACT, ACT)),
    st.builds(Moment, st.tuples(ACT), EARLIER),
    st.builds(Moment, earlier=EARLIER),
    st.just(Moment(restart=True)),
)
STORY = st.lists(MOMENT, min_size=5, max_size=30)
EXAMPLES = {"sqlite": 20, "postgres": 10}


class Program:
    """The program on its storage, two workers' phones, and every update that was delivered."""

    def __init__(self, url: str) -> None:
        self._settings = Settings(token="1:test", key=KEY, database_url=url)
        self._open = AsyncExitStack()
        self._numbers = count(1_000)
        self._delivered: list[Update] = []

    async def start(self) -> None:
        """Open the storage, with nothing in memory of what was before."""
        await self._open.enter_async_context(running.storage(self._settings))
        self._exchange = Exchange()
        self._exchange.numbers = self._numbers
        self._open.push_async_callback(self._exchange.hearing.close)

    async def stop(self) -> None:
        """Close it."""
        await self._open.aclose()

    async def live(self, moment: Moment) -> None:
        """Let it happen."""
        if moment.restart:
            await self.stop()
            await self.start()
        elif moment.acts:
            acts = await self._updates(*moment.acts)
            await self._together([*acts, *self._earlier(moment.earlier)])
            self._delivered += acts
        else:
            await self._again(moment.earlier)

    async def _updates(self, *acts: Act) -> list[Update]:
        """The acts as updates; what has no button on the screen is left out."""
        updates = []
        for who, what in acts:
            phone = self._exchange.phone(who)
            if not what.startswith("@"):
                updates.append(phone.typed(what))
            else:
                with suppress(AssertionError):
                    updates.append(await phone.tapping(what[1:]))
        return updates

    def _earlier(self, earlier: int) -> list[Update]:
        return self._delivered[-earlier:][:1] if earlier else []

    async def _again(self, earlier: int) -> None:
        """An update is delivered once more, and nothing comes of it."""
        before = await everything()
        await self._together(self._earlier(earlier))
        assert await everything() == before

    async def _together(self, updates: list[Update]) -> None:
        await asyncio.gather(*(self._exchange.hearing.hear(update) for update in updates))


async def everything() -> list[dict[str, object]]:
    """What there is of what an act can leave behind, in numbers; open sessions as they stand."""
    told = await db.rows("SELECT session FROM session ORDER BY person_id")
    for table in ("report", "message", "journal", "heard"):
        told += await db.rows(f"SELECT count(*) AS n FROM {table}")
    return told


async def is_whole() -> None:
    """What must hold after every moment."""
    found = await db.rows(
        "SELECT place_id, day, sum(CASE WHEN is_current THEN 1 ELSE 0 END) AS current, "
        "count(*) AS all_of_them, max(revision) AS newest FROM report GROUP BY place_id, day"
    )
    for row in found:
        assert row["current"] == 1
        assert row["all_of_them"] == row["newest"]
    stumbled = await db.rows("SELECT failure FROM stumble")
    assert stumbled == []


async def told(story: list[Moment], url: str) -> None:
    """The story, checked after every moment."""
    program = Program(url)
    await program.start()
    try:
        await a_tree()
        await a_worker(1, HEPING, XINMIN)
        await a_worker(2, HEPING)
        for moment in story:
            await program.live(moment)
            await is_whole()
    finally:
        await program.stop()


def test_one_current_report_whatever_happens(
    dialect: str, databases: Databases, clock: StandingClock
) -> None:
    @settings(max_examples=EXAMPLES[dialect], deadline=None)
    @given(story=STORY)
    def whatever_happens(story: list[Moment]) -> None:
        asyncio.run(on_its_own(story))

    async def on_its_own(story: list[Moment]) -> None:
        url = await databases.ready(dialect)
        await told(story, url)
        await databases.drop(url)

    whatever_happens()
