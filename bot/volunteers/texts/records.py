"""How service is worded: the record in the chat, and the certificate in two languages."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from bot.kernel.drawing.sheet import Both, Sheet
from bot.kernel.i18n import Bold, Said, _, _n, lines, say
from bot.volunteers.model import Catalogue, Record, Served, Service, Testimony

FIRST, SECOND = "zh_Hans", "en"
_DAY = {"zh_Hans": "y年M月d日", "en": "d MMMM y"}


def hours(minutes: int) -> Said:
    """Minutes as people say them: 3 h 30 min."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("{n} min", n=rest)
    return _("{h} h {min} min", h=whole, min=rest) if rest else _("{h} h", h=whole)


def help_with(skill: str | None, among: Catalogue) -> Said:
    """What was done with a skill, or without one."""
    if skill is None:
        return _("Lending a hand")
    known = among.skills.get(skill)
    return skill if known is None else known.label


def record(known: Record, among: Catalogue) -> Said:
    """What a volunteer has done."""
    service = known.service
    return lines(
        Bold(_("Your service")),
        _n("{n} task, {hours}", "{n} tasks, {hours}", service.tasks, hours=hours(service.minutes)),
        *_by_skill(service, among),
        _("Not confirmed yet: {hours}", hours=hours(known.unconfirmed))
        if known.unconfirmed
        else None,
        *_latest(known.latest),
    )


def _by_skill(service: Service, among: Catalogue) -> list[Said]:
    ordered = sorted(service.by_skill.items(), key=lambda one: -one[1])
    return [
        _("· {skill}: {hours}", skill=help_with(skill, among), hours=hours(minutes))
        for skill, minutes in ordered
    ]


def _latest(latest: Sequence[Served]) -> list[Said]:
    if not latest:
        return []
    return [
        "",
        _("The last ones:"),
        *(
            _("{day}: {title}, {hours}", day=one.day, title=one.title, hours=hours(one.minutes))
            for one in latest
        ),
    ]


def sheet(
    one: Testimony, number: str, place: str, link: str | None, among: Catalogue, issued: date
) -> Sheet:
    """The certificate as it is printed."""
    service = one.service
    return Sheet(
        title=_both(_("Certificate of volunteer service")),
        name=one.name or "",
        paragraphs=(
            Both(
                say(_period(service, FIRST), FIRST),
                say(_period(service, SECOND), SECOND),
            ),
        ),
        rows=(
            *(
                (_both(help_with(skill, among)), _figure(minutes))
                for skill, minutes in sorted(service.by_skill.items(), key=lambda x: -x[1])
            ),
            (_both(_("In all")), _figure(service.minutes)),
        ),
        issued=Both(
            f"{place}  {_long(issued, FIRST)}",
            f"{place}, {_long(issued, SECOND)}",
        ),
        below=(
            _both(_("Certificate number {number}", number=number)),
            *((Both(link, ""),) if link is not None else ()),
            _both(_("Whether it is genuine can be seen at this address.")),
        ),
        link=link,
    )


def _both(text: Said) -> Both:
    return Both(say(text, FIRST), say(text, SECOND))


def _figure(minutes: int) -> str:
    return f"{say(hours(minutes), FIRST)} / {say(hours(minutes), SECOND)}"


def _period(service: Service, language: str) -> Said:
    if service.first is None or service.last is None:
        raise ValueError("nothing was done that could be certified")
    return _n(
        "has served as a volunteer from {first} to {last}: {n} task, confirmed by a coordinator.",
        "has served as a volunteer from {first} to {last}: {n} tasks, confirmed by coordinators.",
        service.tasks,
        first=_long(service.first, language),
        last=_long(service.last, language),
    )


def _long(day: date, language: str) -> str:
    return format_date(day, _DAY[language], locale=language)
