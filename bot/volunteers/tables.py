"""How volunteers lie in the database. No behaviour."""

from tortoise import fields
from tortoise.models import Model


class VolunteerRow(Model):
    """A volunteer. Who has left keeps a row without a person, place of start or times.

    The migration adds: one row a person; what a row without a person may still hold.
    """

    id = fields.IntField(primary_key=True)
    person_id = fields.IntField(null=True)
    place_id = fields.IntField()
    consent = fields.IntField()
    consented_at = fields.DatetimeField()
    languages = fields.TextField()
    sealed_point = fields.TextField(null=True)
    radius_km = fields.IntField()
    windows = fields.IntField()
    transport = fields.CharField(max_length=16)
    available = fields.BooleanField(default=True)
    paused = fields.BooleanField(default=False)
    joined_at = fields.DatetimeField()
    left_at = fields.DatetimeField(null=True)

    class Meta:
        table = "volunteer"
        indexes = (("place_id",),)


class VolunteerSkillRow(Model):
    """A skill that a volunteer has registered with."""

    id = fields.IntField(primary_key=True)
    volunteer_id = fields.IntField()
    skill = fields.CharField(max_length=24)
    since = fields.DatetimeField()

    class Meta:
        table = "volunteer_skill"
        unique_together = (("volunteer_id", "skill"),)
        indexes = (("skill",),)
