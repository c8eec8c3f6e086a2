"""Certificates by chat for volunteers: how they stand, and sending one."""

from bot.conversations.model import Button, Flow, Reply, Session, Topic
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Said, _, lines
from bot.people.model import Person
from bot.volunteers.flow import certificates as talking
from bot.volunteers.model import Volunteer
from bot.volunteers.rules.certificates import is_wanted
from bot.volunteers.service import catalogue, registering
from bot.volunteers.service import certifying as service
from bot.volunteers.texts import certificates as texts


async def certify(person: Person, words: str) -> Session:
    """Send a certificate; `words` may name the skill."""
    known = await registering.find(person)
    if known is None:
        raise Refused(_("You are not registered as a volunteer. To register: /volunteer"))
    among = catalogue.catalogue().skills
    skills = [among[one.skill] for one in await service.standings(known)]
    if not skills:
        raise Refused(_("None of your skills needs a certificate."))
    chosen = [skill for skill in skills if skill.code == words]
    return talking.sending(chosen or skills, await service.today(known.profile.place_id))


async def _sent(person: Person, session: Session) -> Reply:
    await service.send(person, talking.paper_of(session))
    return Reply(
        lines(
            Bold(_("Thank you. A coordinator looks at your certificate.")),
            _("I tell you what they decide. How it stands: /volunteer"),
        )
    )


async def described(known: Volunteer) -> Said | None:
    """How it stands with the volunteer's certificates, for their profile."""
    today = await service.today(known.profile.place_id)
    return texts.standings(await service.standings(known), catalogue.catalogue(), today)


async def rows(known: Volunteer) -> tuple[tuple[Button, ...], ...]:
    """The button that sends a certificate, for those whose skills need one."""
    return ((texts.SEND,),) if await service.standings(known) else ()


async def asked_for(known: Volunteer) -> list[Reply]:
    """The skills whose certificate is still to be sent, with the button that does it."""
    today = await service.today(known.profile.place_id)
    wanted = [one.skill for one in await service.standings(known) if is_wanted(one, today)]
    if not wanted:
        return []
    among = catalogue.catalogue()
    text, keyboard = texts.wanted([texts.label(skill, among) for skill in wanted])
    return [Reply(text, keyboard)]


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - there is but one
    return talking.SEND


TOPIC = Topic(flow=_flow, finish=_sent)
