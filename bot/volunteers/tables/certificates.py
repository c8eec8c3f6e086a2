"""How certificates lie in the database. No behaviour."""

from tortoise import fields
from tortoise.models import Model


class CertificateRow(Model):
    """A certificate as it was sent, and what became of it.

    The migration adds: one a volunteer and skill that waits, and one on which the skill rests.
    """

    id = fields.IntField(primary_key=True)
    volunteer_id = fields.IntField()
    skill = fields.CharField(max_length=24)
    state = fields.CharField(max_length=12)
    shown_as = fields.CharField(max_length=8)
    sealed_file = fields.TextField()
    last_day = fields.DateField(null=True)
    sent_at = fields.DatetimeField()
    decided_by = fields.IntField(null=True)
    decided_at = fields.DatetimeField(null=True)
    reason = fields.TextField(null=True)
    told_at = fields.DatetimeField(null=True)
    told_over_at = fields.DatetimeField(null=True)

    class Meta:
        table = "certificate"
        indexes = (("state", "last_day"),)
