"""How plans lie in the database. No behaviour."""

from tortoise import fields
from tortoise.models import Model


class PlanRow(Model):
    """A proposal for several tasks, as somebody was shown it."""

    id = fields.IntField(primary_key=True)
    author_id = fields.IntField()
    made_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "plan"


class SeatRow(Model):
    """Somebody proposed for a place, until they have been asked."""

    id = fields.IntField(primary_key=True)
    plan_id = fields.IntField()
    task_id = fields.IntField()
    need_id = fields.IntField()
    volunteer_id = fields.IntField()
    metres = fields.IntField()

    class Meta:
        table = "plan_seat"
        indexes = (("plan_id",), ("task_id",))
