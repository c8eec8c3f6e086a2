"""Decisions about service: what counts, how a number is written, what the public sees of a name."""

import secrets
from collections.abc import Sequence

from bot.people.rules import SYMBOLS, shown_code
from bot.volunteers.model import Served, Service

LENGTH = 16
"""Symbols of a certificate's number: 80 bits, which nobody guesses."""


def counted(done: Sequence[Served]) -> Service:
    """All confirmed service together."""
    confirmed = [one for one in done if one.confirmed]
    by_skill: dict[str | None, int] = {}
    for one in confirmed:
        by_skill[one.skill] = by_skill.get(one.skill, 0) + one.minutes
    days = [one.day for one in confirmed]
    minutes = sum(by_skill.values())
    return Service(
        len(confirmed), minutes, by_skill, min(days, default=None), max(days, default=None)
    )


def new_number() -> str:
    """A random number for a certificate."""
    return "".join(secrets.choice(SYMBOLS) for _n in range(LENGTH))


def shown_number(number: str) -> str:
    """The number in groups: 7KQM-2TXW-9PZB-4CDE."""
    return shown_code(number)


def read_number(text: str) -> str | None:
    """The number that somebody typed or that stands in an address; None when it cannot be one."""
    plain = text.upper().replace("-", "").replace(" ", "").translate(str.maketrans("ILO", "110"))
    return plain if len(plain) == LENGTH and set(plain) <= set(SYMBOLS) else None


def masked(name: str) -> str:
    """What the public site shows of a name: enough to compare with the paper, not to find anybody.

    李小明 becomes 李**, Anna Weber becomes A*** W****.
    """
    return " ".join(part[:1] + "*" * (len(part) - 1) for part in name.split())
