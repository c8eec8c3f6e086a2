"""Deciding who publishes when, what is published, and below which number it is hidden."""

from datetime import time

from bot.bulletins.model import LEAST_THRESHOLD, Edition, Published
from bot.bulletins.store import readers
from bot.journal import service as journal
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places.model import Place
from bot.reports import service as reports
from bot.reports.model import FieldKind


async def publish(person: Person | None, place: Place, form_code: str, at: time) -> None:
    """Have the place publish every day at that time; None decides for the program."""
    if person is not None:
        await people.allow(person, Right.RELEASE, place)
    form = await reports.form(form_code)
    edition = Edition(place.id, form.code, at)
    if edition in await readers.editions():
        return
    await readers.publish(edition)
    await journal.note(
        None if person is None else person.id,
        "edition.set",
        f"form:{form.code}",
        place_id=place.id,
        at=at.isoformat("minutes"),
    )


async def show(form_code: str, one: Published) -> None:
    """Publish a count of a form (for the administrator); a threshold of 0 hides nothing."""
    form = await reports.form(form_code)
    if not any(f.name == one.field and f.kind is FieldKind.COUNT for f in form.fields):
        raise Refused(_("The form has no count that is called “{field}”.", field=one.field))
    if 0 < one.threshold < LEAST_THRESHOLD:
        raise Refused(_("A threshold is 0 or at least {n}.", n=LEAST_THRESHOLD))
    await readers.show(form.code, one)
    await journal.note(
        None, "figure.published", f"form:{form.code}", field=one.field, threshold=one.threshold
    )
