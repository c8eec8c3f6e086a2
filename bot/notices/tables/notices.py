"""How notices and whom they are for lie in the database. No behaviour."""

from tortoise import fields
from tortoise.models import Model


class NoticeRow(Model):
    """A notice. `look_at`: when its sending has to be looked at next. Null: nothing to do.

    The migration adds: where two people are needed, two different ones stand there.
    """

    id = fields.IntField(primary_key=True)
    place_id = fields.IntField()
    severity = fields.CharField(max_length=12)
    texts = fields.TextField()
    attached = fields.CharField(max_length=8, null=True)
    sealed_file = fields.TextField(null=True)
    audience = fields.TextField()
    fingerprint = fields.CharField(max_length=64)
    send_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    acknowledge = fields.BooleanField()
    acknowledge_by = fields.DatetimeField(null=True)
    chase_every = fields.IntField(null=True)
    exercise = fields.BooleanField()
    state = fields.CharField(max_length=12)
    needs_two = fields.BooleanField()
    author_id = fields.IntField()
    approved_by = fields.IntField(null=True)
    alone_because = fields.TextField(null=True)
    reviewed_by = fields.IntField(null=True)
    reason = fields.TextField(null=True)
    round = fields.IntField(db_default=0)
    version = fields.IntField(db_default=1)
    look_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "notice"
        indexes = (("author_id", "created_at"), ("fingerprint", "created_at"))


class NoticePersonRow(Model):
    """Somebody whom a notice is for, from the moment its sending began.

    `round` is that in which their message was last posted, 0 before. `version` the one they have.
    """

    id = fields.BigIntField(primary_key=True)
    notice_id = fields.IntField()
    person_id = fields.IntField()
    place_id = fields.IntField()
    round = fields.IntField(db_default=0)
    version = fields.IntField(db_default=0)
    acknowledged_at = fields.DatetimeField(null=True)
    chased = fields.IntField(db_default=0)

    class Meta:
        table = "notice_person"
        unique_together = (("notice_id", "person_id"),)
        indexes = (("notice_id", "round"), ("notice_id", "place_id"))
