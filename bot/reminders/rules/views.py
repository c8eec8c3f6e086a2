"""What a digest says, from who is missing and who stands where."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.kernel.i18n import Said
from bot.reminders.model import (
    AGAIN,
    Anchor,
    Branch,
    Digest,
    Ladder,
    Missing,
    Post,
    View,
    Village,
    base,
)
from bot.reminders.rules.below import by_ancestor, ids_of, nearest, step_below
from bot.reminders.rules.moments import is_weekly
from bot.reports.model import Schedule


@dataclass(frozen=True)
class Evening:
    """All that is known about a day whose deadline has passed, looked up once for everybody.

    `ladders` by id; `missing` holds what is missing by one of them.
    """

    form: str
    day: date
    ladders: Mapping[int, Ladder]
    missing: Sequence[Missing]
    coordinators: Sequence[Post]
    digests: Sequence[Digest]
    names: Mapping[int, str] = field(default_factory=dict)
    workers: Mapping[int, Sequence[Said]] = field(default_factory=dict)

    def anchor(self, path: str) -> Anchor:
        """The frozen schedule and the clocks that the place of this path follows.

        Where only places below it have a ladder that day, those of one of them.
        """
        over = {one.anchor.place.id: one for one in self.ladders.values()}
        id_ = nearest(path, over)
        return (next(iter(over.values())) if id_ is None else over[id_]).anchor

    def schedule(self, one: Missing) -> Schedule:
        """The frozen schedule by which the place is missing."""
        return self.ladders[one.ladder_id].anchor.schedule

    def lasts(self, one: Missing) -> bool:
        """Whether the place has been silent so long that it is not asked after daily."""
        return one.silent >= self.schedule(one).hopeless_days

    def asked_after(self, one: Missing) -> bool:
        """Whether it counts today: one silent for long is listed weekly, and no more."""
        return not self.lasts(one) or is_weekly(self.day, self.schedule(one))


@dataclass(frozen=True, slots=True)
class Naming:
    """How places are called for somebody who looks after `tops`: apart from others called alike."""

    evening: Evening
    tops: Sequence[int]

    def is_next(self, one: Missing) -> bool:
        """Whether it is one of the tops, or lies directly below one."""
        return not set(ids_of(one.path)[-2:]).isdisjoint(self.tops)

    def below(self, path: str) -> tuple[int, ...]:
        """What lies between the lowest of the tops and the end of the path, both included."""
        ids = ids_of(path)
        above = [n for n, id_ in enumerate(ids) if id_ in self.tops]
        return ids[above[-1] :] if above else ids

    def name(self, path: str, own: str) -> str:
        """Its name with those above it up to the top's, which is named where there are several."""
        above = self.below(path)[:-1]
        above = above if len(self.tops) > 1 else above[1:]
        return " ".join([*(self.evening.names.get(id_, "–") for id_ in above), own])

    def village(self, one: Missing) -> Village:
        """The missing place with the names of those who report there."""
        workers = tuple(self.evening.workers.get(one.place_id, ()))
        return Village(one.place_id, self.name(one.path, one.name), one.silent, workers)


def levels_told(digests: Iterable[Digest]) -> dict[int, set[str]]:
    """By ladder, the levels on which somebody with these digests was told about it."""
    found: dict[int, set[str]] = {}
    for digest in digests:
        for id_ in digest.ladders:
            found.setdefault(id_, set()).update({base(digest.rung)} - {AGAIN})
    return found


def concerning(
    among: Mapping[int, Sequence[Missing]],
    posts: Iterable[Post],
    levels: Mapping[int, Collection[str]],
) -> tuple[tuple[Post, ...], list[Missing]]:
    """The posts, and what is missing below them (each once), by the levels told on each ladder.

    `among` are missing places by the id of what lies above them.
    """
    stands: list[Post] = []
    found: dict[int, Missing] = {}
    for post in posts:
        its = [
            one
            for one in among.get(post.place_id, ())
            if post.level.value in levels.get(one.ladder_id, ())
        ]
        found.update((one.place_id, one) for one in its)
        stands += [post] * bool(its)
    return tuple(stands), list(found.values())


