"""Tables of the places room: the tree, and the spans in which a place need not report."""

from tortoise import fields
from tortoise.models import Model


class PlaceRow(Model):
    """A place. `path` holds the ids from the top, own id last: "1/5/77/"."""

    id = fields.IntField(primary_key=True, generated=False)
    code = fields.CharField(max_length=32, unique=True)
    parent_id = fields.IntField(null=True, db_index=True)
    level = fields.CharField(max_length=16)
    name = fields.CharField(max_length=128)
    path = fields.CharField(max_length=255)
    time_zone = fields.CharField(max_length=64, null=True)
    longitude = fields.FloatField(null=True)
    latitude = fields.FloatField(null=True)
    synthetic = fields.BooleanField()
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "place"


class PauseRow(Model):
    """Days on which a place and everything below it need not report."""

    id = fields.IntField(primary_key=True)
    place_id = fields.IntField(db_index=True)
    from_day = fields.DateField()
    to_day = fields.DateField(null=True)
    reason = fields.CharField(max_length=255)
    by_id = fields.IntField(null=True)

    class Meta:
        table = "pause"
