"""Tables of the reports room: forms and what places do differently, reports, day counts."""

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
    """A revision of a report with what its checkers made of it.

    The migrations add: one current row per form, place and day, that author, first and second
    checker are three people, the second from higher up, and that what is returned says why.
    """

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
    on_behalf = fields.BooleanField(db_default=False)
    higher_second = fields.BooleanField(db_default=True)
    concerns = fields.CharField(max_length=128, db_default="")
    amends = fields.TextField(null=True)
    first_by = fields.IntField(null=True)
    first_at = fields.DatetimeField(null=True)
    first_place_id = fields.IntField(null=True)
    first_depth = fields.IntField(null=True)
    second_by = fields.IntField(null=True)
    second_at = fields.DatetimeField(null=True)
    second_place_id = fields.IntField(null=True)
    second_depth = fields.IntField(null=True)
    returned_by = fields.IntField(null=True)
    returned_at = fields.DatetimeField(null=True)
    returned_place_id = fields.IntField(null=True)
    reason = fields.TextField(null=True)
    reserved_by = fields.IntField(null=True)
    reserved_until = fields.DatetimeField(null=True)

    class Meta:
        table = "report"
        unique_together = (("form", "place_id", "day", "revision"),)
        indexes = (("day", "form"), ("author_id", "day"))


class TallyRow(Model):
    """How many current reports the places directly below a place have for a day.

    A row for each parent of reporting places: what a county or the province has is the sum of
    its townships, so that a day costs the same however long the history is, and two townships
    never wait for each other.
    """

    id = fields.BigIntField(primary_key=True)
    form = fields.CharField(max_length=32)
    day = fields.DateField()
    place_id = fields.IntField()
    received = fields.IntField()
    zero = fields.IntField()
    late = fields.IntField()
    in_check = fields.IntField()
    confirmed = fields.IntField()

    class Meta:
        table = "tally"
        unique_together = (("form", "day", "place_id"),)


class WishRow(Model):
    """How an author wants to hear what became of their reports; the Monday last told about."""

    person_id = fields.IntField(primary_key=True, generated=False)
    wish = fields.CharField(max_length=8)
    told = fields.DateField(null=True)

    class Meta:
        table = "author_wish"
