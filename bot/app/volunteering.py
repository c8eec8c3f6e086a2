"""What the volunteers room adds to the program's tables: commands, buttons, conversations, jobs."""

from collections.abc import Mapping

from bot.chat.desk import Act, Command
from bot.conversations.model import Topics
from bot.jobs.ticking import Job
from bot.kernel.i18n import _
from bot.volunteers.service import dispatching, expiring, ticking
from bot.volunteers.talk import (
    board,
    certificates,
    offers,
    planning,
    records,
    registering,
    tasks,
    verifying,
    work,
)

COMMANDS: Mapping[str, Command] = {
    "volunteer": Command(
        registering.volunteer,
        _("Register as a volunteer, or see my profile"),
        label=_("Volunteer"),
    ),
    "mytasks": Command(work.mine, _("My tasks as a volunteer"), label=_("My tasks")),
    "record": Command(records.record, _("What I have done as a volunteer"), label=_("My record")),
    "task": Command(tasks.task, _("Ask for volunteers for a task"), label=_("New task")),
    "tasks": Command(board.tasks, _("Tasks, and who is on them"), label=_("Tasks")),
    "plan": Command(planning.plan, _("Plan several tasks at once"), label=_("Plan tasks")),
    "volunteers": Command(
        registering.volunteers,
        _("Who has registered as a volunteer"),
        label=_("Volunteers"),
    ),
    "certificates": Command(
        verifying.certificates,
        _("Look at volunteers' certificates"),
        label=_("Certificates"),
    ),
}

BUTTONS: Mapping[str, Act] = {
    "profile": registering.change,
    "available": registering.available,
    "rest": registering.rest,
    "leave": registering.leave,
    "certify": certificates.certify,
    "certificate": verifying.certificate,
    "verify": verifying.verify,
    "reject": verifying.reject,
    "suspend": verifying.suspend,
    "card": board.card,
    "ring": board.ring,
    "sendnow": board.send_now,
    "everyone": board.everyone,
    "handover": board.hand_over,
    "calloff": board.call_off,
    "repeat": tasks.repeat,
    "sendplan": planning.send,
    "accept": offers.accept,
    "decline": offers.decline,
    "because": offers.because,
    "later": offers.later,
    **work.BUTTONS,
    "testify": records.testify,
}

TOPICS: Topics = {
    "volunteer": registering.TOPIC,
    "certificate": certificates.TOPIC,
    **verifying.TOPICS,
    "task": tasks.TOPIC,
    **board.TOPICS,
    "declining": offers.DECLINING,
    **work.TOPICS,
}

TIMETABLE: Mapping[str, tuple[float, Job]] = {
    "ask volunteers": (1, dispatching.tick),
    "see to volunteers at work": (30, ticking.tick),
    "tell of certificates that end": (3600, expiring.tick),
}
