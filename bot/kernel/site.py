"""Where the public site is found: the one place that knows its address."""

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


def address(path: str = "") -> str | None:
    """The address of a path such as "/bulletins/7"; None where there is no site."""
    return None if _Site.url is None else f"{_Site.url}{path}"
