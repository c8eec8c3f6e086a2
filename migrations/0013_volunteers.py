"""Volunteers: one row a person; who has left leaves nothing by which they could be known."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import check, unique_where


class Migration(Additive):
    dependencies = [("bot", "0011_people")]

    operations = [
        ops.CreateModel(
            name="VolunteerRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("person_id", fields.IntField(null=True)),
                ("place_id", fields.IntField()),
                ("consent", fields.IntField()),
                ("consented_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("languages", fields.TextField(unique=False)),
                ("sealed_point", fields.TextField(null=True, unique=False)),
                ("radius_km", fields.IntField()),
                ("windows", fields.IntField()),
                ("transport", fields.CharField(max_length=16)),
                ("available", fields.BooleanField(default=True)),
                ("paused", fields.BooleanField(default=False)),
                ("joined_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("left_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "volunteer",
                "app": "bot",
                "indexes": [Index(fields=["place_id"])],
                "pk_attr": "id",
                "table_description": "A volunteer. Who has left keeps a row without a person, place of start or times.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="VolunteerSkillRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("volunteer_id", fields.IntField()),
                ("skill", fields.CharField(max_length=24)),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "volunteer_skill",
                "app": "bot",
                "unique_together": (("volunteer_id", "skill"),),
                "indexes": [Index(fields=["skill"])],
                "pk_attr": "id",
                "table_description": "A skill that a volunteer has registered with.",
            },
            bases=["Model"],
        ),
        unique_where("volunteer", "volunteer_once", ("person_id",), '"person_id" IS NOT NULL'),
        check(
            "volunteer",
            "volunteer_left_without_trace",
            ("person_id", "left_at", "sealed_point", "windows"),
            '("person_id" IS NULL) = ("left_at" IS NOT NULL) '
            'AND ("person_id" IS NOT NULL OR ("sealed_point" IS NULL AND "windows" = 0))',
        ),
        check(
            "volunteer",
            "volunteer_transport_known",
            ("transport",),
            "\"transport\" IN ('none', 'bicycle', 'motorcycle', 'car', 'van')",
        ),
        check(
            "volunteer",
            "volunteer_within_reach",
            ("radius_km", "windows", "consent"),
            '"radius_km" BETWEEN 1 AND 500 AND "windows" BETWEEN 0 AND 2097151 AND "consent" > 0',
        ),
    ]
