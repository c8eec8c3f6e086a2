"""What the bot says about itself and may ask: its commands, its texts, chats, files."""

import re
from collections.abc import Callable
from typing import Any

from bot.sandbox import errors
from bot.sandbox.arguments import Arguments
from bot.sandbox.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
Scope = tuple[str, str]


def get_me(world: World, _given: Arguments) -> dict[str, Any]:
    return world.bot


def get_chat(world: World, given: Arguments) -> dict[str, Any]:
    chat = world.chat(given.values.get("chat_id"))
    return {**chat.address, "accent_color_id": 0, "max_reaction_count": 11}


def get_file(world: World, given: Arguments) -> dict[str, Any]:
    file_id = given.text("file_id")
    if not file_id:
        raise errors.NO_FILE_ID
    file = world.files.get(file_id)
    if file is None:
        raise errors.INVALID_FILE
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


def set_my_commands(world: World, given: Arguments) -> bool:
    try:
        listed = given.parsed("commands")
    except ValueError:
        raise errors.COMMANDS_JSON from None
    if not isinstance(listed, list):
        raise errors.COMMANDS_ARRAY
    world.commands[_scope(given)] = [_command(one) for one in listed]
    return True


def get_my_commands(world: World, given: Arguments) -> list[dict[str, str]]:
    return world.commands.get(_scope(given), [])


def delete_my_commands(world: World, given: Arguments) -> bool:
    world.commands.pop(_scope(given), None)
    return True


def set_text(name: str) -> Callable[[World, Arguments], bool]:
    """A method that keeps the bot's text of that name, one a language."""

    def method(world: World, given: Arguments) -> bool:
        world.texts[name, given.text("language_code") or ""] = given.text(name) or ""
        return True

    return method


def set_chat_menu_button(_world: World, _given: Arguments) -> bool:
    return True


def _scope(given: Arguments) -> Scope:
    return given.text("scope") or "", given.text("language_code") or ""


def _command(given: object) -> dict[str, str]:
    if not isinstance(given, dict):
        raise errors.COMMANDS_ARRAY
    name = str(given.get("command", "")).removeprefix("/")
    description = str(given.get("description", ""))
    if not name:
        raise errors.COMMAND_EMPTY
    if len(name) > 32:
        raise errors.COMMAND_LONG
    if not _COMMAND.fullmatch(name):
        raise errors.COMMAND_INVALID
    if not description.strip():
        raise errors.DESCRIPTION_EMPTY
    if len(description) > 256:
        raise errors.DESCRIPTION_LONG
    return {"command": name, "description": description}
