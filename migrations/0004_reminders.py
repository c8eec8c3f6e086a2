"""Schedules of places; who was reminded, who was missing, and who was told of it."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import check, index_where


class Migration(Additive):
    dependencies = [("bot", "0003_review")]

    operations = [
        ops.CreateModel(
            name="DigestRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("form", fields.CharField(max_length=32)),
                ("day", fields.DateField()),
                ("rung", fields.CharField(max_length=16)),
                ("person_id", fields.IntField()),
                ("told_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "acknowledged_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("chased_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "resolved_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "digest",
                "app": "bot",
                "unique_together": (("form", "day", "rung", "person_id"),),
                "indexes": [Index(fields=["person_id", "chased_at"])],
                "pk_attr": "id",
                "table_description": "A coordinator was told on a rung who is missing, once a day and rung.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LadderRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("form", fields.CharField(max_length=32)),
                ("day", fields.DateField()),
                ("place_id", fields.IntField()),
                ("plan", fields.TextField(unique=False)),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "closes_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "ladder",
                "app": "bot",
                "unique_together": (("form", "day", "place_id"),),
                "pk_attr": "id",
                "table_description": "The ladder of a day for a place and what below it has no ladder of its own, frozen.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MissingRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("form", fields.CharField(max_length=32)),
                ("place_id", fields.IntField()),
                ("day", fields.DateField()),
                ("ladder_id", fields.IntField()),
                ("silent", fields.IntField()),
                ("settled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("settled_by", fields.CharField(null=True, max_length=8)),
            ],
            options={
                "table": "missing",
                "app": "bot",
                "unique_together": (("form", "place_id", "day"),),
                "indexes": [Index(fields=["day", "form"])],
                "pk_attr": "id",
                "table_description": "A place that had not reported by the deadline, `silent` counts the days, this one too.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReminderRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("form", fields.CharField(max_length=32)),
                ("person_id", fields.IntField()),
                ("day", fields.DateField()),
                ("rung", fields.CharField(max_length=32)),
                ("place_ids", fields.TextField(unique=False)),
                ("key", fields.CharField(max_length=200)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_name", fields.CharField(null=True, max_length=128)),
            ],
            options={
                "table": "reminder",
                "app": "bot",
                "unique_together": (("form", "person_id", "day", "rung"),),
                "pk_attr": "id",
                "table_description": "A person was reminded of these places (JSON), `key` is the message's in the outbox.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ScheduleRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("form", fields.CharField(max_length=32)),
                ("place_id", fields.IntField()),
                ("differs", fields.TextField(unique=False)),
                ("changed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "schedule",
                "app": "bot",
                "unique_together": (("form", "place_id"),),
                "pk_attr": "id",
                "table_description": "The values, as JSON, in which a place and all below it differ from a form's schedule.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SweepRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("form", fields.CharField(max_length=32)),
                ("day", fields.DateField()),
                ("place_id", fields.IntField()),
                ("rung", fields.CharField(max_length=32)),
            ],
            options={
                "table": "sweep",
                "app": "bot",
                "unique_together": (("form", "day", "place_id", "rung"),),
                "pk_attr": "id",
                "table_description": "A finished pass: everybody whom a rung concerned has been thought of.",
            },
            bases=["Model"],
        ),
        check(
            "missing",
            "missing_settled_known",
            ("settled_at", "settled_by"),
            '("settled_at" IS NULL) = ("settled_by" IS NULL) '
            "AND (\"settled_by\" IS NULL OR \"settled_by\" IN ('report', 'pause'))",
        ),
        check("missing", "missing_silent_from_one", ("silent",), '"silent" >= 1'),
        index_where("missing", "missing_open", ("form", "day"), '"settled_at" IS NULL'),
        index_where("digest", "digest_open", ("form", "day"), '"resolved_at" IS NULL'),
    ]
