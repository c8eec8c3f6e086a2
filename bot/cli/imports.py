"""`import places|people|forms`: shows what would change, then changes all of it or nothing."""

import argparse
import os
from pathlib import Path

from bot.app.running import storage
from bot.cli.saying import Bar, Trouble, tell
from bot.kernel.config import Settings, read_settings
from bot.kernel.database import transaction
from bot.kernel.i18n import _, lines
from bot.kernel.table_export import Column, csv_bytes
from bot.kernel.table_import import Plan
from bot.people import service as people
from bot.people.importing import Imported, import_people
from bot.places.importing import import_places
from bot.places.model import Place
from bot.reports import service as reports
from bot.reports.rules.forms import BadForm, read_form

INVITE_COLUMNS = tuple(map(Column, ("name", "role", "place", "code", "expires_at")))


def offline() -> Settings:
    """The settings of a command that works on the database alone, and needs no token."""
    return read_settings(token="1:not-needed-here")  # noqa: S106


async def run(options: argparse.Namespace) -> int:
    """Import the file; 1 when a line is bad: nothing was changed then."""
    path: Path = options.file
    if options.invites is not None and options.what != "people":
        raise Trouble(_("--invites goes with people only."))
    if options.invites is not None and options.invites.exists():
        raise Trouble(_("{file} exists already; give another name.", file=str(options.invites)))
    async with storage(offline()):
        if options.what == "forms":
            return await _forms(_text(path), dry_run=options.dry_run)
        if options.what == "places":
            return await _places(path, dry_run=options.dry_run)
        return await _people(path, options.invites, dry_run=options.dry_run)


async def _places(path: Path, *, dry_run: bool) -> int:
    bar = Bar(_("Writing places"))
    plan = await import_places(path, dry_run=dry_run, progress=bar)
    tell(plan.shown(lambda place: f"{place.code} {place.name}"))
    return _closed(plan, dry_run=dry_run)


async def _people(path: Path, invites: Path | None, *, dry_run: bool) -> int:
    bar = Bar(_("Writing people"))
    plan = await import_people(path, dry_run=dry_run, progress=bar)
    tell(plan.shown(str))
    status = _closed(plan, dry_run=dry_run)
    if status == 0 and invites is not None and not dry_run:
        await _hand_out([*plan.new, *(change.value for change in plan.changed)], invites)
    return status


async def _hand_out(imported: list[Imported], path: Path) -> None:
    """A code for each person who has not come yet; the only copy there will ever be."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        async with transaction():
            rows = [row for one in imported if (row := await _invited(one)) is not None]
            file.write(csv_bytes(INVITE_COLUMNS, rows))
    written = {"n": len(rows), "file": str(path)}
    tell(_("{n} invites written to {file}; hand them out, then delete it.", **written))


async def _invited(imported: Imported) -> list[str] | None:
    """A line of the file; None for somebody who is here already."""
    person = await people.imported_person(imported.phone)
    if person is None or not imported.roles:
        return None
    role, place = imported.roles[0]
    made = await people.invite_imported(person, role, place)
    return [imported.name, role.value, place.name, made.code, made.expires_at.isoformat()]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Trouble(_("{file} is not UTF-8 text.", file=path.name)) from None


async def _forms(definition: str, *, dry_run: bool) -> int:
    try:
        form = read_form(definition)
    except BadForm as bad:
        raise Trouble(lines(*bad.mistakes, _("Nothing was imported."))) from None
    told = {"title": form.title, "code": form.code, "version": form.version}
    if dry_run:
        tell(_("{title} ({code}, version {version}) can be imported.", **told))
        return 0
    _form, is_new = await reports.import_form(definition)
    new = _("{title} ({code}, version {version}) is imported; new reports use it.", **told)
    known = _("{title} ({code}, version {version}) is there already.", **told)
    tell(new if is_new else known)
    return 0


def _closed(plan: Plan[Place] | Plan[Imported], *, dry_run: bool) -> int:
    if plan.bad:
        tell(_("Nothing was imported. Mend the lines above and try again."))
        return 1
    if dry_run:
        tell(_("This was a dry run: nothing was changed."))
    return 0