def view(evening: Evening, rung: str, posts: Sequence[Post], missing: Sequence[Missing]) -> View:
    """What somebody with these posts is told; `missing`, never empty, lies below them.

    What is silent for some days stands apart, and in no other list.
    """
    left = [one for one in missing if one.settled is None]
    lasting = [one for one in left if evening.lasts(one)]
    daily = [one for one in left if not evening.lasts(one)]
    silent = [one for one in daily if _is_silent(evening, one)]
    shown = [one for one in daily if not _is_silent(evening, one)]
    named = Naming(evening, [post.place_id for post in posts])
    anchor = evening.ladders[missing[0].ladder_id].anchor
    own = {post.person.id for post in posts}
    concerned = {one.ladder_id for one in missing}
    again = base(rung) == AGAIN
    return View(
        day=evening.day,
        places=tuple(post.place for post in posts),
        total=len(left),
        villages=tuple(named.village(one) for one in shown if named.is_next(one)),
        branches=_branches(evening, [one for one in shown if not named.is_next(one)], named),
        silent=tuple(named.village(one) for one in _longest(silent)),
        silent_days=anchor.schedule.silent_days,
        lasting=tuple(named.village(one) for one in _longest(lasting)),
        lasting_days=anchor.schedule.hopeless_days,
        weekly=is_weekly(evening.day, anchor.schedule),
        again=again,
        chasing=_chasing(evening, rung, concerned, named.tops, anchor.zone) if again else (),
        acknowledged=_acknowledged(evening, own, rung, anchor.zone),
    )


def _is_silent(evening: Evening, one: Missing) -> bool:
    return one.silent >= evening.schedule(one).silent_days


def _longest(among: Iterable[Missing]) -> list[Missing]:
    return sorted(among, key=lambda one: -one.silent)


def _branches(evening: Evening, missing: Iterable[Missing], named: Naming) -> tuple[Branch, ...]:
    counts: dict[str, int] = {}
    for one in missing:
        child = str(step_below(one.path, named.below(one.path)[0]))
        path = one.path[: one.path.index(f"/{child}/") + len(child) + 2]
        counts[path] = counts.get(path, 0) + 1
    staffed = {post.place_id for post in evening.coordinators}
    chasing = _chasers(evening, {one.ladder_id for one in missing})
    found = []
    for path, n in counts.items():
        id_ = ids_of(path)[-1]
        name = named.name(path, evening.names.get(id_, "–"))
        found.append(Branch(id_, name, n, id_ in staffed, chasing.get(id_, ())))
    return tuple(found)


def _chasers(evening: Evening, ladders: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By place, who within it has said that they see to what is missing by these ladders."""
    seeing = {
        d.person_id
        for d in evening.digests
        if d.acknowledged_at is not None and not d.ladders.isdisjoint(ladders)
    }
    posts = [post for post in evening.coordinators if post.person.id in seeing]
    return {
        id_: tuple(dict.fromkeys(post.person.name for post in within))
        for id_, within in by_ancestor(posts).items()
    }


def _chasing(
    evening: Evening, rung: str, ladders: Collection[int], tops: Collection[int], zone: ZoneInfo
) -> tuple[tuple[str, datetime], ...]:
    """Who at the places and below them has said that they see to it, and since when."""
    since: dict[int, datetime] = {}
    for d in evening.digests:
        if d.acknowledged_at and d.rung != rung and not d.ladders.isdisjoint(ladders):
            since.setdefault(d.person_id, d.acknowledged_at)
    found = {}
    for post in evening.coordinators:
        at = since.get(post.person.id)
        if at is not None and not set(tops).isdisjoint(ids_of(post.path)):
            found[post.person.id] = (post.person.name, at.astimezone(zone))
    return tuple(found.values())


def _acknowledged(
    evening: Evening, person_ids: Collection[int], rung: str, zone: ZoneInfo
) -> datetime | None:
    """When the reader has said so on this rung: acknowledged before is not done."""
    known = [
        d.acknowledged_at.astimezone(zone)
        for d in evening.digests
        if d.person_id in person_ids and d.rung == rung and d.acknowledged_at is not None
    ]
    return min(known, default=None)
