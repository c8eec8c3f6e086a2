"""How an author wants to hear that reports are confirmed: each time, or once a week."""

from bot.conversations.model import Button, Inline, Reply
from bot.kernel.i18n import Said, _, lines
from bot.people.model import Person
from bot.reports import service
from bot.reports.model import Wish

_NAMES: dict[Wish, Said] = {
    Wish.EACH: _("each time"),
    Wish.WEEKLY: _("once a week, on Monday"),
}


async def news(person: Person, words: str) -> Reply:
    """Show how the person hears of confirmed reports; `words` may be another wish."""
    chosen = words in set(Wish)
    if chosen:
        await service.set_wish(person, Wish(words))
    wish = await service.wish(person)
    buttons = tuple((Button(_NAMES[one], f"news:{one}"),) for one in Wish if one is not wish)
    text = lines(
        _("I tell you that your reports are confirmed: {how}.", how=_NAMES[wish]),
        _("A report that is returned I tell you at once."),
    )
    return Reply(text, Inline(buttons), in_place=chosen)
