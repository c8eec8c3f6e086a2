"""Bulletins by chat for approvers: look, approve, return, draft again, withdraw."""

from bot.bulletins import flow as talking
from bot.bulletins import service, texts
from bot.bulletins.model import Bulletin, Draft, Kind, State
from bot.bulletins.talk.reading import anew
from bot.conversations.answers.buttons import OLD_BUTTON, number
from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, lines
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places

OUTDATED = _(
    "Not approved: a report in that draft has been amended and confirmed anew. It was drafted "
    "again; please look at the new figures."
)
OUTDATED_AND_SAID = _(
    "Not approved: a report in that draft has been amended and confirmed anew. What is confirmed "
    "now has been released already."
)


async def waiting(person: Person, words: str) -> Reply:  # noqa: ARG001
    """The drafts that wait for the person."""
    found = await service.to_approve(person)
    if not found:
        return Reply(_("No bulletin waits for you."))
    told = [
        _("{heading}: {state}", heading=texts.heading(d.content), state=_state(d)) for d in found
    ]
    rows = tuple((Button(texts.heading(d.content), f"draft:{d.id}"),) for d in found)
    return Reply(lines(Bold(_("Bulletins to be approved")), *told), Inline(rows))


def _state(draft: Draft) -> Said:
    if draft.state is State.RETURNED:
        return _("returned")
    if draft.state is State.APPROVED_ONCE:
        return _("waits for the second approval")
    return _("waits for the first approval")


async def look(person: Person, words: str) -> Reply:
    """All that the public would see, with the buttons that decide; `words` is the draft's id."""
    return await _shown(await service.look(person, number(words)), in_place=True)


async def _shown(draft: Draft, head: Said | None = None, *, in_place: bool = False) -> Reply:
    amending = texts.amending(await service.amending(draft))
    text = lines(head, texts.in_full(draft.content), amending, "", Bold(_state_line(draft)))
    return Reply(text, _decisions(draft), in_place=in_place)


def _state_line(draft: Draft) -> Said:
    if draft.state in (State.RELEASED, State.SUPERSEDED):
        return _("This draft is settled already. Please look again: /bulletins")
    return _("This bulletin: {state}", state=_state(draft))


def _decisions(draft: Draft) -> Inline | None:
    if draft.state is State.RETURNED:
        return Inline(((Button(_("Draft it again"), f"redraft:{draft.id}"),),))
    if draft.state not in (State.WAITING, State.APPROVED_ONCE):
        return None
    last = draft.state is State.APPROVED_ONCE
    word = _("Approve and release") if last else _("Approve")
    step = "2" if last else "1"
    return Inline(
        (
            (Button(word, f"release:{draft.id}:{step}"),),
            (Button(_("Return with a reason"), f"refuse:{draft.id}"),),
        )
    )


async def approve(person: Person, words: str) -> Reply:
    """One approval more; `words` is "<draft>:<which approval the button was for>"."""
    draft_id, _colon, step = words.partition(":")
    if step not in ("1", "2"):
        raise Refused(OLD_BUTTON)
    seen = State.WAITING if step == "1" else State.APPROVED_ONCE
    outcome = await service.approve(person, number(draft_id), seen)
    if isinstance(outcome, Bulletin):
        address = service.address(outcome.number)
        done = Bold(_("Released. The public can read it now."))
        again = Inline(((anew(outcome),),)) if outcome.content.kind is Kind.WITHDRAWAL else None
        return Reply(lines(done, texts.short(outcome, address)), again, in_place=True)
    if outcome.id != number(draft_id):
        return await _shown(outcome, OUTDATED, in_place=True)
    if outcome.state is State.SUPERSEDED:
        return Reply(OUTDATED_AND_SAID, in_place=True)
    half = _("Approved. Somebody else gives the second approval.")
    return Reply(lines(Bold(texts.heading(outcome.content)), half), in_place=True)


async def refuse(person: Person, words: str) -> Session:
    """Ask why a draft is returned; `words` is its id."""
    return talking.returning(await service.look(person, number(words)))


async def draft_anew(person: Person, words: str) -> Reply:
    """Draft the day of a withdrawn bulletin again; `words` is the withdrawal's number."""
    return await _shown(await service.draft_anew(person, number(words)))


async def redraft(person: Person, words: str) -> Reply:
    """Draft a returned bulletin again; `words` is the returned one's id."""
    return await _shown(await service.draft_again(person, number(words)), in_place=True)


async def withdraw(person: Person, words: str) -> Session:
    """Ask why a bulletin is withdrawn; `words` is its number."""
    bulletin = await service.find(number(words))
    if bulletin is None or bulletin.content.kind is Kind.WITHDRAWAL:
        raise Refused(OLD_BUTTON)
    await people.allow(person, Right.RELEASE, await places.get(bulletin.place_id))
    return talking.withdrawing(bulletin)


async def _returned(person: Person, session: Session) -> Reply:
    draft = await service.give_back(person, session.facts["draft"], session.answers["reason"])
    again = Inline(((Button(_("Draft it again"), f"redraft:{draft.id}"),),))
    said = _("Returned. A new draft is made when more has been confirmed, or when you ask for one.")
    return Reply(lines(Bold(texts.heading(draft.content)), said), again)


async def _withdrawn(person: Person, session: Session) -> Reply:
    reason = session.answers["reason"]
    draft = await service.withdraw(person, session.facts["number"], reason)
    said = _("The withdrawal waits for somebody else's approval.")
    return Reply(lines(Bold(texts.heading(draft.content)), said))


async def _give_back_flow(session: Session) -> Flow:  # noqa: ARG001 - there is but one
    return talking.GIVE_BACK


async def _withdraw_flow(session: Session) -> Flow:  # noqa: ARG001
    return talking.WITHDRAW


TOPICS = {
    talking.GIVE_BACK.name: Topic(flow=_give_back_flow, finish=_returned),
    talking.WITHDRAW.name: Topic(flow=_withdraw_flow, finish=_withdrawn),
}
"""This room's conversations."""
