"""Answering hints by chat: what waits by place, one opened, an outcome tapped, a sentence added."""

from collections.abc import Sequence

from bot.conversations.answers.buttons import OLD_BUTTON, number
from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.hints import flow as talking
from bot.hints import service
from bot.hints.model import OUTCOMES, Heap, Outcome
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.people.model import Person
from bot.places import service as places

MOST_BUTTONS = 12


async def queue(person: Person, words: str) -> Reply:
    """The open hints below the person's places, by place, the oldest first."""
    return await _queue(person, in_place=words == "back")


async def _queue(person: Person, head: Said | None = None, *, in_place: bool = False) -> Reply:
    heaps = await service.waiting(person)
    if not heaps:
        return Reply(lines(head, _("No hints wait for an answer.")), in_place=in_place)
    told = [_told(heap) for heap in heaps[:MOST_BUTTONS]]
    return Reply(
        lines(head, Bold(_("Hints to be answered")), *told),
        Inline(tuple((button,) for button in _buttons(heaps))),
        in_place=in_place,
    )


def _told(heap: Heap) -> Said:
    return _(
        "{place}: {count}",
        place=Bold(heap.place.name),
        count=_n("{n} hint", "{n} hints", len(heap.hints)),
    )


def _buttons(heaps: Sequence[Heap]) -> list[Button]:
    ones = [(heap.place.name, hint) for heap in heaps for hint in heap.hints]
    return [
        Button(_("Look at {place}, {day}", place=place, day=hint.day), f"look:{hint.id}")
        for place, hint in ones[:MOST_BUTTONS]
    ]


async def look(person: Person, words: str) -> Reply:
    """One open hint with what can be made of it; `words` is its id."""
    hint, place = await service.look(person, number(words))
    text = lines(
        Bold(_("{place}, {day}", place=await places.full_name(place), day=hint.day)),
        hint.text or "",
        "",
        _("What did you find?"),
    )
    outcomes = [Button(name, f"found:{one.value}:{hint.id}") for one, name in OUTCOMES.items()]
    later = Button(_("Later"), "hints:back")
    rows = tuple((button,) for button in (*outcomes, later))
    return Reply(text, Inline(rows), in_place=True, secret=True)


async def found(person: Person, words: str) -> Session:
    """Ask for a sentence beside the outcome; `words` is "<outcome>:<hint>"."""
    outcome, _colon, hint_id = words.partition(":")
    if outcome not in set(Outcome):
        raise Refused(OLD_BUTTON)
    hint, place = await service.look(person, number(hint_id))
    return talking.answering(hint, place.name, Outcome(outcome))


async def _answered(person: Person, session: Session) -> Reply:
    facts = session.facts
    outcome, said = Outcome(facts["outcome"]), session.answers["said"]
    await service.answer(person, facts["hint"], outcome, said)
    head = _("Answered: {place}. Whoever sent the hint is told.", place=facts["place"])
    return await _queue(person, head)


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - there is but one
    return talking.ANSWER


TOPIC = Topic(flow=_flow, finish=_answered)
