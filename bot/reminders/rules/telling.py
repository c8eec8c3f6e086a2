"""Who is told on a rung, who is asked once more, and whose missing reports are all settled."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.people.model import Person
from bot.reminders.model import AGAIN, Asking, Digest, Ladder, Missing, Post, Settled, View, base
from bot.reminders.rules.below import by_ancestor
from bot.reminders.rules.moments import next_ask
from bot.reminders.rules.views import Evening, concerning, levels_told, view


@dataclass(frozen=True, slots=True)
class Telling:
    """A person, and what there is to tell them on a rung about these ladders.

    `rung` names it among all that they are told that day, `on` is how each ladder counts it;
    `asks` says by ladder when they are asked again if that does not help.
    """

    person: Person
    rung: str
    on: str
    ladders: tuple[Ladder, ...]
    asks: Mapping[int, datetime | None]
    view: View


@dataclass(frozen=True, slots=True)
class Done:
    """A person who was told, and to whom it is now said that nothing is missing any more."""

    person: Person
    ladder: Ladder
    places: tuple[str, ...]
    reported: int
    paused: int


def told_on(known: Evening, level: str, ladders: Collection[int], now: datetime) -> list[Telling]:
    """Who is to be told on this level, whose time has come on these ladders: each ladder once.

    What several of the ladders say to one person now is one message.
    """
    missing = by_ancestor(_open(known, ladders))
    told = _by_person(known.digests)
    found = []
    for person, posts in _people(known.coordinators):
        digests = told.get(person.id, [])
        before = {id_ for one in digests if base(one.rung) == level for id_ in one.ladders}
        levels = {id_: (level,) for id_ in ladders if id_ not in before}
        found += _telling(known, person, level, digests, concerning(missing, posts, levels), now)
    return found


def asked_again(known: Evening, due: Asking, now: datetime) -> list[Telling]:
    """Who is to be asked once more about which ladders, of all whose time that is."""
    missing = by_ancestor(_open(known, {ladder_id for _person, ladder_id in due}))
    told = _by_person(known.digests)
    found = []
    for person, posts in _people(known.coordinators):
        digests = told.get(person.id, [])
        levels = {id_: on for id_, on in levels_told(digests).items() if (person.id, id_) in due}
        found += _telling(known, person, AGAIN, digests, concerning(missing, posts, levels), now)
    return found


def _open(known: Evening, ladders: Collection[int]) -> list[Missing]:
    return [one for one in known.missing if one.settled is None and one.ladder_id in ladders]


def _telling(
    known: Evening,
    person: Person,
    on: str,
    digests: Sequence[Digest],
    concern: tuple[tuple[Post, ...], list[Missing]],
    now: datetime,
) -> list[Telling]:
    """The one message there is to tell, if any."""
    stands, missing = concern
    if not any(known.asked_after(one) for one in missing):
        return []
    rung = _numbered(on, digests)
    ladders = tuple(known.ladders[id_] for id_ in sorted({one.ladder_id for one in missing}))
    asks = {one.id: next_ask(one, _asks(digests, one.id) + (on == AGAIN), now) for one in ladders}
    counted = rung if on == AGAIN else on
    return [Telling(person, rung, counted, ladders, asks, view(known, rung, stands, missing))]


def _numbered(on: str, digests: Sequence[Digest]) -> str:
    """The rung's name among what the person was told that day: county, county-2, …"""
    earlier = sum(base(one.rung) == on for one in digests)
    return f"{on}-{earlier + 1}" if earlier else on


def _asks(digests: Iterable[Digest], ladder_id: int) -> int:
    return sum(base(one.rung) == AGAIN and ladder_id in one.ladders for one in digests)


def next_asks(
    ladders: Iterable[Ladder], digests: Sequence[Digest], since: datetime
) -> dict[int, datetime | None]:
    """By ladder, when whoever got these digests is asked again, having seen to it at `since`."""
    return {one.id: next_ask(one, _asks(digests, one.id), since) for one in ladders}


def settled(known: Evening) -> list[Done]:
    """Those who were told, and below whom nothing is asked after any more."""
    missing = by_ancestor(known.missing)
    told = _by_person(known.digests)
    found = []
    for person, posts in _people(known.coordinators):
        digests = told.get(person.id, [])
        waiting = {id_ for one in digests if one.resolved_at is None for id_ in one.ladders}
        levels = {id_: on for id_, on in levels_told(digests).items() if id_ in waiting}
        stands, concerned = concerning(missing, posts, levels)
        if not stands or any(one.settled is None and known.asked_after(one) for one in concerned):
            continue
        by = [one.settled for one in concerned]
        names = tuple(post.place for post in stands)
        reported, paused = by.count(Settled.REPORT), by.count(Settled.PAUSE)
        ladder = known.ladders[concerned[0].ladder_id]
        found.append(Done(person, ladder, names, reported, paused))
    return found


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
