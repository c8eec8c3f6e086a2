"""Two checks for each report, in the database too, and how many reports each day has."""

from tortoise import fields
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import check, index_where


class Migration(Additive):
    dependencies = [("bot", "0002_constraints")]

    operations = [
        ops.CreateModel(
            name="TallyRow",
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
                ("received", fields.IntField()),
                ("zero", fields.IntField()),
                ("late", fields.IntField()),
                ("in_check", fields.IntField()),
                ("confirmed", fields.IntField()),
            ],
            options={
                "table": "tally",
                "app": "bot",
                "unique_together": (("form", "day", "place_id"),),
                "pk_attr": "id",
                "table_description": "How many current reports the places directly below a place have for a day.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WishRow",
            fields=[
                (
                    "person_id",
                    fields.IntField(generated=False, primary_key=True, unique=True, db_index=True),
                ),
                ("wish", fields.CharField(max_length=8)),
            ],
            options={
                "table": "author_wish",
                "app": "bot",
                "pk_attr": "person_id",
                "table_description": "How an author wants to hear what became of their reports.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="ReportRow",
            name="amends",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="concerns",
            field=fields.CharField(db_default="", max_length=128),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="first_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="first_by",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="first_place_id",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="reason",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="reserved_by",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="reserved_until",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="returned_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="returned_by",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="returned_place_id",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="second_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="second_by",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="second_place_id",
            field=fields.IntField(null=True),
        ),
        check(
            "report",
            "report_stage_known",
            ("stage",),
            "\"stage\" IN ('submitted', 'checked', 'confirmed', 'returned')",
        ),
        check(
            "report",
            "report_first_checker_not_author",
            ("first_by", "author_id"),
            '"first_by" IS NULL OR "first_by" <> "author_id"',
        ),
        check(
            "report",
            "report_second_checker_not_author",
            ("second_by", "author_id"),
            '"second_by" IS NULL OR "second_by" <> "author_id"',
        ),
        check(
            "report",
            "report_second_checker_not_first",
            ("second_by", "first_by"),
            '"second_by" IS NULL OR ("first_by" IS NOT NULL AND "second_by" <> "first_by")',
        ),
        check(
            "report",
            "report_checked_by_somebody",
            ("stage", "first_by"),
            "\"stage\" NOT IN ('checked', 'confirmed') OR \"first_by\" IS NOT NULL",
        ),
        check(
            "report",
            "report_confirmed_by_two",
            ("stage", "second_by"),
            '"stage" <> \'confirmed\' OR "second_by" IS NOT NULL',
        ),
        index_where(
            "report",
            "report_waiting",
            ("place_id", "id"),
            "is_current AND stage IN ('submitted', 'checked')",
        ),
    ]
