"""What is shared rather than typed: a phone, a photo, a file, a point, a place, a person."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.conversations.answers.words import quoted, refusal, typed_or_refuse
from bot.conversations.model import (
    Answer,
    Ask,
    Heard,
    Json,
    Menu,
    Option,
    Partly,
    SentFile,
    SentPhoto,
    Session,
    SharedContact,
    SharedLocation,
)
from bot.kernel.errors import Refused
from bot.kernel.i18n import Labels, Said, _

_PHONE = re.compile(r"\+?\d{7,15}")


def phone_in(text: str) -> str | None:
    """A phone number as +digits (E.164); a mainland number may lack its +86."""
    digits = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", text))
    if not _PHONE.fullmatch(digits):
        return None
    if digits.startswith("+"):
        return digits
    if re.fullmatch(r"1\d{10}|0\d{9,11}", digits):  # a mobile; a line with its area code
        return f"+86{digits.removeprefix('0')}"
    return f"+{digits}"


@dataclass(frozen=True, slots=True)
class Phone:
    """The sender's own number, shared with the phone's button (typed numbers prove nothing)."""

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        if not isinstance(heard, SharedContact):
            raise refusal(heard, _SHARE)
        if not heard.own:
            raise Refused(_("That is somebody else's number. {example}", example=_SHARE))
        phone = phone_in(heard.phone)
        if phone is None:
            raise Refused(_("That number cannot be read. {example}", example=_SHARE))
        return Answer(phone)

    def menu(self) -> Menu:
        """The keyboard with the button that shares the own number."""
        return Menu(((Ask(_("Share my phone number"), "contact"),),), once=True)

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return ()

    def show(self, value: Json, session: Session) -> Said:
        return f"{value[:-8]}****{value[-4:]}"


_SHARE = _(
    "Please tap “Share my phone number” below; your own number arrives then, "
    "for example: +86 138 0000 0000"
)


@dataclass(frozen=True, slots=True)
class AnyPhone:
    """A number at which somebody can be called: typed, or anybody's contact card."""

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        text = heard.phone if isinstance(heard, SharedContact) else typed_or_refuse(heard, _NUMBER)
        phone = phone_in(text)
        if phone is None:
            raise Refused(
                _("“{text}” is not a phone number. {example}", text=quoted(text), example=_NUMBER)
            )
        return Answer(phone)

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return ()

    def show(self, value: Json, session: Session) -> Said:
        return str(value)


_NUMBER = _("Please send a phone number, for example: +86 138 0000 0000")


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo, kept by its file id."""

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        if not isinstance(heard, SentPhoto):
            raise refusal(heard, _PHOTO)
        return Answer(heard.file_id)

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return ()

    def show(self, value: Json, session: Session) -> Said:
        return _("a photo")


_PHOTO = _("Please send a photo with the paper clip, for example: a picture of the notice board")


@dataclass(frozen=True, slots=True)
class File:
    """A file or photo, kept by its file id and name; a photo has none.

    With `endings`, such as "pdf", only files whose name has one of them.
    """

    endings: tuple[str, ...] = ()

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        match heard:
            case SentFile(file_id, name):
                self._check(name)
                return Answer({"id": file_id, "name": name})
            case SentPhoto(file_id):
                return Answer({"id": file_id, "name": ""})
        raise refusal(heard, _FILE)

    def _check(self, name: str) -> None:
        if self.endings and name.rpartition(".")[2].lower() not in self.endings:
            raise Refused(
                _(
                    "“{name}” is no file of a kind that can be looked at here ({kinds}). {example}",
                    name=quoted(name),
                    kinds=", ".join(self.endings),
                    example=_FILE,
                )
            )

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return ()

    def show(self, value: Json, session: Session) -> Said:
        return value["name"] or _("a photo")


_FILE = _(
    "Please send a file or a photo with the paper clip, for example: a table, or a picture of it"
)

THIS, UP = "+here", "+up"


@dataclass(frozen=True, slots=True)
class Where:
    """A place of the tree, drilled down from `top`, or a shared point where allowed.

    What lies below a place is a fact looked up as `below:<id>` (see `below`): a mapping with
    the place's `id`, `name`, `parent` (None at the top) and `children` as [id, name, leaf].
    The answer is {"place": id, "name": name} or {"latitude": …, "longitude": …}.
    """

    point: bool = False
    top: Callable[[Session], int] = lambda session: int(session.facts["top"])

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        here = self._here(step, session)
        example = here["children"][0][1] if here["children"] else here["name"]
        if isinstance(heard, SharedLocation) and self.point:
            return Answer({"latitude": heard.latitude, "longitude": heard.longitude})
        value = typed_or_refuse(heard, _("Please tap a place, for example: {place}", place=example))
        if value == THIS:
            return Answer({"place": here["id"], "name": here["name"]})
        if value == UP and here["parent"] is not None:
            return Partly(here["parent"])
        for id_, name, leaf in here["children"]:
            if value == str(id_):
                return Answer({"place": id_, "name": name}) if leaf else Partly(id_)
        raise Refused(
            _(
                "There is no “{text}” in {place}. Please tap a place, for example: {example}",
                text=quoted(value),
                place=here["name"],
                example=example,
            )
        )

    def _here(self, step: str, session: Session) -> Json:
        return session.facts[below(self.at(step, session))]

    def at(self, step: str, session: Session) -> int:
        """The place whose children are offered now."""
        return int(session.partly.get(step) or self.top(session))

    def lacks(self, step: str, session: Session) -> str | None:
        """The look-up needed before the question can be asked, if any."""
        wanted = below(self.at(step, session))
        return None if wanted in session.facts else wanted

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        here = self._here(step, session)
        children = tuple(Option(str(id_), name) for id_, name, _leaf in here["children"])
        this = Option(THIS, _("This one: {place}", place=here["name"]))
        up = (Option(UP, _("Up")),) if here["parent"] is not None else ()
        return (this, *children, *up)

    def show(self, value: Json, session: Session) -> Said:
        return value["name"] if "place" in value else _("a shared location")


def below(place_id: int) -> str:
    """The name of the fact (and look-up) that holds what lies below a place."""
    return f"below:{place_id}"


@dataclass(frozen=True, slots=True)
class Person:
    """One of the people whom `facts["people"]` offers, as [id, name]; the answer is the id."""

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        people = session.facts["people"]
        example = people[0][1] if people else "–"
        value = typed_or_refuse(heard, _("Please tap a name, for example: {name}", name=example))
        for id_, _name in people:
            if value == str(id_):
                return Answer(id_)
        raise Refused(
            _(
                "I do not find “{text}” here. Please tap a name, for example: {name}",
                text=quoted(value),
                name=example,
            )
        )

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return tuple(Option(str(id_), name) for id_, name in session.facts["people"])

    def show(self, value: Json, session: Session) -> Said:
        return next((name for id_, name in session.facts["people"] if id_ == value), str(value))


def wording(label: Json) -> Said:
    """A label that came as data: a mapping from language to wording, or one name for all."""
    return Labels(label) if isinstance(label, dict) else str(label)
