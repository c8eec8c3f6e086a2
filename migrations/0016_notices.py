"""Notices: two people where two are needed; everybody whom one is for, once."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import check, index_where


class Migration(Additive):
    dependencies = [("bot", "0015_tasks")]

    operations = [
        ops.CreateModel(
            name="NoticeRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("place_id", fields.IntField()),
                ("severity", fields.CharField(max_length=12)),
                ("texts", fields.TextField(unique=False)),
                ("attached", fields.CharField(max_length=8, null=True)),
                ("sealed_file", fields.TextField(null=True, unique=False)),
                ("audience", fields.TextField(unique=False)),
                ("fingerprint", fields.CharField(max_length=64)),
                ("send_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("acknowledge", fields.BooleanField()),
                (
                    "acknowledge_by",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("chase_every", fields.IntField(null=True)),
                ("exercise", fields.BooleanField()),
                ("state", fields.CharField(max_length=12)),
                ("needs_two", fields.BooleanField()),
                ("author_id", fields.IntField()),
                ("approved_by", fields.IntField(null=True)),
                ("alone_because", fields.TextField(null=True, unique=False)),
                ("reviewed_by", fields.IntField(null=True)),
                ("reason", fields.TextField(null=True, unique=False)),
                ("round", fields.IntField(db_default=0)),
                ("version", fields.IntField(db_default=1)),
                ("look_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notice",
                "app": "bot",
                "indexes": [
                    Index(fields=["author_id", "created_at"]),
                    Index(fields=["fingerprint", "created_at"]),
                ],
                "pk_attr": "id",
                "table_description": "A notice. `look_at`: when its sending has to be looked at next. Null: nothing to do.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NoticePersonRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("notice_id", fields.IntField()),
                ("person_id", fields.IntField()),
                ("place_id", fields.IntField()),
                ("round", fields.IntField(db_default=0)),
                ("version", fields.IntField(db_default=0)),
                (
                    "acknowledged_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("chased", fields.IntField(db_default=0)),
            ],
            options={
                "table": "notice_person",
                "app": "bot",
                "unique_together": (("notice_id", "person_id"),),
                "indexes": [
                    Index(fields=["notice_id", "round"]),
                    Index(fields=["notice_id", "place_id"]),
                ],
                "pk_attr": "id",
                "table_description": "Somebody whom a notice is for, from the moment its sending began.",
            },
            bases=["Model"],
        ),
        check(
            "notice",
            "notice_known",
            ("state", "severity", "attached", "sealed_file"),
            "\"state\" IN ('waiting', 'returned', 'scheduled', 'sending', 'paused', 'sent', "
            "'cancelled', 'recalled') AND \"severity\" IN ('information', 'important', 'emergency') "
            "AND (\"attached\" IS NULL OR \"attached\" IN ('photo', 'document')) "
            'AND (("attached" IS NULL) = ("sealed_file" IS NULL))',
        ),
        check(
            "notice",
            "notice_approved_by_another",
            ("approved_by", "reviewed_by", "author_id"),
            '("approved_by" IS NULL OR "approved_by" <> "author_id") '
            'AND ("reviewed_by" IS NULL OR "reviewed_by" <> "author_id")',
        ),
        check(
            "notice",
            "notice_by_two",
            ("state", "needs_two", "approved_by", "alone_because", "severity"),
            "\"state\" IN ('waiting', 'returned', 'cancelled') OR NOT \"needs_two\" "
            'OR "approved_by" IS NOT NULL '
            'OR ("alone_because" IS NOT NULL AND "severity" = \'emergency\')',
        ),
        index_where("notice", "notice_due", ("look_at",), '"look_at" IS NOT NULL'),
    ]
