"""Use cases of volunteers: register, change, pause, leave; how many there are below a place."""

from dataclasses import dataclass

from bot.journal import service as journal
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Ended, Person, Right, Role
from bot.places import service as places
from bot.places.model import Place
from bot.places.rules import path_range
from bot.volunteers.model import Muster, Profile, Volunteer
from bot.volunteers.service import answering, catalogue, certifying, recording, working
from bot.volunteers.store import profiles


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody says to become a volunteer; their phone (E.164) unless it is known already."""

    name: str
    phone: str | None
    profile: Profile
    consent: int


async def find(person: Person) -> Volunteer | None:
    """The person as a volunteer, if they are one."""
    return await profiles.find(person.id)


def agrees(volunteer: Volunteer) -> bool:
    """Whether they have agreed to what has to be agreed to now."""
    return volunteer.consent == catalogue.consent().version


async def register(person: Person, said: Registration) -> Volunteer:
    """The person is a volunteer from now on, or is one who says something else than before.

    Refused when what they agreed to has been replaced since, or when nothing reaches them.
    """
    if said.consent != catalogue.consent().version:
        raise Refused(
            _("What volunteers agree to has been changed meanwhile. Please begin again: /volunteer")
        )
    await _known_by(person, said)
    place = await places.get(said.profile.place_id)
    volunteer = await profiles.find(person.id)
    if volunteer is None:
        id_ = await profiles.add(person.id, said.profile, said.consent)
        await journal.note(person.id, "volunteer.registered", f"volunteer:{id_}", place_id=place.id)
    else:
        await _change(person, volunteer, said, place)
    await people.give(person.id, Role.VOLUNTEER, place, by=None)
    return await _own(person)


async def _known_by(person: Person, said: Registration) -> None:
    """Keep name and number. Who was imported keeps the name that came with the number."""
    await people.rename(person, said.name)
    if said.phone is not None:
        await people.recognise(person, said.phone)


async def _change(person: Person, former: Volunteer, said: Registration, place: Place) -> None:
    if former.profile.place_id != place.id:
        await people.resign(person, Role.VOLUNTEER)
    await profiles.change(former.id, said.profile)
    if former.consent != said.consent:
        await profiles.agree(former.id, said.consent)
    await certifying.forget(former.id, former.profile.skills - said.profile.skills)
    if former.profile.place_id != place.id:
        await certifying.moved(person, former.id, place)
    await journal.note(person.id, "volunteer.changed", f"volunteer:{former.id}", place_id=place.id)


async def set_available(person: Person, available: bool) -> Volunteer:
    """Whether the volunteer can be asked right now."""
    volunteer = await _own(person)
    await profiles.set_available(volunteer.id, available)
    return await _own(person)


async def set_paused(person: Person, paused: bool) -> Volunteer:
    """Whether the volunteer is left in peace until they say otherwise.

    Whose role was ended stays in peace, until they register anew.
    """
    volunteer = await _own(person)
    place = await places.get(volunteer.profile.place_id)
    if not paused and not await people.holds(person, Right.VOLUNTEER, place):
        raise Refused(
            _("Your role as a volunteer has ended. To register anew, change your profile.")
        )
    await profiles.set_paused(volunteer.id, paused)
    if paused:
        await answering.forget(volunteer.id)
    return await _own(person)


async def leave(person: Person) -> None:
    """Forget what is known about the volunteer; who holds no other role is forgotten whole."""
    volunteer = await _own(person)
    await _let_go(volunteer)
    await profiles.leave(volunteer.id)
    await certifying.forget(volunteer.id)
    await recording.forget(volunteer.id)
    await people.resign(person, Role.VOLUNTEER)
    if not await people.grants(person):
        await people.forget(person)
    await journal.note(None, "volunteer.left", f"volunteer:{volunteer.id}")


async def _let_go(volunteer: Volunteer) -> None:
    """Have the volunteer give back what is still to come, and be asked no more."""
    await working.forget(volunteer.id)
    await answering.forget(volunteer.id)


async def role_ended(ended: Ended) -> None:
    """Whoever is made a volunteer no more pauses, and gives back what is still to come.

    Who resigns has said themselves what is to become of that.
    """
    if ended.role is not Role.VOLUNTEER or ended.by == ended.person_id:
        return
    volunteer = await profiles.find(ended.person_id)
    person = (await people.many([ended.person_id])).get(ended.person_id)
    if volunteer is None or person is None:
        return
    if Role.VOLUNTEER not in {grant.role for grant in await people.grants(person)}:
        await _let_go(volunteer)
        await profiles.set_paused(volunteer.id, True)


async def musters(person: Person) -> list[tuple[Place, Muster]]:
    """How many volunteers there are in each area that the person coordinates."""
    tops = await people.tops(person, Right.DISPATCH)
    return [(top, await profiles.muster(*path_range(top.path))) for top in tops]


async def _own(person: Person) -> Volunteer:
    volunteer = await profiles.find(person.id)
    if volunteer is None:
        raise Refused(_("You are not registered as a volunteer. To register: /volunteer"))
    return volunteer
