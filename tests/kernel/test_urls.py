"""A postgres URL's options are told to both who connect: the migrating one and the pool."""

import pytest

from bot.app import TABLES
from bot.kernel.database import configuration, opened, ready
from bot.kernel.database.migrating import NoDatabase, migrate
from bot.kernel.database.urls import server


def test_what_a_url_says_is_understood() -> None:
    told = server("postgres://bot:a%2Fb@db.example.org:6432/town?sslmode=verify-full&minsize=1")
    assert told == {
        "host": "db.example.org",
        "port": 6432,
        "user": "bot",
        "password": "a/b",
        "database": "town",
        "ssl": "verify-full",
    }


def test_a_socket_can_stand_for_the_host() -> None:
    assert server("postgres:///town?host=/run/postgresql")["host"] == "/run/postgresql"


def test_without_a_mode_the_driver_decides() -> None:
    assert "ssl" not in server("postgres://bot@h/town")


def test_the_pool_is_told_the_same() -> None:
    url = "postgres://bot@h/town?sslmode=require&statement_cache_size=0"
    told = configuration(url, [])["connections"]["default"]["credentials"]
    assert (told["ssl"], told["statement_cache_size"], told["maxsize"]) == ("require", 0, 10)


@pytest.mark.parametrize("mode", ["disable", "prefer"])
async def test_a_server_without_tls_is_used_where_that_is_allowed(
    postgres_server: str, mode: str
) -> None:
    url = f"{postgres_server}/postgres?sslmode={mode}&statement_cache_size=0"
    async with opened(url, TABLES):
        await ready()


async def test_migrating_insists_on_tls_where_the_url_does(postgres_server: str) -> None:
    with pytest.raises(NoDatabase, match="SSL"):
        await migrate(f"{postgres_server}/postgres?sslmode=require", TABLES)
