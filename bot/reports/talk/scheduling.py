"""When reports of a place are due, by chat: shown with where each value comes from, changed."""

from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.kernel.errors import NotAllowed
from bot.kernel.i18n import Said, _, lines
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places
from bot.reports import flow as talking
from bot.reports import service


async def schedule(person: Person, words: str) -> Session:  # noqa: ARG001
    """Ask for the place whose schedule is to be seen or changed."""
    scopes = await people.tops(person, Right.PLAN)
    if not scopes:
        raise NotAllowed(_("Only coordinators can change when reports are due."))
    return talking.scheduling(scopes)


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - alike for every session
    return talking.SCHEDULE


async def _look_up(session: Session, wanted: str) -> Session:
    """The session with what lies below a place (below:id), or what applies there (schedule:id)."""
    word, _colon, place_id = wanted.partition(":")
    if word == "below":
        found = await places.below(int(place_id), int(session.answers["scope"]))
        return session.knowing(**{wanted: found})
    return session.knowing(**{wanted: await service.overview(int(place_id))})


async def _finish(person: Person, session: Session) -> Reply:
    place = await places.get(session.answers["place"]["place"])
    changed = talking.changes(session)
    await service.change_schedule(person, await service.form(), place, **changed)
    now: Said = talking.shown(await service.overview(place.id))
    more = Inline(((Button(_("Change something else"), "schedule"),),))
    return Reply(lines(_("Changed. From now on:"), now), more)


TOPIC = Topic(flow=_flow, finish=_finish, look_up=_look_up)
