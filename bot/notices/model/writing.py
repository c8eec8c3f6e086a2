"""What a notice says, and to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.conversations.model import Attachment
from bot.kernel.i18n import Said, _
from bot.people.model import Role


class Severity(StrEnum):
    """How grave a notice is; an EMERGENCY goes before everything but answers."""

    INFORMATION = "information"
    IMPORTANT = "important"
    EMERGENCY = "emergency"


SEVERITIES: Mapping[Severity, Said] = {
    Severity.INFORMATION: _("Information"),
    Severity.IMPORTANT: _("Important"),
    Severity.EMERGENCY: _("Emergency notice"),
}
"""What the severities are called."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said: a text a language, or one for all under ANY_LANGUAGE; what is attached."""

    texts: Mapping[str, str]
    attachment: Attachment | None = None


ANY_LANGUAGE = "*"
"""Stands in a wording for every language that has no text of its own."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a notice is for: whoever holds one of the roles (any, when empty) at a place or below.

    With a `language`: only those who are spoken to in it.
    """

    place_id: int
    roles: frozenset[Role] = frozenset()
    language: str | None = None
