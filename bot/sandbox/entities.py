"""Formatted text as the Bot API reads it: HTML to entities, and those that are found by themselves.

Offsets and lengths of entities count UTF-16 units; the offsets in errors count bytes.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import errors

Entity = dict[str, Any]

_KINDS = {
    **{"b": "bold", "strong": "bold", "i": "italic", "em": "italic"},
    **{"u": "underline", "ins": "underline", "s": "strikethrough", "strike": "strikethrough"},
    **{"del": "strikethrough", "code": "code", "pre": "pre", "tg-spoiler": "spoiler"},
    **{"blockquote": "blockquote", "a": "text_link", "span": "spoiler"},
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|([a-z]+));")
_TAG = re.compile(r"<(/?)([a-zA-Z0-9-]+)([^<>]*)>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_AUTOMATIC = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?")),
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?，。；：！？）)]")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z]\w{3,31}")),
)
MOST_ENTITIES = 100


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class _Open:
    tag: str
    kind: str
    offset: int
    extra: dict[str, str]


@dataclass
class _Reader:
    """Reads HTML from the left; `text` is what came out so far."""

    html: str
    text: str = ""
    units: int = 0
    open: list[_Open] = field(default_factory=list)
    found: list[Entity] = field(default_factory=list)

    def read(self) -> None:
        at = 0
        while at < len(self.html):
            char = self.html[at]
            if char == "<":
                at = self._tag(at)
            elif char == "&" and (reference := _REFERENCE.match(self.html, at)):
                self._add(_referred(reference))
                at = reference.end()
            else:
                stop = _next_special(self.html, at + 1)
                self._add(self.html[at:stop])
                at = stop
        if self.open:
            raise errors.entities(
                f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"'
            )

    def _add(self, text: str) -> None:
        self.text += text
        self.units += units(text)

    def _bytes(self, at: int) -> int:
        return len(self.html[:at].encode())

    def _tag(self, at: int) -> int:
        match = _TAG.match(self.html, at)
        if match is None:
            kind = "end" if self.html.startswith("</", at) else "start"
            raise errors.entities(f"Unclosed {kind} tag at byte offset {self._bytes(at)}")
        closing, name = bool(match[1]), match[2].lower()
        if closing:
            self._close(name, at)
        else:
            self._begin(name, match[3], at)
        return match.end()

    def _begin(self, name: str, attributes: str, at: int) -> None:
        if name not in _KINDS:
            raise errors.entities(
                f'Unsupported start tag "{name}" at byte offset {self._bytes(at)}'
            )
        given = _attributes(attributes)
        if name == "span" and given.get("class") != "tg-spoiler":
            where = self._bytes(at)
            raise errors.entities(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        extra = {"url": given["href"]} if name == "a" and given.get("href") else {}
        self.open.append(_Open(name, _KINDS[name], self.units, extra))

    def _close(self, name: str, at: int) -> None:
        where = self._bytes(at)
        if not self.open:
            raise errors.entities(f"Unexpected end tag at byte offset {where}")
        last = self.open.pop()
        if last.tag != name:
            raise errors.entities(
                f'Unmatched end tag at byte offset {where}, expected "</{last.tag}>", '
                f'found "</{name}>"'
            )
        length = self.units - last.offset
        is_link = last.kind != "text_link" or "url" in last.extra
        if length and is_link:
            self.found.append(
                {"type": last.kind, "offset": last.offset, "length": length, **last.extra}
            )


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(text.strip())
    return {match[1].lower(): match[2] or match[3] or match[4] or "" for match in found}


def _next_special(html: str, at: int) -> int:
    found = [i for i in (html.find("<", at), html.find("&", at)) if i >= 0]
    return min(found, default=len(html))


def _referred(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        number = int(match[1]) if match[1] else int(match[2], 16)
        return chr(number) if 0 < number < 0x110000 else match[0]
    return _NAMED.get(match[3], match[0])


def read(text: str, parse_mode: str | None) -> tuple[str, list[Entity]]:
    """The text as it is shown, trimmed, and its entities in order; raises ApiError."""
    if parse_mode is None or parse_mode == "":
        return _trimmed(text, [])
    if parse_mode.lower() != "html":
        raise errors.PARSE_MODE
    if "<" not in text and "&" not in text:
        return _trimmed(text, [])
    reader = _Reader(text)
    reader.read()
    return _trimmed(reader.text, reader.found)


def _trimmed(text: str, found: list[Entity]) -> tuple[str, list[Entity]]:
    stripped = text.strip()
    before = units(text[: len(text) - len(text.lstrip())])
    end = units(stripped)
    kept = []
    for entity in found:
        start = max(0, entity["offset"] - before)
        stop = min(end, entity["offset"] - before + entity["length"])
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    kept += automatic(stripped, kept)
    kept.sort(key=lambda e: (e["offset"], -e["length"]))
    return stripped, kept[:MOST_ENTITIES]


def _overlap(entity: Entity, offset: int, length: int) -> bool:
    end: int = entity["offset"] + entity["length"]
    return bool(entity["offset"] < offset + length and offset < end)


def automatic(text: str, taken: list[Entity] | None = None) -> list[Entity]:
    """The commands, links and mentions that the server finds by itself, in users' texts too."""
    found: list[Entity] = []
    if not ("/" in text or "@" in text):
        return found
    for kind, pattern in _AUTOMATIC:
        for match in pattern.finditer(text):
            offset, length = units(text[: match.start()]), units(match[0])
            code = (e for e in taken or () if e["type"] in {"code", "pre"})
            if not any(_overlap(other, offset, length) for other in (*found, *code)):
                found.append({"type": kind, "offset": offset, "length": length})
    return found
