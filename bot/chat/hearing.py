"""An update heard exactly once: its answer is stored in the same transaction as its effect."""

import asyncio
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from telegram import Bot

from bot.chat.desk import Desk
from bot.chat.incoming import Incoming, Reached, incoming
from bot.chat.taps import Taps
from bot.conversations import engine
from bot.conversations import service as conversations
from bot.conversations.model import Menu, Reply, Tapped
from bot.kernel import secret
from bot.kernel.database import passes, retried
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _, say
from bot.outbox import service as outbox
from bot.people import service as people
from bot.people.model import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _After:
    """What follows a story once it is stored: a note on the tap, a message whose buttons go."""

    toast: str | None = None
    spent: int | None = None


class Hearing:
    """Hears updates for a desk. Of one chat in order, of different chats side by side."""

    def __init__(self, bot: Bot, desk: Desk) -> None:
        self._taps = Taps(bot)
        self._desk = desk
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def hear(self, raw: Mapping[str, Any]) -> None:
        """Act on an update; when this returns, it is stored and may be confirmed to Telegram.

        Raises only when the database is out of reach: then nothing was done, and Telegram is
        to deliver the update again. A bug is kept with a reference, which the person is told.
        """
        try:
            heard = incoming(raw)
        except (KeyError, TypeError, ValueError, AttributeError):
            log.exception("an update that cannot be read was left out")
            return
        if heard is None:
            return
        turn = self._turns.get(heard.chat_id)
        if turn is None:
            turn = self._turns[heard.chat_id] = asyncio.Lock()
        async with turn:
            after = await self._heard(heard, raw)
        outbox.nudge()
        if heard.callback_id is not None:
            self._taps.answer(heard.callback_id, after.toast)
        if after.spent is not None:
            self._taps.strip(heard.chat_id, after.spent)

    async def close(self) -> None:
        """Let the answers to tapped buttons end."""
        await self._taps.close()

    async def _heard(self, heard: Incoming, raw: Mapping[str, Any]) -> _After:
        try:
            return await retried(lambda: self._story(heard))
        except Refused as refused:  # rolled back: only the refusal is kept
            reply = Reply(refused.text)
            return await retried(lambda: self._told(heard, [reply]))
        except Exception as error:  # an outermost loop: one update's bug stops no other
            if passes(error):
                raise
            reference = secrets.token_hex(4).upper()
            log.exception("an update stumbled", extra={"reference": reference})
            failure = type(error).__name__
            return await retried(lambda: self._stumbled(heard, raw, reference, failure))

    # -- stories: each is one transaction -------------------------------------------------

    async def _story(self, heard: Incoming) -> _After:
        if isinstance(heard.said, Reached):
            await people.reached(heard.chat_id, heard.said.reachable)
            return _After()
        if not await conversations.first_time(heard.update_id):
            return _After()
        person = await _person(heard)
        if not await _first_tap(heard):
            return _After(say(TAPPED_TWICE, person.language))
        return await self._post(person, heard, await self._desk.answer(person, heard.said))

    async def _told(self, heard: Incoming, replies: list[Reply]) -> _After:
        if not await conversations.first_time(heard.update_id):
            return _After()
        person = await _person(heard)
        await _first_tap(heard)  # what was refused is not to be refused twice
        return await self._post(person, heard, replies)

    async def _stumbled(
        self, heard: Incoming, raw: Mapping[str, Any], reference: str, failure: str
    ) -> _After:
        sealed = secret.current().seal(json.dumps(raw, ensure_ascii=False))
        await conversations.keep_stumble(reference, heard.update_id, failure, sealed)
        return await self._told(heard, [Reply(_apology(reference))])

    async def _post(self, person: Person, heard: Incoming, replies: list[Reply]) -> _After:
        toast, language, spent = None, person.language, None
        for reply in replies:
            toast, language = reply.toast or toast, reply.language or language
            if reply.say is None and not reply.carries:
                continue
            keyboard = await self._desk.menu(person) if reply.menu else reply.keyboard
            tapped = _tapped(heard) if reply.in_place else None
            takes_its_place = not reply.carries and not isinstance(keyboard, Menu)
            spent = spent if takes_its_place else tapped
            await outbox.post(
                heard.chat_id,
                reply.say or "",
                language,
                keyboard=keyboard,
                photo=reply.photo,
                document=reply.document,
                attachment=reply.attachment,
                contact=reply.contact,
                secret=reply.secret,
                edits=tapped if takes_its_place else None,
            )
        return _After(None if toast is None else say(toast, language), spent)


async def _person(heard: Incoming) -> Person:
    return await people.known(heard.chat_id, heard.name, heard.language_code)


async def _first_tap(heard: Incoming) -> bool:
    """Whether to act: a double tap on the button of an act acts once, whoever hears it."""
    if not isinstance(heard.said, Tapped) or engine.mark(heard.said.data) is not None:
        return True
    return await conversations.first_tap(heard.chat_id, heard.said)


def _tapped(heard: Incoming) -> int | None:
    return heard.said.message_id if isinstance(heard.said, Tapped) else None


TAPPED_TWICE = _("I heard your first tap; this second one does nothing more.")


def _apology(reference: str) -> Said:
    return _(
        "Sorry, something went wrong on our side. Nothing was changed. If it happens again, "
        "please tell your coordinator this number: {reference}",
        reference=reference,
    )
