"""Every file of the program has a size one can read, a purpose it states, and a name that says."""

import ast
from pathlib import Path

import pytest

BOT = Path(__file__).parents[2] / "bot"
MODULES = sorted(BOT.rglob("*.py"))
MOST_LINES = 300
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}


def _named(path: Path) -> str:
    return str(path.relative_to(BOT.parent))


def test_the_program_was_found() -> None:
    assert BOT / "kernel" / "i18n.py" in MODULES


@pytest.mark.parametrize("module", MODULES, ids=_named)
def test_a_module_can_be_read_in_one_sitting(module: Path) -> None:
    assert len(module.read_text().splitlines()) < MOST_LINES


@pytest.mark.parametrize("module", MODULES, ids=_named)
def test_a_module_begins_with_what_it_is_for(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text()))


@pytest.mark.parametrize("module", MODULES, ids=_named)
def test_a_name_says_what_is_inside(module: Path) -> None:
    parts = {part.removesuffix(".py") for part in module.relative_to(BOT).parts}
    assert not parts & NAMELESS
