"""What a bulletin says: confirmed reports summed by place, small numbers hidden."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.bulletins.model import SUPPRESSED, Basis, Counted, Figure, Published, Shown
from bot.bulletins.rules.suppression import Number, Sum, visible
from bot.places.model import Place
from bot.reports.model import FieldKind, Form, Report


def countable(form: Form, published: Iterable[Published]) -> tuple[Published, ...]:
    """Those of the published fields that the form has as counts; words are never published."""
    counts = {field.name for field in form.fields if field.kind is FieldKind.COUNT}
    return tuple(one for one in published if one.field in counts)


def counted(
    published: Iterable[Published],
    top: Place,
    confirmed: Iterable[tuple[str, Report]],
) -> Basis:
    """Each published figure summed for `top` and for the places directly below it.

    `confirmed` are reports with the paths of their places. A place without any of them has no
    number: it is not zero. What was reported for `top` itself counts as a part of its own.
    """
    depth = len(top.path.split("/")) - 1
    names = [one.field for one in published]
    cells: dict[str, dict[int, int]] = {name: defaultdict(int) for name in names}
    for path, report in confirmed:
        line = path.split("/")
        part = int(line[depth]) if line[depth] else top.id
        for name in names:
            cells[name][part] += int(report.figures.get(name) or 0)
    return {name: Counted(sum(found.values()), dict(found)) for name, found in cells.items()}


def figures(
    form: Form,
    published: Iterable[Published],
    top: Place,
    below: Sequence[Place],
    basis: Basis,
    public: Mapping[str, tuple[frozenset[Number], frozenset[Sum]]],
) -> tuple[Figure, ...]:
    """The published figures with small numbers hidden.

    `public` is, by figure, what bulletins of the day show already and the sums behind them.
    """
    labels = {field.name: field.label.wording for field in form.fields}
    found = []
    for one in published:
        count = basis[one.field]
        shown_before, sums = public.get(one.field, (frozenset(), frozenset()))
        seen = visible(sum_of(top.id, count), one.threshold, shown_before, sums)
        found.append(
            Figure(
                name=one.field,
                label=dict(labels[one.field]),
                threshold=one.threshold,
                total=_shown((top.id, count.total), seen) if count.cells else None,
                cells=tuple(_cell(place.id, count, seen) for place in below),
            )
        )
    return tuple(found)


def sum_of(place_id: int, count: Counted) -> Sum:
    """The figure as the sum that somebody could reckon with; own reports are a nameless part."""
    parts = {(-id_ if id_ == place_id else id_, n) for id_, n in count.cells.items()}
    return Sum((place_id, count.total), frozenset(parts))


def seen_in(figure: Figure, place_id: int, below: Sequence[int]) -> frozenset[Number]:
    """The numbers that a released figure shows."""
    pairs = [(place_id, figure.total), *zip(below, figure.cells, strict=True)]
    return frozenset((id_, n) for id_, n in pairs if isinstance(n, int))


def _cell(place_id: int, count: Counted, seen: frozenset[Number]) -> Shown:
    if place_id not in count.cells:
        return None
    return _shown((place_id, count.cells[place_id]), seen)


def _shown(number: Number, seen: frozenset[Number]) -> Shown:
    return number[1] if number in seen else SUPPRESSED
