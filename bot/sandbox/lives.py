"""People who act by themselves: they answer what the bot brings, each after their own habits."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import TracebackType

from bot.sandbox.keyboards import Markup
from bot.sandbox.persons import CannotDo, Persons, buttons
from bot.sandbox.world import Event, Message

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Habit:
    """Pressing a button whose data begins with `button`, when a message brings one.

    With that `chance` (0 to 1), after a wait between the two seconds of `after`; what they do not
    press leaves room for their next habit. Not where another button begins with `without`.
    """

    button: str
    chance: float = 1.0
    after: tuple[float, float] = (2.0, 8.0)
    without: str | None = None

    def applies(self, offered: Sequence[str]) -> str | None:
        """The data of the button that they would press, if it is there."""
        if self.without is not None and any(one.startswith(self.without) for one in offered):
            return None
        return next((one for one in offered if one.startswith(self.button)), None)


@dataclass(frozen=True, slots=True)
class Life:
    """Somebody's habits, those that come first first; where they are when asked (degrees)."""

    habits: Sequence[Habit]
    latitude: float
    longitude: float


class Lives:
    """Has these people live as long as the context lasts; `seed` makes their choices repeatable."""

    def __init__(self, persons: Persons, lives: Mapping[int, Life], seed: int = 0) -> None:
        self._persons = persons
        self._lives = lives
        self._random = random.Random(seed)  # noqa: S311 - what people do is no secret
        self._acts: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Lives":
        self._persons.world.on_event.append(self._notice)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._persons.world.on_event.remove(self._notice)
        for act in self._acts:
            act.cancel()
        await asyncio.gather(*self._acts, return_exceptions=True)

    def _notice(self, event: Event) -> None:
        life = self._lives.get(event.get("person", 0))
        if life is None:
            return
        if event["event"] == "keyboard" and _asks_where(event["keyboard"]):
            self._later((1.0, 3.0), partial(self._shares, event["person"], life))
        elif event["event"] in ("message", "edited"):
            self._brought(event["person"], life, event["message"])

    def _brought(self, person: int, life: Life, message: Message) -> None:
        if not message["from"]["is_bot"]:
            return
        offered = list(buttons(message).values())
        for habit in life.habits:
            data = habit.applies(offered)
            if data is not None and self._random.random() < habit.chance:
                self._later(habit.after, partial(self._taps, person, message, data))
                return

    def _later(self, after: tuple[float, float], act: Act) -> None:
        wait = self._random.uniform(*after)
        task = asyncio.create_task(_acted(wait, act))
        self._acts.add(task)
        task.add_done_callback(self._acts.discard)

    def _taps(self, person: int, message: Message, data: str) -> None:
        self._persons.tap(person, message["message_id"], data)

    def _shares(self, person: int, life: Life) -> None:
        self._persons.location(person, life.latitude, life.longitude)


async def _acted(wait: float, act: Act) -> None:
    await asyncio.sleep(wait)
    with suppress(CannotDo):  # the button went away meanwhile, or they have blocked the bot
        act()


def _asks_where(keyboard: Markup | None) -> bool:
    rows = (keyboard or {}).get("keyboard", [])
    return any(isinstance(key, dict) and key.get("request_location") for row in rows for key in row)
