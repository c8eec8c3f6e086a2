"""Sentences that have not chosen a language yet, and the one place where they do."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

LANGUAGES: tuple[str, ...] = ("zh_Hans", "en")
"""Languages with a complete catalogue, the province's own first."""

SOURCE = "en"
"""The language in which msgids are written."""

CATALOGUES = Path(__file__).resolve().parents[2] / "locales"

Value = Any
"""What may fill a sentence: a sentence, a text, number, share, day, time, or a list of these."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence by its English msgid, with the values that fill its {names}."""

    msgid: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence whose form depends on the count `n`; {n} is filled by itself."""

    one: str
    many: str
    n: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Labels:
    """A sentence that came as data (a form's label), one wording a language."""

    wording: Mapping[str, str]
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lines:
    """Several sentences, each on a line of its own; empty ones make an empty line."""

    parts: tuple["Said", ...]


@dataclass(frozen=True, slots=True)
class Bold:
    """A sentence that stands out where the medium allows it."""

    text: "Said"


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1, said in percent; rounded down: nothing seems whole that is not."""

    part: float
    decimals: int = 1


Said = Text | Plural | Labels | Lines | Bold | str
"""Anything that can be said; a plain str is a name or a figure, alike in all languages."""


def _(msgid: str, /, **values: Value) -> Text:
    """A sentence to be said later; `pybabel extract` collects its msgid."""
    return Text(msgid, values)


def _n(one: str, many: str, n: int, /, **values: Value) -> Plural:
    """A sentence with a count to be said later; `pybabel extract` collects both forms."""
    return Plural(one, many, n, values)


def lines(*parts: "Said | None") -> Lines:
    """The given sentences one below the other; None leaves its line out."""
    return Lines(tuple(part for part in parts if part is not None))


def say(text: Said, language: str) -> str:
    """The sentence as plain text in `language` (a member of LANGUAGES)."""
    return _Voice(language, rich=False).say(text)


def say_html(text: Said, language: str) -> str:
    """The sentence as Telegram HTML. The one place where outgoing values are escaped."""
    return _Voice(language, rich=True).say(text)


def spoken(code: str | None) -> str:
    """The supported language nearest to an IETF tag such as Telegram's `language_code`."""
    if code is None or code.replace("_", "-").lower().split("-")[0] == "zh":
        return LANGUAGES[0]
    return SOURCE


@cache
def catalogue(language: str) -> Catalog:
    """The parsed .po file of a language; msgids stand for themselves in the source language."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


@dataclass(frozen=True, slots=True)
class _Voice:
    language: str
    rich: bool

    def say(self, text: Said) -> str:
        match text:
            case str():
                return html.escape(text, quote=False) if self.rich else text
            case Text():
                return self._filled(_single(text.msgid, self.language), text.values)
            case Plural():
                wording = _counted(text.one, text.many, text.n, self.language)
                return self._filled(wording, {"n": text.n, **text.values})
            case Labels():
                wording = text.wording.get(self.language) or next(iter(text.wording.values()))
                return self._filled(wording, text.values)
            case Lines():
                return "\n".join(self.say(part) for part in text.parts)
            case Bold():
                inner = self.say(text.text)
                return f"<b>{inner}</b>" if self.rich else inner

    def _filled(self, wording: str, values: Mapping[str, Value]) -> str:
        if self.rich:
            wording = html.escape(wording, quote=False)
        if not values:
            return wording
        return wording.format_map({name: self._value(value) for name, value in values.items()})

    def _value(self, value: Value) -> str:
        match value:
            case Text() | Plural() | Labels() | Lines() | Bold() | str():
                return self.say(value)
            case bool():
                raise TypeError("a truth value has no wording; say which sentence is meant")
            case int() | Decimal():
                return format_decimal(value, locale=self.language)
            case Share():
                return _percent(value, self.language)
            case datetime():
                wording, zone = _MOMENT[self.language], value.tzinfo
                return format_datetime(value, wording, tzinfo=zone, locale=self.language)
            case date():
                return format_date(value, _DAY[self.language], locale=self.language)
            case time():
                return format_time(value, "HH:mm", locale=self.language)
            case list() | tuple():
                return format_list([self._value(item) for item in value], locale=self.language)
        raise TypeError(f"nothing says how to word a {type(value).__name__}")


_DAY = {"zh_Hans": "M月d日（EEE）", "en": "EEE d MMM"}
"""How a day is named in a chat: with its weekday, without the year."""

_MOMENT = {"zh_Hans": "M月d日（EEE）HH:mm", "en": "EEE d MMM, HH:mm"}
"""The same with the time of day: on a clock of 24 hours, as times are named alone."""


def _percent(share: Share, language: str) -> str:
    places = Decimal(1).scaleb(-2 - share.decimals)
    exact = Decimal(repr(share.part)).quantize(places, ROUND_FLOOR)
    shown = "#,##0." + "0" * share.decimals + "%"
    return format_percent(exact, shown.replace(".%", "%"), locale=language)


@cache
def _single(msgid: str, language: str) -> str:
    if language == SOURCE:
        return msgid
    message = catalogue(language).get(msgid)
    return str(message.string) if message is not None and message.string else msgid


@cache
def _plural_forms(one: str, language: str) -> tuple[str, ...]:
    message = catalogue(language).get(one)
    forms = message.string if message is not None else None
    return tuple(forms) if isinstance(forms, (tuple, list)) and all(forms) else ()


def _counted(one: str, many: str, n: int, language: str) -> str:
    forms = () if language == SOURCE else _plural_forms(one, language)
    if not forms:
        return one if n == 1 else many
    return forms[_plural_rule(language)(n)]


@cache
def _plural_rule(language: str) -> Callable[[int], int]:
    """Which of a language's forms a count takes, as its catalogue's header says."""
    return c2py(catalogue(language).plural_expr)
