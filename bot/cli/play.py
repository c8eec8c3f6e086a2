"""`play FLOW`: talk with the bot in a terminal, on a throw-away database of the real places."""

import argparse
import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.app import desk
from bot.app.running import storage
from bot.chat.incoming import Commanded
from bot.cli import sample
from bot.cli.saying import Bar, tell, terminal_language
from bot.conversations.model import Ask, Heard, Inline, Keyboard, Menu, Reply, Tapped, Typed
from bot.kernel.config import Settings
from bot.kernel.database import transaction
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _, say
from bot.kernel.secret import new_key
from bot.people import service as people
from bot.people.model import Person
from bot.places.importing import GUIZHOU, import_places

WORKER, WORKER_OF_THREE, COORDINATOR, STRANGER = 910_001, 910_002, 910_005, 910_006

FLOWS: Mapping[str, tuple[str, int]] = {
    "daily_report": ("report", WORKER),
    "zero_report": ("zero", WORKER),
    "zero_for_all": ("zero", WORKER_OF_THREE),
    "correction": ("mine", WORKER),
    "language": ("language", WORKER),
    "invite": ("invite", COORDINATOR),
    "join": ("join", STRANGER),
    "hint": ("hint", STRANGER),
    "volunteer": ("volunteer", STRANGER),
    "task": ("task", COORDINATOR),
}
"""What can be played: the command it begins with, and who plays it."""


async def run(options: argparse.Namespace) -> int:
    """Play until the input ends (Ctrl-D)."""
    command, who = FLOWS[options.flow]
    language = options.lang or terminal_language()
    with tempfile.TemporaryDirectory(prefix="qianshao-play-") as folder:
        url = f"sqlite://{Path(folder) / 'play.sqlite3'}"
        settings = Settings(token="1:play", key=new_key(), database_url=url)  # noqa: S106
        async with storage(settings):
            await import_places(GUIZHOU, progress=Bar(_("Loading Guizhou's places")))
            person = (await sample.settle())[who]
            await people.speak(person, language)
            await _Terminal(who, language).play(command)
    return 0


@dataclass
class _Terminal:
    """A chat without Telegram: buttons are numbered, and pressed as #number."""

    chat_id: int
    language: str
    buttons: dict[int, str] = field(default_factory=dict)

    async def play(self, command: str) -> None:
        tell(_("Type your answers; #1 presses the first button; Ctrl-D ends."))
        said: Heard | Commanded = Commanded(command, "")
        while True:
            await self._hear(said)
            try:
                line = await asyncio.to_thread(input, "> ")
            except EOFError:
                return
            said = self._read(line)

    def _read(self, line: str) -> Heard | Commanded:
        text = line.strip()
        if text.startswith("#") and text[1:].isdecimal() and int(text[1:]) in self.buttons:
            return Tapped(self.buttons[int(text[1:])])
        if text.startswith("/"):
            name, _space, words = text[1:].partition(" ")
            return Commanded(name, words)
        return Typed(line)

    async def _hear(self, said: Heard | Commanded) -> None:
        try:
            async with transaction():
                person: Person = await people.known(self.chat_id, "", None)
                for reply in await desk("your_bot").answer(person, said):
                    await self._show(person, reply)
        except Refused as refused:
            tell(refused.text, language=self.language)

    async def _show(self, person: Person, reply: Reply) -> None:
        self.language = reply.language or self.language
        for text in (reply.toast, reply.say):
            if text is not None:
                tell("")
                tell(say(text, self.language))
        if reply.photo is not None:
            tell(_("(a picture of {n} bytes)", n=len(reply.photo)))
        if (document := reply.document) is not None:
            tell(_("(the file {name}, {n} bytes)", name=document.name, n=len(document.content)))
        if (card := reply.contact) is not None:
            tell(_("(the contact {name}, {phone})", name=card.name, phone=card.phone))
        keyboard = await desk("your_bot").menu(person) if reply.menu else reply.keyboard
        if reply.say is not None:
            self._show_keys(keyboard)

    def _show_keys(self, keyboard: Keyboard | None) -> None:
        self.buttons = {}
        if isinstance(keyboard, Inline):
            for row in keyboard.rows:
                tell("  ".join(self._numbered(button.label, button.data) for button in row))
        elif isinstance(keyboard, Menu):
            for keys in keyboard.rows:
                tell("  ".join(f"[{self._key(key)}]" for key in keys))

    def _numbered(self, label: Said, data: str) -> str:
        number = len(self.buttons) + 1
        self.buttons[number] = data
        return f"[#{number} {say(label, self.language)}]"

    def _key(self, key: Said | Ask) -> str:
        return say(key.label if isinstance(key, Ask) else key, self.language)
