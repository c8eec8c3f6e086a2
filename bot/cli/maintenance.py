"""`migrate`, `doctor` and `new-key`: what keeps an installation in order."""

import argparse

from bot.app import TABLES
from bot.app.running import storage
from bot.bulletins import service as bulletins
from bot.cli.imports import offline
from bot.cli.saying import Trouble, tell
from bot.cli.stumbles import stumble
from bot.journal import service as journal
from bot.kernel.database import ready
from bot.kernel.database.migrating import migrate
from bot.kernel.i18n import _, _n
from bot.kernel.secret import new_key
from bot.outbox import service as outbox
from bot.places import service as places
from bot.reports import service as reports


async def migrate_(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Apply what is pending and name it."""
    applied = await migrate(offline().database_url, TABLES)
    for name in applied:
        tell(f"  {name}")
    tell(_("The database is up to date."))
    return 0


async def doctor(options: argparse.Namespace) -> int:
    """Look at everything that can be checked from here; 1 when something is wrong.

    With a reference, at what is kept under it instead.
    """
    settings = offline()
    if options.reference is not None:
        async with storage(settings):
            await stumble(options.reference.strip().upper(), opened=options.open)
        return 0
    if options.open:
        raise Trouble(_("--open goes with --reference only."))
    tell(_("Settings can be read."))
    async with storage(settings):
        await ready()
        tell(_("The database answers: {n} places.", n=await places.count()))
        form = await reports.form()
        tell(_("Reports use: {title}, version {n}.", title=form.title, n=form.version))
        waiting = await outbox.states()
        told = ", ".join(f"{status.value} {n}" for status, n in sorted(waiting.items()))
        tell(_("Messages: {states}.", states=told or "0"))
        sound = [await _journal(), await _chain(), await _counts()]
    return 0 if all(sound) else 1


async def _journal() -> bool:
    verdict = await journal.verify()
    if verdict.holds:
        tell(_("The journal is whole: {n} entries.", n=verdict.entries))
    else:
        tell(
            _(
                "The journal was changed: entry {id} does not fit ({why}).",
                id=verdict.broken,
                why=verdict.why,
            )
        )
    return verdict.holds


async def _chain() -> bool:
    verdict = await bulletins.verify()
    if verdict.holds:
        tell(_("The chain of bulletins is whole: {n}.", n=verdict.entries))
    else:
        tell(
            _(
                "The chain of bulletins is broken at No. {n} ({why}).",
                n=str(verdict.broken),
                why=verdict.why,
            )
        )
    return verdict.holds


async def _counts() -> bool:
    wrong = await reports.recount()
    if wrong:
        tell(
            _n(
                "{n} day count differs from the reports.",
                "{n} day counts differ from the reports.",
                wrong,
            )
        )
    else:
        tell(_("The day counts agree with the reports."))
    return not wrong


async def new_key_(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Print a fresh key, and where it belongs."""
    tell(f"QIANSHAO_KEY={new_key()}")
    return 0
