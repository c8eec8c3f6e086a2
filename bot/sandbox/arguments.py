"""The arguments of a call, wherever they stood: query, form, JSON or multipart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Arguments:
    """A call's arguments by name, and its files by the name of their part."""

    values: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """As text; None when it was not given."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """As a whole number; what is no number is 0, as on the real server."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(str(value))
        except ValueError:
            return 0

    def degrees(self, name: str) -> float | None:
        """As a number with decimals; None when there is none."""
        try:
            return float(str(self.values[name]))
        except (KeyError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        """Only true, yes and 1 are true."""
        return str(self.values.get(name, "")).lower() in {"true", "yes", "1"}

    def parsed(self, name: str) -> Any:
        """As JSON, whether it came as text or not; raises ValueError."""
        value = self.values.get(name)
        return json.loads(value) if isinstance(value, str) and value else value

    def upload(self, name: str) -> Upload | None:
        """The file of that argument, in a part of its name or one named as attach://part."""
        value = str(self.values.get(name, ""))
        part = value.removeprefix("attach://") if value.startswith("attach://") else name
        return self.files.get(part)


async def read(request: web.Request) -> Arguments:
    """Everything that the request says."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        given = await request.json() if request.can_read_body else {}
        values.update(given if isinstance(given, dict) else {})
    elif request.content_type.startswith("multipart/"):
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.content_type, value.file.read())
            else:
                values[name] = value
    elif request.can_read_body:
        values.update(await request.post())
    return Arguments(values, files)
