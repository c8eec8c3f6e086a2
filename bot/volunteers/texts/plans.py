"""How a plan for several tasks is worded: what it fills, what stays empty and why."""

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.volunteers.model import Catalogue, Left, Plan, Planned
from bot.volunteers.texts.tasks import reasons, skill, when

SHOWN = 12
"""Tasks that are told one by one; the emptiest come first."""


def plan(proposed: Plan, among: Catalogue) -> Said:
    """The plan, task by task; the tasks' moments are local."""
    more = len(proposed.tasks) - SHOWN
    return lines(
        Bold(
            _n(
                "A plan for {n} task",
                "A plan for {n} tasks",
                len(proposed.tasks),
            )
        ),
        _(
            "{filled} of {places} places would be filled.",
            filled=proposed.filled,
            places=proposed.places,
        ),
        *(line for one in proposed.tasks[:SHOWN] for line in _task(one, among)),
        _n("and {n} more task", "and {n} more tasks", more) if more > 0 else None,
    )


def _task(one: Planned, among: Catalogue) -> list[Said | None]:
    brief = one.task.brief
    head = _(
        "{title}, {when}: {filled} of {places}",
        title=Bold(brief.title),
        when=when(brief.starts_at, brief.ends_at),
        filled=one.filled,
        places=one.task.free,
    )
    return ["", head, *(_left(left, among) for left in one.empty)]


def _left(left: Left, among: Catalogue) -> Said:
    head = _("· {skill}: {n} empty", skill=skill(left.need.skill, among), n=left.places)
    parts: list[Said] = []
    if left.elsewhere:
        parts.append(
            _n(
                "{n} who fits is needed elsewhere",
                "{n} who fit are needed elsewhere",
                left.elsewhere,
            )
        )
    if (why := reasons(left.why_not)) is not None:
        parts.append(why)
    return head if not parts else _("{head} ({list})", head=head, list=parts)


def buttons(proposed: Plan) -> Inline | None:
    """To have everybody asked whom the plan proposes."""
    again = Button(_("Plan anew"), "plan:again")
    if proposed.id is None:
        return Inline(((again,),))
    send = _n("Ask {n} volunteer", "Ask {n} volunteers", proposed.filled)
    return Inline(((Button(send, f"sendplan:{proposed.id}"),), (again,)))
