"""The board of tasks by chat: all of them, one closely, and what can be done about it."""

from dataclasses import replace

from bot.conversations.answers.buttons import number, numbers
from bot.conversations.model import Flow, Inline, Reply, Session, Topic, Topics
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.people.model import Person
from bot.volunteers.flow import calling_off as talking
from bot.volunteers.service import tasking
from bot.volunteers.service.catalogue import catalogue
from bot.volunteers.texts import board as texts
from bot.volunteers.texts.tasks import see


async def tasks(person: Person, words: str) -> Reply:
    """The running tasks of the person's areas; `words` may be a page."""
    shown = await tasking.board(person, number(words) if words else 0)
    return Reply(texts.board(shown), texts.board_buttons(shown), in_place=bool(words))


async def card(person: Person, words: str) -> Reply:
    """A task as it stands now."""
    return replace(await _shown(person, number(words)), in_place=True)


async def _shown(person: Person, task_id: int, head: Said | None = None) -> Reply:
    shown = await tasking.card(person, task_id)
    said = texts.card(shown, catalogue())
    return Reply(
        said if head is None else lines(Bold(head), said), texts.card_buttons(shown), secret=True
    )


async def ring(person: Person, words: str) -> Reply:
    """The card of somebody on the task; a tap on it calls: "<task>:<assignment>"."""
    task_id, assignment_id = numbers(words, 2)
    return Reply(contact=await tasking.contact(person, assignment_id, task_id), secret=True)


async def send_now(person: Person, words: str) -> Reply:
    """Ask volunteers now for a task that waits."""
    made = await tasking.send_now(person, number(words))
    said = await _shown(person, made.id, _("Volunteers are being asked now."))
    return replace(said, in_place=True)


# -- calling off, writing to everybody, handing over -----------------------------------


async def call_off(person: Person, words: str) -> Session:
    """Ask why the task is called off."""
    return talking.about(talking.CALL_OFF, await tasking.running(person, number(words)))


async def everyone(person: Person, words: str) -> Session:
    """Ask what everybody on the task shall be told."""
    return talking.about(talking.EVERYONE, await tasking.running(person, number(words)))


async def hand_over(person: Person, words: str) -> Session:
    """Ask who looks after the task from now on."""
    return talking.handing_over(*await tasking.successors(person, number(words)))


async def _called_off(person: Person, session: Session) -> Reply:
    task = await tasking.called_off(person, session.facts["task"], session.answers["reason"])
    said = _("Called off: {title}. Everybody is being told.", title=Bold(task.brief.title))
    return Reply(said, Inline(((see(task),),)))


async def _told(person: Person, session: Session) -> Reply:
    told = await tasking.tell_everyone(person, session.facts["task"], session.answers["words"])
    if told == 0:
        return Reply(_("Nobody was told: nobody is on this task who can be reached."))
    return Reply(_n("{n} person is being told.", "{n} people are being told.", told))


async def _handed_over(person: Person, session: Session) -> Reply:
    known = session.facts
    to = int(session.answers["to"])
    task = await tasking.hand_over(person, known["task"], to, seen=known["owner"])
    name = next(name for id_, name in known["people"] if id_ == to)
    said = _("{name} looks after it from now on: {title}", name=name, title=task.brief.title)
    return Reply(said, Inline(((see(task),),)))


async def _call_off_flow(session: Session) -> Flow:  # noqa: ARG001 - there is but one
    return talking.CALL_OFF


async def _everyone_flow(session: Session) -> Flow:  # noqa: ARG001
    return talking.EVERYONE


async def _hand_over_flow(session: Session) -> Flow:  # noqa: ARG001
    return talking.HAND_OVER


TOPICS: Topics = {
    talking.CALL_OFF.name: Topic(flow=_call_off_flow, finish=_called_off),
    talking.EVERYONE.name: Topic(flow=_everyone_flow, finish=_told),
    talking.HAND_OVER.name: Topic(flow=_hand_over_flow, finish=_handed_over),
}
"""The short conversations about a task."""
