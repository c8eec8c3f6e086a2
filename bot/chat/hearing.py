"""An update heard exactly once: its answer is stored in the same transaction as its effect."""

import asyncio
import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any
from weakref import WeakValueDictionary

from telegram import Bot
from telegram.error import TelegramError

from bot.chat.desk import Desk
from bot.chat.incoming import Incoming, Reached, incoming
from bot.conversations import service as conversations
from bot.conversations.model import Menu, Reply, Tapped
from bot.kernel import secret
from bot.kernel.database import passes, retried
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _, say
from bot.outbox import service as outbox
from bot.people import service as people
from bot.people.model import Person

MOST_TOAST = 200
log = logging.getLogger(__name__)


class Hearing:
    """Hears updates for a desk. Of one chat in order, of different chats side by side."""

    def __init__(self, bot: Bot, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._errands: set[asyncio.Task[None]] = set()

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
            toast, language = await self._heard(heard, raw)
        outbox.nudge()
        if heard.callback_id is not None:
            self._run(heard.callback_id, toast, language)

    async def close(self) -> None:
        """Let the answers to tapped buttons end."""
        if self._errands:
            await asyncio.wait(self._errands, timeout=5)

    async def _heard(self, heard: Incoming, raw: Mapping[str, Any]) -> tuple[Said | None, str]:
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

    async def _story(self, heard: Incoming) -> tuple[Said | None, str]:
        if isinstance(heard.said, Reached):
            await people.reached(heard.chat_id, heard.said.reachable)
            return None, ""
        if not await conversations.first_time(heard.update_id):
            return None, ""
        person = await _person(heard)
        return await self._post(person, heard, await self._desk.answer(person, heard.said))

    async def _told(self, heard: Incoming, replies: list[Reply]) -> tuple[Said | None, str]:
        if not await conversations.first_time(heard.update_id):
            return None, ""
        return await self._post(await _person(heard), heard, replies)

    async def _stumbled(
        self, heard: Incoming, raw: Mapping[str, Any], reference: str, failure: str
    ) -> tuple[Said | None, str]:
        sealed = secret.current().seal(json.dumps(raw, ensure_ascii=False))
        await conversations.keep_stumble(reference, heard.update_id, failure, sealed)
        return await self._told(heard, [Reply(_apology(reference))])

    async def _post(
        self, person: Person, heard: Incoming, replies: list[Reply]
    ) -> tuple[Said | None, str]:
        toast, language = None, person.language
        for reply in replies:
            toast, language = reply.toast or toast, reply.language or language
            if reply.say is None and reply.photo is None:
                continue
            keyboard = await self._desk.menu(person) if reply.menu else reply.keyboard
            await outbox.post(
                heard.chat_id,
                reply.say or "",
                language,
                keyboard=keyboard,
                photo=reply.photo,
                secret=reply.secret,
                edits=None if isinstance(keyboard, Menu) else _edited(heard, reply),
            )
        return toast, language

    # -- the spinner of a tapped button: no message, at once, best effort -----------------

    def _run(self, callback_id: str, toast: Said | None, language: str) -> None:
        task = asyncio.create_task(self._answer_tap(callback_id, toast, language))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _answer_tap(self, callback_id: str, toast: Said | None, language: str) -> None:
        call: dict[str, Any] = {"callback_query_id": callback_id}
        if toast is not None:
            call["text"] = say(toast, language)[:MOST_TOAST]
        try:
            await self._bot.do_api_request("answer_Callback_Query", api_kwargs=call)
        except TelegramError as error:
            log.info("a tap was not answered: %s", type(error).__name__)


async def _person(heard: Incoming) -> Person:
    return await people.known(heard.chat_id, heard.name, heard.language_code)


def _edited(heard: Incoming, reply: Reply) -> int | None:
    in_place = reply.in_place and reply.photo is None and isinstance(heard.said, Tapped)
    return heard.said.message_id if in_place and isinstance(heard.said, Tapped) else None


def _apology(reference: str) -> Said:
    return _(
        "Sorry, something went wrong on our side. Nothing was changed. If it happens again, "
        "please tell your coordinator this number: {reference}",
        reference=reference,
    )
