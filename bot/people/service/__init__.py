"""Use cases of people: being known, rights, roles, invites, phone numbers."""

from bot.people.service.inviting import (
    GUESSES_AN_HOUR,
    INVITE_LASTS,
    accept,
    guessed_too_often,
    invite,
    invite_imported,
    inviting_from,
)
from bot.people.service.numbers import (
    imported_person,
    numbers,
    phone_digest,
    recognise,
)
from bot.people.service.persons import (
    LONGEST_NAME,
    allow,
    grants,
    holds,
    known,
    many,
    names,
    nearest,
    reached,
    speak,
    tops,
    workplaces,
)
from bot.people.service.roles import (
    give,
    held_below,
    take,
    to_end,
)

__all__ = [
    "GUESSES_AN_HOUR",
    "INVITE_LASTS",
    "LONGEST_NAME",
    "accept",
    "allow",
    "give",
    "grants",
    "guessed_too_often",
    "held_below",
    "holds",
    "imported_person",
    "invite",
    "invite_imported",
    "inviting_from",
    "known",
    "many",
    "names",
    "nearest",
    "numbers",
    "phone_digest",
    "reached",
    "recognise",
    "speak",
    "take",
    "to_end",
    "tops",
    "workplaces",
]
