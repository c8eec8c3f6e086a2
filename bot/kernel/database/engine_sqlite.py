"""Tortoise's SQLite client without its transaction traps (the name must contain "sqlite").

One connection and one lock serve the whole process, so a lock that is never given back stops
everything. Here BEGIN is IMMEDIATE, a BEGIN that is cancelled or fails gives the lock back, a
COMMIT that fails is rolled back, and only the task that opened a transaction may use it.

Statements inside a transaction run on the event loop: each takes microseconds, handing it to the
connection's thread and back ten times that. What may wait for a disk or for another process
(BEGIN, COMMIT, ROLLBACK, statements outside of transactions) stays in the thread.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import aiosqlite
from tortoise.backends.base.client import (
    ConnectionWrapper,
    NestedTransactionContext,
    TransactionContext,
)
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError


def in_utc(values: list[Any] | None) -> list[Any]:
    """Moments as they are stored, in UTC: SQLite compares them letter by letter."""
    return [_stored(value) for value in values or ()]


def _stored(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat(" ")
    return value


class GuardedTransaction(SqliteTransactionWrapper):
    """A transaction that belongs to one task and refuses every use after its end."""

    def __init__(self, connection: SqliteClient) -> None:
        super().__init__(connection)
        self.owner = asyncio.current_task()

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        self._refuse_strangers()
        return super().acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        self._refuse_strangers()
        return NestedTransactionContext(GuardedTransaction(self))

    def _refuse_strangers(self) -> None:
        if self._finalized:
            raise TransactionManagementError("this transaction has ended; its task outlived it")
        if asyncio.current_task() is not self.owner:
            raise TransactionManagementError("a transaction serves only the task that opened it")

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[Any]]:
        raw = self._connection._conn
        before = raw.total_changes
        rows = self._at_once(query, values)
        return (raw.total_changes - before) or len(rows), rows

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        return [dict(row) for row in self._at_once(query, values)]

    def _at_once(self, query: str, values: list[Any] | None) -> list[Any]:
        self._refuse_strangers()
        query = query.replace("\x00", "'||CHAR(0)||'")
        try:
            return self._connection._conn.execute(query, in_utc(values)).fetchall()
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error
        except sqlite3.IntegrityError as error:
            raise IntegrityError(error) from error

    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


class GuardedContext(SqliteTransactionContext):
    """Gives the lock back whatever happens between BEGIN and COMMIT."""

    async def __aenter__(self) -> Any:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            # BEGIN may still be queued in the connection's thread: undo it behind it, shielded.
            await asyncio.shield(asyncio.ensure_future(self._undo()))
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def _undo(self) -> None:
        try:
            if self.connection._connection is not None:
                await self.connection._connection.rollback()
        finally:
            self.connection._finalized = True
            self._trxlock.release()

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        get_connections().reset(self.token)
        ending = asyncio.ensure_future(self._end(commit=exc_type is None))
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            await ending  # the outcome is known before anybody goes on
            raise

    async def _end(self, *, commit: bool) -> None:
        try:
            if not self.connection._finalized:
                await self._commit() if commit else await self.connection.rollback()
        finally:
            self.connection._finalized = True
            self._trxlock.release()

    async def _commit(self) -> None:
        raw = self.connection._connection
        try:
            await raw.commit()
        except BaseException:
            await raw.rollback()  # else the next transaction would commit this one
            raise


class GuardedClient(SqliteClient):
    """The client that Tortoise finds as `client_class`."""

    async def create_connection(self, with_db: bool) -> None:  # noqa: ARG002 - Tortoise's signature
        if self._connection is None:
            connection = await aiosqlite.connect(
                self.filename, isolation_level=None, check_same_thread=False
            )
            connection._conn.row_factory = sqlite3.Row
            for pragma, value in self.pragmas.items():
                await (await connection.execute(f"PRAGMA {pragma}={value}")).close()
            self._connection = connection
            await self._post_connect()

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[Any]]:
        outcome: tuple[int, Sequence[Any]] = await super().execute_query(query, in_utc(values))
        return outcome

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = await super().execute_query_dict(query, in_utc(values))
        return rows

    def _in_transaction(self) -> TransactionContext:
        return GuardedContext(GuardedTransaction(self), self._lock)


client_class = GuardedClient
