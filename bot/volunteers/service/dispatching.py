"""Taking offers back: a stand-in that tells nobody, until the dispatcher is there."""

from bot.kernel.i18n import Said
from bot.volunteers.model import OfferState, Task
from bot.volunteers.store import offers


async def take_back(task: Task, reason_text: Said) -> None:  # noqa: ARG001
    """All open offers of the task are lost."""
    for offer in await offers.of_task(task.id, [OfferState.OPEN]):
        await offers.move(offer, OfferState.LOST)
