"""Expected failures: a sentence for the person. Everything else that is raised is a bug."""

from bot.kernel.i18n import Said


class Refused(Exception):
    """The act was not done; `text` tells the person why and what would work."""

    def __init__(self, text: Said) -> None:
        super().__init__(repr(text))
        self.text = text


class NotAllowed(Refused):
    """Refused because the person has no right to this act at this place."""
