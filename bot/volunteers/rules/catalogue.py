"""Reading the catalogue of skills and the consent from TOML; every mistake is told at once."""

import re
import tomllib
from collections import Counter
from typing import Any

from bot.kernel.i18n import LANGUAGES, Labels
from bot.volunteers.model import Catalogue, Consent, Group, Skill

LONGEST_LABEL = 30
LONGEST_CONSENT = 1_500
"""So that it stands above its question in one message, in any language."""

_CODE = re.compile(r"[a-z][a-z_]{0,23}")


class BadCatalogue(ValueError):
    """The catalogue or consent cannot be used; `mistakes` lists every reason."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


def read_catalogue(definition: str) -> Catalogue:
    """The catalogue that a TOML text defines; raises BadCatalogue with all of its mistakes."""
    reader = _Reader()
    data = reader.parsed(definition)
    groups = tuple(reader.group(raw) for raw in data.get("groups", ()))
    languages = {
        reader.code(raw, "language"): reader.labels(raw.get("label"), "language", LONGEST_LABEL)
        for raw in data.get("languages", ())
    }
    reader.unlike([skill.code for group in groups for skill in group.skills], "skill")
    reader.unlike([group.code for group in groups], "group")
    reader.unlike([w.casefold() for g in groups for s in g.skills for w in s.also], "word")
    if not groups or not languages:
        reader.mistakes.append("there must be at least one [[groups]] and one [[languages]] entry")
    if reader.mistakes:
        raise BadCatalogue(reader.mistakes)
    return Catalogue(groups, languages)


def read_consent(definition: str) -> Consent:
    """The consent that a TOML text defines; raises BadCatalogue with all of its mistakes."""
    reader = _Reader()
    data = reader.parsed(definition)
    version = data.get("version")
    if not isinstance(version, int) or version < 1:
        reader.mistakes.append("`version` must be a whole number from 1 up")
    text = reader.labels(data.get("text"), "text", LONGEST_CONSENT)
    if reader.mistakes:
        raise BadCatalogue(reader.mistakes)
    return Consent(int(version or 0), text)


class _Reader:
    """Reads on after a mistake, so that one run shows them all."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def parsed(self, definition: str) -> dict[str, Any]:
        try:
            return tomllib.loads(definition)
        except tomllib.TOMLDecodeError as error:
            raise BadCatalogue([f"not valid TOML: {error}"]) from error

    def group(self, raw: dict[str, Any]) -> Group:
        code = self.code(raw, "group")
        skills = tuple(self.skill(one) for one in raw.get("skills", ()))
        if not skills:
            self.mistakes.append(f"group {code!r}: it needs at least one skill")
        return Group(code, self.labels(raw.get("label"), f"group {code!r}", LONGEST_LABEL), skills)

    def skill(self, raw: dict[str, Any]) -> Skill:
        code = self.code(raw, "skill")
        label = self.labels(raw.get("label"), f"skill {code!r}", LONGEST_LABEL)
        certificate = raw.get("certificate", False)
        if not isinstance(certificate, bool):
            self.mistakes.append(f"skill {code!r}: `certificate` must be true or false")
        return Skill(code, label, bool(certificate), self.also(raw, code))

    def also(self, raw: dict[str, Any], code: str) -> tuple[str, ...]:
        words = raw.get("also", [])
        if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
            self.mistakes.append(f"skill {code!r}: `also` must be a list of words")
            return ()
        return tuple(word.strip() for word in words)

    def code(self, raw: dict[str, Any], what: str) -> str:
        code = str(raw.get("code", ""))
        if not _CODE.fullmatch(code):
            self.mistakes.append(
                f"{what} {code!r}: a code is 1 to 24 of a-z and _, for example: nurse"
            )
        return code

    def labels(self, raw: object, where: str, most: int) -> Labels:
        if not isinstance(raw, dict) or not set(LANGUAGES) <= set(raw):
            self.mistakes.append(f"{where}: give the words in {' and '.join(LANGUAGES)}")
            return Labels({})
        words = {language: str(text).strip() for language, text in raw.items()}
        for language, text in words.items():
            if not 0 < len(text) <= most:
                self.mistakes.append(f"{where} ({language}): 1 to {most} characters")
        return Labels(words)

    def unlike(self, codes: list[str], what: str) -> None:
        for code, n in Counter(codes).items():
            if n > 1:
                self.mistakes.append(f"{what} {code!r} stands more than once")
