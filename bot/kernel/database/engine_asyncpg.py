"""Tortoise's asyncpg client without its pool leaks (the name must contain "asyncpg").

A BEGIN that is cancelled or fails gives its connection back; waiting for a connection has a
time-out; only the task that opened a transaction may use it.
"""

import asyncio
from typing import Any

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    ConnectionWrapper,
    NestedTransactionContext,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

ACQUIRE_SECONDS = 10.0


class GuardedTransaction(TransactionWrapper):
    """A transaction that belongs to one task and refuses every use after its end."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self.owner = asyncio.current_task()

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        if self._finalized:
            raise TransactionManagementError("this transaction has ended; its task outlived it")
        if asyncio.current_task() is not self.owner:
            raise TransactionManagementError("a transaction serves only the task that opened it")
        return super().acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(GuardedTransaction(self))


class GuardedContext(TransactionContextPooled):
    """Gives the pooled connection back whatever happens to BEGIN."""

    async def __aenter__(self) -> Any:
        await self.ensure_connection()
        pool = self.client._parent._pool
        connection = await pool.acquire(timeout=ACQUIRE_SECONDS)
        try:
            self.client._connection = connection
            await self.client.begin()
        except BaseException:
            # Releasing resets the connection, which rolls back whatever BEGIN did.
            await asyncio.shield(asyncio.ensure_future(pool.release(connection)))
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client


class GuardedClient(AsyncpgDBClient):
    """The client that Tortoise finds as `client_class`."""

    def _in_transaction(self) -> TransactionContext:
        return GuardedContext(GuardedTransaction(self), self._pool_init_lock)


client_class = GuardedClient
