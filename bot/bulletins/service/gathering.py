"""What a bulletin of a place and day would say now, and what it would be made from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.bulletins.model import (
    USUAL_FIGURES,
    Basis,
    Bulletin,
    Content,
    Coverage,
    Draft,
    Kind,
    Named,
    Published,
)
from bot.bulletins.rules.contents import countable, counted, figures, seen_in, sum_of
from bot.bulletins.rules.kinship import by_top, concerning
from bot.bulletins.rules.suppression import Number, Sum
from bot.bulletins.store import drafts, readers, released
from bot.kernel import clock
from bot.places import service as places
from bot.places.model import Place
from bot.places.rules import path_range, within
from bot.reports import service as reports
from bot.reports.model import Form, Report


@dataclass(frozen=True, slots=True)
class Naming:
    """Which earlier bulletin a content names, as what, and why."""

    kind: Kind = Kind.BULLETIN
    corrects: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """What a bulletin would say, what was counted, and the report counted for each place."""

    content: Content
    basis: Basis
    rests_on: Mapping[int, int]


async def composed(place: Place, form_code: str, day: date, naming: Naming) -> Composed:
    """The content with small numbers hidden, in view of all that is public about that day.

    Others may draft at the same time: whoever calls holds the lock on drafts until it is kept.
    """
    form = await reports.form(form_code)
    shown = await figures_of(form)
    before, concerned = await _beside(place, form.code, day)
    confirmed = by_top(concerned, await _confirmed(form.code, concerned, day))
    bases = {one.id: counted(shown, one, confirmed[one.id]) for one in concerned}
    below, basis = await places.children(place), bases[place.id]
    public = await _public(shown, before, bases)
    content = Content(
        place=Named(place.code, await places.full_name(place)),
        form=form.code,
        title=dict(form.title.wording),
        day=day,
        as_of=clock.now(),
        kind=naming.kind,
        corrects=naming.corrects,
        reason=naming.reason,
        coverage=await _coverage(form, place, day),
        places=tuple(Named(one.code, one.name) for one in below),
        figures=figures(form, shown, place, below, basis, public),
    )
    return Composed(content, basis, {r.place_id: r.id for _path, r in confirmed[place.id]})


async def figures_of(form: Form) -> tuple[Published, ...]:
    """What the public sees of a form: as decided, else the usual figures as far as it has them."""
    return countable(form, await readers.published(form.code) or USUAL_FIGURES)


async def still_holds(one: Draft, place: Place) -> bool:
    """Whether no report that the draft counts was replaced by a newer confirmed revision."""
    rests_on = await drafts.rests_on(one.id)
    if not rests_on:
        return True
    confirmed = await reports.confirmed_on(one.content.form, place, one.content.day)
    now = {report.place_id: report.id for report in confirmed}
    return all(now.get(place_id, id_) == id_ for place_id, id_ in rests_on.items())


async def amending(one: Draft) -> int:
    """How many of the reports that the draft counts are being amended right now."""
    if one.content.kind is Kind.WITHDRAWAL:
        return 0
    place = await places.get(one.place_id)
    return len(await reports.being_amended(one.content.form, place, one.content.day))


def withdrawal(bulletin: Bulletin, reason: str) -> Content:
    """What takes a bulletin back: its place and day and the reason, no figures."""
    stands = bulletin.content
    return Content(
        place=stands.place,
        form=stands.form,
        title=stands.title,
        day=stands.day,
        as_of=clock.now(),
        kind=Kind.WITHDRAWAL,
        corrects=bulletin.number,
        reason=reason,
    )


async def _confirmed(
    form_code: str, concerned: Iterable[Place], day: date
) -> list[tuple[str, Report]]:
    """The confirmed reports below these places, each once, with the paths of their places."""
    found: dict[int, tuple[str, Report]] = {}
    known = list(concerned)
    for top in known:
        if any(top is not other and within(top, other) for other in known):
            continue
        paths = await readers.paths(*path_range(top.path))
        of_day = await reports.confirmed_on(form_code, top, day)
        found |= {report.id: (paths[report.place_id], report) for report in of_day}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Beside:
    """Something about the same day that is public or may become so before this does."""

    place_id: int
    content: Content
    draft_id: int


async def _beside(
    place: Place, form_code: str, day: date
) -> tuple[list[_Beside], Collection[Place]]:
    """Bulletins about the day and drafts that may yet be released, and the places concerned.

    The drafts are asked for first: one that is released meanwhile is seen twice, never missed.
    """
    found = [
        _Beside(one.place_id, one.content, one.id)
        for one in await drafts.open_of_day(form_code, day)
        if one.place_id != place.id
    ]
    public = await released.of_day(form_code, day)
    found += [_Beside(one.place_id, one.content, draft_id) for one, draft_id in public]
    known = await places.many({one.place_id for one in found} | {place.id})
    concerned = concerning(place, known.values())
    return (
        [one for one in found if one.place_id in concerned],
        [one for one in known.values() if one.id in concerned],
    )


async def _public(
    shown: Sequence[Published], before: Sequence[_Beside], now: Mapping[int, Basis]
) -> dict[str, tuple[frozenset[Number], frozenset[Sum]]]:
    """By figure: the numbers that bulletins of the day show, and the sums behind them."""
    made_from = await drafts.bases([one.draft_id for one in before])
    below = await readers.codes_below({one.place_id for one in before})
    numbers: dict[str, set[Number]] = {one.field: set() for one in shown}
    sums: dict[str, set[Sum]] = {one.field: set() for one in shown}
    for one in before:
        ids = [below[one.place_id].get(named.code, 0) for named in one.content.places]
        for figure in one.content.figures:
            if figure.name in sums and (then := made_from[one.draft_id].get(figure.name)):
                numbers[figure.name] |= seen_in(figure, one.place_id, ids)
                sums[figure.name].add(sum_of(one.place_id, then))
                present = now[one.place_id][figure.name]
                sums[figure.name].add(sum_of(one.place_id, present))
    return {name: (frozenset(numbers[name]), frozenset(sums[name])) for name in sums}


async def _coverage(form: Form, place: Place, day: date) -> Coverage:
    counts = await reports.counts(form.code, place, day)
    return Coverage(counts.expected, counts.received, counts.zero, counts.confirmed)
