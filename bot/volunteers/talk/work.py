"""The work by chat: one's own tasks, on the way, there, done, well; hours, for both sides."""

from collections.abc import Awaitable, Callable, Mapping

from bot.conversations.answers.buttons import OLD_BUTTON, number, numbers
from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, lines
from bot.people.model import Person
from bot.volunteers.flow import work as talking
from bot.volunteers.model import STAGES, Decline, Held, Hours
from bot.volunteers.service import hours, safety, vouching, working
from bot.volunteers.texts import attendance, work
from bot.volunteers.texts import hours as words

# -- one's own tasks ------------------------------------------------------------------


async def mine(person: Person, words: str) -> list[Reply]:  # noqa: ARG001
    """What is before the volunteer, each with its buttons; and what is over lately."""
    before, over = await working.mine(person)
    cards = [_card(held) for held in before]
    nothing = [] if before else [Reply(_("You have no task before you just now."))]
    return [*cards, *nothing, *([_lately(over)] if over else [])]


def _card(held: Held, *, in_place: bool = False) -> Reply:
    keyboard = work.buttons(held.assignment)
    return Reply(work.card(held), keyboard, in_place=in_place, secret=True)


def _lately(over: list[Held]) -> Reply:
    wrong = [_wrong(held) for held in over if held.assignment.hours is Hours.CONFIRMED]
    said: list[Said] = [part for held in over for part in _over(held)]
    keyboard = Inline(tuple((button,) for button in wrong)) if wrong else None
    return Reply(lines(Bold(_("Lately:")), *said), keyboard, secret=True)


def _wrong(held: Held) -> Button:
    label = _("Wrong hours: {task}", task=held.task.brief.title[:30])
    return Button(label, f"object:{held.assignment.id}")


def _over(held: Held) -> list[Said]:
    one = held.assignment
    result = words.line(one) or STAGES[one.stage]
    return [_("· {task}, {when}", task=held.task.brief.title, when=work.when(held)), result]


async def look(person: Person, words: str) -> Reply:
    """One of one's own tasks, in place of a question about it."""
    return _card(await working.look(person, number(words)), in_place=True)


async def on_the_way(person: Person, words: str) -> Reply:
    """Say that one has set out."""
    return _card(await working.on_the_way(person, number(words)), in_place=True)


async def arrived(person: Person, words: str) -> Session:
    """Say that one is there: asked for the location first."""
    return talking.arriving(await working.may_arrive(person, number(words)))


async def _arrived(person: Person, session: Session) -> Reply:
    where = talking.shared(session)
    arrival = await working.arrive(person, session.facts["id"], where)
    return Reply(work.arrived(arrival.held, arrival.metres), menu=True, secret=True)


async def finish(person: Person, words: str) -> Reply:
    """Say that one has done one's part."""
    held = await working.done(person, number(words))
    return Reply(work.finished(held), in_place=True)


async def cannot(person: Person, words: str) -> Reply:
    """Give a place back: asked why first; `words` is "<assignment>[:<reason>]"."""
    assignment_id, _colon, why = words.partition(":")
    if not why:
        held = await working.may_give_up(person, number(assignment_id))
        said, keyboard = work.why_not(held.assignment)
        return Reply(said, keyboard, in_place=True)
    if why not in set(Decline):
        raise Refused(OLD_BUTTON)
    held = await working.give_up(person, number(assignment_id), Decline(why))
    return Reply(work.gave_up(held), in_place=True)


# -- whether one is well --------------------------------------------------------------


async def well(person: Person, words: str) -> Reply:
    """Say that one is well."""
    await safety.well(person, number(words))
    return Reply(_("Good to know. Take care!"), in_place=True)


async def sos(person: Person, words: str) -> Reply:
    """Call for help; nothing is asked first. The buttons that were tapped stay."""
    held, told = await safety.need_help(person, number(words))
    said, keyboard = work.sos(held, [one.name for one in told])
    return Reply(said, keyboard)


