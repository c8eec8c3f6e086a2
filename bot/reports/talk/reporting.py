"""Reporting by chat: begin a report, correct one."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.conversations.answers.buttons import OLD_BUTTON, number
from bot.conversations.model import Flow, Reply, Session, Topic
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.people.model import Person
from bot.reports import flow as talking
from bot.reports import service
from bot.reports.model import Form, Opening, Report, Standing
from bot.reports.talk.looking import shown, state

# -- beginning ------------------------------------------------------------------------


async def zero(person: Person, words: str) -> Session | Reply:
    """Begin a zero report; `words` may name a place and a day as "<place id>:<day>"."""
    return await _begin(person, words, zero=True)


async def report(person: Person, words: str) -> Session | Reply:
    """Begin the daily report; `words` may name a place and a day as "<place id>:<day>"."""
    return await _begin(person, words, zero=False)


async def behalf(person: Person, words: str) -> Session | Reply:
    """Begin a report on behalf of a village that does not report: "<place id>:<day>"."""
    place, day = _place_and_day(words)
    opening = await service.opening_for(person, place)
    return await _opened(opening, place, day, zero=False)


async def _begin(person: Person, words: str, *, zero: bool) -> Session | Reply:
    if ":" in words:
        place, day = _place_and_day(words)
        return await _opened(await service.opening(person), place, day, zero=zero)
    opening = await service.opening(person)
    if opening.missing:
        return talking.opened(opening, zero=zero)
    there = [one for one in await service.today_of(opening) if one.report is not None]
    if not there:  # nothing is expected today: the place is paused. A report is still welcome.
        return talking.opened(opening, zero=zero)
    head = _("Today's report is in already. Nothing is missing.")
    return await shown(head, there)


async def _opened(opening: Opening, place: int, day: date, *, zero: bool) -> Session | Reply:
    """The report of just that place and day; what stands for it once it is in."""
    name = {one.id: one.name for one in opening.places}.get(place)
    if name is None:
        raise Refused(_("You do not report for that place any more."))
    there = await service.standing_on(opening.form, place, name, day)
    if there is not None:
        return await shown(_("This report is in already."), [there])
    return talking.opened(opening, zero=zero, place=place, day=day)


def _place_and_day(words: str) -> tuple[int, date]:
    place, _colon, day = words.partition(":")
    try:
        return int(place), date.fromisoformat(day)
    except ValueError:
        raise Refused(OLD_BUTTON) from None


async def correct(person: Person, words: str) -> Session:
    """Open what stands in the place of the report with the id in `words`, to correct it."""
    current = _there(await service.standing(number(words), person))
    place = await service.may_correct(person, current)
    form = await service.form(current.form, current.version)
    return talking.reopened(form, current, place.name)


def _there(standing: Standing) -> Report:
    if standing.report is None:
        raise Refused(_("I do not find that report any more."))
    return standing.report


# -- the conversation -----------------------------------------------------------------


_flows: dict[tuple[str, int], Flow] = {}


async def _flow(session: Session) -> Flow:
    code, version = session.facts["form"]
    return _made(await service.form(code, version))


def _made(form: Form) -> Flow:
    key = (form.code, form.version)
    if key not in _flows:
        _flows[key] = talking.flow_of(form)
    return _flows[key]


async def _look_up(session: Session, wanted: str) -> Session:
    """The session with the figures of the day before, which `wanted` (before:place:day) names."""
    _word, place_id, day = wanted.split(":")
    yesterday = date.fromisoformat(day) - timedelta(days=1)
    form = await service.form(*session.facts["form"])
    figures = await service.figures_on(form, int(place_id), yesterday)
    return session.knowing(**{wanted: figures})


async def _finish(person: Person, session: Session) -> Reply:
    form = await service.form(*session.facts["form"])
    filled = talking.filled(form, session)
    if (former := session.facts.get("correcting")) is not None:
        return await _received([await service.correct(person, form, former, filled)])
    return await _received(await service.submit(person, form, filled))


TOPIC = Topic(flow=_flow, finish=_finish, look_up=_look_up)


async def _received(sent: Sequence[Standing]) -> Reply:
    fresh = [one for one in sent if one.fresh]
    others = [one for one in sent if not one.fresh]
    head: Said | None = None
    if fresh:
        head = Bold(_n("Received. Thank you.", "All {n} received. Thank you.", len(fresh)))
    already = _("Somebody had reported already; that report stands:") if others else None
    return await shown(lines(head, *[state(one) for one in fresh], already), others, own=fresh)
