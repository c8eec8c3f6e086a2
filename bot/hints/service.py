"""Use cases of hints: sent by anybody, answered by checkers, forgotten in time."""

from datetime import date, timedelta

from bot.hints import rules, store, texts
from bot.hints.model import Heap, Hint, Outcome
from bot.journal import service as journal
from bot.kernel import clock
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import Said, _
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Person, Right
from bot.people.rules import giving, may
from bot.places import service as places
from bot.places.model import Place
from bot.places.rules import path_range

MOST_SHOWN = 60
"""How many open hints a checker sees at once; the oldest come first."""


# -- sending --------------------------------------------------------------------------


async def may_send(person: Person) -> None:
    """Raises Refused, saying from when on, while the person has sent as many as a day takes."""
    now = clock.now()
    free = rules.free_from(await store.sent_since(person.id, now - rules.PERIOD), now)
    if free is not None:
        moment = free.astimezone(places.DEFAULT_ZONE) + timedelta(minutes=1)
        raise Refused(
            _(
                "You have sent {n} hints within a day, which is the most. "
                "You can send the next one from {day}, {time}.",
                n=rules.MOST_A_DAY,
                day=moment.date(),
                time=moment.time(),
            )
        )


async def send(person: Person, place: Place, day: date, text: str) -> Hint:
    """Keep what anybody saw at a place on a day; the nearest checkers hear that it is there.

    Refused beyond MOST_A_DAY, and while an earlier one of theirs about the place is open.
    Neither the journal nor a checker learns whose it is.
    """
    await may_send(person)
    today = clock.now().astimezone(await places.zone(place)).date()
    if not rules.is_taken(day, today) or not rules.fits(text):
        raise Refused(_("This cannot be sent any more. Please begin again: /hint"))
    hint_id = await store.add(person.id, place.id, day, text)
    if hint_id is None:
        raise Refused(
            _(
                "Your last hint about {place} is still being looked into. "
                "You can send the next one about it as soon as you have the answer: /myhints",
                place=place.name,
            )
        )
    await journal.note(None, "hint.sent", f"hint:{hint_id}", place_id=place.id, day=day.isoformat())
    await _tell_checkers(person, place)
    return await _get(hint_id)


async def _tell_checkers(author: Person, place: Place) -> None:
    """One notice an hour at most for each checker: at once, or else with the next hour."""
    now = clock.now()
    text, keyboard = texts.waiting()
    for checker in await people.nearest(Right.CHECK, place, but=author):
        for hour in rules.hours_to_tell(now):
            posted = checker.chat_id is not None and await outbox.post(
                checker.chat_id,
                text,
                checker.language,
                keyboard=keyboard,
                lane=Lane.NOTICE,
                not_before=max(now, hour),
                dedupe_key=f"hints:{checker.id}:{hour:%Y%m%d%H}",
            )
            if posted:
                break


async def mine(person: Person, limit: int) -> list[tuple[Hint, str]]:
    """The person's own hints, the newest first, each with the name of its place."""
    hints = await store.of(person.id, limit)
    known = await places.many({hint.place_id for hint in hints})
    names = await places.full_names(known.values())
    return [(hint, names[hint.place_id]) for hint in hints if hint.place_id in names]


# -- answering ------------------------------------------------------------------------


async def open_at(person: Person, place: Place) -> list[Hint]:
    """The open hints of others about the place, the oldest first, for its checker.

    Those about the place directly above are among them, and those about places higher up where
    the person checks too.
    """
    await people.allow(person, Right.CHECK, place)
    held = await people.grants(person)
    above = await places.ancestors(place)
    line = [p.id for p in above if p.id == place.parent_id or may(held, Right.CHECK, p)]
    return await store.open_at([place.id, *line], person.id)


async def open_places(person: Person) -> set[int]:
    """The places about which there is an open hint that is not the person's own."""
    return await store.open_places(person.id)


async def waiting(person: Person) -> list[Heap]:
    """The open hints of others below the checker's places: the oldest MOST_SHOWN, by place.

    NotAllowed for who checks nowhere.
    """
    held = [g for g in await people.grants(person) if g.role in giving(Right.CHECK)]
    if not held:
        raise NotAllowed(_("Hints are answered by the checkers of a place."))
    found: dict[int, Hint] = {}
    for path in {grant.path for grant in held}:
        below = await store.open_below(*path_range(path), person.id, MOST_SHOWN)
        found.update((hint.id, hint) for hint in below)
    oldest = sorted(found.values(), key=lambda hint: hint.id)[:MOST_SHOWN]
    heaps = rules.by_place(oldest)
    known = await places.many(heaps)
    return [Heap(known[place_id], hints) for place_id, hints in heaps.items()]


async def look(person: Person, hint_id: int) -> tuple[Hint, Place]:
    """An open hint for the checker of its place; Refused when it is answered or their own."""
    hint = await _get(hint_id)
    place = await places.get(hint.place_id)
    await people.allow(person, Right.CHECK, place)
    if await store.is_of(hint_id, person.id):
        raise Refused(_("You sent this hint yourself; somebody else answers it."))
    if hint.answered_by is not None:
        raise Refused(await _who_was_quicker(hint.answered_by))
    return hint, place


async def answer(person: Person, hint_id: int, outcome: Outcome, said: str | None = None) -> Hint:
    """Close a hint with an outcome and perhaps a sentence; its author hears of it.

    Of two who answer at once one wins; the other is refused and told who was quicker.
    """
    _hint, place = await look(person, hint_id)
    said = said[: rules.LONGEST_SAID] if said else None
    won = await store.answer(hint_id, outcome, person.id, said)
    hint = await _get(hint_id)
    if not won:
        raise Refused(await _who_was_quicker(hint.answered_by or person.id))
    await journal.note(
        person.id,
        "hint.answered",
        f"hint:{hint_id}",
        place_id=place.id,
        outcome=outcome.value,
    )
    await _tell_author(hint, place)
    return hint


async def _tell_author(hint: Hint, place: Place) -> None:
    """Without a dedupe key: one would tie the hint to a chat for longer than we remember it."""
    author_id = await store.author_of(hint.id)
    author = (await people.many([] if author_id is None else [author_id])).get(author_id or 0)
    if author is not None and author.chat_id is not None:
        await outbox.post(
            author.chat_id,
            texts.answered(hint, place.name),
            author.language,
            lane=Lane.NOTICE,
            secret=True,
        )


async def _who_was_quicker(person_id: int) -> Said:
    names = await people.names([person_id])
    return _("{name} was quicker: this hint is answered already.", name=names.get(person_id, "–"))


async def _get(hint_id: int) -> Hint:
    hint = await store.find(hint_id)
    if hint is None:
        raise Refused(_("I do not find that hint any more."))
    return hint


# -- forgetting -----------------------------------------------------------------------


async def forget_answered() -> int:
    """Take out author and words of what was answered KEPT ago; returns how many.

    The rows stay, to be counted.
    """
    return await store.forget_answered_before(clock.now() - rules.KEPT)
