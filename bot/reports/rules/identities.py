"""Whether a report's figures add up. A failed identity asks "is that right?"; it never blocks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.reports.model import Content, Doubt, FieldKind, Form, Identity, Term

Figures = Mapping[str, Any]


def implied(form: Form, content: Content, figures: Figures, carried: Figures | None) -> Figures:
    """What a report says in figures, also when it says zero.

    A day of zero has none of anything that must be counted; what is cumulative stays as it was
    (`carried`, None when that is not known).
    """
    if content is Content.FIGURES:
        return dict(figures)
    counts = [f for f in form.fields if f.kind is FieldKind.COUNT and not f.optional]
    return {f.name: (carried or {}).get(f.name) if f.cumulative else 0 for f in counts}


def doubts(form: Form, today: Figures, yesterday: Figures | None) -> tuple[Doubt, ...]:
    """The identities that fail. One that needs a figure nobody gave cannot fail."""
    found = (_doubt(identity, today, yesterday) for identity in form.identities)
    return tuple(doubt for doubt in found if doubt is not None)


def _doubt(identity: Identity, today: Figures, yesterday: Figures | None) -> Doubt | None:
    left = _figure(today, identity.left)
    terms = [_term(term, today, yesterday) for term in identity.right]
    if left is None or any(term is None for term in terms):
        return None
    right = sum((term for term in terms if term is not None), Decimal(0))
    holds = left <= right if identity.at_most else left == right
    return None if holds else Doubt(identity.name, f"{left:f}", f"{right:f}")


def _term(term: Term, today: Figures, yesterday: Figures | None) -> Decimal | None:
    figures = (yesterday or {}) if term.yesterday else today
    figure = _figure(figures, term.field)
    return None if figure is None else term.sign * figure


def _figure(figures: Figures, name: str) -> Decimal | None:
    value = figures.get(name)
    return None if value is None else Decimal(str(value))
