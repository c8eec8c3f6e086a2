"""Uploaded files, and how the Bot API describes them: pictures by size, documents by name."""

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

SMALL, LARGE = 320, 1280
"""The longest side of each size in which a picture is kept."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An uploaded file; `path` is where it can be fetched."""

    id: str
    unique_id: str
    path: str
    content: bytes
    kind: str
    name: str


def photo_sizes(file: StoredFile) -> list[dict[str, Any]]:
    """A picture as the Bot API lists it, the smallest first."""
    one = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
    width, height = _shape(file.content)
    scales = [min(1.0, most / max(width, height)) for most in (SMALL, LARGE)]
    return [
        {**one, "width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
        for scale in scales
    ]


def card_of(file: StoredFile) -> dict[str, Any]:
    """A document as the Bot API describes it."""
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_name": file.name,
        "mime_type": file.kind,
        "file_size": len(file.content),
    }


def _shape(content: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except UnidentifiedImageError:  # tests send anything for a picture
        return LARGE, LARGE
