"""A conversation as it goes on: opened, advanced, looked up, finished, interrupted, kept."""

import logging
from dataclasses import replace
from typing import Any

from bot.conversations import engine, store
from bot.conversations.model import Button, Flow, Heard, Inline, Reply, Session, Topics, Turn
from bot.kernel.i18n import Bold, Said, _

log = logging.getLogger(__name__)

MOST_LOOK_UPS = 5
"""A flow that lacks more facts than this for one question would ask for ever."""

first_time = store.first_time
find = store.find
close = store.close
keep_stumble = store.keep_stumble
find_stumble = store.find_stumble
forget_before = store.forget_before

GO_ON, DISCARD = "go", "drop"
"""Button data: the open question again; the open conversation discarded for another act."""

NOTHING_OPEN = _("Nothing is open that could be cancelled.")
CANCELLED = _("Cancelled. Nothing was sent.")
GONE = _("That conversation cannot go on after an update. Nothing was sent; please start again.")


async def begin(person_id: int, session: Session, topics: Topics, act: str) -> list[Reply]:
    """Open the conversation, which the button data `act` begins.

    One that stands aside is laid above what is open. Otherwise, where the person has begun
    something else, they are asked first whether that may be lost.
    """
    flow = await topics[session.flow].flow(session)
    open_one = await store.find(person_id)
    if flow.aside and open_one is not None:
        beneath = open_one.beneath if open_one.flow == flow.name else open_one
        session = replace(session, beneath=beneath)
    elif open_one is not None and open_one.touched and open_one.flow in topics:
        return [_offer((await topics[open_one.flow].flow(open_one)).title, flow.title, act)]
    return await _asked(person_id, session, topics)


def _offer(unfinished: Said, wanted: Said, act: str) -> Reply:
    say = _("You have begun something and not finished it: {title}.", title=Bold(unfinished))
    drop = _("Discard it and begin: {title}", title=wanted)
    buttons = Inline(((Button(_("Go on with it"), GO_ON),), (Button(drop, f"{DISCARD}:{act}"),)))
    return Reply(say, buttons)


async def hear(person_id: int, speaker: Any, heard: Heard, topics: Topics) -> list[Reply] | None:
    """Go on with the person's conversation; None when there is none.

    On the last answer the flow's own service acts. Raises Refused when that one does: then
    nothing of this is to be kept.
    """
    session = await store.find(person_id)
    if session is None:
        return None
    if session.flow not in topics:
        log.warning("a session of a flow that is gone", extra={"flow": session.flow})
        await store.close(person_id)
        return [Reply(GONE)]
    flow = await topics[session.flow].flow(session)
    turn = await _informed(flow, engine.advance(flow, session, heard), topics)
    if turn.finished:
        done = await topics[session.flow].finish(speaker, turn.session)
        ended = replace(done, in_place=turn.in_place)
        return [ended, *await _ended(person_id, session, topics)]
    if turn.cancelled:
        ended = Reply(CANCELLED, in_place=turn.in_place)
        return [ended, *await _ended(person_id, session, topics)]
    if turn.session != session:
        await store.save(person_id, turn.session)
    return [_reply(turn)]


async def cancel(person_id: int, topics: Topics) -> list[Reply]:
    """Give up the open conversation; what it stood above goes on."""
    session = await store.find(person_id)
    if session is None:
        return [Reply(NOTHING_OPEN)]
    return [Reply(CANCELLED), *await _ended(person_id, session, topics)]


async def again(person_id: int, topics: Topics) -> list[Reply]:
    """The open question once more; nothing when no conversation is open."""
    session = await store.find(person_id)
    if session is None or session.flow not in topics:
        return []
    return await _asked(person_id, session, topics)


async def _asked(person_id: int, session: Session, topics: Topics) -> list[Reply]:
    flow = await topics[session.flow].flow(session)
    turn = await _informed(flow, engine.ask(flow, session), topics)
    await store.save(person_id, turn.session)
    return [_reply(turn)]


async def _ended(person_id: int, session: Session, topics: Topics) -> list[Reply]:
    """Close the conversation; the question of the one beneath comes back."""
    if session.beneath is None or session.beneath.flow not in topics:
        await store.close(person_id)
        return []
    return await _asked(person_id, session.beneath, topics)


async def _informed(flow: Flow, turn: Turn, topics: Topics) -> Turn:
    """The turn with every fact looked up that its question needs."""
    for _attempt in range(MOST_LOOK_UPS):
        if turn.wants is None:
            return turn
        look_up = topics[flow.name].look_up
        if look_up is None:
            break
        session = await look_up(turn.session, turn.wants)
        turn = replace(engine.ask(flow, session), in_place=turn.in_place)
    raise RuntimeError(f"the flow {flow.name} lacks {turn.wants}, and nobody finds it")


def _reply(turn: Turn) -> Reply:
    secret = turn.session.secret
    return Reply(turn.say, turn.keyboard, turn.toast, in_place=turn.in_place, secret=secret)
