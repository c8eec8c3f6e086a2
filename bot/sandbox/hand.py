"""A person's hand on the phone, for tests and drills in the sandbox's own process."""

import asyncio
import re
from typing import Any

from bot.sandbox.persons import Persons, buttons
from bot.sandbox.world import Message

PATIENCE = 5.0


class Hand:
    """What one person does, and sees on the screen."""

    def __init__(self, persons: Persons, person_id: int) -> None:
        self.persons = persons
        self.id = person_id
        self._chat = persons.chat(person_id)

    # -- acting ---------------------------------------------------------------------------

    async def send(self, text: str) -> Message:
        """Type something, or press a key of the reply keyboard."""
        return self.persons.send(self.id, text)

    async def start(self, payload: str | None = None) -> Message:
        """Press Start, perhaps through an invite link."""
        return self.persons.start(self.id, payload)

    async def tap(self, label: str, message: Message | None = None) -> str:
        """Press the button whose label holds the words, or whose data is it exactly.

        On the newest message that has one; AssertionError when none has.
        """
        candidates = [message] if message else list(reversed(self.messages))
        for one in candidates:
            for text, data in buttons(one).items():
                if label in text or label == data:
                    return self.persons.tap(self.id, one["message_id"], data)
        raise AssertionError(f"no button {label!r}; the screen shows:\n{self.screen()}")

    async def contact(self, **card: Any) -> Message:
        """Share the own contact, or the card given."""
        return self.persons.contact(self.id, **card)

    async def location(self, latitude: float, longitude: float) -> Message:
        """Share a point."""
        return self.persons.location(self.id, latitude, longitude)

    async def photo(self, content: bytes, caption: str = "") -> Message:
        """Send a picture."""
        return self.persons.photo(self.id, content, caption)

    async def document(self, content: bytes, name: str) -> Message:
        """Send a file."""
        return self.persons.document(self.id, content, name)

    async def edit(self, message_id: int, text: str) -> Message:
        """Change an own message."""
        return self.persons.edit(self.id, message_id, text)

    async def block(self) -> None:
        """Stop the bot."""
        self.persons.block(self.id)

    async def unblock(self) -> None:
        """Let the bot in again."""
        self.persons.unblock(self.id)

    # -- seeing ---------------------------------------------------------------------------

    @property
    def messages(self) -> list[Message]:
        """The chat as it stands, the oldest message first."""
        return list(self._chat.messages.values())

    @property
    def last(self) -> Message | None:
        """The bot's latest message."""
        said = [message for message in self.messages if message["from"]["is_bot"]]
        return said[-1] if said else None

    @property
    def keyboard(self) -> list[str]:
        """The keys in place of the phone's keyboard."""
        rows = (self._chat.keyboard or {}).get("keyboard", [])
        return [key["text"] for row in rows for key in row]

    def screen(self, lines: int = 6) -> str:
        """The latest messages with their buttons, as text."""
        told = []
        for message in self.messages[-lines:]:
            who = "bot" if message["from"]["is_bot"] else "me"
            told.append(f"{who}: {_text(message)} {list(buttons(message)) or ''}")
        return "\n".join(told)

    async def hears(self, words: str, within: float = PATIENCE) -> Message:
        """The bot's message that matches (a regular expression, . for line ends too).

        Waits for one that has come since the person's own last act; AssertionError after
        `within` seconds.
        """
        arrived = asyncio.Event()

        def notice(event: dict[str, Any]) -> None:
            if event.get("person") == self.id:
                arrived.set()

        self.persons.world.on_event.append(notice)
        try:
            async with asyncio.timeout(within):
                while (found := self._fresh(words)) is None:
                    arrived.clear()
                    await arrived.wait()
            return found
        except TimeoutError:
            raise AssertionError(
                f"nobody said {words!r}; the screen shows:\n{self.screen()}"
            ) from None
        finally:
            self.persons.world.on_event.remove(notice)

    def _fresh(self, words: str) -> Message | None:
        news = self._chat.news
        for message in reversed(self.messages):
            if message["message_id"] in news and re.search(words, _text(message), re.DOTALL):
                return message
        return None


def _text(message: Message) -> str:
    return str(message.get("text") or message.get("caption") or "")
