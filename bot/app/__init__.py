"""The composition root: the tables that show the whole program at a glance."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import bot.reports.forms
from bot.bulletins import service as bulletins
from bot.bulletins.talk import approving, posting, reading
from bot.chat.desk import Act, Command, Desk
from bot.conversations import service as conversations
from bot.conversations.model import Heard, Menu, Reply, SharedContact, Topics, Typed
from bot.hints import service as hints
from bot.hints.talk import answering, sending
from bot.jobs.ticking import Job
from bot.journal import service as journal
from bot.kernel import clock, events
from bot.kernel.i18n import Said, _
from bot.people import service as people
from bot.people import talk as people_talk
from bot.people.model import Granted, Person, Role
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

TABLES: tuple[str, ...] = (
    "bot.places.tables",
    "bot.people.tables",
    "bot.conversations.tables",
    "bot.outbox.tables",
    "bot.journal.tables",
    "bot.hints.tables",
    "bot.reports.tables",
    "bot.reminders.tables",
    "bot.bulletins.tables",
)
"""Modules whose models make the database."""


# -- what the program does ------------------------------------------------------------


async def _help(person: Person, words: str) -> Reply:  # noqa: ARG001
    return await _not_understood(person)


COMMANDS: Mapping[str, Command] = {
    "start": Command(people_talk.start, _("Begin")),
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
    "invite": Command(people_talk.invite, _("Invite somebody"), label=_("Invite somebody")),
    "join": Command(people_talk.join, _("Join with an invite code")),
    "roles": Command(people_talk.roles, _("Who I am here")),
    "language": Command(people_talk.language, "语言 / Language", label="语言 / Language"),
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
    "withdraw": approving.withdraw,
    "follow": reading.follow,
    "unfollow": reading.unfollow,
    "look": answering.look,
    "found": answering.found,
}
"""What buttons below messages do, by the first word of their data."""

MENUS: Mapping[Role, tuple[str, ...]] = {
    Role.WORKER: ("zero", "report", "mine"),
    Role.CHECKER: ("check", "status", "hints"),
    Role.COORDINATOR: ("status", "bulletins", "schedule", "invite"),
    Role.ADMIN: ("check", "status", "hints", "bulletins", "schedule", "invite"),
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
        **people_talk.topics(lambda code: f"https://t.me/{bot_name}?start={code}"),
        "report": reporting.TOPIC,
        "return": checking.RETURN_TOPIC,
        "schedule": scheduling.TOPIC,
        "pause": reminders_talk.TOPIC,
        **approving.TOPICS,
        "hint": sending.TOPIC,
        "answer_hint": answering.TOPIC,
    }


async def _note_grant(granted: Granted) -> None:
    await journal.note(
        granted.by,
        "role.granted",
        f"person:{granted.person_id}",
        place_id=granted.place_id,
        role=granted.role.value,
    )


REACTIONS: events.Reactions = {
    Granted: [_note_grant],
    ReportSubmitted: [reminders.withdraw],
    ReportConfirmed: [bulletins.heard],
}
"""What follows on a higher floor from what happens on a lower one."""


async def _forget_heard() -> None:
    """Telegram delivers an update again for a day at most."""
    await conversations.forget_before(clock.now() - timedelta(days=3))


TIMETABLE: Mapping[str, tuple[float, Job]] = {
    "remind and escalate": (60, reminders.tick),
    "forget old reminders": (3600, reminders.forget),
    "forget old ladders": (3600, reminders.prune),
    "forget heard updates": (3600, _forget_heard),
    "forget who sent answered hints": (3600, hints.forget_answered),
    "tell authors of their week": (600, reports.tell_the_week),
    "draft bulletins": (60, bulletins.draft_due),
    "hand out bulletins": (5, bulletins.hand_out),
}
"""What is done from time to time: seconds, job."""


# -- who is asked when nobody else is -------------------------------------------------


async def menu(person: Person) -> Menu:
    """The keys of everything that the person's roles let them do."""
    return _keys(await _roles(person))


async def _roles(person: Person) -> frozenset[Role]:
    return frozenset(grant.role for grant in await people.grants(person))


def _keys(held: frozenset[Role]) -> Menu:
    """Each key once, two to a row."""
    own = (name for role, names in MENUS.items() if role in held for name in names)
    keys = [*dict.fromkeys(own), *(["language"] if held else [])]
    pairs = (keys[start : start + 2] for start in range(0, len(keys), 2))
    return Menu(tuple(tuple(_label(name) for name in pair) for pair in pairs))


def _label(command: str) -> Said:
    return COMMANDS[command].label or command


async def _idle(person: Person, heard: Heard) -> Reply:
    """Answer what belongs to no conversation: a contact, a code, or words not understood."""
    if isinstance(heard, SharedContact):
        return await people_talk.contact(person, heard)
    if isinstance(heard, Typed) and (joined := await people_talk.code(person, heard.text)):
        return joined
    return await _not_understood(person)


async def _not_understood(person: Person) -> Reply:
    held = await _roles(person)
    if not held:
        return people_talk.stranger()
    if Role.WORKER in held:
        say = _(
            "Tap a key below. “Zero report” when nothing happened (or send 0), "
            "“Daily report” when something did."
        )
    else:
        say = _("Tap a key below, or the menu beside it for everything that I can do.")
    return Reply(say, _keys(held))


def desk(bot_name: str) -> Desk:
    """Everything that people can do by chat with the bot of this name."""
    return Desk(COMMANDS, BUTTONS, topics(bot_name), menu, _idle)
