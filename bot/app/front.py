"""Who is asked when nobody else is: the keys of one's roles, and what to say when lost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.chat.desk import Command
from bot.conversations.answers.words import what_was_sent
from bot.conversations.model import Heard, Menu, Reply, SharedContact, Typed
from bot.kernel.i18n import Said, _, lines
from bot.people import service as people
from bot.people.model import Person, Role
from bot.people.talk import arriving

MANY = 8
"""More keys than these would leave no room on a phone for what is said."""


@dataclass(frozen=True)
class Front:
    """What a person finds who is in no conversation; `menus` are commands by role."""

    commands: Mapping[str, Command]
    menus: Mapping[Role, tuple[str, ...]]

    async def menu(self, person: Person) -> Menu:
        """The keys of everything that the person's roles let them do."""
        return self._keys(await _roles(person))

    async def idle(self, person: Person, heard: Heard) -> Reply:
        """Answer what belongs to no conversation: a contact, a code, or what is not understood."""
        if isinstance(heard, SharedContact):
            return await arriving.contact(person, heard)
        if isinstance(heard, Typed) and (joined := await arriving.code(person, heard.text)):
            return joined
        answer = await self.not_understood(person)
        if isinstance(heard, Typed):
            return answer
        what = _(
            "{what} came, but no question is open that it could answer.", what=what_was_sent(heard)
        )
        return replace(answer, say=lines(what, answer.say))

    async def not_understood(self, person: Person) -> Reply:
        """What the person can do here, with the keys for it."""
        held = await _roles(person)
        if not held:
            return arriving.stranger()
        if Role.WORKER in held:
            say = _(
                "Tap a key below. “Zero report” when nothing happened (or send 0), "
                "“Daily report” when something did."
            )
        else:
            say = _("Tap a key below, or the menu beside it for everything that I can do.")
        return Reply(say, self._keys(held))

    def _keys(self, held: frozenset[Role]) -> Menu:
        """Each key once, two to a row; three where there are many."""
        own = (name for role, names in self.menus.items() if role in held for name in names)
        keys = [*dict.fromkeys(own), *(["language"] if held else [])]
        width = 2 if len(keys) <= MANY else 3
        rows = (keys[start : start + width] for start in range(0, len(keys), width))
        return Menu(tuple(tuple(self._label(name) for name in row) for row in rows))

    def _label(self, command: str) -> Said:
        return self.commands[command].label or command


async def _roles(person: Person) -> frozenset[Role]:
    return frozenset(grant.role for grant in await people.grants(person))
