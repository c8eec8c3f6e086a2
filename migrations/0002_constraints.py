"""What the tables alone cannot say: one current report, one living grant, an unchanging journal."""

from tortoise import migrations

from bot.kernel.database.constraints import append_only, check, unique_where


class Migration(migrations.Migration):
    dependencies = [("bot", "0001_initial")]

    operations = [
        unique_where("report", "report_one_current", ("form", "place_id", "day"), '"is_current"'),
        unique_where(
            "grant_", "grant_one_living", ("person_id", "role", "place_id"), '"until" IS NULL'
        ),
        check("report", "report_revision_from_one", ("revision",), '"revision" >= 1'),
        check(
            "report",
            "report_content_known",
            ("content",),
            "\"content\" IN ('zero', 'figures')",
        ),
        check(
            "report",
            "report_timeliness_known",
            ("timeliness",),
            "\"timeliness\" IN ('on_time', 'late')",
        ),
        append_only("journal"),
    ]
