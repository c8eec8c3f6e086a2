"""A phone without a network: updates as Telegram would send them, answers read in the outbox."""

import itertools
from collections.abc import Iterator
from typing import Any

from bot.app import desk
from bot.chat.hearing import Hearing
from bot.kernel import clock, database, secret
from bot.outbox.model import Payload

Update = dict[str, Any]


class TapAnswers:
    """The part of a Bot that hearing needs: it answers taps. Keeps what they said."""

    def __init__(self) -> None:
        self.toasts: list[str | None] = []

    async def do_api_request(self, method: str, api_kwargs: dict[str, Any]) -> bool:
        """Take the answer to a tap."""
        if method == "answer_Callback_Query":
            self.toasts.append(api_kwargs.get("text"))
        else:
            assert method == "edit_Message_Reply_Markup"
        return True


class Exchange:
    """One program, and as many phones as a test needs."""

    def __init__(self) -> None:
        self.bot = TapAnswers()
        self.hearing = Hearing(self.bot, desk("test_bot"))  # type: ignore[arg-type]
        self.numbers: Iterator[int] = itertools.count(1_000)

    def phone(self, chat_id: int, language: str = "en") -> "Telephone":
        """Somebody's phone."""
        return Telephone(self, chat_id, language)


class Telephone:
    """What one person does, and what they see."""

    def __init__(self, exchange: Exchange, chat_id: int, language: str) -> None:
        self.exchange = exchange
        self.chat_id = chat_id
        self._user = {
            "id": chat_id,
            "is_bot": False,
            "first_name": f"Person {chat_id}",
            "language_code": language,
        }

    async def send(self, text: str) -> str:
        """Type something; the last thing that was said then."""
        await self.deliver(self.typed(text))
        return await self.last()

    async def bring(self, **content: Any) -> str:
        """Send a message with any content; the last thing that was said then."""
        await self.deliver(self.message(**content))
        return await self.last()

    async def tap(self, label: str) -> str:
        """Tap the button whose label holds the words, on the latest message that has it."""
        await self.deliver(await self.tapping(label))
        return await self.last()

    async def deliver(self, update: Update) -> None:
        """Have the program hear an update."""
        await self.exchange.hearing.hear(update)

    def typed(self, text: str) -> Update:
        """The update of something typed."""
        if not text.startswith("/"):
            return self.message(text=text)
        command = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
        return self.message(text=text, entities=[command])

    def message(self, *, edited: bool = False, **content: Any) -> Update:
        """The update of a message."""
        kind = "edited_message" if edited else "message"
        message = {
            "message_id": next(self.exchange.numbers),
            "date": int(clock.now().timestamp()),
            "chat": {"id": self.chat_id, "type": "private"},
            "from": self._user,
            **content,
        }
        return {"update_id": next(self.exchange.numbers), kind: message}

    async def tapping(self, label: str) -> Update:
        """The update of a tap on the button whose label holds the words."""
        for message_id, payload in reversed((await self.seen()).items()):
            for button in _buttons(payload):
                if label in button["text"]:
                    return self.tapped(button["callback_data"], message_id)
        raise AssertionError(f"no button {label!r} in {await self.last()!r}")

    def tapped(self, data: str, message_id: int) -> Update:
        """The update of a tap with this data."""
        query = {
            "id": str(next(self.exchange.numbers)),
            "from": self._user,
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": message_id,
                "date": int(clock.now().timestamp()),
                "chat": {"id": self.chat_id, "type": "private"},
            },
        }
        return {"update_id": next(self.exchange.numbers), "callback_query": query}

    async def seen(self) -> dict[int, Payload]:
        """The messages in this chat as they stand, by their number, the oldest first."""
        found = await database.rows(
            "SELECT id, COALESCE(edits, amends) AS edits, payload, sealed FROM message "
            "WHERE chat_id = $1 AND status <> 'cancelled' ORDER BY id",
            self.chat_id,
        )
        shown: dict[int, Payload] = {}
        for row in found:
            text = row["payload"]
            payload = Payload.from_json(secret.current().unseal(text) if row["sealed"] else text)
            shown.pop(row["edits"] or 0, None)
            shown[int(row["edits"] or row["id"])] = payload
        return shown

    async def said(self) -> list[str]:
        """Everything that can be read in this chat now."""
        return [payload.html for payload in (await self.seen()).values()]

    async def last(self) -> str:
        """What was said, or changed, last."""
        said = await self.said()
        return said[-1] if said else ""

    async def buttons(self) -> list[str]:
        """The labels of the buttons below the latest message."""
        *_earlier, payload = (await self.seen()).values()
        return [button["text"] for button in _buttons(payload)]

    async def keys(self) -> list[str]:
        """The keys of the reply keyboard as they stand."""
        for payload in reversed((await self.seen()).values()):
            if payload.markup and "keyboard" in payload.markup:
                return [key["text"] for row in payload.markup["keyboard"] for key in row]
        return []


def _buttons(payload: Payload) -> list[dict[str, str]]:
    rows = (payload.markup or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
