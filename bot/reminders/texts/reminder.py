"""The reminder: which reports are still missing, by when, and one tap to send each."""

from collections.abc import Mapping
from datetime import date, time

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, _n, lines

MOST_NAMED = 30
MOST_BUTTONS = 8


def reminder(day: date, until: time, names: Mapping[int, str]) -> Said:
    """Before the deadline: what is not yet reported."""
    head = _("The report for {day} is due at {time}.", day=day, time=until)
    return lines(Bold(head), *_places(names), _how(names))


def chase(day: date, by: str, names: Mapping[int, str]) -> Said:
    """After the deadline: a coordinator asks for what is missing."""
    head = _("{name} asks you for the report for {day}.", name=by, day=day)
    return lines(Bold(head), *_places(names), _how(names))


def _places(names: Mapping[int, str]) -> list[Said]:
    shown: list[Said] = [_("Not yet reported: {place}", place=Bold(n)) for n in names.values()]
    if len(shown) <= MOST_NAMED:
        return shown
    rest = len(shown) - MOST_NAMED
    return [*shown[:MOST_NAMED], _n("… and {n} more place", "… and {n} more places", rest)]


def _how(names: Mapping[int, str]) -> Said:
    if len(names) > MOST_BUTTONS:
        return _("Tap below; the places that are not shown come after these.")
    return _("Nothing happened? Tap “Zero report”.")


def buttons(day: date, names: Mapping[int, str]) -> Inline:
    """Zero and figures for each place, by one tap."""
    if len(names) == 1:
        place_id = next(iter(names))
        zero = Button(_("Zero report"), f"zero:{place_id}:{day.isoformat()}")
        return Inline(((zero, Button(_("Report"), f"report:{place_id}:{day.isoformat()}")),))
    rows = [
        (
            Button(_("Zero: {place}", place=name), f"zero:{id_}:{day.isoformat()}"),
            Button(_("Report: {place}", place=name), f"report:{id_}:{day.isoformat()}"),
        )
        for id_, name in list(names.items())[:MOST_BUTTONS]
    ]
    everywhere = Button(_("Zero for several places"), "zero")
    return Inline(((everywhere,), *rows))
