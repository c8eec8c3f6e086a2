"""An older Python is told in one line which one is needed, by the program and by `make`."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
OLD = "import sys; sys.version_info = (3, 10, 1); "
FAKE = f"""#!/bin/sh
[ "$1" = -c ] && exec {sys.executable} -c "{OLD}exec(sys.argv[1])" "$2"
echo "an old Python was put to work: $*"
exit 9
"""
ALONE = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
"""The surroundings without those of a `make` that runs the tests."""


def _ran(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=HOUSE, env=ALONE, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_program_says_which_python_is_needed() -> None:
    run = "import runpy; runpy.run_module('bot', run_name='__main__')"
    ended = _ran(sys.executable, "-c", OLD + run)
    assert ended.returncode == 1
    assert ended.stderr == "Python 3.11 or newer is needed; this is 3.10\n"


@pytest.mark.parametrize("file", ["bot/__init__.py", "bot/__main__.py"])
def test_an_old_python_can_read_what_says_so(file: str) -> None:
    ast.parse((HOUSE / file).read_text(), feature_version=(3, 5))


def test_make_says_which_python_is_needed(tmp_path: Path) -> None:
    fake, environment = tmp_path / "python", tmp_path / "environment"
    fake.write_text(FAKE)
    fake.chmod(0o700)
    ended = _ran("make", "demo", f"PYTHON={fake}", f"VENV={environment}")
    assert ended.returncode != 0
    assert ended.stdout == "Python 3.11 or newer is needed; try: make demo PYTHON=python3.11\n"
    assert not environment.exists()
