"""Tables of the people room: persons, what they may do where, invites, wrong guesses."""

from tortoise import fields
from tortoise.models import Model


class PersonRow(Model):
    """A person, `chat_id` is null while somebody who was imported has not come yet."""

    id = fields.IntField(primary_key=True)
    chat_id = fields.BigIntField(null=True, unique=True)
    name = fields.CharField(max_length=128)
    language = fields.CharField(max_length=16)
    phone = fields.TextField(null=True)
    phone_digest = fields.CharField(max_length=64, null=True, db_index=True)
    reachable = fields.BooleanField(default=True)
    joined_at = fields.DatetimeField()

    class Meta:
        table = "person"


class GrantRow(Model):
    """A role for a subtree. The migration adds: one living grant per person, role, place."""

    id = fields.IntField(primary_key=True)
    person_id = fields.IntField(db_index=True)
    role = fields.CharField(max_length=16)
    place_id = fields.IntField(db_index=True)
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)
    granted_by = fields.IntField(null=True)

    class Meta:
        table = "grant_"


class InviteRow(Model):
    """A single-use invite, of its code only the digest is kept."""

    id = fields.IntField(primary_key=True)
    digest = fields.CharField(max_length=64, unique=True)
    role = fields.CharField(max_length=16, null=True)
    place_id = fields.IntField(null=True)
    person_id = fields.IntField(null=True)
    created_by = fields.IntField(null=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    used_by = fields.IntField(null=True)

    class Meta:
        table = "invite"


class GuessRow(Model):
    """A wrong invite code that a person sent."""

    id = fields.BigIntField(primary_key=True)
    person_id = fields.IntField()
    at = fields.DatetimeField()

    class Meta:
        table = "guess"
        indexes = (("person_id", "at"),)
