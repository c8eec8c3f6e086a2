"""Any sequence of acts, repeats and restarts leaves exactly one current report a place and day."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import running
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.config import Settings
from tests.builders import HEPING, KEY, XINMIN, a_tree, a_worker
from tests.databases import Databases
from tests.fakes import Exchange, Telephone

TYPED = ("0", "/report", "/mine", "/cancel", "3", "-1", "no", "昨天", "发送", "/start")
TAPPED = (
    *("@Send", "@Back", "@Skip", "@Change", "@Content", "@Zero", "@something", "@Yes", "@Day"),
    *("@Look at", "@Correct it", "@Go on", "@Discard", "@和平村", "@新民村", "@all 2"),
)
ACTS = st.sampled_from((*TYPED, *TAPPED, "again", "restart"))
STORY = st.lists(st.tuples(st.sampled_from([1, 2]), ACTS), min_size=5, max_size=40)


async def act(phone: Telephone, what: str, last: dict[int, dict[str, object]]) -> None:
    """Do one thing; what has no button on the screen is left out."""
    if what == "again" and phone.chat_id in last:
        await phone.deliver(last[phone.chat_id])
    elif what.startswith("@"):
        try:
            last[phone.chat_id] = await phone.tapping(what[1:])
        except AssertionError:
            return
        await phone.deliver(last[phone.chat_id])
    elif what not in {"again", "restart"}:
        await phone.send(what)


async def is_whole() -> None:
    """What must hold after every act."""
    found = await db.rows(
        "SELECT place_id, day, sum(CASE WHEN is_current THEN 1 ELSE 0 END) AS current, "
        "count(*) AS all_of_them, max(revision) AS newest FROM report GROUP BY place_id, day"
    )
    for row in found:
        assert row["current"] == 1
        assert row["all_of_them"] == row["newest"]
    stumbled = await db.rows("SELECT failure FROM stumble")
    assert stumbled == []


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(story=STORY)
async def test_one_current_report_whatever_happens(
    story: list[tuple[int, str]], databases: Databases, clock: StandingClock
) -> None:
    url = await databases.ready("sqlite")
    async with running.storage(Settings(token="1:test", key=KEY, database_url=url)):
        await a_tree()
        await a_worker(1, HEPING, XINMIN)
        await a_worker(2, HEPING)
        exchange = Exchange()
        last: dict[int, dict[str, object]] = {}
        for who, what in story:
            if what == "restart":
                numbers = exchange.numbers
                exchange = Exchange()
                exchange.numbers = numbers
            await act(exchange.phone(who), what, last)
            await is_whole()
        await exchange.hearing.close()
