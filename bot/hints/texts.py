"""What is said about hints without anybody having asked: to checkers, and to who sent one."""

from bot.conversations.model import Button, Inline
from bot.hints.model import OUTCOMES, Hint
from bot.kernel.i18n import Bold, Said, _, lines


def waiting() -> tuple[Said, Inline]:
    """A checker hears that there is something to look at; what it is, only on opening it."""
    text = _("Somebody sees something else than what is reported: hints wait for your answer.")
    return text, Inline(((Button(_("Open the hints"), "hints"),),))


def named(hint: Hint, place: str) -> Said:
    """A hint by its number, place and day."""
    return _("Hint {number}: {place}, {day}", number=str(hint.id), place=place, day=hint.day)


def state(hint: Hint) -> Said:
    """What has come of a hint, with what the checker says to it."""
    if hint.outcome is None:
        return _("waiting for an answer")
    said = None if hint.said is None else _("The checker writes: {said}", said=hint.said)
    return lines(OUTCOMES[hint.outcome], said)


def answered(hint: Hint, place: str) -> Said:
    """The citizen hears what came of it."""
    thanks = _("Thank you for telling us what you saw.")
    return lines(Bold(named(hint, place)), state(hint), thanks)
