"""The first tables, as Tortoise wrote them down from the models."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive


class Migration(Additive):
    initial = True

    operations = [
        ops.CreateModel(
            name="EntryRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("actor_id", fields.BigIntField(null=True)),
                ("act", fields.CharField(max_length=64)),
                ("subject", fields.CharField(max_length=200)),
                ("place_id", fields.BigIntField(null=True)),
                ("details", fields.TextField(unique=False)),
                ("previous", fields.CharField(max_length=64)),
                ("hash", fields.CharField(unique=True, max_length=64)),
            ],
            options={
                "table": "journal",
                "app": "bot",
                "pk_attr": "id",
                "table_description": "One act. `hash` covers the whole row and the hash before it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="FormRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("code", fields.CharField(max_length=32)),
                ("version", fields.IntField()),
                ("definition", fields.TextField(unique=False)),
                ("imported_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "form",
                "app": "bot",
                "unique_together": (("code", "version"),),
                "pk_attr": "id",
                "table_description": "A version of a form, as the TOML text that was imported.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="GrantRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("person_id", fields.IntField(db_index=True)),
                ("role", fields.CharField(max_length=16)),
                ("place_id", fields.IntField(db_index=True)),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("granted_by", fields.IntField(null=True)),
            ],
            options={
                "table": "grant_",
                "app": "bot",
                "pk_attr": "id",
                "table_description": "A role for a subtree. The migration adds: one living grant per person, role, place.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="GuessRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("person_id", fields.IntField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "guess",
                "app": "bot",
                "indexes": [Index(fields=["person_id", "at"])],
                "pk_attr": "id",
                "table_description": "A wrong invite code that a person sent.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="HeardRow",
            fields=[
                ("update_id", fields.BigIntField(primary_key=True, unique=True, db_index=True)),
                ("at", fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "heard",
                "app": "bot",
                "pk_attr": "update_id",
                "table_description": "An update that has been acted on, Telegram may deliver it again for a day.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="InviteRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("digest", fields.CharField(unique=True, max_length=64)),
                ("role", fields.CharField(null=True, max_length=16)),
                ("place_id", fields.IntField(null=True)),
                ("person_id", fields.IntField(null=True)),
                ("created_by", fields.IntField(null=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("used_by", fields.IntField(null=True)),
            ],
            options={
                "table": "invite",
                "app": "bot",
                "pk_attr": "id",
                "table_description": "A single-use invite, of its code only the digest is kept.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MessageRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("chat_id", fields.BigIntField()),
                ("lane", fields.SmallIntField()),
                ("status", fields.CharField(max_length=12)),
                ("not_before", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("dedupe_key", fields.CharField(null=True, unique=True, max_length=200)),
                ("attempts", fields.SmallIntField(default=0)),
                (
                    "lease_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("message_id", fields.BigIntField(null=True)),
                ("edits", fields.BigIntField(null=True)),
                ("payload", fields.TextField(unique=False)),
                ("sealed", fields.BooleanField(default=False)),
                ("error", fields.TextField(null=True, unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "message",
                "app": "bot",
                "pk_attr": "id",
                "table_description": "A message to one chat, from the act that caused it until its outcome is known.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PauseRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("place_id", fields.IntField(db_index=True)),
                ("from_day", fields.DateField()),
                ("to_day", fields.DateField(null=True)),
                ("reason", fields.CharField(max_length=255)),
            ],
            options={
                "table": "pause",
                "app": "bot",
                "pk_attr": "id",
                "table_description": "Days on which a place and everything below it need not report.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PersonRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("chat_id", fields.BigIntField(null=True, unique=True)),
                ("name", fields.CharField(max_length=128)),
                ("language", fields.CharField(max_length=16)),
                ("phone", fields.TextField(null=True, unique=False)),
                ("phone_digest", fields.CharField(null=True, db_index=True, max_length=64)),
                ("reachable", fields.BooleanField(default=True)),
                ("joined_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "person",
                "app": "bot",
                "pk_attr": "id",
                "table_description": "A person, `chat_id` is null while somebody who was imported has not come yet.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PlaceRow",
            fields=[
                ("id", fields.IntField(primary_key=True, unique=True, db_index=True)),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("parent_id", fields.IntField(null=True, db_index=True)),
                ("level", fields.CharField(max_length=16)),
                ("name", fields.CharField(max_length=128)),
                ("path", fields.CharField(max_length=255)),
                ("time_zone", fields.CharField(null=True, max_length=64)),
                ("longitude", fields.FloatField(null=True)),
                ("latitude", fields.FloatField(null=True)),
                ("synthetic", fields.BooleanField()),
                ("valid_from", fields.DateField(null=True)),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={
                "table": "place",
                "app": "bot",
                "pk_attr": "id",
                "table_description": 'A place. `path` holds the ids from the top, own id last: "1/5/77/".',
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReportRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("form", fields.CharField(max_length=32)),
                ("version", fields.IntField()),
                ("place_id", fields.IntField()),
                ("day", fields.DateField()),
                ("revision", fields.IntField()),
                ("is_current", fields.BooleanField()),
                ("stage", fields.CharField(max_length=16)),
                ("content", fields.CharField(max_length=8)),
                ("timeliness", fields.CharField(max_length=8)),
                ("author_id", fields.IntField()),
                ("submitted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("figures", fields.TextField(unique=False)),
                ("doubts", fields.TextField(unique=False)),
            ],
            options={
                "table": "report",
                "app": "bot",
                "unique_together": (("form", "place_id", "day", "revision"),),
                "indexes": [Index(fields=["day", "form"]), Index(fields=["author_id", "day"])],
                "pk_attr": "id",
                "table_description": "A revision of a report. The migration adds: one current row per form, place and day.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SessionRow",
            fields=[
                ("person_id", fields.IntField(primary_key=True, unique=True, db_index=True)),
                ("session", fields.TextField(unique=False)),
                (
                    "updated_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "session",
                "app": "bot",
                "pk_attr": "person_id",
                "table_description": "One person's open conversation, as JSON text.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StumbleRow",
            fields=[
                (
                    "reference",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=16),
                ),
                ("update_id", fields.BigIntField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("failure", fields.TextField(unique=False)),
                ("sealed_update", fields.TextField(unique=False)),
            ],
            options={
                "table": "stumble",
                "app": "bot",
                "pk_attr": "reference",
                "table_description": "An update whose handling was a bug, kept under the reference that the person was told.",
            },
            bases=["Model"],
        ),
    ]
