"""Looking closer: the list behind a digest page by page, one place, the numbers to call."""

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.reminders.model import Page, Settled, Unit
from bot.reminders.texts import pauses
from bot.reminders.texts.digest import silent, workers


def page(shown: Page) -> Said:
    """A page of the list, with who reports in each place and how long it has been silent."""
    title = Bold(_("Missing reports, {day}", day=shown.day))
    if not shown.villages:
        return lines(title, _("Nothing is missing any more."))
    where = _("Page {number} of {of}", number=shown.number + 1, of=shown.of)
    return lines(title, *[silent(one) for one in shown.villages], where if shown.of > 1 else None)


def page_buttons(shown: Page) -> Inline:
    """Each place, and the pages before and after."""
    rows = [
        (Button(_("{place}", place=one.name), f"unit:{shown.digest_id}:{one.place_id}"),)
        for one in shown.villages
    ]
    turning = (
        *_turn(shown, shown.number - 1, _("Previous page")),
        *_turn(shown, shown.number + 1, _("Next page")),
    )
    return Inline((*rows, turning))


def _turn(shown: Page, number: int, label: Said) -> tuple[Button, ...]:
    there = 0 <= number < shown.of
    return (Button(label, f"page:{shown.digest_id}:{number}"),) if there else ()


def unit(one: Unit) -> Said:
    """One place: what is missing, its last report, who reports there."""
    if one.last is None:
        last: Said = _("It has never reported.")
    else:
        day, at = one.last
        last = _(
            "Last report: for {day}, sent {sent} {time}.", day=day, sent=at.date(), time=at.time()
        )
    run = _n("Silent for {n} day.", "Silent for {n} days.", one.silent)
    paused = [pauses.line(pause) for pause in one.pauses]
    return lines(Bold(one.name), _state(one), *paused, run, last, workers(one.workers))


def _state(one: Unit) -> Said:
    if one.settled is Settled.REPORT:
        return _("The report for {day} is in.", day=one.day)
    if one.settled is Settled.PAUSE:
        return _("It need not report for {day}.", day=one.day)
    return _("The report for {day} is missing.", day=one.day)


def unit_buttons(digest_id: int, one: Unit) -> Inline:
    """What can be done about one place."""
    back = (Button(_("Back to the list"), f"page:{digest_id}:0"),)
    resuming = pauses.resuming(one.pauses)
    if one.settled is not None:
        return Inline((*resuming, back))
    target = f"{one.place_id}:{one.day.isoformat()}"
    return Inline(
        (
            (
                Button(_("Call"), f"call:{one.place_id}"),
                Button(_("Report on its behalf"), f"behalf:{target}"),
            ),
            (Button(_("Pause this place"), f"pause:{target}"),),
            *resuming,
            back,
        )
    )
