"""Where the public finds the bulletins: the one place that knows the site's address."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar


class _Site:
    url: ClassVar[str | None] = None


@contextmanager
def published_at(url: str | None) -> Iterator[None]:
    """Have the site's address (without a closing slash) known as long as the block lasts."""
    before, _Site.url = _Site.url, url
    try:
        yield
    finally:
        _Site.url = before


def site() -> str | None:
    """The site's address; None where there is none."""
    return _Site.url


def address(number: int) -> str | None:
    """The permanent address of a bulletin; None without a site."""
    return None if _Site.url is None else f"{_Site.url}/bulletins/{number}"
