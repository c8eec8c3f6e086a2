"""Migrations that only add: what every file in migrations/ is."""

from typing import Any

from tortoise.migrations import Migration
from tortoise.migrations.schema_generator.state import State


class _Forgetful(State):
    """A state of which nobody asks how it was before."""

    def clone(self) -> State:
        return self


class Additive(Migration):
    """A migration without a way back: none of its operations looks at the models before it.

    Tortoise copies the whole state before each operation, for those that do. With forty tables
    that was most of the time that a new database took.
    """

    async def apply(self, state: State, **how: Any) -> State:
        """Tortoise's own, on the state as it stands."""
        await super().apply(_Forgetful(state.models, state.apps), **how)
        return state
