"""How hints lie in the database. No behaviour."""

from tortoise import fields
from tortoise.models import Model


class HintRow(Model):
    """A hint. Words are sealed. The migration adds: one open hint per author and place.

    Some time after the answer, author and words are taken out and the row stays to be counted.
    """

    id = fields.BigIntField(primary_key=True)
    place_id = fields.IntField()
    day = fields.DateField()
    sent_at = fields.DatetimeField()
    author_id = fields.IntField(null=True)
    sealed_text = fields.TextField(null=True)
    outcome = fields.CharField(max_length=16, null=True)
    answered_by = fields.IntField(null=True)
    answered_at = fields.DatetimeField(null=True)
    sealed_said = fields.TextField(null=True)

    class Meta:
        table = "hint"
        indexes = (("author_id", "sent_at"),)
