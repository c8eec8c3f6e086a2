"""What the notices room asks other rooms without knowing them (see kernel.questions)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WhoCan:
    """Which people below the place have registered one of these skills? A set of their ids."""

    place_id: int
    skills: frozenset[str]


@dataclass(frozen=True, slots=True)
class WhoIsSilent:
    """Who should have reported for today for somewhere below the place, and has not? Their ids."""

    place_id: int
