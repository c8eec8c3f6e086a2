"""The vocabulary of volunteers: skills, the times they can be asked for, profiles, consent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.kernel.i18n import Labels, Said, _
from bot.places.model import Point


@dataclass(frozen=True, slots=True)
class Skill:
    """Something volunteers can be asked for; `certificate`: it counts once somebody has seen it.

    `also` are other words, of any language, by which people ask for it.
    """

    code: str
    label: Labels
    certificate: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Skills that belong together."""

    code: str
    label: Labels
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What there is to choose from: skills in groups, and languages by code."""

    groups: tuple[Group, ...]
    languages: Mapping[str, Labels]

    @property
    def skills(self) -> Mapping[str, Skill]:
        """Every skill by its code, in the catalogue's order."""
        return {skill.code: skill for group in self.groups for skill in group.skills}


@dataclass(frozen=True, slots=True)
class Consent:
    """What a volunteer agrees to. A higher version asks everybody again."""

    version: int
    text: Labels


class Part(StrEnum):
    """The parts of a day that volunteers are asked about."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A part of a weekday (0 is Monday)."""

    weekday: int
    part: Part


class Transport(StrEnum):
    """What a volunteer can come with."""

    NONE = "none"
    BICYCLE = "bicycle"
    MOTORCYCLE = "motorcycle"
    CAR = "car"
    VAN = "van"


TRANSPORTS: Mapping[Transport, Said] = {
    Transport.NONE: _("No vehicle of my own"),
    Transport.BICYCLE: _("Bicycle or e-bike"),
    Transport.MOTORCYCLE: _("Motorcycle"),
    Transport.CAR: _("Car"),
    Transport.VAN: _("Van or lorry"),
}
"""What the ways to come are called."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a volunteer says about themselves.

    `place_id` is whose coordinators may ask them; `point` where they start from, exactly, when
    they shared it; `radius_km` how far they go. `windows` are the times at which they can help.
    """

    place_id: int
    skills: frozenset[str]
    languages: frozenset[str]
    radius_km: int
    windows: frozenset[Window]
    transport: Transport
    point: Point | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A person who can be asked. `available` is the switch for right now; `paused` lasts."""

    id: int
    person_id: int
    profile: Profile
    consent: int
    available: bool = True
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Muster:
    """How many volunteers there are below a place, and by skill; those who pause are not ready."""

    registered: int
    ready: int
    by_skill: Mapping[str, int]
