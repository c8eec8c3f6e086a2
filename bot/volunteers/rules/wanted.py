"""Reading whom a coordinator asks for: "2 nurses, 1 driver, 3 anyone", 「护士2名，其他三名」."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.volunteers.model import Catalogue, Skill, Wanted

MOST_OF_A_SKILL = 500
MOST_SKILLS = 8
"""So that what is to be said about each of them fits into one message."""

ANYONE: tuple[str, ...] = (
    *("anyone", "anybody", "any", "other", "others", "people", "person", "volunteer", "helper"),
    *("不限", "不限技能", "其他", "其他人", "其他人员", "其它", "其它人员", "任何人", "人员"),
    *("志愿者", "普通志愿者"),
)
"""By which words people ask for anyone, in either language."""

_DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TO_TWELVE = "one two three four five six seven eight nine ten eleven twelve"
_SPELT = {word: n for n, word in enumerate(_TO_TWELVE.split(), start=1)} | {"a": 1, "an": 1}
_COUNT = re.compile(
    rf"(?:(?P<digits>\d+)|(?P<chinese>[{''.join(_DIGITS)}十百]+)"
    rf"|(?<![a-z])(?P<spelt>{'|'.join(_SPELT)})(?![a-z]))(?:[ ]*(?P<measure>名|人|位|个))?"
)
_APART = re.compile(r"\s*(?:[,、;\n]|(?<![a-z])and(?![a-z])|[和及与&+])\s*")
_BETWEEN = re.compile(r"[^\S\n]+|[:.。!×*的]+|需要?|(?<![a-z])(?:x|of|need|needs)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Read:
    """What was understood: who is wanted; `unknown` words, a part `unclear` for want of a number
    or a skill, a number `outside` what is possible. Only with none of these does `wanted` count.
    """

    wanted: tuple[Wanted, ...] = ()
    unknown: tuple[str, ...] = ()
    unclear: str | None = None
    outside: int | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the text: a count, a skill (or None: anyone), or words that say nothing here."""

    text: str
    count: int | None = None
    skill: str | None = None
    names: bool = False
    measured: bool = False
    apart: bool = False


def read_wanted(text: str, among: Catalogue) -> Read:
    """Who is asked for, in the order of the text; nothing is guessed."""
    parts = list(_parts(unicodedata.normalize("NFKC", text).casefold().strip(), among))
    unknown = tuple(p.text for p in parts if p.count is None and not p.names and not p.apart)
    if unknown:
        return Read(unknown=unknown)
    wanted: list[Wanted] = []
    for group in _groups(parts):
        read = _read_group(group)
        if read is None:
            return Read(unclear=" ".join(part.text for part in group))
        wanted += read
    outside = [one.count for one in wanted if not 1 <= one.count <= MOST_OF_A_SKILL]
    if outside:
        return Read(outside=outside[0])
    return Read(together(wanted)) if wanted else Read(unclear=text.strip())


def together(wanted: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """Each skill once, with all who are wanted of it."""
    counts: dict[str | None, int] = {}
    for one in wanted:
        counts[one.skill] = counts.get(one.skill, 0) + one.count
    return tuple(Wanted(skill, count) for skill, count in counts.items())


# -- pieces ---------------------------------------------------------------------------


def _parts(text: str, among: Catalogue) -> Iterator[_Part]:
    names, unread, at = _names(among), "", 0
    while at < len(text):
        part, length = _part_at(text, at, names)
        if part is None and length == 0:
            unread, at = unread + text[at], at + 1
            continue
        if unread.strip():
            yield _Part(unread.strip())
        unread, at = "", at + length
        if part is not None:
            yield part
    if unread.strip():
        yield _Part(unread.strip())


def _part_at(text: str, at: int, names: "Names") -> tuple[_Part | None, int]:
    """The piece that begins there and its length; (None, 0) for a letter that begins none."""
    pattern, skills = names
    if match := pattern.match(text, at):
        name = next(form for form in _singulars(match[0]) if form in skills)
        return _Part(match[0], skill=skills[name], names=True), len(match[0])
    if match := _COUNT.match(text, at):
        measured = match["measure"] is not None
        return _Part(match[0].strip(), count=_number(match), measured=measured), len(match[0])
    if match := _APART.match(text, at):
        return _Part("", apart=True), len(match[0])
    if match := _BETWEEN.match(text, at):
        return None, len(match[0])
    return None, 0


def _number(match: re.Match[str]) -> int:
    if match["digits"]:
        return int(match["digits"][:6])
    return _SPELT[match["spelt"]] if match["spelt"] else _chinese(match["chinese"])


def _chinese(numeral: str) -> int:
    """二十三 and 一百二十; digits one after the other are read as such: 二〇."""
    total, digit = 0, 0
    for sign in numeral:
        if sign in "十百":
            total, digit = total + (digit or 1) * (10 if sign == "十" else 100), 0
        else:
            digit = digit * 10 + _DIGITS[sign]
    return total + digit


Names = tuple[re.Pattern[str], Mapping[str, str | None]]


def _names(among: Catalogue) -> Names:
    return _found_by(tuple((w, s.code) for s in among.skills.values() for w in _words(s)))


def _words(skill: Skill) -> tuple[str, ...]:
    """Everything that the skill is called, in every language."""
    return (skill.code.replace("_", " "), *skill.label.wording.values(), *skill.also)


@cache
def _found_by(words: tuple[tuple[str, str], ...]) -> Names:
    known: dict[str, str | None] = dict.fromkeys(ANYONE)
    known |= {unicodedata.normalize("NFKC", word).casefold(): code for word, code in words}
    forms = sorted({form for name in known for form in _forms(name)}, key=len, reverse=True)
    return re.compile("|".join(_whole(form) for form in forms)), known


def _forms(name: str) -> tuple[str, ...]:
    """The name, and as more than one are called."""
    if not name.isascii():
        return (name,)
    return (name, f"{name[:-1]}ies") if name.endswith("y") else (name, f"{name}s")


def _singulars(form: str) -> tuple[str, ...]:
    return (form, form.removesuffix("s"), f"{form.removesuffix('ies')}y")


def _whole(form: str) -> str:
    """A Latin word counts only as a whole: no "any" in "anything"."""
    escaped = re.escape(form)
    return rf"(?<![a-z]){escaped}(?![a-z])" if form.isascii() else escaped


# -- groups ---------------------------------------------------------------------------


def _groups(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    group: list[_Part] = []
    for part in parts:
        if not part.apart:
            group.append(part)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _read_group(group: Sequence[_Part]) -> list[Wanted] | None:
    """Counts and skills in turn, either first; "3人" alone asks for anyone. None: unclear."""
    if len(group) == 1 and group[0].count is not None and group[0].measured:
        return [Wanted(None, group[0].count)]
    if len(group) % 2:
        return None
    found = []
    for one, other in zip(group[::2], group[1::2], strict=True):
        count, named = (one, other) if group[0].count is not None else (other, one)
        if count.count is None or not named.names:
            return None
        found.append(Wanted(named.skill, count.count))
    return found
