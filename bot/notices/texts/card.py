"""How far a notice is, for whoever looks after it."""

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.notices.model import SEVERITIES, Notice, Progress, State

STATES: dict[State, Said] = {
    State.WAITING: _("waits for a second person"),
    State.RETURNED: _("returned to its author"),
    State.SCHEDULED: _("waits for its time"),
    State.SENDING: _("is going out"),
    State.PAUSED: _("paused"),
    State.SENT: _("sent"),
    State.CANCELLED: _("cancelled"),
    State.RECALLED: _("taken back"),
}
"""What the states are called."""

SHORT = 40


def line(notice: Notice) -> Said:
    """A notice in a list: its number, state and first words."""
    text = next(iter(notice.written.wording.texts.values()))
    words = text if len(text) <= SHORT else f"{text[:SHORT]}…"
    return _("No. {n}: {words}", n=str(notice.id), words=words)


def state(notice: Notice, progress: Progress, author: str, left: int) -> Said:
    """Where the notice stands, and how many have it and have read it."""
    reads = notice.written.terms.acknowledge
    head = _(
        "No. {n}, {severity}: {state}",
        n=str(notice.id),
        severity=SEVERITIES[notice.written.severity],
        state=STATES[notice.state],
    )
    return lines(
        Bold(head),
        _("Written by {name}", name=author),
        _("Sent without a second person: {why}", why=notice.alone_because)
        if notice.alone_because
        else None,
        _(
            "{sent} of {people} have it, {failed} could not be reached, {waiting} to go",
            sent=progress.sent,
            people=progress.people,
            failed=progress.failed,
            waiting=progress.waiting,
        )
        if progress.people
        else None,
        _n("About {n} second left", "About {n} seconds left", left)
        if notice.state is State.SENDING and progress.waiting
        else None,
        _("{n} have confirmed that they have read it", n=progress.acknowledged)
        if reads and progress.people
        else None,
    )


def buttons(notice: Notice, *, own: bool) -> Inline:
    """What can be done about it now; nobody approves their `own`."""
    acts: dict[State, tuple[tuple[Said, str], ...]] = {
        State.WAITING: ((_("Approve the notice"), "oknotice"), (_("Return"), "nonotice")),
        State.SCHEDULED: (),
        State.SENDING: ((_("Pause"), "pausenotice"), (_("Take back"), "recall")),
        State.PAUSED: ((_("Go on"), "resumenotice"), (_("Take back"), "recall")),
        State.SENT: ((_("Take back"), "recall"),),
        State.CANCELLED: ((_("Take back"), "recall"),),
    }
    those = () if own and notice.state is State.WAITING else acts.get(notice.state, ())
    row = tuple(Button(name, f"{act}:{notice.id}") for name, act in those)
    stop = notice.state in (State.WAITING, State.SCHEDULED, State.SENDING, State.PAUSED)
    rows = [row] if row else []
    if stop and (own or notice.state is not State.WAITING):
        rows.append((Button(_("Cancel it"), f"stopnotice:{notice.id}"),))
    if notice.alone_because and notice.reviewed_by is None and not own:
        rows.append((Button(_("I have looked at it"), f"reviewed:{notice.id}"),))
    if notice.written.terms.acknowledge and notice.started_at is not None:
        rows.append((Button(_("Who has not read it"), f"unread:{notice.id}"),))
    rows.append((Button(_("Refresh"), f"seenotice:{notice.id}"),))
    return Inline(tuple(rows))
