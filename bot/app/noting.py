"""Changes of roles and numbers, written into the journal, which the people room does not know."""

from bot.journal import service as journal
from bot.people.model import Ended, Granted, NumberMoved


async def granted(one: Granted) -> None:
    """Somebody was given a role."""
    await _role("role.granted", one)


async def ended(one: Ended) -> None:
    """Somebody holds a role no more."""
    await _role("role.ended", one)


async def _role(act: str, one: Granted | Ended) -> None:
    await journal.note(
        one.by,
        act,
        f"person:{one.person_id}",
        place_id=one.place_id,
        role=one.role.value,
    )


async def number_moved(one: NumberMoved) -> None:
    """A number that belonged to one account belongs to another now."""
    await journal.note(one.to_id, "number.moved", f"person:{one.from_id}")
