"""Settings from the environment and `.env`; every mistake is reported at once, with its cure."""

import re
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_FROM_BOTFATHER = r"[1-9]\d{0,19}:[A-Za-z0-9_-]{3,60}"


class Settings(BaseSettings):
    """What an installation decides. Each field's description is the cure for a wrong value."""

    model_config = SettingsConfigDict(
        env_prefix="QIANSHAO_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    token: str = Field(
        pattern=f"^{_FROM_BOTFATHER}$",
        description="the bot's token as BotFather gave it, like 123456:ABC-def",
    )
    key: str = Field(
        min_length=40,
        description="a key for personal data; make one with: python -m bot new-key",
    )
    database_url: str = Field(
        default="sqlite://data/qianshao.sqlite3",
        pattern=r"^(sqlite|postgres)://.+",
        description="sqlite://path/to/file.sqlite3 or postgres://user:password@host/name",
    )
    host: str = Field(default="127.0.0.1", description="the address to listen on")
    port: int = Field(
        default=8080, ge=0, le=65535, description="a port from 1 to 65535, or 0 for any free one"
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://.+[^/]$",
        description="where the public finds the bulletins, without a closing slash",
    )
    webhook_url: str | None = Field(
        default=None,
        pattern=r"^https?://.+",
        description="the public https address of this bot; left out, it polls",
    )
    webhook_secret: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_-]{16,256}$",
        description="16 to 256 of A-Z a-z 0-9 _ and -, known to Telegram and this bot only",
    )
    api_url: str = Field(
        default="https://api.telegram.org",
        pattern=r"^https?://.+[^/]$",
        description="the Bot API server, without a closing slash",
    )
    messages_per_second: int = Field(
        default=30, ge=1, le=1000, description="1 to 1000; Telegram allows 30 without paying"
    )
    log_level: str = Field(
        default="INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="one of DEBUG, INFO, WARNING, ERROR",
    )


class BadSettings(ValueError):
    """The settings cannot be used; `mistakes` says of each which, what is wrong and the cure."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def read_settings(env_file: Path | None = Path(".env"), **given: Any) -> Settings:
    """The settings of this process; raises BadSettings with all mistakes, never with a value."""
    try:
        settings = Settings(**{"_env_file": env_file, **given})
    except ValidationError as error:
        raise BadSettings([_mistake(one) for one in error.errors(include_input=False)]) from None
    if settings.webhook_url and not settings.webhook_secret:
        cure = Settings.model_fields["webhook_secret"].description
        raise BadSettings([f"QIANSHAO_WEBHOOK_SECRET is missing; it goes with a webhook: {cure}"])
    return settings


def _mistake(error: Any) -> str:
    name = str(error["loc"][0])
    problem = "is missing" if error["type"] == "missing" else _lowered(str(error["msg"]))
    return f"QIANSHAO_{name.upper()} {problem}; give {Settings.model_fields[name].description}"


def _lowered(message: str) -> str:
    if "match pattern" in message:
        return "has the wrong form"
    return re.sub(r"^Input ", "", message)
