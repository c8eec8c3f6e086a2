"""Messages taken back on their way; whose lead they were claimed under; wishes to chase."""

from tortoise import fields
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import index_where


class Migration(Additive):
    dependencies = [("bot", "0009_ladders")]

    operations = [
        ops.AddField(
            model_name="MessageRow",
            name="recalled_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="MessageRow",
            name="epoch",
            field=fields.BigIntField(null=True),
        ),
        ops.CreateModel(
            name="LeadRow",
            fields=[
                (
                    "id",
                    fields.SmallIntField(
                        generated=False, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("epoch", fields.BigIntField()),
            ],
            options={
                "table": "lead",
                "app": "bot",
                "pk_attr": "id",
                "table_description": "How many times the lead has been taken: whoever took it last may claim what is to be sent.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChaseRow",
            fields=[
                (
                    "digest_id",
                    fields.IntField(generated=False, primary_key=True, unique=True, db_index=True),
                ),
                ("form", fields.CharField(max_length=32)),
                ("day", fields.DateField()),
                ("rung", fields.CharField(max_length=32)),
                ("place_ids", fields.TextField(unique=False)),
                ("spares", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("until", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_name", fields.CharField(max_length=128)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "chase",
                "app": "bot",
                "pk_attr": "digest_id",
                "table_description": "A wish to have the workers of these places (JSON) reminded, until everybody was.",
            },
            bases=["Model"],
        ),
        index_where("message", "message_recalled", ("recalled_at",), "recalled_at IS NOT NULL"),
        index_where("reminder", "reminder_key", ("key",), "TRUE"),
    ]
