"""Forms read from TOML; every mistake in one is reported, with its cure."""

import re
import tomllib
from typing import Any

from bot.kernel.i18n import LANGUAGES, Labels
from bot.reports.model import Field, FieldKind, Form, Identity, Schedule, Term
from bot.reports.rules.schedules import read_value

_NAME = re.compile(r"[a-z][a-z_]{0,23}")
_TERM = re.compile(r"\s*([+-]?)\s*(yesterday\.)?([a-z][a-z_]*)")
_LONGEST_QUESTION = 1_000
_LONGEST_LABEL = 60


class BadForm(ValueError):
    """The form cannot be used; `mistakes` lists every reason."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


def read_form(definition: str) -> Form:
    """The form that a TOML text defines; raises BadForm with all of its mistakes."""
    try:
        data = tomllib.loads(definition)
    except tomllib.TOMLDecodeError as error:
        raise BadForm([f"not valid TOML: {error}"]) from error
    reader = _Reader()
    form = reader.form(data)
    if reader.mistakes or form is None:
        raise BadForm(reader.mistakes)
    return form


class _Reader:
    """Reads on after a mistake, so that one run shows them all."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def form(self, data: dict[str, Any]) -> Form | None:
        fields = tuple(self.field(raw) for raw in data.get("fields", []))
        names = [f.name for f in fields]
        for name in sorted({n for n in names if names.count(n) > 1}):
            self.mistakes.append(f"field {name!r} stands more than once")
        for f in fields:
            if f.when is not None and f.when not in names[: names.index(f.name)]:
                self.mistakes.append(f"field {f.name!r}: `when` must name an earlier field")
        identities = tuple(self.identity(raw, names) for raw in data.get("identities", []))
        if not fields:
            self.mistakes.append("a form needs at least one [[fields]] entry")
        code, version = data.get("code"), data.get("version")
        if not (isinstance(code, str) and _NAME.fullmatch(code)):
            self.mistakes.append("`code` must be a short lower-case name, for example: daily")
        if not (isinstance(version, int) and version > 0):
            self.mistakes.append("`version` must be a whole number from 1 up")
        title = self.labels(data.get("title"), "title", _LONGEST_LABEL)
        schedule = self.schedule(data.get("schedule", {}))
        reporters = tuple(data.get("reporters", ("village",)))
        if self.mistakes:
            return None
        return Form(
            str(code),
            int(version or 0),
            title,
            reporters,
            schedule,
            fields,
            identities,
            higher_second=bool(data.get("higher_second", True)),
        )

    def field(self, raw: dict[str, Any]) -> Field:
        name = str(raw.get("name", ""))
        where = f"field {name!r}"
        if not _NAME.fullmatch(name):
            self.mistakes.append(f"{where}: a name is 1 to 24 of a-z and _, for example: fever")
        kind = raw.get("kind")
        if kind not in set(FieldKind):
            self.mistakes.append(f"{where}: `kind` must be one of {', '.join(FieldKind)}")
        return Field(
            name,
            FieldKind(kind) if kind in set(FieldKind) else FieldKind.COUNT,
            self.labels(raw.get("label"), f"{where}: label", _LONGEST_LABEL),
            self.labels(raw.get("ask"), f"{where}: ask", _LONGEST_QUESTION),
            int(raw.get("most", 9_999)),
            bool(raw.get("optional", False)),
            raw.get("when"),
            bool(raw.get("watched", False)),
            bool(raw.get("cumulative", False)),
        )

    def identity(self, raw: dict[str, Any], fields: list[str]) -> Identity:
        name = str(raw.get("name", ""))
        where = f"identity {name!r}"
        terms = self.terms(str(raw.get("right", "")), where)
        for field in (str(raw.get("left")), *(term.field for term in terms)):
            if field not in fields:
                self.mistakes.append(f"{where}: there is no field {field!r}")
        relation = raw.get("relation", "equals")
        if relation not in ("equals", "at most"):
            self.mistakes.append(f"{where}: `relation` must be 'equals' or 'at most'")
        say = self.labels(raw.get("say"), f"{where}: say", _LONGEST_QUESTION)
        return Identity(name, str(raw.get("left")), terms, relation == "at most", say)

    def terms(self, text: str, where: str) -> tuple[Term, ...]:
        found = list(_TERM.finditer(text))
        if "".join(m.group(0) for m in found).strip() != text.strip() or not found:
            self.mistakes.append(f"{where}: `right` must look like: yesterday.fever + new - gone")
        return tuple(Term(-1 if m[1] == "-" else 1, m[3], m[2] is not None) for m in found)

    def labels(self, raw: object, where: str, most: int) -> Labels:
        if not isinstance(raw, dict) or not set(LANGUAGES) <= set(raw):
            self.mistakes.append(f"{where}: give the words in {' and '.join(LANGUAGES)}")
            return Labels({})
        for language, words in raw.items():
            if not 0 < len(str(words)) <= most:
                self.mistakes.append(f"{where} ({language}): 1 to {most} characters")
        return Labels({language: str(words) for language, words in raw.items()})

    def schedule(self, raw: dict[str, Any]) -> Schedule:
        known = {}
        for name, value in raw.items():
            try:
                known[name] = read_value(name, value)
            except ValueError as mistake:
                self.mistakes.append(f"schedule: {mistake}")
        return Schedule(**known)
