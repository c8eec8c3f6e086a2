"""Letting those go who had accepted: a stand-in that tells nobody, until the work is there."""

from bot.kernel.i18n import Said
from bot.volunteers.model import LIVING, Stage, Task
from bot.volunteers.store import assignments, tasks


async def release(task: Task, text: Said) -> None:  # noqa: ARG001
    """All living assignments of the task are called off."""
    for one in await assignments.of_task(task.id, LIVING):
        if await assignments.move(one, Stage.CALLED_OFF):
            await tasks.free_place(one.need_id)
