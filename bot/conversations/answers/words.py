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


_OTHERS: dict[str, Said] = {
    "sticker": _("A sticker"),
    "voice": _("A voice message"),
    "video": _("A video"),
    "video_note": _("A video message"),
    "audio": _("An audio file"),
    "animation": _("An animation"),
    "poll": _("A poll"),
}


def what_was_sent(heard: Heard) -> Said:
    """The name of what was sent, as a sentence about it begins."""
    match heard:
        case Typed():
            return _("A text")
        case Tapped():
            return _("A button")
        case SentPhoto():
            return _("A photo")
        case SentFile():
            return _("A file")
        case SharedLocation():
            return _("A location")
        case SharedContact():
            return _("A contact")
        case SentOther(kind):
            return _OTHERS.get(kind, _("This kind of message"))


def refusal(heard: Heard, example: Said) -> Refused:
    """That what was sent cannot be the answer, and what can: `example` shows it."""
    what = what_was_sent(heard)
    return Refused(
        _("{what} cannot be used as the answer here. {example}", what=what, example=example)
    )


def typed_or_refuse(heard: Heard, example: Said) -> str:
    """The words typed or the value tapped; anything else is refused by its name."""
    match heard:
        case Typed(text):
            return text
        case Tapped(data):
            return data
    raise refusal(heard, example)


def quoted(text: str) -> str:
    """The beginning of what was typed, to be quoted in a refusal; a dash for nothing."""
    return text.strip()[:_MOST_QUOTED] or "–"


_MOST_QUOTED = 40
_EXAMPLE = _("the road to the village has been flooded since Monday")


@dataclass(frozen=True, slots=True)
class Words:
    """Free text of `least` to `most` characters (Unicode code points).

    A refusal shows the first of the `offers` as an example, or else `example`.
    """

    most: int = 500
    offers: tuple[Option, ...] = ()
    least: int = 1
    example: Said = _EXAMPLE

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        example = self.offers[0].label if self.offers else self.example
        in_words = _("Please write it in words, for example: {example}", example=example)
        text = typed_or_refuse(heard, in_words).strip()
        if not text:
            raise Refused(_("That was empty. {example}", example=in_words))
        if not isinstance(heard, Tapped):
            self._check_length(text, example)
        return Answer(text)

    def _check_length(self, text: str, example: Said) -> None:
        if len(text) < self.least:
            raise Refused(
                _(
                    "That is very short. Please write at least {least} characters, "
                    "for example: {example}",
                    least=self.least,
                    example=example,
                )
            )
        if len(text) > self.most:
            raise Refused(
                _(
                    "That text has {length} characters; at most {most} fit. Please shorten it, "
                    "for example: {example}",
                    length=len(text),
                    most=self.most,
                    example=example,
                )
            )

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return self.offers

    def show(self, value: Json, session: Session) -> Said:
        return str(value)
