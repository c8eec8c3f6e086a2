"""A bulletin's content in the one form that is hashed, and how bulletins are sealed in a chain."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

from bot.bulletins.model import Bulletin, Content, Coverage, Figure, Filed, Kind, Link, Named
from bot.journal.rules import canonical
from bot.kernel.i18n import Said, _


def written(content: Content) -> str:
    """The content as canonical JSON: sorted, compact, Unicode as it is; a moment in UTC."""
    told = asdict(content) | {
        "day": content.day.isoformat(),
        "as_of": _moment(content.as_of),
        "kind": content.kind.value,
    }
    return canonical(told)


def read(text: str) -> Content:
    """The content that `written` wrote."""
    told = json.loads(text)
    coverage = told["coverage"]
    return Content(
        **told
        | {
            "place": Named(**told["place"]),
            "day": date.fromisoformat(told["day"]),
            "as_of": datetime.fromisoformat(told["as_of"]),
            "kind": Kind(told["kind"]),
            "coverage": None if coverage is None else Coverage(**coverage),
            "places": tuple(Named(**one) for one in told["places"]),
            "figures": tuple(
                Figure(**one | {"cells": tuple(one["cells"])}) for one in told["figures"]
            ),
        }
    )


def digest(content: Content) -> str:
    """What an approval is about: 64 hex digits that change with any part of the content."""
    return hashlib.sha256(written(content).encode()).hexdigest()


def sealed(number: int, previous: str, released_at: datetime, content: Content) -> str:
    """The SHA-256 of the public record without its hash, as canonical JSON.

    Anybody can reckon it again from the bulletin's own JSON page.
    """
    record = public_record(number, previous, released_at, content)
    return hashlib.sha256(canonical(record).encode()).hexdigest()


def public_record(
    number: int, previous: str, released_at: datetime, content: Content
) -> dict[str, Any]:
    """What of a bulletin is hashed, as JSON values."""
    return {
        "number": number,
        "previous": previous,
        "released_at": _moment(released_at),
        "content": json.loads(written(content)),
    }


def fault(link: Link, number: int, previous: str, noted: Mapping[str, Any] | None) -> Said | None:
    """Why this cannot be bulletin `number` after the one hashed `previous`; None when it can.

    `noted` is what the journal says of its release.
    """
    bulletin = link.bulletin
    if link.number != number:
        return MISSING
    if bulletin is None:
        return _("it cannot be read")
    if bulletin.previous != previous:
        return _("it does not follow the one before")
    if bulletin.hash != sealed(number, previous, bulletin.released_at, bulletin.content):
        return _("it was changed after its release")
    if not _is_filed(bulletin.content, link.filed):
        return _("it is filed as something else than it says")
    return None if _is_noted(bulletin, link.filed, noted) else _("the journal tells otherwise")


MISSING = _("it is missing")


def _is_filed(content: Content, filed: Filed) -> bool:
    """Whether what lists and pages go by says what the sealed content says."""
    told = (content.place.code, content.form, content.day, content.kind.value, content.corrects)
    return told == (filed.place, filed.form, filed.day, filed.kind, filed.corrects)


def _is_noted(bulletin: Bulletin, filed: Filed, noted: Mapping[str, Any] | None) -> bool:
    """Whether the journal knows this release; early entries name no seal and no first approver."""
    if noted is None:
        return False
    known = {
        "hash": digest(bulletin.content),
        "seal": bulletin.hash,
        "first_by": filed.first_by,
        "second_by": filed.second_by,
    }
    return all(noted.get(name, value) == value for name, value in known.items())


def says_the_same(one: Content, other: Content) -> bool:
    """Whether both tell the public the same, whenever and for whatever reason they were made."""
    alike = {
        "as_of": other.as_of,
        "kind": other.kind,
        "corrects": other.corrects,
        "reason": other.reason,
    }
    return replace(one, **alike) == other  # type: ignore[arg-type]


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
