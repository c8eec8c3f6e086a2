"""Where the sender is right now, shared with the phone's button, or that they cannot share it."""

from dataclasses import dataclass

from bot.conversations.answers.words import refusal
from bot.conversations.model import (
    Answer,
    Ask,
    Heard,
    Json,
    Menu,
    Option,
    Partly,
    Session,
    SharedLocation,
    Tapped,
)
from bot.kernel.i18n import Said, _

NOWHERE = "nowhere"
"""The answer of whoever cannot share a location."""

_CANNOT = Option(NOWHERE, _("I cannot share it"))


@dataclass(frozen=True, slots=True)
class Here:
    """Where the sender is now, shared with the phone's button, or that they cannot share it."""

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        if isinstance(heard, SharedLocation):
            return Answer({"latitude": heard.latitude, "longitude": heard.longitude})
        if isinstance(heard, Tapped) and heard.data == NOWHERE:
            return Answer(NOWHERE)
        raise refusal(heard, _SHARE)

    def menu(self) -> Menu:
        """The keyboard with the button that shares the own location."""
        share = Ask(_("Share my location"), "location")
        return Menu(((share,), (_CANNOT.label,)), once=True)

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return (_CANNOT,)

    def show(self, value: Json, session: Session) -> Said:
        return _CANNOT.label if value == NOWHERE else _("a shared location")


_SHARE = _(
    "Please tap “Share my location” below, or if that does not work, "
    "for example without a signal: “I cannot share it”"
)
