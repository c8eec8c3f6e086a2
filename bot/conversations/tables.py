"""Tables of the conversations room: sessions, updates and taps heard, updates that stumbled."""

from tortoise import fields
from tortoise.models import Model


class SessionRow(Model):
    """One person's open conversation, as JSON text."""

    person_id = fields.IntField(primary_key=True, generated=False)
    session = fields.TextField()
    updated_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "session"


class HeardRow(Model):
    """An update that has been acted on, Telegram may deliver it again for a day."""

    update_id = fields.BigIntField(primary_key=True, generated=False)
    at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "heard"


class TapRow(Model):
    """The button of an act that was tapped last in a chat: tapped again at once, it counts once."""

    chat_id = fields.BigIntField(primary_key=True, generated=False)
    message_id = fields.BigIntField()
    digest = fields.CharField(max_length=64)
    at = fields.DatetimeField()

    class Meta:
        table = "tap"


class StumbleRow(Model):
    """An update whose handling was a bug, kept under the reference that the person was told."""

    reference = fields.CharField(max_length=16, primary_key=True)
    update_id = fields.BigIntField()
    at = fields.DatetimeField()
    failure = fields.TextField()
    sealed_update = fields.TextField()

    class Meta:
        table = "stumble"
