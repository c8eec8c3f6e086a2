"""What the sandbox knows: people, chats, messages, files, updates waiting. No I/O."""

import json
import random
import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from bot.kernel import clock
from bot.sandbox import errors
from bot.sandbox.files import StoredFile
from bot.sandbox.keyboards import Markup

Message = dict[str, Any]
Event = dict[str, Any]

MESSAGES_WAIT = timedelta(hours=24)
TAPS_WAIT = timedelta(seconds=150)
MOST_WAITING = 100_000
OFF_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """Somebody invented who chats with the bot. `deep_link` is a start payload not used yet."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "zh-hans"
    phone_number: str = ""
    story: Mapping[str, str] = field(default_factory=dict)
    role: Mapping[str, str] = field(default_factory=dict)
    deep_link: str | None = None
    started: bool = False


@dataclass(slots=True)
class Chat:
    """A person's private chat with the bot, as it stands.

    `news` are the bot's messages that came or changed since the person last did something.
    """

    spec: PersonSpec
    started: bool
    next_id: int
    deep_link: str | None
    blocked: bool = False
    unread: int = 0
    keyboard: Markup | None = None
    typing: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    news: set[int] = field(default_factory=set)

    @property
    def user(self) -> dict[str, Any]:
        """The person as a Bot API User."""
        spec = self.spec
        named = {"last_name": spec.last_name, "username": spec.username}
        given = {name: value for name, value in named.items() if value}
        base = {"id": spec.id, "is_bot": False, "first_name": spec.first_name}
        return {**base, **given, "language_code": spec.language_code}

    @property
    def address(self) -> dict[str, Any]:
        """The chat as a Bot API Chat."""
        return {"id": self.spec.id, "first_name": self.spec.first_name, "type": "private"}


@dataclass(slots=True)
class Tap:
    """A pressed button that waits for its answer."""

    person: int
    message_id: int
    until: Any
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update as it was when it happened; a later edit does not change it."""

    id: int
    kind: str
    queue: str
    until: Any
    text: str


class World:
    """Everything there is, changed by the bot's calls and by people's acts."""

    def __init__(
        self,
        people: Sequence[PersonSpec],
        *,
        token: str | None = None,
        username: str = "qianshao_demo_bot",
        seed: int = 0,
        callback_window: float = 15.0,
    ) -> None:
        self.random = random.Random(seed)  # noqa: S311 - made-up ids, no secrets
        bot_id = int(token.split(":")[0]) if token else self.random.randint(10**8, 10**9)
        self.token = token or f"{bot_id}:{secrets.token_urlsafe(26)}"
        self.bot = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "前哨",
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.chats: dict[int, Chat] = {}
        for spec in people:
            self.add_person(spec)
        self.window = timedelta(seconds=callback_window)
        self.taps: dict[str, Tap] = {}
        self.files: dict[str, StoredFile] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.allowed: frozenset[str] | None = None
        self.waiting: deque[Waiting] = deque()
        self._next_update = self.random.randint(10**6, 10**8)
        self.on_event: list[Callable[[Event], None]] = []
        self.on_update: list[Callable[[Waiting], None]] = []

    # -- people and chats -----------------------------------------------------------------

    def add_person(self, spec: PersonSpec) -> Chat:
        """Somebody more."""
        first = self.random.randint(100, 9_000)
        chat = Chat(spec, spec.started, first, spec.deep_link)
        self.chats[spec.id] = chat
        return chat

    def reachable(self, chat_id: object) -> Chat:
        """The chat to which the bot may send; raises what the real server answers otherwise."""
        chat = self.chat(chat_id)
        if chat.blocked:
            raise errors.BLOCKED
        if not chat.started:
            raise errors.NOT_STARTED
        return chat

    def chat(self, chat_id: object) -> Chat:
        """The chat of that number, which may come as text."""
        if chat_id in (None, ""):
            raise errors.NO_CHAT_ID
        try:
            return self.chats[int(str(chat_id))]
        except (KeyError, ValueError):
            raise errors.NO_CHAT from None

    # -- messages -------------------------------------------------------------------------

    def add_message(self, chat: Chat, *, by_bot: bool, **content: Any) -> Message:
        """A new message at the end of the chat."""
        chat.next_id += self.random.choice((1, 1, 1, 2))
        message: Message = {
            "message_id": chat.next_id,
            "from": self.bot_user if by_bot else chat.user,
            "chat": chat.address,
            "date": int(clock.now().timestamp()),
            **content,
        }
        chat.messages[chat.next_id] = message
        if by_bot:
            chat.unread += 1
            chat.typing = False
            chat.news.add(chat.next_id)
        else:
            chat.news.clear()
        self.tell("message", chat, message=message)
        if by_bot:
            self.tell("unread", chat, count=chat.unread)
        return message

    @property
    def bot_user(self) -> dict[str, Any]:
        """The bot as the author of a message."""
        return {name: self.bot[name] for name in ("id", "is_bot", "first_name", "username")}

    def keep_keyboard(self, chat: Chat, markup: Markup | None) -> None:
        """Change what stands in place of the phone's keyboard."""
        if markup is None or "inline_keyboard" in markup or "force_reply" in markup:
            return
        chat.keyboard = None if "remove_keyboard" in markup else markup
        self.tell("keyboard", chat, keyboard=chat.keyboard)

    def store(self, content: bytes, name: str, kind: str) -> StoredFile:
        """Keep a file; the same content keeps its unique id."""
        number = len(self.files) + 1
        unique = f"U{sha256(content).hexdigest()[:14]}"
        folder = "photos" if kind.startswith("image/") else "documents"
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        file = StoredFile(
            f"F{number:06}{unique}", unique, f"{folder}/file_{number}.{suffix}", content, kind, name
        )
        self.files[file.id] = file
        return file

    # -- updates --------------------------------------------------------------------------

    def push(self, kind: str, body: Mapping[str, Any], queue: str) -> None:
        """Have the bot told, unless it does not want to know this kind."""
        wanted = kind not in OFF_BY_DEFAULT if self.allowed is None else kind in self.allowed
        if not wanted:
            return
        self._next_update += 1
        lasts = TAPS_WAIT if kind == "callback_query" else MESSAGES_WAIT
        text = json.dumps({"update_id": self._next_update, kind: body}, ensure_ascii=False)
        update = Waiting(self._next_update, kind, queue, clock.now() + lasts, text)
        self.waiting.append(update)
        if len(self.waiting) > MOST_WAITING:
            self.waiting.popleft()
        for hear in self.on_update:
            hear(update)

    def confirm(self, offset: int) -> None:
        """Forget the updates below `offset`; below zero, all but so many."""
        if offset < 0:
            while len(self.waiting) > -offset:
                self.waiting.popleft()
        while self.waiting and (self.waiting[0].id < offset or self.waiting[0].until < clock.now()):
            self.waiting.popleft()

    def tell(self, event: str, chat: Chat, **details: Any) -> None:
        """Let the page and the waiting tests know."""
        told = {"event": event, "person": chat.spec.id, **details}
        for hear in self.on_event:
            hear(told)
