"""Tasks by chat: described with a few answers, looked over with who fits, sent; repeated."""

from bot.conversations.answers.buttons import number
from bot.conversations.engine import told
from bot.conversations.model import Flow, Inline, Reply, Session, Topic
from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, _, lines
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places
from bot.places.model import Place
from bot.places.rules import within
from bot.volunteers.flow import briefing
from bot.volunteers.flow import task as talking
from bot.volunteers.model import Brief, TaskState
from bot.volunteers.service import boarding, tasking
from bot.volunteers.service.catalogue import catalogue
from bot.volunteers.texts import tasks as texts


async def task(person: Person, words: str) -> Session:  # noqa: ARG001
    """Describe a task for volunteers."""
    return await _fresh(person, await boarding.tops(person))


async def repeat(person: Person, words: str) -> Session:
    """Describe a task anew that was described before: only its day and times are asked."""
    former = await tasking.local(await tasking.own(person, number(words)))
    tops = await boarding.tops(person)
    place = await places.get(former.brief.place_id)
    top = next((one for one in tops if within(place, one)), None)
    if top is None:
        raise Refused(_("{place} is not in your area any more.", place=place.name))
    return briefing.with_answers(await _fresh(person, tops), former.brief, top, place)


async def _fresh(person: Person, tops: tuple[Place, ...]) -> Session:
    today = clock.now().astimezone(await places.zone(tops[0])).date()
    phone = await people.own_number(person)
    contact = "" if person.name == people.NAMELESS else person.name
    return talking.describing(tops, today, contact, phone)


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - alike for every session
    return talking.flow_of(catalogue())


async def _brief(session: Session) -> Brief:
    known = told(await _flow(session), session)
    place = await places.get(int(briefing.place_in(known)["place"]))
    return briefing.brief_of(known, await places.zone(place), clock.now())


async def _look_up(session: Session, wanted: str) -> Session:
    """What lies below a place (below:id), or who fits the answers as they stand."""
    if wanted == briefing.PREVIEW:
        return await _previewed(session)
    _word, place_id = wanted.split(":")
    found = await places.below(int(place_id), int(session.answers["top"]))
    return session.knowing(**{wanted: found})


async def _previewed(session: Session) -> Session:
    brief = await _brief(session)
    try:
        shown = await tasking.preview(brief)
    except Refused as refused:  # told in the summary, where every answer can be changed
        return briefing.with_refusal(session, refused)
    return briefing.with_preview(session, brief, shown)


async def _finished(person: Person, session: Session) -> Reply:
    planned = briefing.is_planned(session.answers)
    made = await tasking.describe(person, await _brief(session), planned=planned)
    match made.state:
        case TaskState.PLANNED:
            said = _("Put by. Volunteers are asked when you plan; you find it under /tasks.")
        case TaskState.SCHEDULED:
            said = _("Noted. Volunteers are asked at the time you chose; you are told what comes.")
        case _other:
            said = _("Sent. I keep you up to date: when all places are taken, or nobody is left.")
    return Reply(lines(Bold(made.brief.title), said), Inline(((texts.see(made),),)))


TOPIC = Topic(flow=_flow, finish=_finished, look_up=_look_up)
