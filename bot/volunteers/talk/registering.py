"""Volunteers by chat: registering, one's own profile, pausing, leaving; the coordinator's count."""

from bot.conversations.engine import told
from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places
from bot.places.model import Place
from bot.volunteers.flow import registering as talking
from bot.volunteers.model import Muster, Volunteer
from bot.volunteers.service import catalogue
from bot.volunteers.service import registering as service
from bot.volunteers.service.registering import Registration
from bot.volunteers.talk import certificates
from bot.volunteers.texts import profile

ON, OFF, SURE = "on", "off", "sure"


# -- oneself --------------------------------------------------------------------------


async def volunteer(person: Person, words: str) -> Session | Reply:  # noqa: ARG001
    """A volunteer sees their profile; anybody else is asked to become one."""
    known = await service.find(person)
    if known is None:
        return await _registering(person)
    if not service.agrees(known):
        return await _changing(person, known)
    return await _shown(person, known)


async def change(person: Person, words: str) -> Session:  # noqa: ARG001
    """Change what one has registered, answer by answer."""
    known = await service.find(person)
    return await (_registering(person) if known is None else _changing(person, known))


async def available(person: Person, words: str) -> Reply:
    """Whether one can be asked right now."""
    return await _shown(person, await service.set_available(person, words == ON), in_place=True)


async def rest(person: Person, words: str) -> Reply:
    """Be left in peace until one says otherwise, or come back."""
    return await _shown(person, await service.set_paused(person, words == ON), in_place=True)


async def leave(person: Person, words: str) -> Reply:
    """Leave, after one more question."""
    if words == SURE:
        await service.leave(person)
        return Reply(
            _("You have left, and what was known about you has been deleted. Thank you for all."),
            menu=True,
        )
    stay = Button(_("No, stay"), "volunteer")
    sure = Button(_("Yes, leave and delete my data"), f"leave:{SURE}")
    return Reply(
        lines(
            Bold(_("Do you want to leave?")),
            _("Your skills, times and location are deleted at once and cannot be brought back."),
            _("If you only need a rest, pause instead."),
        ),
        Inline(((sure,), (stay,))),
        in_place=True,
    )


async def _shown(person: Person, known: Volunteer, *, in_place: bool = False) -> Reply:
    place = await places.get(known.profile.place_id)
    say = lines(
        Bold(_("You are a volunteer, {name}.", name=person.name)),
        _state(known),
        profile.described(known.profile, await places.full_name(place), catalogue.catalogue()),
        await certificates.described(known),
    )
    rows = (*_switches(known), _CHANGE, *await certificates.rows(known), _LEAVE)
    return Reply(say, Inline(rows), in_place=in_place, secret=True)


def _state(known: Volunteer) -> Said:
    if known.paused:
        return _("You pause: nobody asks you.")
    if not known.available:
        return _("You are not available right now.")
    return _("You are available now.")


def _switches(known: Volunteer) -> tuple[tuple[Button, ...], ...]:
    if known.paused:
        return ((Button(_("End the pause"), f"rest:{OFF}"),),)
    now = (
        Button(_("Not available right now"), f"available:{OFF}")
        if known.available
        else Button(_("Available now"), f"available:{ON}")
    )
    return ((now, Button(_("Pause"), f"rest:{ON}")),)


_CHANGE = (Button(_("Change my profile"), "profile"),)
_LEAVE = (Button(_("Leave"), "leave"),)


async def _registering(person: Person) -> Session:
    tops = await places.tops()
    if not tops:
        raise Refused(_("No places are known here yet."))
    name = "" if person.name == people.NAMELESS else person.name
    return talking.registering(
        name, tops, catalogue.consent(), phone_known=await people.has_phone(person)
    )


async def _changing(person: Person, known: Volunteer) -> Session:
    place = await places.get(known.profile.place_id)
    top = (await places.ancestors(place) or (place,))[0]
    session = talking.registering(
        person.name, [top], catalogue.consent(), phone_known=await people.has_phone(person)
    )
    return talking.with_answers(session, known, place, agreed=service.agrees(known))


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - alike for every session
    return talking.flow_of(catalogue.catalogue(), catalogue.consent())


async def _look_up(session: Session, wanted: str) -> Session:
    """The session with what lies below the place that `wanted` (below:id) names."""
    _word, place_id = wanted.split(":")
    found = await places.below(int(place_id), int(session.answers["top"]))
    return session.knowing(**{wanted: found})


async def _finished(person: Person, session: Session) -> list[Reply]:
    known = told(await _flow(session), session)
    said = Registration(
        name=known["name"],
        phone=known.get("phone"),
        profile=talking.profile_of(known),
        consent=int(session.facts["consent"]),
    )
    known_now = await service.register(person, said)
    thanks = lines(
        Bold(_("Thank you. You are registered as a volunteer.")),
        _("When you are needed you are asked here; you can always say no."),
        _("Your profile, to change it, pause or leave: /volunteer"),
    )
    return [Reply(thanks, menu=True), *await certificates.asked_for(known_now)]


TOPIC = Topic(flow=_flow, finish=_finished, look_up=_look_up)


# -- the coordinator ------------------------------------------------------------------


async def volunteers(person: Person, words: str) -> Reply:  # noqa: ARG001
    """How many volunteers there are in the coordinator's areas, and what they can do."""
    found = await service.musters(person)
    if not found:
        raise NotAllowed(_("Only coordinators see who has registered in their area."))
    told_: list[Said] = [part for place, muster in found for part in _mustered(place, muster)]
    return Reply(lines(*told_))


def _mustered(place: Place, muster: Muster) -> list[Said]:
    skills = [
        _("{skill}: {n}", skill=skill.label, n=muster.by_skill[code])
        for code, skill in catalogue.catalogue().skills.items()
        if code in muster.by_skill
    ]
    return [
        Bold(_("Volunteers in {place}", place=place.name)),
        _n(
            "{n} is registered; {ready} can be asked now.",
            "{n} are registered; {ready} can be asked now.",
            muster.registered,
            ready=muster.ready,
        ),
        *skills,
    ]
