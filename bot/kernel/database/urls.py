"""What a database's URL says: a file or a server, and the few options that may follow it."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

NUMBERS = {"minsize": 2, "maxsize": 10, "command_timeout": 30, "statement_cache_size": 100}
"""Options of a server's URL that are numbers, with what they are when left out."""

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
"""As everywhere with PostgreSQL; the authority's certificate is named by PGSSLROOTCERT."""


def file_of(url: str) -> Path | None:
    """The file of an SQLite URL; None for a server or memory."""
    path = url.removeprefix("sqlite://").split("?")[0]
    return Path(path) if url.startswith("sqlite://") and path != ":memory:" else None


def check(url: str) -> None:
    """ValueError says what is wrong with a URL, and quotes no more of it than an option's name."""
    if url.startswith("postgres:"):
        given = server(url)
        pool(url)
        if not given["database"]:
            raise ValueError("names no database after the host")


def server(url: str) -> dict[str, Any]:
    """How a connection to the server of a postgres URL is made; ValueError for a mistake in it."""
    parts, options = _parts(url), _options(url)
    given: dict[str, Any] = {
        "host": options.get("host", parts.hostname),
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password) if parts.password else None,
        "database": unquote(parts.path.lstrip("/")),
    }
    mode = options.get("sslmode")
    if mode is not None and mode not in SSL_MODES:
        raise ValueError(f"has an unknown sslmode; it can be {', '.join(SSL_MODES)}")
    return given if mode is None else {**given, "ssl": mode}


def pool(url: str) -> dict[str, int]:
    """The sizes and times of a postgres URL's pool; ValueError for a mistake in them."""
    options = _options(url)
    try:
        return {name: int(options.get(name, usual)) for name, usual in NUMBERS.items()}
    except ValueError:
        raise ValueError(f"wants a whole number for each of {', '.join(NUMBERS)}") from None


def _parts(url: str) -> SplitResult:
    """A password with a / # or ? in it cuts the URL short; what is left must not be quoted."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        raise ValueError(
            "cannot be read; write / # ? @ and : inside a password as %2F %23 %3F %40 and %3A"
        ) from None
    return parts


def _options(url: str) -> dict[str, str]:
    options = dict(parse_qsl(_parts(url).query, keep_blank_values=True))
    known = ("host", "sslmode", *NUMBERS)
    if unknown := sorted(set(options) - set(known)):
        raise ValueError(
            f"has options that are not known: {', '.join(unknown)}; known are {', '.join(known)}"
        )
    return options
