"""What authors of notices, and those who look at them, are told."""

from bot.conversations.model import Button
from bot.kernel.i18n import Bold, Said, _, lines
from bot.notices.model import SEVERITIES, Notice


def see(notice: Notice) -> Button:
    """The button that shows the notice and how far it is."""
    return Button(_("Look at the notice"), f"seenotice:{notice.id}")


def look_at_it(notice: Notice, author: str) -> Said:
    """Somebody else has to look at it before it goes out."""
    return lines(
        Bold(_("A notice waits for you")),
        _(
            "{author} has written: {severity}. It goes out once somebody else has approved it.",
            author=author,
            severity=SEVERITIES[notice.written.severity],
        ),
    )


def look_afterwards(notice: Notice, author: str) -> Said:
    """An emergency went out without a second person."""
    return lines(
        Bold(_("An emergency notice went out without a second person")),
        _("{author} has sent no. {n}. Please look at it now.", author=author, n=str(notice.id)),
    )


def approved(notice: Notice, name: str) -> Said:
    """It goes out."""
    return _("{name} has approved your notice no. {n}.", name=name, n=str(notice.id))


def returned(notice: Notice, name: str, reason: str) -> Said:
    """It does not, and why."""
    return lines(
        _("{name} has returned your notice no. {n}.", name=name, n=str(notice.id)),
        _("Reason: {reason}", reason=reason),
    )
