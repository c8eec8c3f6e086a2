"""What is published: drafts with two approvers, and a chain of bulletins that cannot fork."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import append_only, check, unique_where


class Migration(Additive):
    dependencies = [("bot", "0005_hints")]

    operations = [
        ops.CreateModel(
            name="BulletinRow",
            fields=[
                (
                    "number",
                    fields.IntField(generated=False, primary_key=True, unique=True, db_index=True),
                ),
                ("place_id", fields.IntField()),
                ("form", fields.CharField(max_length=32)),
                ("day", fields.DateField()),
                ("kind", fields.CharField(max_length=12)),
                ("corrects", fields.IntField(null=True)),
                ("content", fields.TextField(unique=False)),
                ("released_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("previous", fields.CharField(max_length=64)),
                ("hash", fields.CharField(unique=True, max_length=64)),
                ("draft_id", fields.IntField(unique=True)),
                ("first_by", fields.IntField()),
                ("second_by", fields.IntField()),
            ],
            options={
                "table": "bulletin",
                "app": "bot",
                "indexes": [Index(fields=["place_id", "day"])],
                "pk_attr": "number",
                "table_description": "A released bulletin. `hash` covers the public record and the hash before it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChannelRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("place_id", fields.IntField()),
                ("chat_id", fields.BigIntField()),
                ("language", fields.CharField(max_length=16)),
                ("set_by", fields.IntField()),
            ],
            options={
                "table": "channel",
                "app": "bot",
                "unique_together": (("place_id", "chat_id"),),
                "pk_attr": "id",
                "table_description": "A chat in which a place's bulletins are posted.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DraftRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("place_id", fields.IntField()),
                ("form", fields.CharField(max_length=32)),
                ("day", fields.DateField()),
                ("content", fields.TextField(unique=False)),
                ("basis", fields.TextField(unique=False)),
                ("hash", fields.CharField(max_length=64)),
                ("state", fields.CharField(max_length=16)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("first_by", fields.IntField(null=True)),
                ("first_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("second_by", fields.IntField(null=True)),
                ("second_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("returned_by", fields.IntField(null=True)),
                (
                    "returned_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("reason", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "bulletin_draft",
                "app": "bot",
                "indexes": [Index(fields=["form", "day", "place_id"])],
                "pk_attr": "id",
                "table_description": "A bulletin before its release. `basis` is what was counted, and never leaves the house.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="EditionRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("place_id", fields.IntField()),
                ("form", fields.CharField(max_length=32)),
                ("at", fields.CharField(max_length=5)),
            ],
            options={
                "table": "edition",
                "app": "bot",
                "unique_together": (("place_id", "form"),),
                "pk_attr": "id",
                "table_description": "A place publishes a form's figures every day at that time (HH:MM) by its own clocks.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NewsRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("place_id", fields.IntField()),
                ("form", fields.CharField(max_length=32)),
                ("day", fields.DateField()),
            ],
            options={
                "table": "bulletin_news",
                "app": "bot",
                "unique_together": (("place_id", "form", "day"),),
                "pk_attr": "id",
                "table_description": "Reports were confirmed since the last draft of that place and day was made.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PublishedRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("form", fields.CharField(max_length=32)),
                ("field", fields.CharField(max_length=64)),
                ("threshold", fields.IntField()),
            ],
            options={
                "table": "published",
                "app": "bot",
                "unique_together": (("form", "field"),),
                "pk_attr": "id",
                "table_description": "A field of a form that the public sees, and below which number it is hidden.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RoundRow",
            fields=[
                (
                    "number",
                    fields.IntField(generated=False, primary_key=True, unique=True, db_index=True),
                ),
                ("upto", fields.BigIntField()),
                ("done", fields.BooleanField()),
            ],
            options={
                "table": "bulletin_round",
                "app": "bot",
                "pk_attr": "number",
                "table_description": "How far a released bulletin has been handed out: to the subscriptions up to that id.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SubscriptionRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("person_id", fields.IntField()),
                ("place_id", fields.IntField()),
            ],
            options={
                "table": "subscription",
                "app": "bot",
                "unique_together": (("person_id", "place_id"),),
                "indexes": [Index(fields=["place_id", "id"])],
                "pk_attr": "id",
                "table_description": "Somebody, who need not have any role, gets a place's bulletins.",
            },
            bases=["Model"],
        ),
        unique_where(
            "bulletin_draft",
            "draft_one_open",
            ("place_id", "form", "day"),
            "state IN ('waiting', 'approved_once')",
        ),
        check(
            "bulletin_draft",
            "draft_state_known",
            ("state",),
            "\"state\" IN ('waiting', 'approved_once', 'released', 'returned', 'superseded')",
        ),
        check(
            "bulletin_draft",
            "draft_approved_by_somebody",
            ("state", "first_by"),
            "\"state\" NOT IN ('approved_once', 'released') OR \"first_by\" IS NOT NULL",
        ),
        check(
            "bulletin_draft",
            "draft_released_by_two",
            ("state", "first_by", "second_by"),
            '"state" <> \'released\' OR ("second_by" IS NOT NULL AND "second_by" <> "first_by")',
        ),
        check(
            "bulletin_draft",
            "draft_returned_with_reason",
            ("state", "returned_by", "reason"),
            '"state" <> \'returned\' OR ("returned_by" IS NOT NULL AND "reason" IS NOT NULL)',
        ),
        append_only("bulletin"),
        unique_where("bulletin", "bulletin_never_forks", ("previous",), "TRUE"),
        unique_where("bulletin", "bulletin_named_once", ("corrects",), '"corrects" IS NOT NULL'),
        check(
            "bulletin",
            "bulletin_approved_by_two",
            ("first_by", "second_by"),
            '"first_by" <> "second_by"',
        ),
        check(
            "bulletin",
            "bulletin_names_an_earlier_one",
            ("kind", "corrects", "number"),
            '("kind" = \'bulletin\' AND "corrects" IS NULL) OR '
            "(\"kind\" IN ('correction', 'withdrawal') AND \"corrects\" IS NOT NULL "
            'AND "corrects" < "number")',
        ),
    ]
