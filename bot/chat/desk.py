"""Who is asked when somebody speaks: commands, words, buttons, conversations. No storage here."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.chat.incoming import Commanded, Edited, Reached, Said
from bot.conversations import service as conversations
from bot.conversations.answers.words import plain
from bot.conversations.engine import OLD_BUTTON, mark
from bot.conversations.model import Heard, Menu, Reply, Session, Tapped, Topics, Typed
from bot.kernel.i18n import LANGUAGES, _, say
from bot.kernel.i18n import Said as Sentence
from bot.people.model import Person

Act = Callable[[Person, str], Awaitable[Session | Reply | list[Reply]]]
"""Something a person can do; the text is what stood behind the command or button."""

CANCEL, START = "cancel", "start"


@dataclass(frozen=True, slots=True)
class Command:
    """An act with a name: /name, the label of a key of the menu, or words typed while idle."""

    act: Act
    description: Sentence
    label: Sentence | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """Everything that people can do by chat; the composition root fills it in.

    `buttons` are acts of buttons below messages, by the word before the first colon of their
    data (a command's name works too). `idle` answers what belongs to no conversation.
    """

    commands: Mapping[str, Command]
    buttons: Mapping[str, Act]
    topics: Topics
    menu: Callable[[Person], Awaitable[Menu]]
    idle: Callable[[Person, Heard], Awaitable[Reply]]

    async def answer(self, person: Person, said: Said) -> list[Reply]:
        """What there is to say to it; raises Refused when it may not or cannot be done."""
        match said:
            case Commanded(name, words):
                return await self._commanded(person, name, words)
            case Tapped(data) if mark(data) is None:
                return await self._pressed(person, data)
            case Typed(text) if (key := self._keys.get(plain(text))) is not None:
                return await self._commanded(person, key, "")
            case Edited():
                return [Reply(EDITED)]
            case Reached():
                return []
        return await self._talked(person, said)

    async def _talked(self, person: Person, heard: Heard) -> list[Reply]:
        replies = await conversations.hear(person.id, person, heard, self.topics)
        if replies is not None:
            return replies
        if isinstance(heard, Tapped):
            return [Reply(toast=OLD_BUTTON)]
        if isinstance(heard, Typed) and (name := self._words.get(plain(heard.text))) is not None:
            return await self._commanded(person, name, "")
        return [await self.idle(person, heard)]

    async def _commanded(self, person: Person, name: str, words: str) -> list[Reply]:
        if name == CANCEL:
            return await conversations.cancel(person.id, self.topics)
        command = self.commands.get(name)
        if command is None:
            return [Reply(_("I do not know /{name}. This is what I can do:", name=name), menu=True)]
        replies = await self._done(person, command.act, name, words)
        if name == START:  # whoever comes back finds the open question again
            replies += await conversations.again(person.id, self.topics)
        return replies

    async def _pressed(self, person: Person, data: str) -> list[Reply]:
        name, _colon, words = data.partition(":")
        if name == conversations.GO_ON:
            replies = await conversations.again(person.id, self.topics, nonce=words)
            return replies or [Reply(toast=OLD_BUTTON)]
        if name == conversations.DISCARD:
            return await self._discarded(person, words)
        act = self.buttons.get(name)
        if act is None and name in self.commands:
            act = self.commands[name].act
        if act is None:
            return [Reply(toast=OLD_BUTTON)]
        return await self._done(person, act, name, words)

    async def _discarded(self, person: Person, words: str) -> list[Reply]:
        nonce, _colon, act = words.partition(":")
        if not await conversations.discard(person.id, nonce):
            return [Reply(toast=OLD_BUTTON)]
        return await self._pressed(person, act)

    async def _done(self, person: Person, act: Act, name: str, words: str) -> list[Reply]:
        outcome = await act(person, words)
        if isinstance(outcome, Session):
            data = f"{name}:{words}" if words else name
            return await conversations.begin(person.id, outcome, self.topics, data)
        return outcome if isinstance(outcome, list) else [outcome]

    @cached_property
    def _keys(self) -> dict[str, str]:
        """Commands by the labels of their keys, in every language."""
        return {
            plain(say(command.label, language)): name
            for name, command in self.commands.items()
            if command.label is not None
            for language in LANGUAGES
        }

    @cached_property
    def _words(self) -> dict[str, str]:
        return {plain(w): name for name, command in self.commands.items() for w in command.words}


EDITED = _(
    "I see that you changed an earlier message. That changes nothing here: "
    "please send the right answer as a new message, or correct the report under “My reports”."
)
