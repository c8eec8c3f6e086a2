"""The second check from higher up and a return with its reason, held by the database too."""

from tortoise import fields
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import check

DEPTH = (
    "UPDATE report SET {which}_depth = (SELECT length(p.path) - length(replace(p.path, '/', '')) "
    "FROM place p WHERE p.id = report.{which}_place_id) WHERE {which}_place_id IS NOT NULL"
)
EQUALS = (
    "UPDATE report SET higher_second = FALSE "
    "WHERE second_by IS NOT NULL AND NOT COALESCE(second_depth < first_depth, FALSE)"
)
LOST_REASONS = (
    "UPDATE report SET amends = COALESCE((SELECT o.amends FROM report o "
    "WHERE o.form = report.form AND o.place_id = report.place_id AND o.day = report.day "
    "AND o.revision < report.revision AND o.amends IS NOT NULL "
    "ORDER BY o.revision DESC LIMIT 1), '–') "
    "WHERE amends IS NULL AND EXISTS (SELECT 1 FROM report o "
    "WHERE o.form = report.form AND o.place_id = report.place_id AND o.day = report.day "
    "AND o.revision < report.revision AND o.stage = 'confirmed')"
)
_AMENDED = (
    "FROM report r JOIN place v ON v.id = r.place_id WHERE r.form = tally.form "
    "AND r.day = tally.day AND COALESCE(v.parent_id, v.id) = tally.place_id "
    "AND r.is_current AND r.amends IS NOT NULL AND r.stage "
)
STANDING = (
    f"UPDATE tally SET in_check = in_check - (SELECT COUNT(*) {_AMENDED}"
    f"IN ('submitted', 'checked')), confirmed = confirmed + (SELECT COUNT(*) {_AMENDED}"
    "<> 'confirmed') WHERE EXISTS (SELECT 1 FROM report r WHERE r.form = tally.form "
    "AND r.day = tally.day AND r.is_current AND r.amends IS NOT NULL AND r.stage <> 'confirmed')"
)


class Migration(Additive):
    dependencies = [("bot", "0006_bulletins")]

    operations = [
        ops.AddField(
            model_name="ReportRow",
            name="on_behalf",
            field=fields.BooleanField(db_default=False),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="higher_second",
            field=fields.BooleanField(db_default=True),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="first_depth",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="ReportRow",
            name="second_depth",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="WishRow",
            name="told",
            field=fields.DateField(null=True),
        ),
        ops.RunSQL(sql=DEPTH.format(which="first")),
        ops.RunSQL(sql=DEPTH.format(which="second")),
        ops.RunSQL(sql=EQUALS),
        ops.RunSQL(sql=LOST_REASONS),
        ops.RunSQL(sql=STANDING),
        check(
            "report",
            "report_second_from_higher",
            ("second_by", "higher_second", "first_depth", "second_depth"),
            '"second_by" IS NULL OR NOT "higher_second" OR ("first_depth" IS NOT NULL '
            'AND "second_depth" IS NOT NULL AND "second_depth" < "first_depth")',
        ),
        check(
            "report",
            "report_returned_with_reason",
            ("stage", "returned_by", "returned_at", "reason"),
            '"stage" <> \'returned\' OR ("returned_by" IS NOT NULL '
            'AND "returned_at" IS NOT NULL AND "reason" IS NOT NULL)',
        ),
    ]
