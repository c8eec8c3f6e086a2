"""An update whose handling was a bug, as whoever looks into it finds it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stumble:
    """Kept under the reference that the person was told; `sealed` holds what they sent."""

    reference: str
    update_id: int
    at: datetime
    failure: str
    sealed: str = field(repr=False)
