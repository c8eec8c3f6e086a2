"""How journal entries lie in the database. The migration adds triggers against change."""

from tortoise import fields
from tortoise.models import Model


class EntryRow(Model):
    """One act. `hash` covers the whole row and the hash before it."""

    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField()
    actor_id = fields.BigIntField(null=True)
    act = fields.CharField(max_length=64)
    subject = fields.CharField(max_length=200)
    place_id = fields.BigIntField(null=True)
    details = fields.TextField()
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64, unique=True)

    class Meta:
        table = "journal"
