"""Messages that change another one of ours; what many messages belong to."""

from tortoise import fields
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import index_where


class Migration(Additive):
    dependencies = [("bot", "0013_volunteers")]

    operations = [
        ops.AddField(
            model_name="MessageRow",
            name="amends",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="MessageRow",
            name="carries",
            field=fields.BooleanField(db_default=False),
        ),
        ops.AddField(
            model_name="MessageRow",
            name="about",
            field=fields.CharField(max_length=32, null=True),
        ),
        index_where("message", "message_about", ("about", "status"), "about IS NOT NULL"),
        index_where(
            "message", "message_amends", ("amends",), "amends IS NOT NULL AND status = 'waiting'"
        ),
    ]
