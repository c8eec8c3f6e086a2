"""Whoever looks after a task is told what became of it."""

from collections.abc import Collection

from bot.conversations.model import Inline
from bot.kernel.i18n import Said
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.volunteers.model import Fits, Reason, Task
from bot.volunteers.service import boarding, matching
from bot.volunteers.texts import tasks as texts

local = boarding.local


async def filled(task: Task) -> None:
    """Tell the owner that the last place of the task (as it stands now) is taken."""
    await tell([task.owner_id], texts.filled(await local(task)), task)


async def exhausted(task: Task, *fits: Fits) -> None:
    """Tell the owner that nobody is left to ask, why, and what would help."""
    why_not: dict[Reason, int] = {}
    for one in fits:
        for reason, n in one.why_not.items():
            why_not[reason] = max(n, why_not.get(reason, 0))
    more = await matching.relaxations(task.brief)
    await tell([task.owner_id], texts.exhausted(await local(task), why_not, more), task)


async def tell(person_ids: Collection[int], text: Said, task: Task | None) -> int:
    """To how many of these people the text goes, with the task's button if it is named."""
    keyboard = None if task is None else Inline(((texts.see(task),),))
    reached = 0
    for person in (await people.many(person_ids)).values():
        if person.chat_id is not None:
            await outbox.post(
                person.chat_id,
                text,
                person.language,
                keyboard=keyboard,
                lane=Lane.NOTICE,
                secret=True,
            )
            reached += 1
    return reached
