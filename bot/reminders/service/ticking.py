"""The minute's tick: asks what is due and does it. A lost tick costs nothing, a second one too."""

from bot.kernel import clock
from bot.reminders.model import Anchor, Ladder
from bot.reminders.rules.moments import reminders_due
from bot.reminders.service.anchors import anchors
from bot.reminders.service.laddering import ask_again, climb, open_ladders, settle
from bot.reminders.service.reminding import remind
from bot.reminders.store import ladders, reminders
from bot.reports import service as reports
from bot.reports.model import Form


async def tick() -> None:
    """Remind, open ladders, settle what has come in, climb. Cheap while nothing is due."""
    for written, since in await reports.in_use():
        opened = await ladders.find_open(written.code)
        everywhere = await anchors(written, opened)
        await _remind(written, everywhere)
        if await open_ladders(written, since, everywhere, opened):
            opened = await ladders.find_open(written.code)
        await _follow_up(written, opened)


async def _remind(written: Form, everywhere: tuple[Anchor, ...]) -> None:
    due = reminders_due(clock.now(), everywhere)
    if not due:
        return
    swept = await reminders.swept(written.code, min(one.day for one in due))
    for one in due:
        if any((one.day, anchor.place.id, one.rung) not in swept for anchor in one.anchors):
            await remind(written, one, everywhere)


async def _follow_up(written: Form, opened: list[Ladder]) -> None:
    if not opened:
        return
    swept = await reminders.swept(written.code, opened[0].day)
    for day in sorted({ladder.day for ladder in opened}):
        of_day = [ladder for ladder in opened if ladder.day == day]
        await settle(written, day, of_day)
        await climb(written, day, of_day, swept)
        await ask_again(written, day, of_day)
