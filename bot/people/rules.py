"""Decisions about people: who may do what where, who may invite whom, codes that can be typed."""

import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.people.model import Grant, Right, Role
from bot.places.model import Level, Place

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.WORKER: frozenset({Right.REPORT, Right.SEE_REPORTS}),
    Role.CHECKER: frozenset({Right.CHECK, Right.SEE_REPORTS, Right.SEE_STATUS}),
    Role.COORDINATOR: frozenset(
        {
            Right.SEE_REPORTS,
            Right.SEE_STATUS,
            Right.REPORT_FOR,
            Right.INVITE,
            Right.NOTIFY,
            Right.PLAN,
            Right.CALL,
            Right.RELEASE,
            Right.DISPATCH,
        }
    ),
    Role.VOLUNTEER: frozenset({Right.VOLUNTEER}),
    Role.ADMIN: frozenset(Right),
}
"""What each role may do within the subtree of its place."""

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is easily taken for another or for a digit."""

CODE_LENGTH = 10
_MISREAD = str.maketrans("ILO", "110")


def may(grants: Iterable[Grant], right: Right, place: Place) -> bool:
    """Whether one of the grants gives the right at the place or above it."""
    return right_since(grants, right, place) is not None


def right_since(grants: Iterable[Grant], right: Right, place: Place) -> datetime | None:
    """Since when the grants give the right at the place; None when they do not."""
    giving = [g.since for g in grants if right in RIGHTS[g.role] and place.path.startswith(g.path)]
    return min(giving, default=None)


def giving(right: Right) -> frozenset[Role]:
    """The roles that give the right."""
    return frozenset(role for role, rights in RIGHTS.items() if right in rights)


def may_invite(grants: Iterable[Grant], role: Role, place: Place) -> bool:
    """Whether somebody with these grants may invite for the role at the place.

    An admin for any role; a coordinator for all but admins, for coordinators only below the
    own place: nobody but an admin makes equals.
    """
    return any(_may_invite(grant, role, place) for grant in grants)


def _may_invite(grant: Grant, role: Role, place: Place) -> bool:
    if not place.path.startswith(grant.path):
        return False
    if grant.role is Role.COORDINATOR and role is Role.COORDINATOR:
        return place.path != grant.path
    return grant.role is Role.ADMIN or (grant.role is Role.COORDINATOR and role is not Role.ADMIN)


def may_end(grants: Iterable[Grant], role: Role, place: Place) -> bool:
    """Whether somebody with these grants may end the role there: whoever may invite for it."""
    return may_invite(grants, role, place)


def invitable(grants: Iterable[Grant]) -> tuple[Role, ...]:
    """The roles that somebody with these grants may invite for, somewhere."""
    held = {grant.role for grant in grants}
    if Role.ADMIN in held:
        return tuple(Role)
    return tuple(r for r in Role if r is not Role.ADMIN) if Role.COORDINATOR in held else ()


def can_hold(role: Role, place: Place) -> bool:
    """Whether the role makes sense there: a worker reports for villages, a township's at most."""
    return role is not Role.WORKER or place.level in (Level.TOWNSHIP, Level.VILLAGE)


def new_code() -> str:
    """A random invite code of CODE_LENGTH symbols (50 bits), with a letter and a digit from 2 up.

    Such a digit cannot be part of a word: a code is told from a word without asking.
    """
    while True:
        code = "".join(secrets.choice(SYMBOLS) for _ in range(CODE_LENGTH))
        if _is_mixed(code):
            return code


def read_code(text: str) -> str | None:
    """The code that the text is, as it was made; None when it cannot be one.

    Dashes, spaces, case and full width do not matter; I and L are read as 1, O as 0.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    code = "".join(c for c in plain if c not in "-–— ").translate(_MISREAD)
    known = len(code) == CODE_LENGTH and all(symbol in SYMBOLS for symbol in code)
    return code if known and _is_mixed(code) else None


def shown_code(code: str) -> str:
    """The code in groups, as people read it aloud: K7QM-2TXW-9P."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def _is_mixed(code: str) -> bool:
    return any(c in "23456789" for c in code) and any(c.isalpha() for c in code)
