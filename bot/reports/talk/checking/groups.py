"""The checkers' queue by chat: groups of what waits, the quiet ones of each approved at once."""

from collections.abc import Iterable
from dataclasses import replace

from bot.conversations.answers.buttons import OLD_BUTTON, number
from bot.conversations.model import Button, Inline, Reply
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.people.model import Person
from bot.reports import service
from bot.reports.model import Group, Stage

MOST_GROUPS = 12

STEPS = {Stage.SUBMITTED: _("first check"), Stage.CHECKED: _("second check")}


async def queue(person: Person, words: str) -> Reply:
    """What waits for the person, by place.

    `words` may name a place to look below and how many groups to pass over: "<place>:<groups>".
    """
    place_id, _colon, skip = words.partition(":")
    above = int(place_id) if place_id.isdecimal() else None
    if not skip:
        return await shown(person, above)
    return in_place(await shown(person, above, skip=number(skip)))


async def shown(
    person: Person, above: int | None, head: Said | None = None, skip: int = 0
) -> Reply:
    """The groups below a place after so many of them, below what `head` says."""
    groups = await service.queue(person, above)
    if not groups:
        return Reply(lines(head, _("Nothing waits for your check.")))
    page = groups[skip : skip + MOST_GROUPS]
    told = [part for group in page for part in _told(group)]
    rows = [row for group in page for row in _rows(group, above)]
    left = len(groups) - skip - len(page)
    if left > 0:
        label = _n("{n} more group", "{n} more groups", left)
        rows.append((Button(label, f"check:{above or ''}:{skip + MOST_GROUPS}"),))
    return Reply(lines(head, Bold(_("To be checked")), *told), Inline(tuple(rows)))


def _told(group: Group) -> Iterable[Said]:
    yield ""
    yield _(
        "{place}, {step}: {count}",
        place=Bold(group.place.name),
        step=STEPS[group.stage],
        count=_n("{n} report", "{n} reports", group.n),
    )
    if len(group.days) == 1:
        yield _("· of {day}", day=group.days[0][0])
    elif group.days:
        days = [_("{day} ({n})", day=day, n=n) for day, n in group.days]
        yield _("· of several days: {days}", days=_("{list}", list=days))
    if group.calm:
        yield _(
            "· {n} consistent with what is known ({zeros} zero reports)",
            n=group.calm,
            zeros=group.zeros,
        )
    if group.looks:
        yield _n("· {n} needs a look", "· {n} need a look", group.looks)
    for hand in group.hands:
        yield _n(
            "· {name} is looking at {n} more, until {time}",
            "· {name} is looking at {n} more, until {time}",
            hand.n,
            name=hand.name,
            time=hand.until.time(),
        )


def _rows(group: Group, above: int | None) -> Iterable[tuple[Button, ...]]:
    where = f"{group.stage.value}:{group.place.id}"
    calm, place = min(group.calm, service.MOST_AT_ONCE), group.place.name
    if calm:
        label = _("Approve all {n}: {place}", n=calm, place=place)
        yield (Button(label, f"calm:{where}:{group.upto}:{calm}"),)
    buttons = []
    if group.looks:
        closer = _("Look at {n}: {place}", n=group.looks, place=place)
        buttons.append(Button(closer, f"turn:look:{where}:0"))
    elif group.calm:
        buttons.append(Button(_("One by one: {place}", place=place), f"turn:all:{where}:0"))
    if group.n > service.MOST_AT_ONCE and group.place.id != above:
        buttons.append(Button(_("Below {place}", place=place), f"check:{group.place.id}"))
    if buttons:
        yield tuple(buttons)


async def approve_calm(person: Person, words: str) -> Reply:
    """Approve at once what wants no look.

    `words` is "<stage>:<place>:<newest seen>:<how many were shown>".
    """
    stage, place_id, upto, promised = parts(words, 4)
    n = await service.approve_calm(person, number(place_id), stage_in(stage), number(upto))
    lost = number(promised) - n
    approved = _n("Approved: {n} report.", "Approved: {n} reports.", n) if n else None
    settled = _n(
        "{n} report had been settled by somebody else meanwhile, or wants a look now.",
        "{n} reports had been settled by somebody else meanwhile, or want a look now.",
        lost,
    )
    head = lines(approved, settled if lost > 0 else None)
    return in_place(await shown(person, None, head))


def in_place(reply: Reply) -> Reply:
    """The reply, put where the tapped message stands."""
    return replace(reply, in_place=True)


def parts(words: str, n: int) -> list[str]:
    """The parts of a button's data; Refused for what no button of ours says."""
    found = words.split(":")
    if len(found) != n:
        raise Refused(OLD_BUTTON)
    return found


def stage_in(text: str) -> Stage:
    """The stage in a button's data; Refused for what no button of ours says."""
    if text not in (Stage.SUBMITTED, Stage.CHECKED):
        raise Refused(OLD_BUTTON)
    return Stage(text)
