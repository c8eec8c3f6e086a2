"""The last button tapped in each chat: a double tap acts once, whichever process hears it."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("bot", "0006_bulletins")]

    operations = [
        ops.CreateModel(
            name="TapRow",
            fields=[
                (
                    "chat_id",
                    fields.BigIntField(
                        generated=False, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("message_id", fields.BigIntField()),
                ("digest", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "tap",
                "app": "bot",
                "pk_attr": "chat_id",
                "table_description": "The button of an act that was tapped last in a chat: tapped again at once, it counts once.",
            },
            bases=["Model"],
        ),
    ]
