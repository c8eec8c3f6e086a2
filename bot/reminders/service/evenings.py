"""What is known after a deadline: one look at everything for any number of digests."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _
from bot.people.model import Role
from bot.places import service as places
from bot.reminders.model import AGAIN, Digest, Ladder, Missing, Post, View, base
from bot.reminders.rules.below import by_ancestor, ids_of
from bot.reminders.rules.views import Evening, Naming, concerning, levels_told, view
from bot.reminders.store import digests, ladders, posts
from bot.reminders.texts import digest as texts


async def evening(
    form: str,
    day: date,
    opened: Sequence[Ladder],
    *,
    reader: int | None = None,
    named: bool = True,
) -> Evening:
    """The day of the form as it stands; with all names that a digest needs if it is `named`.

    With a `reader`, only what that person coordinates.
    """
    coordinators = [one for one in await posts.all_posts(Role.COORDINATOR) if can_be_told(one)]
    known = {one.id: one for one in opened if one.day == day}
    own = {one.path for one in coordinators if one.person.id == reader}
    missing = await ladders.missing(form, day, known, None if reader is None else own)
    return Evening(
        form=form,
        day=day,
        ladders=known,
        missing=missing,
        coordinators=coordinators,
        digests=await digests.told(form, day),
        names=await _names(missing) if named else {},
        workers=await _workers(missing) if named else {},
    )


def can_be_told(post: Post) -> bool:
    """Whether a message reaches whoever stands there."""
    return post.person.chat_id is not None and post.person.reachable


async def _names(missing: Sequence[Missing]) -> dict[int, str]:
    above = {id_ for one in missing for id_ in ids_of(one.path)[:-1]}
    return {id_: place.name for id_, place in (await places.many(above)).items()}


async def _workers(missing: Sequence[Missing]) -> dict[int, list[Said]]:
    """Who reports for each of the missing places, by name, and whom no message reaches."""
    ids = {id_ for one in missing for id_ in ids_of(one.path)}
    at: dict[int, list[Said]] = {}
    for post in await posts.posts_at(Role.WORKER, ids):
        at.setdefault(post.place_id, []).append(texts.worker(post.person))
    return {
        one.place_id: [name for id_ in ids_of(one.path) for name in at.get(id_, ())]
        for one in missing
    }


def seen_by(known: Evening, digest: Digest) -> tuple[tuple[Post, ...], list[Missing]]:
    """The posts of its reader that the digest concerns, and what was missing below them.

    Refused when its reader coordinates nothing there any more.
    """
    own = [post for post in known.coordinators if post.person.id == digest.person_id]
    told = [one for one in known.digests if one.person_id == digest.person_id]
    levels: Mapping[int, Collection[str]] = dict.fromkeys(digest.ladders, (base(digest.rung),))
    if base(digest.rung) == AGAIN:
        levels = {id_: on for id_, on in levels_told(told).items() if id_ in digest.ladders}
    stands, missing = concerning(by_ancestor(known.missing), own, levels)
    if not stands:
        raise Refused(_("You do not coordinate this place any more."))
    return stands, missing


def naming(known: Evening, stands: Sequence[Post]) -> Naming:
    """How places are called for whoever stands there."""
    return Naming(known, [post.place_id for post in stands])


def view_of(known: Evening, digest: Digest) -> View:
    """What the digest says as of now."""
    stands, missing = seen_by(known, digest)
    return view(known, digest.rung, stands, missing)
