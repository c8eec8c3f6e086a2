"""What is known after a deadline: one look at everything for any number of digests."""

from collections.abc import Sequence
from datetime import date

from bot.people.model import Role
from bot.places import service as places
from bot.reminders.model import Digest, Ladder, Missing, Post, View
from bot.reminders.rules.below import by_ancestor, ids_of
from bot.reminders.rules.views import Evening, below, scope, view
from bot.reminders.store import digests, ladders, posts
from bot.reports.model import Form


async def evening(written: Form, day: date, opened: Sequence[Ladder]) -> Evening:
    """The day of the form as it stands, with all names that a digest may need."""
    missing = await ladders.missing(written.code, day)
    return Evening(
        form=written.code,
        day=day,
        ladders={one.anchor.place.id: one for one in opened if one.day == day},
        missing=missing,
        coordinators=[one for one in await posts.all_posts(Role.COORDINATOR) if can_be_told(one)],
        digests=await digests.told(written.code, day),
        names=await _names(missing),
        workers=await _workers(missing),
    )


def can_be_told(post: Post) -> bool:
    """Whether a message reaches whoever stands there."""
    return post.person.chat_id is not None and post.person.reachable


async def _names(missing: Sequence[Missing]) -> dict[int, str]:
    above = {id_ for one in missing for id_ in ids_of(one.path)[:-1]}
    return {id_: place.name for id_, place in (await places.many(above)).items()}


async def _workers(missing: Sequence[Missing]) -> dict[int, list[str]]:
    """Who reports for each of the missing places, by name."""
    at: dict[int, list[str]] = {}
    for post in await posts.all_posts(Role.WORKER) if missing else ():
        at.setdefault(post.place_id, []).append(post.person.name)
    return {
        one.place_id: [name for id_ in ids_of(one.path) for name in at.get(id_, ())]
        for one in missing
    }


def seen_by(known: Evening, person_id: int, rung: str) -> tuple[tuple[Post, ...], list[Missing]]:
    """The posts of the person that the rung concerns, and what was missing below them."""
    own = [post for post in known.coordinators if post.person.id == person_id]
    told = [digest for digest in known.digests if digest.person_id == person_id]
    posts_there = scope(rung, own, told)
    return posts_there, below(by_ancestor(known.missing), posts_there)


def view_of(known: Evening, digest: Digest) -> View | None:
    """What the digest says as of now; None when its reader coordinates nothing there any more."""
    stands, missing = seen_by(known, digest.person_id, digest.rung)
    return view(known, digest.rung, stands, missing) if stands else None
