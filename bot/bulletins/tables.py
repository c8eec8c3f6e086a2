"""Tables of the bulletins room: what is published, drafts, the chain, who gets it."""

from tortoise import fields
from tortoise.models import Model


class EditionRow(Model):
    """A place publishes a form's figures every day at that time (HH:MM) by its own clocks."""

    id = fields.IntField(primary_key=True)
    place_id = fields.IntField()
    form = fields.CharField(max_length=32)
    at = fields.CharField(max_length=5)

    class Meta:
        table = "edition"
        unique_together = (("place_id", "form"),)


class PublishedRow(Model):
    """A field of a form that the public sees, and below which number it is hidden."""

    id = fields.IntField(primary_key=True)
    form = fields.CharField(max_length=32)
    field = fields.CharField(max_length=64)
    threshold = fields.IntField()

    class Meta:
        table = "published"
        unique_together = (("form", "field"),)


class DraftRow(Model):
    """A bulletin before its release. `basis` is what was counted, and never leaves the house.

    `rests_on` are the reports counted, as JSON, by place id. The migrations add: one open draft
    per place, form and day, two different approvers, and that nothing but its state changes.
    """

    id = fields.IntField(primary_key=True)
    place_id = fields.IntField()
    form = fields.CharField(max_length=32)
    day = fields.DateField()
    content = fields.TextField()
    basis = fields.TextField()
    rests_on = fields.TextField(db_default="{}")
    hash = fields.CharField(max_length=64)
    state = fields.CharField(max_length=16)
    made_at = fields.DatetimeField()
    first_by = fields.IntField(null=True)
    first_at = fields.DatetimeField(null=True)
    second_by = fields.IntField(null=True)
    second_at = fields.DatetimeField(null=True)
    returned_by = fields.IntField(null=True)
    returned_at = fields.DatetimeField(null=True)
    reason = fields.TextField(null=True)

    class Meta:
        table = "bulletin_draft"
        indexes = (("form", "day", "place_id"),)


class BulletinRow(Model):
    """A released bulletin. `hash` covers the public record and the hash before it."""

    number = fields.IntField(primary_key=True, generated=False)
    place_id = fields.IntField()
    form = fields.CharField(max_length=32)
    day = fields.DateField()
    kind = fields.CharField(max_length=12)
    corrects = fields.IntField(null=True)
    content = fields.TextField()
    released_at = fields.DatetimeField()
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64, unique=True)
    draft_id = fields.IntField(unique=True)
    first_by = fields.IntField()
    second_by = fields.IntField()

    class Meta:
        table = "bulletin"
        indexes = (("place_id", "day"),)


class NewsRow(Model):
    """Reports were confirmed since the last draft of that place and day was made.

    `turn` rises with each: whoever has seen to one turn does not forget the next.
    """

    id = fields.BigIntField(primary_key=True)
    place_id = fields.IntField()
    form = fields.CharField(max_length=32)
    day = fields.DateField()
    turn = fields.IntField(db_default=0)

    class Meta:
        table = "bulletin_news"
        unique_together = (("place_id", "form", "day"),)


class RoundRow(Model):
    """How far a released bulletin has been handed out: to the subscriptions up to that id."""

    number = fields.IntField(primary_key=True, generated=False)
    upto = fields.BigIntField()
    done = fields.BooleanField()

    class Meta:
        table = "bulletin_round"


class ChannelRow(Model):
    """A chat in which a place's bulletins are posted."""

    id = fields.IntField(primary_key=True)
    place_id = fields.IntField()
    chat_id = fields.BigIntField()
    language = fields.CharField(max_length=16)
    set_by = fields.IntField()

    class Meta:
        table = "channel"
        unique_together = (("place_id", "chat_id"),)


class SubscriptionRow(Model):
    """Somebody, who need not have any role, gets a place's bulletins."""

    id = fields.BigIntField(primary_key=True)
    person_id = fields.IntField()
    place_id = fields.IntField()

    class Meta:
        table = "subscription"
        unique_together = (("person_id", "place_id"),)
        indexes = (("place_id", "id"),)
