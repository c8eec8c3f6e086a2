"""The form that is measured: the shipped daily one, with nine counts that must be answered."""

import re
import tomllib
from typing import Any

from bot.app import FORMS
from bot.reports.model import Form
from bot.reports.rules.forms import read_form
from bot.reports.service import DAILY

COUNTS = 9
LATER = 1_000
"""So much higher than the shipped form's is the version of the measured one: it is in use."""

_VERSION = re.compile(r"^version\s*=\s*\d+", re.MULTILINE)
_BLOCK = re.compile(r"^(?=\[\[)", re.MULTILINE)


def nine_counts() -> str:
    """The newest daily form of the program, less the counts beyond nine and what rests on them.

    What may be skipped stays. RuntimeError when the shipped form has fewer than nine.
    """
    shipped, definition = newest()
    head, *blocks = _BLOCK.split(definition)
    raised, found = _VERSION.subn(f"version = {shipped.version + LATER}", head)
    if found != 1:
        raise RuntimeError(f"the form's version stands {found} times at the head of its file")
    left_out = _left_out(shipped)
    return "".join([raised, *(block for block in blocks if not _rests_on(block, left_out))])


def newest() -> tuple[Form, str]:
    """The newest daily form that comes with the program, read and as its text."""
    read = [(read_form(definition), definition) for definition in FORMS]
    return max((one for one in read if one[0].code == DAILY), key=lambda one: one[0].version)


def obligatory(form: Form) -> list[str]:
    """The names of the counts that every report answers."""
    return [
        field.name
        for field in form.fields
        if field.kind == "count" and not field.optional and field.when is None
    ]


def _left_out(form: Form) -> frozenset[str]:
    """What is not asked: every answer that must be given, but the first nine counts."""
    counts = obligatory(form)[:COUNTS]
    if len(counts) < COUNTS:
        raise RuntimeError(f"the shipped form has only {len(counts)} counts to be answered")
    return frozenset(f.name for f in form.fields if not f.optional and f.name not in counts)


def _rests_on(block: str, left_out: frozenset[str]) -> bool:
    """Whether a `[[fields]]` or `[[identities]]` entry is, or speaks of, what is left out."""
    parts: dict[str, list[dict[str, Any]]] = tomllib.loads(block)
    field = next(iter(parts.get("fields", [])), {})
    identity = next(iter(parts.get("identities", [])), {})
    spoken_of = {field.get("name"), field.get("when"), identity.get("left")}
    spoken_of.update(re.findall(r"[a-z][a-z_]*", str(identity.get("right", ""))))
    return not left_out.isdisjoint(spoken_of - {None})
