"""What approvals are about cannot change under them, nor a bulletin differ from its draft."""

from tortoise import fields
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import (
    never_deleted,
    never_emptied,
    on_insert,
    on_update,
)

SEALED = ("place_id", "form", "day", "content", "basis", "hash", "made_at")
SAYS = (  # the columns by which bulletins are searched say what the content says
    "NEW.content::jsonb ->> 'kind' = NEW.kind AND NEW.content::jsonb ->> 'form' = NEW.form "
    "AND (NEW.content::jsonb ->> 'day')::date = NEW.day "
    "AND (NEW.content::jsonb ->> 'corrects')::int IS NOT DISTINCT FROM NEW.corrects"
)
SAYS_LITE = (
    "json_extract(NEW.content, '$.kind') = NEW.kind "
    "AND json_extract(NEW.content, '$.form') = NEW.form "
    "AND json_extract(NEW.content, '$.day') = NEW.day "
    "AND json_extract(NEW.content, '$.corrects') IS NEW.corrects"
)


class Migration(Additive):
    dependencies = [("bot", "0007_checks")]

    operations = [
        ops.AddField(
            model_name="DraftRow",
            name="rests_on",
            field=fields.TextField(db_default="{}", unique=False),
        ),
        ops.AddField(
            model_name="NewsRow",
            name="turn",
            field=fields.IntField(db_default=0),
        ),
        on_update(
            "bulletin_draft",
            "draft_never_changes",
            " AND ".join(f'OLD."{name}" = NEW."{name}"' for name in (*SEALED, "rests_on")),
        ),
        on_update(
            "bulletin_draft",
            "draft_settled_stays",
            "OLD.\"state\" IN ('waiting', 'approved_once') AND "
            '(OLD."first_by" IS NULL OR COALESCE(OLD."first_by" = NEW."first_by", FALSE))',
        ),
        never_deleted("bulletin_draft"),
        on_insert(
            "bulletin",
            "bulletin_is_its_draft",
            'EXISTS (SELECT 1 FROM "bulletin_draft" d WHERE d."id" = NEW."draft_id" '
            'AND d."state" = \'released\' AND d."content" = NEW."content" '
            'AND d."first_by" = NEW."first_by" AND d."second_by" = NEW."second_by" '
            'AND d."place_id" = NEW."place_id")',
        ),
        on_insert(
            "bulletin",
            "bulletin_follows",
            'NEW."number" = 1 OR EXISTS (SELECT 1 FROM "bulletin" b '
            'WHERE b."number" = NEW."number" - 1 AND b."hash" = NEW."previous")',
        ),
        on_insert("bulletin", "bulletin_says_its_content", SAYS, SAYS_LITE),
        never_emptied("journal"),
        never_emptied("bulletin"),
    ]
