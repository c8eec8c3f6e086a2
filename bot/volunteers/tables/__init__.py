"""How volunteers and their tasks lie in the database."""

from bot.volunteers.tables.certificates import CertificateRow
from bot.volunteers.tables.plans import PlanRow, SeatRow
from bot.volunteers.tables.profiles import VolunteerChangeRow, VolunteerRow, VolunteerSkillRow
from bot.volunteers.tables.records import TestimonyRow
from bot.volunteers.tables.tasks import AssignmentRow, NeedRow, OfferRow, TaskRow

__all__ = [
    "AssignmentRow",
    "CertificateRow",
    "NeedRow",
    "OfferRow",
    "PlanRow",
    "SeatRow",
    "TaskRow",
    "TestimonyRow",
    "VolunteerChangeRow",
    "VolunteerRow",
    "VolunteerSkillRow",
]
