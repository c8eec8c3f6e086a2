"""How messages lie in the database. No behaviour."""

from tortoise import fields
from tortoise.models import Model


class MessageRow(Model):
    """A message to one chat, from the act that caused it until its outcome is known.

    `about`: what it belongs to, with many others; `edits` is Telegram's number of the message to
    be changed, `amends` our own of it, of which Telegram's is known once it was sent; `carries`
    more than a text; `recalled_at`: taken back while it was on its way; `epoch`: whose lead it was
    claimed under.
    """

    id = fields.BigIntField(primary_key=True)
    chat_id = fields.BigIntField()
    lane = fields.SmallIntField()
    status = fields.CharField(max_length=12)
    not_before = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    about = fields.CharField(max_length=32, null=True)
    dedupe_key = fields.CharField(max_length=200, unique=True, null=True)
    attempts = fields.SmallIntField(default=0)
    lease_until = fields.DatetimeField(null=True)
    epoch = fields.BigIntField(null=True)
    recalled_at = fields.DatetimeField(null=True)
    message_id = fields.BigIntField(null=True)
    edits = fields.BigIntField(null=True)
    amends = fields.BigIntField(null=True)
    carries = fields.BooleanField(db_default=False)
    payload = fields.TextField()
    sealed = fields.BooleanField(default=False)
    error = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "message"
