"""Citizens' hints: one open per author and place, answered by somebody, words only while needed."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import check, index_where, unique_where


class Migration(Additive):
    dependencies = [("bot", "0004_reminders")]

    operations = [
        ops.CreateModel(
            name="HintRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("place_id", fields.IntField()),
                ("day", fields.DateField()),
                ("sent_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("author_id", fields.IntField(null=True)),
                ("sealed_text", fields.TextField(null=True, unique=False)),
                ("outcome", fields.CharField(null=True, max_length=16)),
                ("answered_by", fields.IntField(null=True)),
                (
                    "answered_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("sealed_said", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "hint",
                "app": "bot",
                "indexes": [Index(fields=["author_id", "sent_at"])],
                "pk_attr": "id",
                "table_description": "A hint. Words are sealed. The migration adds: one open hint per author and place.",
            },
            bases=["Model"],
        ),
        unique_where("hint", "hint_one_open", ("author_id", "place_id"), '"outcome" IS NULL'),
        index_where("hint", "hint_waiting", ("place_id", "id"), '"outcome" IS NULL'),
        index_where("hint", "hint_remembered", ("answered_at",), '"author_id" IS NOT NULL'),
        check(
            "hint",
            "hint_outcome_known",
            ("outcome",),
            '"outcome" IS NULL OR '
            "\"outcome\" IN ('corrected', 'right', 'unverifiable', 'elsewhere')",
        ),
        check(
            "hint",
            "hint_answered_by_somebody",
            ("outcome", "answered_by", "answered_at"),
            '("outcome" IS NULL) = ("answered_by" IS NULL) '
            'AND ("outcome" IS NULL) = ("answered_at" IS NULL)',
        ),
        check(
            "hint",
            "hint_answered_by_another",
            ("answered_by", "author_id"),
            '"answered_by" IS NULL OR "author_id" IS NULL OR "answered_by" <> "author_id"',
        ),
        check(
            "hint",
            "hint_open_is_whole",
            ("outcome", "author_id", "sealed_text"),
            '"outcome" IS NOT NULL OR ("author_id" IS NOT NULL AND "sealed_text" IS NOT NULL)',
        ),
    ]
