"""Offers by chat: accepted, declined with a reason, put off."""

from bot.conversations.answers.buttons import OLD_BUTTON, number
from bot.conversations.model import Flow, Reply, Session, Topic
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, _, lines
from bot.people.model import Person
from bot.volunteers.flow import declining
from bot.volunteers.model import Decline
from bot.volunteers.service import answering, offering
from bot.volunteers.service.answering import Outcome
from bot.volunteers.texts import offers as texts


async def accept(person: Person, words: str) -> Reply:
    """Take the place, or stand by."""
    outcome, task = await answering.accept(person, number(words))
    if outcome is Outcome.STANDBY:
        return Reply(texts.standby(task), toast=_("All places are taken"), in_place=True)
    return Reply(texts.accepted(task), toast=_("Thank you!"), in_place=True)


async def decline(person: Person, words: str) -> Reply:
    """Ask why; the offer stands until there is an answer."""
    offer, task = await answering.standing(person, number(words))
    question = Bold(_("What keeps you from coming?"))
    say = lines(await offering.worded(task, offer), "", question)
    return Reply(say, texts.why(offer), in_place=True)


async def because(person: Person, words: str) -> Reply | Session:
    """Decline for one of the reasons, or in one's own words."""
    offer, _colon, reason = words.partition(":")
    if reason not in tuple(Decline):
        raise Refused(OLD_BUTTON)
    if reason == Decline.OTHER:
        await answering.standing(person, number(offer))
        return declining.declining(number(offer))
    task = await answering.decline(person, number(offer), Decline(reason))
    return Reply(texts.declined(task), in_place=True)


async def later(person: Person, words: str) -> Reply:
    """Put the answer off; the offer stays as it is."""
    offer, task, at = await answering.later(person, number(words))
    note = _("We remind you at {moment}.", moment=await offering.local(task, at))
    say = lines(await offering.worded(task, offer), "", note)
    return Reply(say, texts.answers(offer, later=False), in_place=True)


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - alike for every session
    return declining.FLOW


async def _finished(person: Person, session: Session) -> Reply:
    offer_id, words = int(session.facts["offer"]), str(session.answers["why"])
    task = await answering.decline(person, offer_id, Decline.OTHER, words)
    return Reply(texts.declined(task))


DECLINING = Topic(flow=_flow, finish=_finished)
