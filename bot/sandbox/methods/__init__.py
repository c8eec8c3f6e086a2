"""The Bot API's methods: each checks its arguments, changes the world, returns the result."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.arguments import Arguments
from bot.sandbox.methods import editing, knowing, sending
from bot.sandbox.world import World

Method = Callable[[World, Arguments], Any]

METHODS: Mapping[str, Method] = {
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendlocation": sending.send_location,
    "sendcontact": sending.send_contact,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "answercallbackquery": editing.answer_callback_query,
    "getme": knowing.get_me,
    "getchat": knowing.get_chat,
    "getfile": knowing.get_file,
    "setmycommands": knowing.set_my_commands,
    "getmycommands": knowing.get_my_commands,
    "deletemycommands": knowing.delete_my_commands,
    "setmyname": knowing.set_text("name"),
    "setmydescription": knowing.set_text("description"),
    "setmyshortdescription": knowing.set_text("short_description"),
    "setchatmenubutton": knowing.set_chat_menu_button,
}
"""By lower-case name; getUpdates and the webhook's methods live where updates are delivered."""

COUNTED = frozenset({"sendmessage", "sendphoto", "senddocument", "sendlocation", "sendcontact"})
"""Methods that the limits on sending count."""
