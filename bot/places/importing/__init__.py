"""Import of the tree from a CSV file: every line is checked, then all are written or none."""

from pathlib import Path

from bot.kernel.database import transaction
from bot.kernel.table_import import Plan, Progress, read_table, silent
from bot.places import store
from bot.places.importing.lines import OPTIONAL, REQUIRED
from bot.places.importing.tree import planned
from bot.places.model import Place

GUIZHOU = Path(__file__).parents[1] / "data" / "guizhou_places.csv.gz"
"""The 19,572 places that come with the program."""


async def import_places(
    path: Path, *, dry_run: bool = False, progress: Progress = silent
) -> Plan[Place]:
    """Bring the tree in line with the file, in one transaction; returns what that changes.

    Places that the file does not name stay as they are. Nothing is written on a dry run or
    when a line is bad. A column that the file lacks keeps its values; an empty cell clears it.
    """
    table = read_table(path, REQUIRED, OPTIONAL)
    async with transaction():
        plan = planned(table, await store.everything())
        if not dry_run and not plan.bad:
            await _write(plan, progress)
    return plan


async def _write(plan: Plan[Place], progress: Progress) -> None:
    total, written = len(plan.new) + len(plan.changed), 0

    def done(rows: int) -> None:
        nonlocal written
        written += rows
        progress(written, total)

    await store.add(plan.new, done)
    await store.change([change.value for change in plan.changed], done)
