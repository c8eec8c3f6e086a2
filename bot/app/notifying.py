"""What the notices room adds to the program's tables: commands, buttons, conversations, jobs."""

from collections.abc import Mapping

from bot.chat.desk import Act, Command
from bot.conversations.model import Topics
from bot.jobs.ticking import Job
from bot.kernel.i18n import _
from bot.notices.service import sending
from bot.notices.talk import writing

COMMANDS: Mapping[str, Command] = {
    "notice": Command(writing.notice, _("Write a notice"), label=_("New notice")),
    "notices": Command(writing.notices, _("Notices, and who has read them"), label=_("Notices")),
}

BUTTONS: Mapping[str, Act] = {
    "seenotice": writing.see,
    "oknotice": writing.approve,
    "nonotice": writing.give_back,
    "reviewed": writing.reviewed,
    "pausenotice": writing.pause,
    "resumenotice": writing.go_on,
    "stopnotice": writing.stop,
    "recall": writing.recall,
    "received": writing.receive,
    "unread": writing.unread,
    "remindread": writing.remind,
}

TOPICS: Topics = writing.TOPICS

TIMETABLE: Mapping[str, tuple[float, Job]] = {"send notices": (1, sending.hand_out)}
