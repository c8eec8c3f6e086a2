"""Constraints as SQL for migrations: Tortoise ignores those of a model's Meta when it creates it.

SQLite cannot add a CHECK to a table that stands, so there it is a pair of triggers which fail
in the same way: as an IntegrityError that names the constraint.
"""

from collections.abc import Sequence

from tortoise.migrations.operations import RunSQL
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class ByDialect(RunSQL):
    """Statements in the words of whichever database is being migrated."""

    def __init__(self, *, sqlite: Sequence[str], postgres: Sequence[str]) -> None:
        super().__init__(sql=list(postgres))
        self.sqlite = list(sqlite)

    async def database_forward(
        self,
        app_label: str,  # noqa: ARG002 - the signature of an operation
        old_state: State,  # noqa: ARG002
        new_state: State,  # noqa: ARG002
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        if state_editor is not None:
            lite = state_editor.client.capabilities.dialect == "sqlite"
            for statement in self.sqlite if lite else self.sql:
                if state_editor.collect_sql:
                    state_editor.collected_sql.append(statement)
                else:  # straight to the client: the editor would cut a trigger at its semicolons
                    await state_editor.client.execute_query(statement)


def unique_where(table: str, name: str, columns: Sequence[str], condition: str) -> RunSQL:
    """At most one row with the same `columns` among those for which `condition` holds."""
    keys = ", ".join(f'"{column}"' for column in columns)
    return RunSQL(sql=f'CREATE UNIQUE INDEX "{name}" ON "{table}" ({keys}) WHERE {condition}')


def index_where(table: str, name: str, columns: Sequence[str], condition: str) -> RunSQL:
    """A small index over the rows for which `condition` holds, for what is asked all the time."""
    keys = ", ".join(f'"{column}"' for column in columns)
    return RunSQL(sql=f'CREATE INDEX "{name}" ON "{table}" ({keys}) WHERE {condition}')


def check(table: str, name: str, columns: Sequence[str], condition: str) -> ByDialect:
    """Every row fulfils `condition`, which names its `columns` in double quotes."""
    return ByDialect(
        sqlite=[_guard(table, name, columns, condition, when) for when in ("INSERT", "UPDATE")],
        postgres=[f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" CHECK ({condition})'],
    )


def _guard(table: str, name: str, columns: Sequence[str], condition: str, when: str) -> str:
    for column in columns:
        condition = condition.replace(f'"{column}"', f'NEW."{column}"')
    return (
        f'CREATE TRIGGER "{name}_{when.lower()}" BEFORE {when} ON "{table}" '
        f"WHEN NOT ({condition}) "
        f"BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {name}'); END"
    )


def on_insert(table: str, name: str, condition: str, lite: str | None = None) -> ByDialect:
    """Every new row fulfils `condition`, which may ask other rows; the row itself is NEW.

    `lite` is the condition in SQLite's own words, where the two databases differ.
    """
    return _before("INSERT", table, name, condition, lite or condition)


def on_update(table: str, name: str, condition: str) -> ByDialect:
    """Every change of a row fulfils `condition` on OLD and NEW."""
    return _before("UPDATE", table, name, condition, condition)


def _before(when: str, table: str, name: str, condition: str, lite: str) -> ByDialect:
    refusal = f"CHECK constraint failed: {name}"
    return ByDialect(
        sqlite=[
            f'CREATE TRIGGER "{name}" BEFORE {when} ON "{table}" WHEN ({lite}) IS NOT TRUE '
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        ],
        postgres=[
            f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ '
            f"BEGIN IF ({condition}) IS NOT TRUE THEN RAISE EXCEPTION '{refusal}' "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
            f'CREATE TRIGGER "{name}" BEFORE {when} ON "{table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{name}"()',
        ],
    )


def append_only(table: str) -> ByDialect:
    """No row of the table may be changed or deleted, by anybody."""
    return _refuse(table, f"{table} is append-only", ("UPDATE", "DELETE"))


def never_deleted(table: str) -> ByDialect:
    """No row of the table may be deleted, by anybody."""
    return _refuse(table, f"{table} keeps every row", ("DELETE",))


def _refuse(table: str, refusal: str, acts: Sequence[str]) -> ByDialect:
    name = f"{table}_append_only"
    return ByDialect(
        sqlite=[
            f'CREATE TRIGGER "{table}_no_{act.lower()}" BEFORE {act} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            for act in acts
        ],
        postgres=[
            f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ '
            f"BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; "
            "END $$",
            f'CREATE TRIGGER "{name}" BEFORE {" OR ".join(acts)} ON "{table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{name}"()',
            *never_emptied(table).sql,
        ],
    )


def never_emptied(table: str) -> ByDialect:
    """A table of one of the two kinds above is not truncated either, which touches no single row.

    May be said again of a table that has it. SQLite has no TRUNCATE.
    """
    return ByDialect(
        sqlite=[],
        postgres=[
            f'DROP TRIGGER IF EXISTS "{table}_no_truncate" ON "{table}"',
            f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{table}_append_only"()',
        ],
    )
