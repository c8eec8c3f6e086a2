"""Tables of the reports room: forms, what places do differently, reports."""

from tortoise import fields
from tortoise.models import Model


class FormRow(Model):
    """A version of a form, as the TOML text that was imported."""

    id = fields.IntField(primary_key=True)
    code = fields.CharField(max_length=32)
    version = fields.IntField()
    definition = fields.TextField()
    imported_at = fields.DatetimeField()

    class Meta:
        table = "form"
        unique_together = (("code", "version"),)


class ScheduleRow(Model):
    """The values, as JSON, in which a place and all below it differ from a form's schedule."""

    id = fields.IntField(primary_key=True)
    form = fields.CharField(max_length=32)
    place_id = fields.IntField()
    differs = fields.TextField()
    changed_at = fields.DatetimeField()

    class Meta:
        table = "schedule"
        unique_together = (("form", "place_id"),)


class ReportRow(Model):
    """A revision of a report. The migration adds: one current row per form, place and day."""

    id = fields.BigIntField(primary_key=True)
    form = fields.CharField(max_length=32)
    version = fields.IntField()
    place_id = fields.IntField()
    day = fields.DateField()
    revision = fields.IntField()
    is_current = fields.BooleanField()
    stage = fields.CharField(max_length=16)
    content = fields.CharField(max_length=8)
    timeliness = fields.CharField(max_length=8)
    author_id = fields.IntField()
    submitted_at = fields.DatetimeField()
    figures = fields.TextField()
    doubts = fields.TextField()

    class Meta:
        table = "report"
        unique_together = (("form", "place_id", "day", "revision"),)
        indexes = (("day", "form"), ("author_id", "day"))
