"""Pauses in words: which place, from when until when, why, who said so."""

from collections.abc import Iterable, Sequence

from bot.conversations.model import Button
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.places.model import Place
from bot.places.texts import pause_reason
from bot.reminders.model import Paused

MOST_NAMED = 20


def listed(place: Place, found: Sequence[Paused]) -> Said:
    """Every pause in an area."""
    title = Bold(_("Paused places, {place}", place=place.name))
    if not found:
        return lines(title, _("No place is paused."))
    rest = len(found) - MOST_NAMED
    more = _n("… and {n} more", "… and {n} more", rest) if rest > 0 else None
    return lines(title, *[line(one) for one in found[:MOST_NAMED]], more)


def line(one: Paused) -> Said:
    """One pause: the place, its days, the reason, and by whom."""
    pause, reason = one.pause, pause_reason(one.pause.reason)
    by = "–" if one.by is None else one.by
    if pause.to_day is None:
        return _(
            "{place}: paused from {day} until further notice. {reason} (noted by {name})",
            place=one.name,
            day=pause.from_day,
            reason=reason,
            name=by,
        )
    return _(
        "{place}: paused from {day} to {until}. {reason} (noted by {name})",
        place=one.name,
        day=pause.from_day,
        until=pause.to_day,
        reason=reason,
        name=by,
    )


def resuming(found: Sequence[Paused]) -> Iterable[tuple[Button, ...]]:
    """A button for each place whose pause is not over."""
    running = {one.pause.place_id: one.name for one in found[:MOST_NAMED] if one.running}
    if len(running) == 1:
        yield (Button(_("Resume"), f"resume:{next(iter(running))}"),)
    else:
        for id_, name in running.items():
            yield (Button(_("Resume: {place}", place=name), f"resume:{id_}"),)
