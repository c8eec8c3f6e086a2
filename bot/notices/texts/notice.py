"""How a notice looks to whoever gets it."""

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, lines
from bot.notices.model import SEVERITIES, Notice, Severity, Written
from bot.notices.rules.writing import text_for

SHORT = 300

MARKS = {Severity.INFORMATION: "ℹ️", Severity.IMPORTANT: "❗", Severity.EMERGENCY: "🚨"}


def notice(written: Written, sender: str, language: str, *, version: int = 1) -> Said:
    """The notice as somebody with that language sees it; `sender` is the place it comes from."""
    terms = written.terms
    return lines(
        _exercise(terms.exercise),
        Bold(
            _(
                "{mark} {severity} · {sender}",
                mark=MARKS[written.severity],
                severity=SEVERITIES[written.severity],
                sender=sender,
            )
        ),
        _("(corrected)") if version > 1 else None,
        "",
        text_for(written.wording, language),
        *_footing(written),
        _exercise(terms.exercise),
    )


def _exercise(exercise: bool) -> Said | None:
    return Bold(_("EXERCISE EXERCISE EXERCISE")) if exercise else None


def _footing(written: Written) -> tuple[Said, ...]:
    by = written.terms.acknowledge_by
    if not written.terms.acknowledge:
        return ()
    if by is None:
        return ("", _("Please confirm that you have read this."))
    return ("", _("Please confirm by {moment} that you have read this.", moment=by))


def below(notice: Notice) -> Inline | None:
    """The button below a notice that is to be acknowledged."""
    if not notice.written.terms.acknowledge:
        return None
    return Inline(((Button(_("Received, I have read it"), f"received:{notice.id}"),),))


def reminder(notice: Notice, language: str) -> Said:
    """For who has not acknowledged it yet; the notice once more, shortened."""
    text = text_for(notice.written.wording, language)
    short = text if len(text) <= SHORT else f"{text[:SHORT]}…"
    return lines(Bold(_("Please confirm that you have read this notice:")), short)


def recalled(sender: str) -> Said:
    """What stands in the place of a notice that was taken back."""
    return _("{sender} has taken this notice back. It does not hold any more.", sender=sender)
