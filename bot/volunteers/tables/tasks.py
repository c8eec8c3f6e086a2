"""How tasks, offers and assignments lie in the database. No behaviour."""

from tortoise import fields
from tortoise.models import Model


class TaskRow(Model):
    """A task. `look_at`: when the dispatcher has to look at it next. Null: nothing to do.

    Address, contact and point lie sealed in `sealed_details`.
    """

    id = fields.IntField(primary_key=True)
    area_id = fields.IntField()
    place_id = fields.IntField()
    title = fields.TextField()
    what = fields.TextField()
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    urgency = fields.CharField(max_length=12)
    languages = fields.TextField()
    unverified = fields.BooleanField()
    may_widen = fields.BooleanField()
    widened = fields.BooleanField(db_default=False)
    check_in = fields.IntField(null=True)
    dispatch_at = fields.DatetimeField(null=True)
    sealed_details = fields.TextField()
    state = fields.CharField(max_length=12)
    owner_id = fields.IntField()
    created_by = fields.IntField()
    created_at = fields.DatetimeField()
    look_at = fields.DatetimeField(null=True)
    exhausted_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    reason = fields.TextField(null=True)

    class Meta:
        table = "task"
        indexes = (("area_id", "state"), ("owner_id", "state"))


class NeedRow(Model):
    """Places of a task that ask for the same skill. The migration adds: never more than count."""

    id = fields.IntField(primary_key=True)
    task_id = fields.IntField()
    position = fields.IntField()
    skill = fields.CharField(max_length=24, null=True)
    count = fields.IntField()
    filled = fields.IntField(db_default=0)

    class Meta:
        table = "task_need"
        unique_together = (("task_id", "position"),)


class OfferRow(Model):
    """A task offered to a volunteer, once."""

    id = fields.IntField(primary_key=True)
    task_id = fields.IntField()
    need_id = fields.IntField()
    volunteer_id = fields.IntField()
    state = fields.CharField(max_length=12)
    wave = fields.IntField()
    metres = fields.IntField()
    offered_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    remind_at = fields.DatetimeField(null=True)
    answered_at = fields.DatetimeField(null=True)
    reason = fields.TextField(null=True)

    class Meta:
        table = "offer"
        unique_together = (("task_id", "volunteer_id"),)
        indexes = (("volunteer_id", "offered_at"), ("offered_at", "volunteer_id"))


class AssignmentRow(Model):
    """A place of a task held by a volunteer.

    The migration adds: one living a task and volunteer; never in two places at one time.
    """

    id = fields.IntField(primary_key=True)
    task_id = fields.IntField()
    need_id = fields.IntField()
    volunteer_id = fields.IntField()
    stage = fields.CharField(max_length=12)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField()
    on_the_way_at = fields.DatetimeField(null=True)
    arrived_at = fields.DatetimeField(null=True)
    on_site = fields.BooleanField(null=True)
    ended_at = fields.DatetimeField(null=True)
    planned = fields.IntField()
    minutes = fields.IntField(null=True)
    hours = fields.CharField(max_length=12, null=True)
    dispute = fields.TextField(null=True)
    check_in_at = fields.DatetimeField(null=True)
    asked_at = fields.DatetimeField(null=True)
    reminded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "assignment"
        indexes = (("task_id",), ("volunteer_id", "ends_at"), ("ends_at",))
