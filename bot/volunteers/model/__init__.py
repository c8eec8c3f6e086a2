"""The vocabulary of volunteers: profiles, certificates, tasks, matching, offers, assignments."""

from bot.volunteers.model.assignments import LIVING, STAGES, Assignment, Held, Hours, Stage
from bot.volunteers.model.certificates import Certificate, CertificateState, Shown
from bot.volunteers.model.matching import REASONS, Candidate, Demand, Fits, Reason
from bot.volunteers.model.offers import DECLINES, Decline, Offer, OfferState
from bot.volunteers.model.profiles import (
    TRANSPORTS,
    Catalogue,
    Consent,
    Group,
    Muster,
    Part,
    Profile,
    Skill,
    Transport,
    Volunteer,
    Window,
)
from bot.volunteers.model.tasks import (
    URGENCIES,
    Brief,
    Details,
    Need,
    Task,
    TaskState,
    Urgency,
    Wanted,
)

__all__ = [
    "DECLINES",
    "LIVING",
    "REASONS",
    "STAGES",
    "TRANSPORTS",
    "URGENCIES",
    "Assignment",
    "Brief",
    "Candidate",
    "Catalogue",
    "Certificate",
    "CertificateState",
    "Consent",
    "Decline",
    "Demand",
    "Details",
    "Fits",
    "Group",
    "Held",
    "Hours",
    "Muster",
    "Need",
    "Offer",
    "OfferState",
    "Part",
    "Profile",
    "Reason",
    "Shown",
    "Skill",
    "Stage",
    "Task",
    "TaskState",
    "Transport",
    "Urgency",
    "Volunteer",
    "Wanted",
    "Window",
]
