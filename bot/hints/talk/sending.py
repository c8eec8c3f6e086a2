"""Sending a hint by chat, also as a stranger, and seeing what came of one's own."""

from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.hints import flow as talking
from bot.hints import service, texts
from bot.hints.model import Hint
from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, lines
from bot.people.model import Person
from bot.places import service as places

MOST_OWN = 6
MOST_QUOTED = 120


async def hint(person: Person, words: str) -> Session:  # noqa: ARG001
    """Ask where, when and what; Refused at once while the person may not send another."""
    await service.may_send(person)
    tops = await places.tops()
    if not tops:
        raise Refused(_("No places are known here yet."))
    return talking.sending(tops, clock.now().astimezone(places.DEFAULT_ZONE).date())


async def _look_up(session: Session, wanted: str) -> Session:
    """The session with what lies below the place that `wanted` (below:id) names."""
    _word, place_id = wanted.split(":")
    found = await places.below(int(place_id), int(session.answers["top"]))
    return session.knowing(**{wanted: found})


async def _sent(person: Person, session: Session) -> Reply:
    place = await places.get(session.answers["place"]["place"])
    sent = await service.send(person, place, talking.seen_on(session), session.answers["seen"])
    say = lines(
        Bold(_("Received. The number of your hint: {number}", number=str(sent.id))),
        _("The checkers of this area look into it; I tell you here what came of it."),
        _("They do not see your name, your chat or your phone number."),
    )
    return Reply(say, Inline(((Button(_("My hints"), "myhints"),),)))


async def mine(person: Person, words: str) -> Reply:  # noqa: ARG001
    """The person's own hints, the newest first, and what came of each."""
    own = await service.mine(person, MOST_OWN)
    if not own:
        return Reply(_("You have not sent a hint yet. To send one: /hint"))
    told = [part for one, place in own for part in ("", *_told(one, place))]
    return Reply(lines(Bold(_("My hints")), *told), secret=True)


def _told(one: Hint, place: str) -> tuple[Said, ...]:
    words = one.text or ""
    quoted = words if len(words) <= MOST_QUOTED else f"{words[:MOST_QUOTED]}…"
    return Bold(texts.named(one, place)), _("“{text}”", text=quoted), texts.state(one)


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - there is but one
    return talking.HINT


TOPIC = Topic(flow=_flow, finish=_sent, look_up=_look_up)
