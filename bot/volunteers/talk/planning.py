"""A plan for several tasks by chat: proposed, sent on one tap."""

from dataclasses import replace

from bot.conversations.answers.buttons import number
from bot.conversations.model import Button, Inline, Reply
from bot.kernel.i18n import _, _n, lines
from bot.people.model import Person
from bot.volunteers.service import planning, telling
from bot.volunteers.service.catalogue import catalogue
from bot.volunteers.texts import plans as texts


async def plan(person: Person, words: str) -> Reply:
    """Propose who should go where, for all tasks that wait for a plan."""
    proposed = await planning.propose(person)
    local = [replace(one, task=await telling.local(one.task)) for one in proposed.tasks]
    shown = replace(proposed, tasks=tuple(local))
    return Reply(texts.plan(shown, catalogue()), texts.buttons(shown), in_place=bool(words))


async def send(person: Person, words: str) -> Reply:
    """Ask everybody whom the plan proposes."""
    n = await planning.send(person, number(words))
    said = lines(
        _n("People for {n} task are being asked.", "People for {n} tasks are being asked.", n),
        _("Who says no is replaced; you hear when a task is filled or nobody is left to ask."),
    )
    return Reply(said, Inline(((Button(_("Tasks"), "tasks"),),)), in_place=True)
