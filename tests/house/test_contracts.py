"""The contracts between the rooms hold, and each one fails when its rule is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"

BROKEN = [
    ("floors", "bot/places/rules.py", "import bot.reports.model"),
    ("floors", "bot/outbox/store/messages.py", "import bot.journal.service"),
    ("floors", "bot/kernel/clock.py", "import bot.places.model"),
    ("floors", "bot/reports/service/sending.py", "import bot.chat.request"),
    ("sandbox", "bot/sandbox/__init__.py", "import bot.places.store"),
    ("sandbox", "bot/sandbox/__init__.py", "import telegram"),
    ("files", "bot/journal/model.py", "import bot.journal.store"),
    ("files", "bot/places/rules.py", "import bot.places.service"),
    ("telegram", "bot/outbox/service.py", "import telegram"),
    ("aiohttp", "bot/people/model.py", "import aiohttp"),
    ("apscheduler", "bot/reports/rules/days.py", "import apscheduler.triggers.cron"),
    ("tortoise", "bot/journal/service.py", "import tortoise.queryset"),
]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The program and its contracts in a folder where a rule can be broken."""
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    shutil.copytree(HOUSE / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("*.gz", "page"))
    return tmp_path


def linted(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What import-linter says about the program in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", LINTER, "--no-cache", "--no-logo", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_the_house_keeps_every_contract(copied: Path) -> None:
    verdict = linted(copied)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


@pytest.mark.parametrize(("contract", "file", "forbidden"), BROKEN)
def test_a_forbidden_import_breaks_its_contract(
    copied: Path, contract: str, file: str, forbidden: str
) -> None:
    with (copied / file).open("a") as source:
        source.write(f"\n{forbidden}\n")
    verdict = linted(copied, "--contract", contract)
    assert verdict.returncode != 0
    assert "BROKEN" in verdict.stdout
    importer = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert importer in verdict.stdout
    assert forbidden.removeprefix("import ").split(".")[0] in verdict.stdout


def test_a_room_without_a_floor_breaks_the_contract(copied: Path) -> None:
    (copied / "bot" / "attic").mkdir()
    (copied / "bot" / "attic" / "__init__.py").write_text('"""A room nobody planned."""\n')
    verdict = linted(copied, "--contract", "floors")
    assert verdict.returncode != 0
    assert "attic" in verdict.stdout
