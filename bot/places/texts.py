"""Why places are paused, in words."""

from collections.abc import Mapping

from bot.kernel.i18n import Said, _

PAUSE_REASONS: Mapping[str, Said] = {
    "no network": _("No network or electricity"),
    "closed": _("Place closed or merged"),
    "relocated": _("Residents moved away"),
    "no worker": _("No worker at present"),
}
"""The usual ones, by what is kept of them, so that everybody reads them in their language."""


def pause_reason(reason: str) -> Said:
    """Why, in words: the usual ones translated, others as they were written."""
    return PAUSE_REASONS.get(reason, reason)
