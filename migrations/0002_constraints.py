"""What the tables alone cannot say: one current report, one living grant, an unchanging journal."""

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import append_only, check, index_where, unique_where


class Migration(Additive):
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
        unique_where("journal", "journal_never_forks", ("previous",), "TRUE"),
        check("message", "message_lane_known", ("lane",), '"lane" BETWEEN 0 AND 5'),
        index_where("message", "message_due", ("lane", "id"), "status IN ('waiting', 'unsure')"),
        index_where(
            "message",
            "message_line",
            ("chat_id", "lane", "id"),
            "status IN ('waiting', 'sending', 'unsure')",
        ),
        index_where("message", "message_lease", ("lease_until",), "status = 'sending'"),
    ]
