"""Free words, and when two wordings are the same."""

import unicodedata
from dataclasses import dataclass

from bot.conversations.model import (
    Answer,
    Heard,
    Json,
    Option,
    Partly,
    SentFile,
    SentOther,
    SentPhoto,
    Session,
    SharedContact,
    SharedLocation,
    Tapped,
    Typed,
)
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _


def same_words(one: str, other: str) -> bool:
    """Alike but for width, case, surrounding space and closing punctuation."""
    return plain(one) == plain(other)


def plain(text: str) -> str:
    """Half-width, case-folded, single-spaced, without closing punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split()).rstrip("。.!！?？ ")


def typed_or_refuse(heard: Heard, example: Said) -> str:
    """The words typed or the value tapped; anything else is refused by its name."""
    match heard:
        case Typed(text):
            return text
        case Tapped(data):
            return data
        case SentPhoto():
            what: Said = _("A photo")
        case SentFile():
            what = _("A file")
        case SharedLocation():
            what = _("A location")
        case SharedContact():
            what = _("A contact")
        case SentOther():
            what = _("This kind of message")
    raise Refused(
        _("{what} cannot be used as the answer here. {example}", what=what, example=example)
    )


@dataclass(frozen=True, slots=True)
class Words:
    """Free text of `least` to `most` characters (Unicode code points)."""

    most: int = 500
    offers: tuple[Option, ...] = ()
    least: int = 1

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        text = typed_or_refuse(heard, _("Please write it in words.")).strip()
        if not text:
            raise Refused(_("That was empty. Please write it in words."))
        if len(text) < self.least and not isinstance(heard, Tapped):
            raise Refused(
                _(
                    "That is very short. Please write at least {least} characters.",
                    least=self.least,
                )
            )
        if len(text) > self.most:
            raise Refused(
                _(
                    "That text has {length} characters; at most {most} fit. Please shorten it.",
                    length=len(text),
                    most=self.most,
                )
            )
        return Answer(text)

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return self.offers

    def show(self, value: Json, session: Session) -> Said:
        return str(value)
