"""Whoever has to look at a notice is asked; its author hears what became of it."""

from bot.conversations.model import Inline
from bot.kernel.i18n import Said
from bot.notices.model import Notice
from bot.notices.texts import news as texts
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places.model import Place

ASKED = 3
"""So many are asked: the first who looks at it decides."""


async def ask_somebody(place: Place, author: Person, notice: Notice, text: Said) -> None:
    """Ask the nearest others who may send notices there to look at it, before or afterwards."""
    for other in await people.nearest(Right.NOTIFY, place, ASKED, but=author):
        await _tell(other, text, notice, f"look:{other.id}")


async def tell_author(notice: Notice, by: Person, text: Said) -> None:
    """Tell whoever wrote the notice, unless they did it themselves."""
    author = (await people.many([notice.author_id])).get(notice.author_id)
    if author is not None and author.id != by.id:
        await _tell(author, text, notice, f"news:{by.id}:{notice.state}")


async def _tell(person: Person, text: Said, notice: Notice, key: str) -> None:
    if person.chat_id is not None:
        await outbox.post(
            person.chat_id,
            text,
            person.language,
            keyboard=Inline(((texts.see(notice),),)),
            lane=Lane.NOTICE,
            dedupe_key=f"aboutnotice:{notice.id}:{key}",
        )
