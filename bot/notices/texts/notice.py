"""How a notice looks to whoever gets it."""

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, lines
from bot.notices.model import SEVERITIES, Notice, Severity, Written
from bot.notices.rules.writing import text_for

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
    """The buttons below a notice: to acknowledge it where that is asked, and to ask back."""
    ask = Button(_("Ask about it"), f"askback:{notice.id}")
    if not notice.written.terms.acknowledge:
        return Inline(((ask,),))
    return Inline(((Button(_("Received"), f"received:{notice.id}"), ask),))


def recalled(sender: str) -> Said:
    """What stands in the place of a notice that was taken back."""
    return _("{sender} has taken this notice back. It does not hold any more.", sender=sender)
