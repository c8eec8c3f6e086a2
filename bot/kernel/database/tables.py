"""The database's own table. No behaviour."""

from tortoise import fields
from tortoise.models import Model


class LeadRow(Model):
    """How many times the lead has been taken: whoever took it last may claim what is to be sent."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    epoch = fields.BigIntField()

    class Meta:
        table = "lead"
