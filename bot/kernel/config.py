"""Settings from the environment and `.env`; every mistake is reported at once, with its cure."""

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from bot.kernel.database.urls import check
from bot.kernel.secret import Keyring, KeyUnusable

PREFIX = "QIANSHAO_"
_FROM_BOTFATHER = r"[1-9]\d{0,19}:[A-Za-z0-9_-]{3,60}"


def _usable_key(key: str) -> str:
    try:
        Keyring(key)
    except KeyUnusable as why:
        raise ValueError(f"cannot be used: {why}") from None
    return key


def _usable_url(url: str) -> str:
    check(url)
    return url


class Settings(BaseModel):
    """What an installation decides. Each field's description is the cure for a wrong value.

    Made directly it holds what it is given and the defaults, whatever the environment says;
    only `read_settings` looks there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    token: str = Field(
        pattern=f"^{_FROM_BOTFATHER}$",
        description="the bot's token as BotFather gave it, like 123456:ABC-def",
    )
    key: Annotated[str, AfterValidator(_usable_key)] = Field(
        description="a key for personal data; make one with: python -m bot new-key",
    )
    database_url: Annotated[str, AfterValidator(_usable_url)] = Field(
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
        validate_default=True,
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
    large_notice: int = Field(
        default=500,
        ge=1,
        description="how many people a notice may go to before a second person looks at it",
    )
    log_level: str = Field(
        default="INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="one of DEBUG, INFO, WARNING, ERROR",
    )

    @field_validator("webhook_secret")
    @classmethod
    def _goes_with_a_webhook(cls, secret: str | None, info: ValidationInfo) -> str | None:
        """A webhook needs its secret; an address that was given, but wrongly, needs it too."""
        if secret is None and info.data.get("webhook_url", "given, but wrong") is not None:
            raise ValueError("is missing, and a webhook goes with it")
        return secret


class _Surroundings(BaseSettings, Settings):
    """The settings as the environment and the `.env` file have them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")


class BadSettings(ValueError):
    """The settings cannot be used; `mistakes` says of each which, what is wrong and the cure."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def read_settings(env_file: Path | None = Path(".env"), **given: Any) -> Settings:
    """The settings of this process; raises BadSettings with all mistakes, never with a value."""
    try:
        mistakes = _unknown(env_file)
        settings = _Surroundings(**{"_env_file": env_file, **given})
    except UnicodeDecodeError:
        raise BadSettings([f"{env_file} is not UTF-8 text; save it as UTF-8"]) from None
    except ValidationError as error:
        wrong = [_mistake(one) for one in error.errors(include_input=False)]
        raise BadSettings([*wrong, *mistakes]) from None
    if mistakes:
        raise BadSettings(mistakes)
    return settings


def _unknown(env_file: Path | None) -> list[str]:
    """Names that look like settings and are none, each with the nearest one that is."""
    written = DotEnvSettingsSource(_Surroundings, env_file=env_file).env_vars
    given = {name.upper() for name in (*os.environ, *written)}
    known = {field.upper() for field in Settings.model_fields}
    mistakes = []
    for name in sorted(name.removeprefix(PREFIX) for name in given if name.startswith(PREFIX)):
        if name not in known:
            near = get_close_matches(name, known, 1)
            cure = f"did you mean {PREFIX}{near[0]}?" if near else "remove it"
            mistakes.append(f"{PREFIX}{name} is no setting; {cure}")
    return mistakes


def _mistake(error: Any) -> str:
    name = str(error["loc"][0])
    problem = "is missing" if error["type"] == "missing" else _lowered(str(error["msg"]))
    return f"{PREFIX}{name.upper()} {problem}; give {Settings.model_fields[name].description}"


def _lowered(message: str) -> str:
    if "match pattern" in message:
        return "has the wrong form"
    return re.sub(r"^(Input|Value error,) ", "", message)
