"""Messages taken back on their way; whose lead they were claimed under; wishes to chase."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from bot.kernel.database.constraints import index_where


class Migration(migrations.Migration):
    dependencies = [("bot", "0006_bulletins")]

    operations = [
        ops.AddField(
            model_name="MessageRow",
            name="recalled_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        index_where("message", "message_recalled", ("recalled_at",), "recalled_at IS NOT NULL"),
        index_where("reminder", "reminder_key", ("key",), "TRUE"),
    ]
