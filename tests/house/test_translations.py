"""Both catalogues are complete, and a translation keeps what its sentence promises."""

import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.kernel.i18n import CATALOGUES, LANGUAGES

BOT = Path(__file__).parents[2] / "bot"
KEYWORDS = {"_": None, "_n": (1, 2)}
MOST_MESSAGE = 4096

Key = str | tuple[str, ...]


@cache
def extracted() -> dict[Key, str]:
    """Every sentence in the program, with the file it stands in."""
    found = extract_from_dir(str(BOT), [("**.py", "python")], keywords=KEYWORDS)
    return {message: file for file, _line, message, _comments, _context in found}


@cache
def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def translated(language: str) -> dict[Key, Message]:
    """The catalogue's messages by the sentence they translate."""
    return {
        tuple(message.id) if isinstance(message.id, list) else message.id: message
        for message in catalogue(language)
        if message.id
    }


def forms(wording: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A message's wordings: one, or one for each plural form."""
    if wording is None:
        return ()
    return (wording,) if isinstance(wording, str) else tuple(wording)


def names(wording: str) -> set[str]:
    """The {names} in a sentence."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(wording) if name}


def complete(message: Message) -> bool:
    return all(forms(message.string)) and not message.fuzzy


def faithful(message: Message) -> bool:
    """Whether each wording has exactly the sentence's {names}; {n} may be worded as 'one'."""
    wanted = set[str]().union(*(names(form) for form in forms(message.id)))
    optional = {"n"} if message.pluralizable else set[str]()
    return all(wanted - optional <= names(form) <= wanted for form in forms(message.string))


def test_sentences_were_found() -> None:
    assert "Cancel" in extracted()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    known = translated(language)
    missing = {
        sentence: file
        for sentence, file in extracted().items()
        if sentence not in known or not complete(known[sentence])
    }
    assert not missing, f"run make translations, then fill in {language}: {missing}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_over(language: str) -> None:
    assert set(translated(language)) <= set(extracted())
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_names(language: str) -> None:
    unfaithful = [m.id for m in translated(language).values() if complete(m) and not faithful(m)]
    assert not unfaithful


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_over_the_limit_of_a_message(language: str) -> None:
    everything = [
        f for m in translated(language).values() for f in (*forms(m.id), *forms(m.string))
    ]
    assert max(map(len, everything)) <= MOST_MESSAGE


@pytest.mark.parametrize(
    ("translation", "kept"),
    [("{place}，{day}", True), ("{day}，{place}", True), ("{place}", False), ("{plaec}", False)],
)
def test_a_lost_name_is_noticed(translation: str, kept: bool) -> None:
    assert faithful(Message("{place} on {day}", translation)) is kept


def test_an_empty_or_fuzzy_message_is_incomplete() -> None:
    assert not complete(Message("Send", ""))
    assert not complete(Message("Send", "发送", flags=["fuzzy"]))
    assert not complete(Message(("One", "{n}"), ("", "")))
    assert complete(Message("Send", "发送"))
