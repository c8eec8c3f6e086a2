"""Short conversations about a task: call it off, write to everybody on it, hand it over."""

import secrets
from collections.abc import Sequence

from bot.conversations.answers import Choice, Person, Words
from bot.conversations.model import Flow, Option, Session, Step
from bot.kernel.i18n import Bold, Said, _, lines
from bot.people.model import Person as Somebody
from bot.volunteers.model import Task
from bot.volunteers.texts import tasks as texts

LONGEST_REASON, LONGEST_MESSAGE = 200, 500


def _title(session: Session) -> Said:
    return Bold(session.facts["title"])


def _off(session: Session) -> Said:
    return lines(
        _("Why is “{title}” called off? Tap a reason or write one.", title=_title(session)),
        _("All who were to come, or have been asked, are told."),
    )


def _sure(session: Session) -> Said:
    return lines(
        _("Call off “{title}”?", title=_title(session)),
        _("Reason: {reason}", reason=texts.reason(session.answers["reason"])),
    )


_OFFERED = tuple(Option(value, label) for value, label in texts.CALL_OFF_REASONS.items())

CALL_OFF = Flow(
    "call_off",
    (
        Step("reason", _off, Words(most=LONGEST_REASON, offers=_OFFERED), columns=1),
        Step("send", _sure, Choice((Option("yes", _("Yes, call it off")),)), columns=1),
    ),
    title=_("Call off a task"),
    aside=True,
)

EVERYONE = Flow(
    "everyone",
    (
        Step(
            "words",
            lambda session: _(
                "What do you want to tell everybody on “{title}”?", title=_title(session)
            ),
            Words(most=LONGEST_MESSAGE, example=_("We meet at the back gate instead")),
        ),
    ),
    title=_("Message everyone on a task"),
    aside=True,
)

HAND_OVER = Flow(
    "hand_over",
    (
        Step(
            "to",
            lambda session: _("Who looks after “{title}” from now on?", title=_title(session)),
            Person(),
            columns=1,
        ),
    ),
    title=_("Hand over a task"),
    aside=True,
)


def about(flow: Flow, task: Task, **facts: object) -> Session:
    """One of these conversations, about this task."""
    known = {"task": task.id, "title": task.brief.title, **facts}
    return Session(flow.name, secrets.token_urlsafe(4), facts=known)


def handing_over(task: Task, to: Sequence[Somebody]) -> Session:
    """The choice of whom the task is handed to; its owner as seen now is remembered."""
    people = [[one.id, one.name] for one in to]
    return about(HAND_OVER, task, people=people, owner=task.owner_id)
