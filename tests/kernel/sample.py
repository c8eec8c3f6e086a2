"""A table to try the engines on."""

from tortoise import fields
from tortoise.models import Model


class SampleRow(Model):
    """A number that stands once, and a moment."""

    id = fields.IntField(primary_key=True)
    n = fields.IntField(unique=True)
    at = fields.DatetimeField()

    class Meta:
        table = "sample"
