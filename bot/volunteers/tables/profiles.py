"""How volunteers lie in the database. No behaviour."""

from tortoise import fields
from tortoise.models import Model


class VolunteerRow(Model):
    """A volunteer. Who has left keeps a row without a person, place of start or times.

    `changed` numbers the latest change, in the order in which changes were stored. What became of
    offers and places is counted: `asked` and answered or run out, `said_yes`; `came`, `failed`.

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
    changed = fields.BigIntField(db_default=0)
    asked = fields.IntField(db_default=0)
    said_yes = fields.IntField(db_default=0)
    came = fields.IntField(db_default=0)
    failed = fields.IntField(db_default=0)

    class Meta:
        table = "volunteer"
        indexes = (("place_id",),)


class VolunteerSkillRow(Model):
    """A skill that a volunteer has registered with.

    `verified_until`: the last day on which a certificate that was seen holds. One that is
    `suspended` does not count at all.
    """

    id = fields.IntField(primary_key=True)
    volunteer_id = fields.IntField()
    skill = fields.CharField(max_length=24)
    since = fields.DatetimeField()
    verified_until = fields.DateField(null=True)
    suspended = fields.BooleanField(db_default=False)

    class Meta:
        table = "volunteer_skill"
        unique_together = (("volunteer_id", "skill"),)
        indexes = (("skill",),)


class VolunteerChangeRow(Model):
    """The one row that numbers changes of volunteers: whoever changes one waits for the last."""

    id = fields.IntField(primary_key=True)
    number = fields.BigIntField()

    class Meta:
        table = "volunteer_change"
