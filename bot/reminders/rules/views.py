"""What a digest says, from who is missing and who stands where."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

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
)
from bot.reminders.rules.below import by_ancestor, ids_of, nearest, step_below
from bot.reminders.rules.moments import is_weekly


@dataclass(frozen=True)
class Evening:
    """All that is known about a day whose deadline has passed, looked up once for everybody."""

    form: str
    day: date
    ladders: Mapping[int, Ladder]
    missing: Sequence[Missing]
    coordinators: Sequence[Post]
    digests: Sequence[Digest]
    names: Mapping[int, str] = field(default_factory=dict)
    workers: Mapping[int, Sequence[str]] = field(default_factory=dict)

    def ladder(self, path: str) -> Ladder | None:
        """The ladder that the place of this path follows."""
        id_ = nearest(path, self.ladders)
        return None if id_ is None else self.ladders[id_]

    def anchor(self, path: str) -> Anchor:
        """The frozen schedule and the clocks that the place of this path follows."""
        ladder = self.ladder(path)
        if ladder is None:
            raise LookupError(f"no ladder stands over {path}")
        return ladder.anchor

    def lasts(self, one: Missing) -> bool:
        """Whether the place has been silent so long that it is not asked after daily."""
        return one.silent >= self.anchor(one.path).schedule.hopeless_days

    def asked_after(self, one: Missing) -> bool:
        """Whether it counts today: one silent for long is listed weekly, and no more."""
        return not self.lasts(one) or is_weekly(self.day, self.anchor(one.path).schedule)


def scope(rung: str, posts: Iterable[Post], told: Iterable[Digest]) -> tuple[Post, ...]:
    """The posts of one person that a rung concerns; for AGAIN all on whose rungs they were told."""
    rungs = {digest.rung for digest in told} if rung == AGAIN else {rung}
    return tuple(post for post in posts if post.level.value in rungs)


def below(among: Mapping[int, Sequence[Missing]], posts: Iterable[Post]) -> list[Missing]:
    """Those of `among` (by what lies above them) that lie below the posts, each once."""
    return list(
        {one.place_id: one for post in posts for one in among.get(post.place_id, ())}.values()
    )


def view(evening: Evening, rung: str, posts: Sequence[Post], missing: Sequence[Missing]) -> View:
    """What somebody with these posts is told; `missing` lies below them."""
    open_ones = [one for one in missing if one.settled is None]
    lasting = [one for one in open_ones if evening.lasts(one)]
    shown = [one for one in open_ones if not evening.lasts(one)]
    tops = [post.place_id for post in posts]
    near = [one for one in shown if _is_next(one, tops)]
    far = [one for one in shown if not _is_next(one, tops)]
    anchor = evening.anchor(posts[0].path)
    schedule = anchor.schedule
    silent = [one for one in shown if one.silent >= schedule.silent_days]
    own = {post.person.id for post in posts}
    return View(
        day=evening.day,
        places=tuple(post.place for post in posts),
        total=len(open_ones),
        villages=tuple(village_of(evening, one) for one in near),
        branches=_branches(evening, far, tops),
        silent=tuple(village_of(evening, one) for one in _longest(silent)),
        silent_days=schedule.silent_days,
        lasting=tuple(village_of(evening, one) for one in _longest(lasting)),
        lasting_days=schedule.hopeless_days,
        weekly=is_weekly(evening.day, schedule),
        again=rung == AGAIN,
        chasing=_chasing(evening, tops, anchor.zone) if rung == AGAIN else (),
        acknowledged=_acknowledged(evening, own, rung, anchor.zone),
    )


def _is_next(one: Missing, tops: Collection[int]) -> bool:
    ids = ids_of(one.path)
    return ids[-1] in tops or (len(ids) > 1 and ids[-2] in tops)


def _longest(among: Iterable[Missing]) -> list[Missing]:
    return sorted(among, key=lambda one: -one.silent)


def village_of(evening: Evening, one: Missing) -> Village:
    """A missing place with the names of those who report there."""
    return Village(one.place_id, one.name, one.silent, tuple(evening.workers.get(one.place_id, ())))


def _branches(
    evening: Evening, missing: Iterable[Missing], tops: Collection[int]
) -> tuple[Branch, ...]:
    counts: dict[int, int] = {}
    for one in missing:
        top = next(id_ for id_ in reversed(ids_of(one.path)) if id_ in tops)
        child = step_below(one.path, top)
        counts[child] = counts.get(child, 0) + 1
    staffed = {post.place_id for post in evening.coordinators}
    chasing = _chasers(evening)
    return tuple(
        Branch(id_, evening.names.get(id_, "–"), n, id_ in staffed, chasing.get(id_, ()))
        for id_, n in counts.items()
    )


def _chasers(evening: Evening) -> dict[int, tuple[str, ...]]:
    """By place, who within it has said that they see to it."""
    seeing = {d.person_id for d in evening.digests if d.acknowledged_at is not None}
    posts = [post for post in evening.coordinators if post.person.id in seeing]
    return {
        id_: tuple(dict.fromkeys(post.person.name for post in within))
        for id_, within in by_ancestor(posts).items()
    }


def _chasing(
    evening: Evening, tops: Collection[int], zone: ZoneInfo
) -> tuple[tuple[str, datetime], ...]:
    """Who at the places and below them has said that they see to it, and when."""
    since = {
        d.person_id: d.acknowledged_at
        for d in evening.digests
        if d.acknowledged_at is not None and d.rung != AGAIN
    }
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
