"""A digest names its ladders and when its reader is asked again; pauses say by whom."""

from tortoise import fields
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import index_where


class Migration(Additive):
    dependencies = [("bot", "0008_bulletins_sealed")]

    operations = [
        ops.CreateModel(
            name="DigestLadderRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("digest_id", fields.IntField(db_index=True)),
                ("ladder_id", fields.IntField()),
                ("person_id", fields.IntField()),
                ("rung", fields.CharField(max_length=16)),
                ("ask_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "digest_ladder",
                "app": "bot",
                "unique_together": (("ladder_id", "person_id", "rung"),),
                "pk_attr": "id",
                "table_description": "Which ladders a digest is about: a person is told once of each, on a rung.",
            },
            bases=["Model"],
        ),
        ops.AddField(model_name="LadderRow", name="changes", field=fields.IntField(db_default=0)),
        ops.AddField(model_name="LadderRow", name="heeded", field=fields.IntField(db_default=0)),
        ops.AddField(model_name="PauseRow", name="by_id", field=fields.IntField(null=True)),
        index_where("digest_ladder", "digest_asking", ("ask_at",), '"ask_at" IS NOT NULL'),
        # Until now a digest was about every ladder of its day.
        ops.RunSQL(
            sql="INSERT INTO digest_ladder (digest_id, ladder_id, person_id, rung) "
            "SELECT d.id, l.id, d.person_id, d.rung FROM digest d "
            "JOIN ladder l ON l.form = d.form AND l.day = d.day"
        ),
    ]
