"""Every query for people, roles and invites; returns model values, never rows."""

from bot.people.store.invites import (
    add_guess,
    add_invite,
    find_invite,
    guesses_since,
    use_invite,
)
from bot.people.store.persons import (
    absorb,
    add,
    change,
    find_by_phone,
    find_in_chat,
    many,
    names,
    phones,
    set_phone,
    set_reachable,
)
from bot.people.store.roles import (
    count_held,
    end,
    find_held,
    grant,
    grants,
    held,
    holders,
    roles_held,
    workers_at,
)

__all__ = [
    "absorb",
    "add",
    "add_guess",
    "add_invite",
    "change",
    "count_held",
    "end",
    "find_by_phone",
    "find_held",
    "find_in_chat",
    "find_invite",
    "grant",
    "grants",
    "guesses_since",
    "held",
    "holders",
    "many",
    "names",
    "phones",
    "roles_held",
    "set_phone",
    "set_reachable",
    "use_invite",
    "workers_at",
]
