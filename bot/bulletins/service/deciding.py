"""Deciding who publishes when, what is published, and below which number it is hidden."""

from datetime import time

from bot.bulletins.model import LEAST_THRESHOLD, Edition, Published
from bot.bulletins.service.drafting import editions
from bot.bulletins.service.gathering import figures_of
from bot.bulletins.store import readers
from bot.journal import service as journal
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places.model import Place
from bot.reports import service as reports
from bot.reports.model import FieldKind, Form


async def publish(person: Person | None, place: Place, form_code: str, at: time) -> None:
    """Have the place publish every day at that time; None decides for the program."""
    if person is not None:
        await people.allow(person, Right.RELEASE, place)
    form = await reports.form(form_code)
    edition = Edition(place.id, form.code, at)
    if edition in (await readers.editions() or ()):
        return
    await readers.publish(edition)
    await journal.note(
        None if person is None else person.id,
        "edition.set",
        f"form:{form.code}",
        place_id=place.id,
        at=at.isoformat("minutes"),
    )


async def unpublish(person: Person | None, place: Place, form_code: str) -> None:
    """Have the place publish no more; None decides for the program. What is released stays."""
    if person is not None:
        await people.allow(person, Right.RELEASE, place)
    form = await reports.form(form_code)
    known = await editions()
    own = next((e for e in known if (e.place_id, e.form) == (place.id, form.code)), None)
    if own is None:
        raise Refused(_("{place} does not publish this form.", place=place.name))
    for one in known:  # who publishes without anybody's decision goes on
        await readers.publish(one)
    await readers.unpublish(own)
    await journal.note(
        None if person is None else person.id,
        "edition.dropped",
        f"form:{form.code}",
        place_id=place.id,
    )


async def show(form_code: str, one: Published) -> None:
    """Publish a count of a form (for the administrator), beside those that are published.

    A threshold of 0 hides nothing.
    """
    form = await reports.form(form_code)
    if not any(f.name == one.field and f.kind is FieldKind.COUNT for f in form.fields):
        raise Refused(_("The form has no count that is called “{field}”.", field=one.field))
    if 0 < one.threshold < LEAST_THRESHOLD or one.threshold < 0:
        raise Refused(_("A threshold is 0 or at least {n}.", n=LEAST_THRESHOLD))
    await _settle(form)
    await readers.show(form.code, one)
    await journal.note(
        None, "figure.published", f"form:{form.code}", field=one.field, threshold=one.threshold
    )


async def hide(form_code: str, field: str) -> None:
    """Publish a count of a form no more (for the administrator); one at least stays."""
    form = await reports.form(form_code)
    shown = [one.field for one in await figures_of(form)]
    if field not in shown:
        raise Refused(_("“{field}” is not published.", field=field))
    if shown == [field]:
        raise Refused(
            _(
                "“{field}” is the only figure that is published. To publish nothing: "
                "python -m bot unpublish",
                field=field,
            )
        )
    await _settle(form)
    await readers.hide(form.code, field)
    await journal.note(None, "figure.hidden", f"form:{form.code}", field=field)


async def _settle(form: Form) -> None:
    """Write down what is published as a matter of course, so that a decision changes one figure."""
    for usual in await figures_of(form):
        await readers.show(form.code, usual)
