"""Tables of the reminders room: who was reminded, ladders, who was missing, who was told."""

from tortoise import fields
from tortoise.models import Model


class SweepRow(Model):
    """A finished pass: everybody whom a rung concerned has been thought of."""

    id = fields.BigIntField(primary_key=True)
    form = fields.CharField(max_length=32)
    day = fields.DateField()
    place_id = fields.IntField()
    rung = fields.CharField(max_length=32)

    class Meta:
        table = "sweep"
        unique_together = (("form", "day", "place_id", "rung"),)


class ReminderRow(Model):
    """A person was reminded of these places (JSON), `key` is the message's in the outbox."""

    id = fields.BigIntField(primary_key=True)
    form = fields.CharField(max_length=32)
    person_id = fields.IntField()
    day = fields.DateField()
    rung = fields.CharField(max_length=32)
    place_ids = fields.TextField()
    key = fields.CharField(max_length=200)
    expires_at = fields.DatetimeField()
    at = fields.DatetimeField()
    by_name = fields.CharField(max_length=128, null=True)

    class Meta:
        table = "reminder"
        unique_together = (("form", "person_id", "day", "rung"),)


class ChaseRow(Model):
    """A wish to have the workers of these places (JSON) reminded, until everybody was."""

    digest_id = fields.IntField(primary_key=True, generated=False)
    form = fields.CharField(max_length=32)
    day = fields.DateField()
    rung = fields.CharField(max_length=32)
    place_ids = fields.TextField()
    spares = fields.DatetimeField()
    until = fields.DatetimeField()
    by_name = fields.CharField(max_length=128)
    at = fields.DatetimeField()

    class Meta:
        table = "chase"


class LadderRow(Model):
    """The ladder of a day for a place and what below it has no ladder of its own, frozen.

    `changes` counts what may have settled something, `heeded` how much of that was looked into.
    """

    id = fields.IntField(primary_key=True)
    form = fields.CharField(max_length=32)
    day = fields.DateField()
    place_id = fields.IntField()
    plan = fields.TextField()
    opened_at = fields.DatetimeField()
    closes_at = fields.DatetimeField(db_index=True)
    changes = fields.IntField(db_default=0)
    heeded = fields.IntField(db_default=0)

    class Meta:
        table = "ladder"
        unique_together = (("form", "day", "place_id"),)


class MissingRow(Model):
    """A place that had not reported by the deadline, `silent` counts the days, this one too."""

    id = fields.BigIntField(primary_key=True)
    form = fields.CharField(max_length=32)
    place_id = fields.IntField()
    day = fields.DateField()
    ladder_id = fields.IntField()
    silent = fields.IntField()
    settled_at = fields.DatetimeField(null=True)
    settled_by = fields.CharField(max_length=8, null=True)

    class Meta:
        table = "missing"
        unique_together = (("form", "place_id", "day"),)
        indexes = (("day", "form"),)


class DigestRow(Model):
    """A coordinator was told on a rung who is missing; a second one that day is "county-2"."""

    id = fields.IntField(primary_key=True)
    form = fields.CharField(max_length=32)
    day = fields.DateField()
    rung = fields.CharField(max_length=16)
    person_id = fields.IntField()
    told_at = fields.DatetimeField()
    acknowledged_at = fields.DatetimeField(null=True)
    chased_at = fields.DatetimeField(null=True)
    resolved_at = fields.DatetimeField(null=True)

    class Meta:
        table = "digest"
        unique_together = (("form", "day", "rung", "person_id"),)
        indexes = (("person_id", "chased_at"),)


class DigestLadderRow(Model):
    """Which ladders a digest is about: a person is told once of each, on a rung.

    `ask_at` is when they are asked again about it, if they are: on their latest digest only.
    The migration adds an index over those.
    """

    id = fields.BigIntField(primary_key=True)
    digest_id = fields.IntField(db_index=True)
    ladder_id = fields.IntField()
    person_id = fields.IntField()
    rung = fields.CharField(max_length=16)
    ask_at = fields.DatetimeField(null=True)

    class Meta:
        table = "digest_ladder"
        unique_together = (("ladder_id", "person_id", "rung"),)
