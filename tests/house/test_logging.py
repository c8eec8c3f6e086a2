"""What a log line names is a field: arguments of a sentence are left out of the logs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.kernel.log import FIELDS

BOT = Path(__file__).parents[2] / "bot"
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
MODULES = [path for path in sorted(BOT.rglob("*.py")) if "logging" in path.read_text()]


def _named(path: Path) -> str:
    return str(path.relative_to(BOT.parent))


def calls(source: str) -> Iterator[ast.Call]:
    """The calls of `log`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr=level)):
                if level in LEVELS:
                    yield node


def mistakes(source: str) -> list[str]:
    """The lines that log more than a constant sentence and fields that are known."""
    return [f"line {call.lineno}" for call in calls(source) if not _keeps_the_rule(call)]


def _keeps_the_rule(call: ast.Call) -> bool:
    sentences = [ast.literal_eval(one) for one in call.args if isinstance(one, ast.Constant)]
    if len(call.args) != 1 or len(sentences) != 1 or "%" in sentences[0]:
        return False
    fields = [word.value for word in call.keywords if word.arg == "extra"]
    return all(_known(one) for one in fields)


def _known(extra: ast.expr) -> bool:
    """Whether the fields stand there, and are such as the logs show."""
    return (
        isinstance(extra, ast.Dict)
        and {key.value for key in extra.keys if isinstance(key, ast.Constant)} <= FIELDS
    )


def test_there_are_log_lines() -> None:
    assert sum(1 for module in MODULES for _call in calls(module.read_text())) > 10


@pytest.mark.parametrize("module", MODULES, ids=_named)
def test_log_lines_name_things_in_fields(module: Path) -> None:
    assert mistakes(module.read_text()) == []


@pytest.mark.parametrize(
    "line",
    [
        'log.warning("lost: %s", name)',
        'log.info(f"lost {name}")',
        'log.error("lost", extra={"phone": phone})',
        'log.error("lost %(method)s", extra={"method": method})',
    ],
)
def test_the_rule_is_seen_broken(line: str) -> None:
    assert mistakes(line) == ["line 1"]


def test_loggers_have_the_name_that_this_test_looks_for() -> None:
    for module in MODULES:
        for line in module.read_text().splitlines():
            if "getLogger(__name__)" in line:
                assert line == "log = logging.getLogger(__name__)", module
