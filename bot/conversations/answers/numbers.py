"""Whole numbers and amounts, as people really type them: 3, ３, 三, 3人, 1,200."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from bot.conversations.answers.words import typed_or_refuse
from bot.conversations.model import Answer, Heard, Json, Option, Partly, Session
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _

_NUMERALS = dict(
    zip("〇零一二两三四五六七八九十", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True)
)
_NUMERALS["无"] = _NUMERALS["没有"] = 0

_COUNTED = "人|个|例|名|户|位|只|瓶|盒|升"
_NUMBER = re.compile(
    r"(?P<sign>[-−+])?\s*(?P<whole>\d{1,3}(?:[, ]\d{3})+|\d+)(?P<part>[.]\d+)?"
    rf"\s*(?:{_COUNTED})?"
)
_TOO_LONG_TO_READ = 40


def number_in(text: str) -> Decimal | None:
    """The number that the whole text is, or None.

    Full-width digits, thousands separators, Chinese numerals up to ten and a closing
    measure word (3人) are understood; words around a number are not.
    """
    half_width = unicodedata.normalize("NFKC", text).strip().rstrip("。.!")
    if len(half_width) > _TOO_LONG_TO_READ:
        return None
    if (numeral := _NUMERALS.get(re.sub(rf"(?:{_COUNTED})$", "", half_width))) is not None:
        return Decimal(numeral)
    match = _NUMBER.fullmatch(half_width)
    if match is None:
        return None
    digits = re.sub(r"[, ]", "", match["whole"]) + (match["part"] or "")
    return Decimal(digits) * (-1 if match["sign"] in ("-", "−") else 1)


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number from 0 to `most`."""

    most: int = 9_999
    quick: tuple[int, ...] = (0, 1, 2, 3)

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        text = typed_or_refuse(heard, _EXAMPLE)
        number = _number_or_refuse(text)
        if number != number.to_integral_value():
            raise Refused(
                _("Only whole numbers fit here, not {number}. For example: 3", number=text.strip())
            )
        _refuse_outside(number, self.most)
        return Answer(int(number))

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return tuple(Option(str(n), str(n)) for n in self.quick)

    def show(self, value: Json, session: Session) -> Said:
        return _("{n}", n=int(value))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number from 0 to `most` with at most `places` decimals; kept as text, exact."""

    most: int = 999_999
    places: int = 1
    quick: tuple[int, ...] = (0,)

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        number = _number_or_refuse(typed_or_refuse(heard, _EXAMPLE))
        _refuse_outside(number, self.most)
        if number != round(number, self.places):
            raise Refused(
                _("At most {places} decimals fit here. For example: 12.5", places=self.places)
            )
        return Answer(format(number.normalize(), "f"))

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return tuple(Option(str(n), str(n)) for n in self.quick)

    def show(self, value: Json, session: Session) -> Said:
        return _("{n}", n=Decimal(value))


_EXAMPLE = _("Please send a number in digits, for example: 3")


def _number_or_refuse(text: str) -> Decimal:
    number = number_in(text)
    if number is not None:
        return number
    if len(text) > _TOO_LONG_TO_READ:
        raise Refused(
            _(
                "That text has {length} characters; here only a number is needed. For example: 3",
                length=len(text),
            )
        )
    raise Refused(
        _(
            "“{text}” is not a number that I can read. Please send digits, for example: 3",
            text=text.strip(),
        )
    )


def _refuse_outside(number: Decimal, most: int) -> None:
    if number < 0:
        raise Refused(
            _("A number below zero cannot be. Send 0 if there is none, or for example: 3")
        )
    if number > most:
        raise Refused(
            _(
                "That is more than fits here (at most {most}). Please check it; for example: 3",
                most=most,
            )
        )
