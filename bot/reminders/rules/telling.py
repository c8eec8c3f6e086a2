"""Who is told on a rung, who is asked once more, and whose missing reports are all settled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.people.model import Person
from bot.reminders.model import AGAIN, Digest, Post, Settled, View
from bot.reminders.rules.below import by_ancestor
from bot.reminders.rules.moments import has_come, may_ask_again, rung_moment
from bot.reminders.rules.views import Evening, below, scope, view


@dataclass(frozen=True, slots=True)
class Telling:
    """A person, and what there is to tell them; `path` is that of their first post."""

    person: Person
    path: str
    view: View


@dataclass(frozen=True, slots=True)
class Done:
    """A person who was told, and to whom it is now said that nothing is missing any more."""

    person: Person
    path: str
    places: tuple[str, ...]
    reported: int
    paused: int


def told_on(known: Evening, rung: str, now: datetime) -> list[Telling]:
    """Who is to be told on this rung now: once, when their place's time has come."""
    missing = by_ancestor(one for one in known.missing if one.settled is None)
    told = _by_person(known.digests)
    found = []
    for person, posts in _people(known.coordinators):
        digests = told.get(person.id, ())
        stands = scope(rung, posts, digests)
        if any(digest.rung == rung for digest in digests) or not _ready(known, rung, now, stands):
            continue
        if rung == AGAIN and not _had_time(known, stands, digests):
            continue
        concerned = below(missing, stands)
        if any(known.asked_after(one) for one in concerned):
            found.append(Telling(person, stands[0].path, view(known, rung, stands, concerned)))
    return found


def settled(known: Evening) -> list[Done]:
    """Those who were told, and below whom nothing is asked after any more."""
    missing = by_ancestor(known.missing)
    told = _by_person(known.digests)
    found = []
    for person, posts in _people(known.coordinators):
        digests = [digest for digest in told.get(person.id, ()) if digest.resolved_at is None]
        stands = scope(AGAIN, posts, digests)
        concerned = below(missing, stands)
        if not stands or any(one.settled is None and known.asked_after(one) for one in concerned):
            continue
        by = [one.settled for one in concerned]
        names = tuple(post.place for post in stands)
        reported, paused = by.count(Settled.REPORT), by.count(Settled.PAUSE)
        found.append(Done(person, stands[0].path, names, reported, paused))
    return found


def _ready(known: Evening, rung: str, now: datetime, stands: Iterable[Post]) -> bool:
    """Whether the rung has come for one of the posts, by the ladder that its place follows."""
    ladders = (known.ladder(post.path) for post in stands)
    return any(ladder is not None and has_come(now, ladder, rung) for ladder in ladders)


def _had_time(known: Evening, stands: Sequence[Post], digests: Iterable[Digest]) -> bool:
    ladder = known.ladder(stands[0].path)
    again = None if ladder is None else rung_moment(ladder, AGAIN)
    return again is not None and any(may_ask_again(one.told_at, again) for one in digests)


def _people(posts: Iterable[Post]) -> list[tuple[Person, list[Post]]]:
    found: dict[int, tuple[Person, list[Post]]] = {}
    for post in posts:
        found.setdefault(post.person.id, (post.person, []))[1].append(post)
    return list(found.values())


def _by_person(digests: Iterable[Digest]) -> Mapping[int, list[Digest]]:
    found: dict[int, list[Digest]] = {}
    for digest in digests:
        found.setdefault(digest.person_id, []).append(digest)
    return found
