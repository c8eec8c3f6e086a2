"""What there is to choose from and to agree to: the files that come with the program."""

from functools import cache
from importlib.resources import files

from bot.volunteers.model import Catalogue, Consent
from bot.volunteers.rules.catalogue import read_catalogue, read_consent


@cache
def catalogue() -> Catalogue:
    """What there is to choose from; read once."""
    return read_catalogue(_shipped("skills.toml"))


@cache
def consent() -> Consent:
    """What has to be agreed to now; read once."""
    return read_consent(_shipped("consent.toml"))


def _shipped(name: str) -> str:
    return files("bot.volunteers.data").joinpath(name).read_text(encoding="utf-8")
