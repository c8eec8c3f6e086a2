"""Report forms: taken in, found, read once."""

from datetime import datetime

from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.reports.model import Form
from bot.reports.rules.forms import read_form
from bot.reports.store import forms as store

DAILY = "daily"

_forms: dict[str, Form] = {}


async def form(code: str = DAILY, version: int | None = None) -> Form:
    """A form, the newest version when none is named; Refused when there is none."""
    definition = await store.find_form(code, version)
    if definition is None:
        raise Refused(_("This report form is not set up here yet. Please tell your coordinator."))
    if definition not in _forms:  # the same text is the same form: it is read once
        _forms[definition] = read_form(definition)
    return _forms[definition]


async def in_use() -> list[tuple[Form, datetime]]:
    """Every form in its newest version, with the moment since when the form is there at all."""
    return [(await form(code), since) for code, since in await store.introduced()]


async def import_form(definition: str) -> tuple[Form, bool]:
    """Take a version of a form in; (form, whether it is new). Raises BadForm with all mistakes.

    Refused when that version is there already with another content: it may be in use. So far
    reports are given by chat with the daily form only: another would be reminded of, and nobody
    could fill it in.
    """
    read = read_form(definition)
    if read.code != DAILY:
        raise Refused(
            _(
                "Reports by chat use the form “{daily}” so far; this one is called “{code}”.",
                daily=DAILY,
                code=read.code,
            )
        )
    if await store.add_form(definition, read):
        return read, True
    if await form(read.code, read.version) != read:
        raise Refused(
            _(
                "Version {version} of the form “{code}” is in use with other content. "
                "Give the changed form a higher version.",
                version=read.version,
                code=read.code,
            )
        )
    return read, False