# -- hours ----------------------------------------------------------------------------


async def credit(person: Person, words: str) -> Reply:
    """Confirm counted hours; `words` is "<assignment>:<minutes as shown>"."""
    assignment_id, minutes = numbers(words, 2)
    held = await hours.confirm(person, assignment_id, minutes)
    return Reply(attendance.confirmed(held), in_place=True)


async def credit_all(person: Person, words: str) -> Reply:
    """Confirm all hours of a task that wait; what is left of the summary takes its place."""
    task = await hours.confirm_all(person, number(words))
    said, keyboard = await hours.summary(task)
    return Reply(said, keyboard, in_place=True)


async def recount(person: Person, words: str) -> Session:
    """Confirm other hours than were counted."""
    return talking.recounting(await hours.to_decide(person, number(words), Hours.COUNTED))


async def _recounted(person: Person, session: Session) -> Reply:
    minutes = talking.minutes_of(session)
    return Reply(attendance.confirmed(await hours.change(person, session.facts["id"], minutes)))


async def dispute(person: Person, words: str) -> Session:
    """Say that confirmed hours are wrong, and why."""
    return talking.disputing(await hours.to_dispute(person, number(words)))


async def _disputed(person: Person, session: Session) -> Reply:
    await hours.dispute(person, session.facts["id"], session.answers["why"])
    return Reply(_("Thank you. A coordinator looks into it and answers you here."))


async def settle(person: Person, words: str) -> Session:
    """Have the last word about disputed hours."""
    return talking.settling(await hours.to_decide(person, number(words), Hours.DISPUTED))


async def _settled(person: Person, session: Session) -> Reply:
    minutes, word = talking.minutes_of(session), session.answers["word"]
    held = await hours.settle(person, session.facts["id"], minutes, word)
    return Reply(attendance.settled(held))


async def vouch(person: Person, words: str) -> Session | Reply:
    """Say that somebody who was missed is there; when the task is over, how long they were."""
    held, over = await vouching.missed(person, number(words))
    if over:
        return talking.vouching(held)
    there = await vouching.are_there(person, held.assignment.id)
    return Reply(attendance.seen(there), in_place=True)


async def _vouched(person: Person, session: Session) -> Reply:
    minutes = talking.minutes_of(session)
    held = await vouching.were_there(person, session.facts["id"], minutes)
    return Reply(attendance.confirmed(held))


def _topic(flow: Flow, finish: Callable[[Person, Session], Awaitable[Reply]]) -> Topic:
    async def table(session: Session) -> Flow:  # noqa: ARG001 - alike for every session
        return flow

    async def finished(person: Person, session: Session) -> Reply:
        try:
            return await finish(person, session)
        except Refused as refused:  # nothing was done, and no other answer would change that
            return Reply(refused.text, menu=True)

    return Topic(flow=table, finish=finished)


TOPICS: Mapping[str, Topic] = {
    talking.ARRIVAL.name: _topic(talking.ARRIVAL, _arrived),
    talking.RECOUNT.name: _topic(talking.RECOUNT, _recounted),
    talking.DISPUTE.name: _topic(talking.DISPUTE, _disputed),
    talking.VOUCHING.name: _topic(talking.VOUCHING, _vouched),
    talking.SETTLING.name: _topic(talking.SETTLING, _settled),
}

BUTTONS: Mapping[str, Callable[[Person, str], Awaitable[Session | Reply | list[Reply]]]] = {
    "mytask": look,
    "way": on_the_way,
    "arrived": arrived,
    "finish": finish,
    "cannot": cannot,
    "well": well,
    "sos": sos,
    "credit": credit,
    "creditall": credit_all,
    "recount": recount,
    "object": dispute,
    "settle": settle,
    "vouch": vouch,
}
"""What the buttons of this part do, by the first word of their data."""
