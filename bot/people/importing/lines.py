"""Lines of a file of people: what each says, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.conversations.answers.shared import phone_in
from bot.kernel.errors import Refused
from bot.kernel.i18n import LANGUAGES, Said, _
from bot.kernel.table_import import BadLine, Line
from bot.people.model import Role
from bot.people.rules import can_hold
from bot.people.service import LONGEST_NAME
from bot.places.model import Place

REQUIRED = ("name", "phone", "role", "place_code")
OPTIONAL = ("language",)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the file, its cells read: one role of one person. The phone is E.164."""

    number: int
    name: str = field(repr=False)
    phone: str = field(repr=False)
    role: Role
    place: Place
    language: str


def entry_in(line: Line, places: Mapping[str, Place]) -> Entry | BadLine:
    """What the line says, or why it cannot be taken; `places` are the known ones by code."""
    cells = line.cells
    try:
        place, role = _place(cells["place_code"], places), _role(cells["role"])
        _check(
            can_hold(role, place),
            _("a worker reports for a village or a township; {place} is higher", place=place.name),
        )
        return Entry(
            number=line.number,
            name=_name(cells["name"]),
            phone=_phone(cells["phone"]),
            role=role,
            place=place,
            language=_language(cells.get("language", "")),
        )
    except Refused as refused:
        return BadLine(line.number, refused.text)


def contradicting(entries: Iterable[Entry]) -> Iterator[BadLine]:
    """Lines that say again, or otherwise, what an earlier line said about the same phone."""
    first: dict[str, Entry] = {}
    said: set[tuple[str, Role, int]] = set()
    for entry in entries:
        earlier = first.setdefault(entry.phone, entry)
        if (earlier.name, earlier.language) != (entry.name, entry.language):
            yield BadLine(
                entry.number,
                _(
                    "line {number} has the same phone with another name or language",
                    number=earlier.number,
                ),
            )
        elif (entry.phone, entry.role, entry.place.id) in said:
            yield BadLine(entry.number, _("this role of this person stands twice"))
        said.add((entry.phone, entry.role, entry.place.id))


def _check(holds: bool, otherwise: Said) -> None:
    if not holds:
        raise Refused(otherwise)


def _name(text: str) -> str:
    _check(bool(text), _("“{column}” is empty", column="name"))
    too_long = _("“{column}” is longer than {most}", column="name", most=LONGEST_NAME)
    _check(len(text) <= LONGEST_NAME, too_long)
    return text


def _phone(text: str) -> str:
    phone = phone_in(text)
    if phone is None:
        raise Refused(_("the phone number cannot be read; for example: 13800000000"))
    return phone


def _place(code: str, places: Mapping[str, Place]) -> Place:
    if code not in places:
        raise Refused(_("there is no place with the code “{code}”", code=code))
    return places[code]


def _role(text: str) -> Role:
    roles = ", ".join(Role)
    _check(text in set(Role), _("“{text}” is no role; roles: {all}", text=text, all=roles))
    return Role(text)


def _language(text: str) -> str:
    languages = ", ".join(LANGUAGES)
    known = not text or text in LANGUAGES
    _check(known, _("“{text}” is no language; languages: {all}", text=text, all=languages))
    return text or LANGUAGES[0]
