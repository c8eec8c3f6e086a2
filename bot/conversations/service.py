"""A conversation as it goes on: opened, advanced, looked up, finished, interrupted, kept."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.conversations import engine, store
from bot.conversations.model import (
    MOST_DATA_BYTES,
    Button,
    Flow,
    Heard,
    Inline,
    Reply,
    Session,
    Tapped,
    Topics,
    Turn,
)
from bot.kernel import clock
from bot.kernel.i18n import Bold, Said, _

log = logging.getLogger(__name__)

MOST_LOOK_UPS = 5
"""A flow that lacks more facts than this for one question would ask for ever."""

SAME_TAP = timedelta(seconds=3)
"""A button tapped again this soon, and no other one in between, was meant once."""

first_time = store.first_time
find = store.find
keep_stumble = store.keep_stumble
find_stumble = store.find_stumble
forget_before = store.forget_before

GO_ON, DISCARD = "go", "drop"
"""Button data, before the nonce of the conversation that it is about: its open question again;
that conversation discarded for the act behind the nonce."""

NOTHING_OPEN = _("Nothing is open that could be cancelled.")
CANCELLED = _("Cancelled. Nothing was sent.")
GONE = _("That conversation cannot go on after an update. Nothing was sent; please start again.")


async def first_tap(chat_id: int, tap: Tapped) -> bool:
    """Remember an act's button as the one tapped last; False when it just was, and counts once.

    Buttons of a conversation need not be asked: its session knows what is answered.
    """
    now = clock.now()
    return await store.note_tap(chat_id, tap, now, since=now - SAME_TAP, until=now + SAME_TAP)


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
        unfinished = (await topics[open_one.flow].flow(open_one)).title
        return [_offer(open_one.nonce, unfinished, flow.title, act)]
    return await _asked(person_id, session, topics)


def _offer(nonce: str, unfinished: Said, wanted: Said, act: str) -> Reply:
    say = _("You have begun something and not finished it: {title}.", title=Bold(unfinished))
    drop = _("Discard it and begin: {title}", title=wanted)
    go_on = Button(_("Go on with it"), f"{GO_ON}:{nonce}")
    return Reply(say, Inline(((go_on,), (Button(drop, _dropping(nonce, act)),))))


def _dropping(nonce: str, act: str) -> str:
    """Words typed behind a command may be too long for a button; its name never is."""
    data = f"{DISCARD}:{nonce}:{act}"
    if len(data.encode()) <= MOST_DATA_BYTES:
        return data
    return f"{DISCARD}:{nonce}:{act.partition(':')[0]}"


async def discard(person_id: int, nonce: str) -> bool:
    """Forget the open conversation if it is the one of this nonce; False when it is not."""
    open_one = await store.find(person_id)
    if open_one is None or open_one.nonce != nonce:
        return False
    await store.close(person_id)
    return True


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
        first, *others = done if isinstance(done, list) else [done]
        ended = replace(first, in_place=turn.in_place)
        return [ended, *others, *await _ended(person_id, session, topics)]
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


async def again(person_id: int, topics: Topics, nonce: str | None = None) -> list[Reply]:
    """The open question once more; nothing when no conversation is open (with this nonce)."""
    session = await store.find(person_id)
    if session is None or session.flow not in topics or nonce not in (None, session.nonce):
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
