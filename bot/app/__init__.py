"""The composition root: the tables that show the whole program at a glance."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import bot.reports.forms
from bot.app import notifying, noting, volunteering
from bot.app.front import Front
from bot.bulletins import service as bulletins
from bot.bulletins.talk import approving, posting, reading
from bot.chat.desk import Act, Command, Desk
from bot.conversations import service as conversations
from bot.conversations.model import Reply, Topics
from bot.hints import service as hints
from bot.hints.talk import answering, sending
from bot.jobs.ticking import Job
from bot.kernel import clock, events
from bot.kernel.i18n import Bold, _
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import ROLE_NAMES, Ended, Granted, NumberMoved, Person, Role
from bot.people.talk import arriving, roles
from bot.places import service as places
from bot.reminders import service as reminders
from bot.reminders import talk as reminders_talk
from bot.reports import service as reports
from bot.reports.model import ReportConfirmed, ReportSubmitted
from bot.reports.talk import (
    checking,
    exporting,
    looking,
    picture,
    reporting,
    scheduling,
    status,
    wishes,
)
from bot.volunteers.service import registering as volunteers

TABLES: tuple[str, ...] = (
    "bot.kernel.database.tables",
    "bot.places.tables",
    "bot.people.tables",
    "bot.conversations.tables",
    "bot.outbox.tables",
    "bot.journal.tables",
    "bot.hints.tables",
    "bot.reports.tables",
    "bot.volunteers.tables",
    "bot.notices.tables",
    "bot.reminders.tables",
    "bot.bulletins.tables",
)
"""Modules whose models make the database."""


# -- what the program does ------------------------------------------------------------


async def _help(person: Person, words: str) -> Reply:  # noqa: ARG001
    return await FRONT.not_understood(person)


COMMANDS: Mapping[str, Command] = {
    "start": Command(arriving.start, _("Begin")),
    "zero": Command(
        reporting.zero,
        _("Zero report: nothing to report today"),
        label=_("Zero report"),
        words=("0", "零", "零报", "zero", "nothing"),
    ),
    "report": Command(reporting.report, _("Daily report with figures"), label=_("Daily report")),
    "mine": Command(looking.mine, _("My reports of the last days"), label=_("My reports")),
    "check": Command(checking.queue, _("Check what has been reported"), label=_("Check reports")),
    "status": Command(status.status, _("How complete the reports are"), label=_("Completeness")),
    "news": Command(wishes.news, _("How I tell you what became of your reports")),
    "bulletin": Command(reading.newest, _("The newest bulletin"), label=_("Newest bulletin")),
    "bulletins": Command(
        approving.waiting, _("Bulletins that wait for approval"), label=_("Approve bulletins")
    ),
    "channel": Command(posting.channel, _("Post bulletins in a channel")),
    "schedule": Command(
        scheduling.schedule, _("When reports are due"), label=_("Reporting schedule")
    ),
    "hint": Command(
        sending.hint, _("What is reported does not match what I see"), label=_("Send a hint")
    ),
    "myhints": Command(sending.mine, _("My hints, and what came of them")),
    "hints": Command(answering.queue, _("Answer citizens' hints"), label=_("Answer hints")),
    **notifying.COMMANDS,
    **volunteering.COMMANDS,
    "invite": Command(arriving.invite, _("Invite somebody"), label=_("Invite somebody")),
    "join": Command(arriving.join, _("Join with an invite code")),
    "people": Command(
        roles.people, _("Who holds which role here, and ending one"), label=_("People and roles")
    ),
    "roles": Command(arriving.roles, _("Who I am here")),
    "language": Command(arriving.language, "语言 / Language", label="语言 / Language"),
    "help": Command(_help, _("What I can do here")),
}
"""What people can do by name. /cancel is the desk's own."""

