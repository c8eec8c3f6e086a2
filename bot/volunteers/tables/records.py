"""How certificates of service lie in the database. No behaviour."""

from tortoise import fields
from tortoise.models import Model


class TestimonyRow(Model):
    """A certificate of service as it was issued; found by the digest of its number.

    The name lies sealed, and goes when the volunteer leaves.
    """

    id = fields.IntField(primary_key=True)
    digest = fields.CharField(max_length=64, unique=True)
    volunteer_id = fields.IntField()
    place_id = fields.IntField()
    sealed_name = fields.TextField(null=True)
    tasks = fields.IntField()
    minutes = fields.IntField()
    by_skill = fields.TextField()
    first_day = fields.DateField()
    last_day = fields.DateField()
    issued_at = fields.DatetimeField()

    class Meta:
        table = "testimony"
        indexes = (("volunteer_id", "issued_at"),)
