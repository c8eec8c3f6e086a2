"""The last button tapped in each chat, so that a double tap acts once; one person a phone number."""

from tortoise import fields
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import unique_where


class Migration(Additive):
    dependencies = [("bot", "0010_outbox")]

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
        # Of several with one number the newest account keeps it; who was imported keeps it last.
        ops.RunSQL(
            sql="UPDATE person SET phone = NULL, phone_digest = NULL WHERE EXISTS ("
            "SELECT 1 FROM person better WHERE better.phone_digest = person.phone_digest "
            "AND ((better.chat_id IS NOT NULL AND person.chat_id IS NULL) "
            "OR ((better.chat_id IS NULL) = (person.chat_id IS NULL) "
            "AND better.id > person.id)))"
        ),
        unique_where("person", "person_one_phone", ("phone_digest",), '"phone_digest" IS NOT NULL'),
    ]
