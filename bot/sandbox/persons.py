"""What people can do on their phones; the same functions serve the page, tests and drills."""

import secrets
from typing import Any

from bot.kernel import clock
from bot.sandbox.entities import automatic
from bot.sandbox.files import card_of, photo_sizes
from bot.sandbox.world import Chat, Message, PersonSpec, Tap, World

MOST_TEXT = 4096
MOST_CAPTION = 1024


class CannotDo(Exception):
    """A phone would not let a person do this; `status` is HTTP's."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Persons:
    """The people's side of the world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def chat(self, person: int) -> Chat:
        """The person's chat; 404 for nobody."""
        if person not in self.world.chats:
            raise CannotDo(404, f"nobody here has the number {person}")
        return self.world.chats[person]

    def add(self, spec: PersonSpec) -> Chat:
        """Somebody more arrives."""
        chat = self.world.add_person(spec)
        self.world.tell("person", chat)
        return chat

    def send(self, person: int, text: str, reply_to: int | None = None) -> Message:
        """Type something, or press a key of the reply keyboard."""
        if not text.strip():
            raise CannotDo(400, "an empty message cannot be sent")
        if len(text) > MOST_TEXT:
            raise CannotDo(400, f"a message holds at most {MOST_TEXT} characters")
        chat = self._writing(person)
        content: dict[str, Any] = {"text": text.strip()}
        if found := automatic(content["text"]):
            content["entities"] = found
        if reply_to is not None and reply_to in chat.messages:
            content["reply_to_message"] = chat.messages[reply_to]
        return self._said(chat, content)

    def start(self, person: int, payload: str | None = None) -> Message:
        """Press Start, perhaps with what an invite link carried."""
        chat = self.chat(person)
        if chat.blocked:
            self.unblock(person)
        chat.started = True
        if payload is not None and payload == chat.deep_link:
            chat.deep_link = None
        self.world.tell("person", chat)
        return self.send(person, f"/start {payload}" if payload else "/start")

    def tap(self, person: int, message_id: int, data: str) -> str:
        """Press a button below a message; the number of the callback query."""
        chat = self._writing(person)
        message = chat.messages.get(message_id)
        if message is None or data not in buttons(message).values():
            raise CannotDo(409, "there is no such button on this message now")
        chat.news.clear()
        query_id = str(secrets.randbits(60))
        self.world.taps[query_id] = Tap(person, message_id, clock.now() + self.world.window)
        query = {
            "id": query_id,
            "from": chat.user,
            "message": message,
            "chat_instance": str(chat.spec.id * 7919),
            "data": data,
        }
        self.world.push("callback_query", query, f"tap:{person}")
        return query_id

    def contact(
        self,
        person: int,
        phone_number: str | None = None,
        first_name: str | None = None,
        user_id: int | None = None,
    ) -> Message:
        """Share the own contact, or another one out of the phone's address book."""
        chat = self._writing(person)
        card: dict[str, Any] = {
            "phone_number": chat.spec.phone_number,
            "first_name": chat.spec.first_name,
            "user_id": person,
        }
        if phone_number is not None:
            card = {"phone_number": phone_number, "first_name": first_name or "?"}
            if user_id is not None:
                card["user_id"] = user_id
        return self._said(chat, {"contact": card})

    def location(
        self, person: int, latitude: float, longitude: float, live_period: int | None = None
    ) -> Message:
        """Share a point in degrees."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise CannotDo(400, "there is no such point")
        point: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
        if live_period is not None:
            point["live_period"] = live_period
        return self._said(self._writing(person), {"location": point})

    def photo(self, person: int, content: bytes, caption: str = "") -> Message:
        """Send a picture."""
        sizes = photo_sizes(self.world.store(content, "photo.jpg", "image/jpeg"))
        return self._said(self._writing(person), _captioned({"photo": sizes}, caption))

    def document(
        self, person: int, content: bytes, name: str, kind: str = "", caption: str = ""
    ) -> Message:
        """Send a file."""
        file = self.world.store(content, name, kind or "application/octet-stream")
        sent = _captioned({"document": card_of(file)}, caption)
        return self._said(self._writing(person), sent)

    def edit(self, person: int, message_id: int, text: str) -> Message:
        """Change an own message."""
        chat = self._writing(person)
        message = chat.messages.get(message_id)
        if message is None or message["from"]["is_bot"] or "text" not in message:
            raise CannotDo(409, "this message cannot be changed")
        message = {**message, "text": text, "edit_date": int(clock.now().timestamp())}
        message.pop("entities", None)
        chat.messages[message_id] = message
        self.world.tell("edited", chat, message=message)
        self.world.push("edited_message", message, f"chat:{person}")
        return message

    def block(self, person: int) -> None:
        """Stop the bot; it cannot write any more."""
        self._member(self.chat(person), blocked=True)

    def unblock(self, person: int) -> None:
        """Let the bot in again."""
        self._member(self.chat(person), blocked=False)

    def read(self, person: int) -> None:
        """Look at the chat."""
        chat = self.chat(person)
        if chat.unread:
            chat.unread = 0
            self.world.tell("unread", chat, count=0)

    def _writing(self, person: int) -> Chat:
        chat = self.chat(person)
        if chat.blocked:
            raise CannotDo(409, "unblock the bot first")
        if not chat.started:
            raise CannotDo(409, "press Start first")
        return chat

    def _said(self, chat: Chat, content: dict[str, Any]) -> Message:
        if chat.keyboard is not None and chat.keyboard.get("one_time_keyboard"):
            self.world.keep_keyboard(chat, {"remove_keyboard": True})
        message = self.world.add_message(chat, by_bot=False, **content)
        self.world.push("message", message, f"chat:{chat.spec.id}")
        return message

    def _member(self, chat: Chat, *, blocked: bool) -> None:
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self.world.tell("person", chat)
        self.world.push(
            "my_chat_member",
            {
                "chat": chat.address,
                "from": chat.user,
                "date": int(clock.now().timestamp()),
                "old_chat_member": self._status(before),
                "new_chat_member": self._status(after),
            },
            f"member:{chat.spec.id}",
        )

    def _status(self, status: str) -> dict[str, Any]:
        told = {"user": self.world.bot_user, "status": status}
        return {**told, "until_date": 0} if status == "kicked" else told


def buttons(message: Message) -> dict[str, str]:
    """The labels below a message with their callback data; of labels alike the first counts."""
    found: dict[str, str] = {}
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            if "callback_data" in button:
                found.setdefault(button["text"], button["callback_data"])
    return found


def _captioned(content: dict[str, Any], caption: str) -> dict[str, Any]:
    if len(caption) > MOST_CAPTION:
        raise CannotDo(400, f"a caption holds at most {MOST_CAPTION} characters")
    return {**content, "caption": caption} if caption else content
