"""What approvers and subscribers are told of bulletins, and how bulletins read in a chat."""

from collections.abc import Mapping

from bot.bulletins.model import SUPPRESSED, Bulletin, Content, Coverage, Draft, Figure, Kind, Shown
from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, _n, lines

REASONS: Mapping[str, Said] = {
    "amended": _("Reports were confirmed or amended after the release."),
    "anew": _("The day is published anew after a withdrawal."),
    "figures": _("The figures look wrong. Please check the reports."),
    "early": _("Too much is still in check. Please wait for more reports."),
}
"""Reasons that are given at one tap or by the program; any other is typed."""

KINDS: Mapping[Kind, Said] = {
    Kind.BULLETIN: _("Bulletin"),
    Kind.CORRECTION: _("Correction"),
    Kind.WITHDRAWAL: _("Withdrawal"),
}
"""What a bulletin is called."""

MOST_PLACES = 20


def why(reason: str) -> Said:
    """A reason in words."""
    return REASONS.get(reason, reason)


def heading(content: Content) -> Said:
    """Kind, place and day in one line."""
    return _(
        "{kind}: {place}, {day}",
        kind=KINDS[content.kind],
        place=content.place.name,
        day=content.day,
    )


def number(shown: Shown) -> Said:
    """A number as the public sees it; of a hidden one nothing is told."""
    if shown is None:
        return _("no confirmed report")
    return _("not shown") if shown == SUPPRESSED else _("{n}", n=shown)


def names(content: Content) -> Said | None:
    """Which bulletin it corrects or withdraws, and why."""
    if content.corrects is None:
        return None
    reason = why(content.reason or "")
    if content.kind is Kind.WITHDRAWAL:
        return _("Withdraws No. {n}: {reason}", n=str(content.corrects), reason=reason)
    return _("Corrects No. {n}: {reason}", n=str(content.corrects), reason=reason)


def covered(coverage: Coverage) -> Said:
    """What the figures rest on."""
    return _(
        "{expected} reports expected, {received} received ({zero} of them zero reports); "
        "{confirmed} are confirmed and in these figures, {unconfirmed} not yet.",
        expected=coverage.expected,
        received=coverage.received,
        confirmed=coverage.confirmed,
        zero=coverage.zero,
        unconfirmed=coverage.unconfirmed,
    )


def amending(n: int) -> Said | None:
    """How many of the reports in a draft may soon say something else."""
    if not n:
        return None
    return _n(
        "{n} of these reports is being amended; what is confirmed counts until then.",
        "{n} of these reports are being amended; what is confirmed counts until then.",
        n,
    )


def totals(content: Content) -> list[Said]:
    """Each figure's total on a line."""
    return [
        _("{label}: {value}", label=figure.said, value=number(figure.total))
        for figure in content.figures
    ]


def in_full(content: Content) -> Said:
    """All that the public will see, for whoever approves it."""
    told: list[Said | None] = [Bold(heading(content)), names(content)]
    if content.coverage is not None:
        told.append(covered(content.coverage))
    for figure in content.figures:
        total = number(figure.total)
        told += ["", Bold(_("{label}: {value}", label=figure.said, value=total))]
        told += _cells(content, figure)
    return lines(*told)


def _cells(content: Content, figure: Figure) -> list[Said]:
    """The places that have any; those with zero in one line, as the table on the page."""
    pairs = list(zip(content.places, figure.cells, strict=True))
    some = [(place, cell) for place, cell in pairs if cell != 0 and cell is not None]
    told: list[Said] = [
        _("· {place}: {value}", place=place.name, value=number(cell))
        for place, cell in some[:MOST_PLACES]
    ]
    if len(some) > MOST_PLACES:
        told.append(_n("· {n} more place", "· {n} more places", len(some) - MOST_PLACES))
    if zeros := sum(cell == 0 for _place, cell in pairs):
        told.append(_n("· zero in {n} place", "· zero in {n} places", zeros))
    if silent := sum(cell is None for _place, cell in pairs):
        told.append(
            _n(
                "· no confirmed report from {n} place",
                "· no confirmed report from {n} places",
                silent,
            )
        )
    return told


def short(bulletin: Bulletin, address: str | None) -> Said:
    """A bulletin as subscribers and channels get it."""
    content = bulletin.content
    return lines(
        Bold(heading(content)),
        names(content),
        *totals(content),
        None if content.coverage is None else covered(content.coverage),
        _("No. {n}", n=str(bulletin.number)),
        address,
    )


def to_approve(draft: Draft) -> tuple[Said, Inline]:
    """The one message to approvers when a draft is there."""
    text = lines(
        Bold(_("A bulletin waits for approval")),
        heading(draft.content),
        _("Two people approve it before the public sees it."),
    )
    return text, Inline(((Button(_("Look at it"), f"draft:{draft.id}"),),))


def returned(content: Content, by: str, reason: str) -> Said:
    """What the other approvers are told when one returns a draft."""
    return lines(
        _("{name} returned this bulletin: {heading}", name=by, heading=heading(content)),
        _("Reason: {reason}", reason=why(reason)),
    )