BUTTONS: Mapping[str, Act] = {
    "see": looking.see,
    "fix": reporting.correct,
    "behalf": reporting.behalf,
    "picture": picture.picture_of,
    "export": exporting.export,
    "calm": checking.approve_calm,
    "turn": checking.turn,
    "pass": checking.passed,
    "back": checking.back,
    "chasing": reminders_talk.see_to_it,
    "chase": reminders_talk.chase,
    "missing": reminders_talk.missing,
    "page": reminders_talk.turn_page,
    "unit": reminders_talk.unit,
    "call": reminders_talk.call,
    "pause": reminders_talk.pause,
    "paused": reminders_talk.paused,
    "resume": reminders_talk.resume,
    "draft": approving.look,
    "release": approving.approve,
    "refuse": approving.refuse,
    "redraft": approving.redraft,
    "anew": approving.draft_anew,
    "withdraw": approving.withdraw,
    "follow": reading.follow,
    "unfollow": reading.unfollow,
    **notifying.BUTTONS,
    **volunteering.BUTTONS,
    "look": answering.look,
    "found": answering.found,
    "end": roles.end,
}
"""What buttons below messages do, by the first word of their data."""

_COORDINATING = (
    "status",
    "bulletins",
    "schedule",
    "notice",
    "notices",
    "task",
    "tasks",
    "plan",
    "volunteers",
    "certificates",
    "invite",
    "people",
)

MENUS: Mapping[Role, tuple[str, ...]] = {
    Role.WORKER: ("zero", "report", "mine"),
    Role.CHECKER: ("check", "status", "hints"),
    Role.COORDINATOR: _COORDINATING,
    Role.VOLUNTEER: ("volunteer", "mytasks", "record"),
    Role.ADMIN: ("check", "hints", *_COORDINATING),
}
"""The keys that a role brings, as commands."""

FORMS: tuple[str, ...] = tuple(
    path.read_text(encoding="utf-8")
    for path in sorted(Path(bot.reports.forms.__path__[0]).glob("*.toml"))
)
"""The forms that come with the program."""


def topics(bot_name: str) -> Topics:
    """Every conversation, and what finishes it."""
    return {
        **arriving.topics(lambda code: f"https://t.me/{bot_name}?start={code}"),
        "end_role": roles.TOPIC,
        "report": reporting.TOPIC,
        "return": checking.RETURN_TOPIC,
        "schedule": scheduling.TOPIC,
        "pause": reminders_talk.TOPIC,
        **approving.TOPICS,
        "hint": sending.TOPIC,
        "answer_hint": answering.TOPIC,
        **notifying.TOPICS,
        **volunteering.TOPICS,
    }


async def _tell_end(ended: Ended) -> None:
    """Whom a role is taken from is told so, with the keys that are left to them."""
    person = (await people.many([ended.person_id]))[ended.person_id]
    if person.chat_id is None or ended.by == person.id:
        return
    said = _(
        "You are no longer {role} for {place}. If that is a mistake, please ask your coordinator.",
        role=ROLE_NAMES[ended.role],
        place=Bold(await places.full_name(await places.get(ended.place_id))),
    )
    keys = await FRONT.menu(person)
    await outbox.post(person.chat_id, said, person.language, keyboard=keys, lane=Lane.NOTICE)


REACTIONS: events.Reactions = {
    Granted: [noting.granted],
    Ended: [volunteers.role_ended, noting.ended, _tell_end],
    NumberMoved: [noting.number_moved],
    ReportSubmitted: [reminders.withdraw],
    ReportConfirmed: [bulletins.heard],
}
"""What follows on a higher floor from what happens on a lower one."""


async def _forget_heard() -> None:
    """Telegram delivers an update again for a day at most."""
    await conversations.forget_before(clock.now() - timedelta(days=3))


TIMETABLE: Mapping[str, tuple[float, Job]] = {
    "remind and escalate": (60, reminders.tick),
    "chase": (1, reminders.carry_out),
    "remind of the rest": (5, reminders.remind_of_rest),
    "forget old reminders": (3600, reminders.forget),
    "forget old ladders": (3600, reminders.prune),
    "forget heard updates": (3600, _forget_heard),
    "forget who sent answered hints": (3600, hints.forget_answered),
    "tell authors of their week": (600, reports.tell_the_week),
    "draft bulletins": (60, bulletins.draft_due),
    "hand out bulletins": (5, bulletins.hand_out),
    **notifying.TIMETABLE,
    **volunteering.TIMETABLE,
}
"""What is done from time to time: seconds, job."""


# -- what the tables make together ----------------------------------------------------

FRONT = Front(COMMANDS, MENUS)


def desk(bot_name: str) -> Desk:
    """Everything that people can do by chat with the bot of this name."""
    return Desk(COMMANDS, BUTTONS, topics(bot_name), FRONT.menu, FRONT.idle)
