"""Use cases of certificates: sent by volunteers, verified, refused or suspended by coordinators.

Whether a skill counts stands with the skill itself (`verified_until`, `suspended`), and matching
reads it there. A verified certificate counts until another one for the same skill is verified, so
that renewing one leaves no gap. A suspension takes effect at once: an offer that is open may still
be answered, but an acceptance asks matching again, which finds the skill suspended. Who has
accepted already keeps their place; whether they may do the work is for the coordinator to decide.
"""

from collections.abc import Collection
from datetime import date

from bot.conversations.answers.buttons import OLD_BUTTON
from bot.journal import service as journal
from bot.kernel import clock
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import Said, _
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places
from bot.places.model import Place
from bot.volunteers.model import (
    CertificateState,
    Filed,
    FiledPage,
    Paper,
    Standing,
    Volunteer,
)
from bot.volunteers.rules import certificates as rules
from bot.volunteers.service import catalogue
from bot.volunteers.store import certificates as store
from bot.volunteers.store import profiles
from bot.volunteers.texts import certificates as texts

A_PAGE = 8
WAITING, DECIDED = (
    (CertificateState.WAITING,),
    (CertificateState.VERIFIED, CertificateState.SUSPENDED),
)
"""What the two lists of a coordinator hold."""

VERIFIABLE = (CertificateState.WAITING, CertificateState.SUSPENDED)

GONE = _("I do not find that certificate any more: /certificates")


# -- the volunteer --------------------------------------------------------------------


async def standings(volunteer: Volunteer) -> tuple[Standing, ...]:
    """How it stands with each of the volunteer's skills that needs a certificate."""
    known = await store.of(volunteer.id)
    needing = (skill for skill in catalogue.catalogue().skills.values() if skill.certificate)
    return tuple(
        rules.standing(skill.code, known)
        for skill in needing
        if skill.code in volunteer.profile.skills
    )


async def today(place_id: int) -> date:
    """The day that it is at the place."""
    return clock.now().astimezone(await places.zone(await places.get(place_id))).date()


async def send(person: Person, paper: Paper) -> None:
    """Keep a certificate that somebody has to look at; one that waited before is replaced.

    Refused for a skill that the volunteer has not registered, and for a last day that is past.
    """
    volunteer = await profiles.find(person.id)
    if volunteer is None or paper.skill not in {one.skill for one in await standings(volunteer)}:
        raise Refused(_("Your profile has no such skill that needs a certificate: /volunteer"))
    place = await places.get(volunteer.profile.place_id)
    if not rules.is_current(paper.last_day, await today(place.id)):
        raise Refused(_("This certificate has expired. Please send the one that is valid now."))
    await store.hold(volunteer.id)
    await store.replace(
        volunteer.id, paper.skill, (CertificateState.WAITING, CertificateState.REFUSED)
    )
    id_ = await store.add(volunteer.id, paper)
    await journal.note(person.id, "certificate.sent", f"certificate:{id_}", place_id=place.id)
    await _tell_coordinators(person, place)


async def moved(person: Person, volunteer_id: int, place: Place) -> None:
    """Have the coordinators of another place know, when a certificate waits."""
    if any(one.state is CertificateState.WAITING for one in await store.of(volunteer_id)):
        await _tell_coordinators(person, place)


async def forget(volunteer_id: int, skills: Collection[str] | None = None) -> None:
    """Delete the volunteer's certificates, or those for the skills that they have dropped."""
    await store.forget(volunteer_id, skills)


async def _tell_coordinators(person: Person, place: Place) -> None:
    """One notice an hour at most for each coordinator: at once, or else with the next hour."""
    now = clock.now()
    text, keyboard = texts.waiting()
    for coordinator in await people.nearest(Right.DISPATCH, place, but=person):
        for hour in rules.hours_to_tell(now):
            posted = coordinator.chat_id is not None and await outbox.post(
                coordinator.chat_id,
                text,
                coordinator.language,
                keyboard=keyboard,
                lane=Lane.NOTICE,
                not_before=max(now, hour),
                dedupe_key=f"certificates:{coordinator.id}:{hour:%Y%m%d%H}",
            )
            if posted:
                break


# -- what a coordinator sees ----------------------------------------------------------


async def listed(actor: Person, states: Collection[CertificateState], number: int = 0) -> FiledPage:
    """A page of others' certificates in the actor's areas; NotAllowed for who has none."""
    paths = await _paths(actor)
    total = await store.count_below(paths, states, actor.id)
    number = min(number, max(0, (total - 1) // A_PAGE))
    found = await store.below(paths, states, actor.id, A_PAGE, offset=number * A_PAGE)
    return FiledPage(tuple(found), number, total, A_PAGE)


async def after(actor: Person, certificate_id: int) -> Filed | None:
    """The next one that waits in the actor's areas; from the start again behind the last."""
    paths = await _paths(actor)
    found = await store.below(paths, WAITING, actor.id, 1, after=certificate_id)
    found = found or await store.below(paths, WAITING, actor.id, 1)
    return found[0] if found and found[0].certificate.id != certificate_id else None


async def _paths(actor: Person) -> list[str]:
    tops = await people.tops(actor, Right.DISPATCH)
    if not tops:
        raise NotAllowed(_("Only coordinators look at the certificates of their area."))
    return [top.path for top in tops]


async def look(actor: Person, certificate_id: int) -> Filed:
    """A certificate, for a coordinator of its volunteer's place; nobody decides on their own."""
    filed = await store.find(certificate_id)
    if filed is None:
        raise Refused(GONE)
    await people.allow(actor, Right.DISPATCH, await places.get(filed.place_id))
    if filed.person_id == actor.id:
        raise Refused(_("This certificate is your own; another coordinator looks at it."))
    if filed.certificate.state is CertificateState.REPLACED:
        raise Refused(texts.settled(filed.certificate, ""))
    return filed


# -- what a coordinator decides -------------------------------------------------------


async def verify(actor: Person, certificate_id: int, seen: CertificateState) -> Filed:
    """Have the skill count until the certificate's last day; this also lifts a suspension.

    Refused when it does not stand any more where the actor has `seen` it.
    """
    if seen not in VERIFIABLE:
        raise Refused(OLD_BUTTON)
    filed = await _held(actor, certificate_id, seen)
    known = filed.certificate
    if not rules.is_current(known.last_day, await today(filed.place_id)):
        raise Refused(_("This certificate has expired: please refuse it, or ask for a new one."))
    await store.replace(known.volunteer_id, known.skill, DECIDED, but=known.id)
    await _move(filed, CertificateState.VERIFIED, actor)
    await store.count(known.volunteer_id, known.skill, rules.until(known.last_day))
    await _done(actor, filed, "verified", texts.verified(_label(filed), known.last_day))
    return filed


async def refuse(actor: Person, certificate_id: int, reason: str) -> Filed:
    """Do not accept a certificate that waits; what counted before it was sent goes on counting."""
    filed = await _held(actor, certificate_id, CertificateState.WAITING)
    await _move(filed, CertificateState.REFUSED, actor, reason)
    await _done(actor, filed, "refused", texts.refused(_label(filed), reason))
    return filed


async def suspend(actor: Person, certificate_id: int, reason: str) -> Filed:
    """Have the skill not count from now on, until it is verified again."""
    filed = await _held(actor, certificate_id, CertificateState.VERIFIED)
    await _move(filed, CertificateState.SUSPENDED, actor, reason)
    await store.discount(filed.certificate.volunteer_id, filed.certificate.skill)
    await _done(actor, filed, "suspended", texts.suspended(_label(filed), reason))
    return filed


async def still(actor: Person, certificate_id: int, seen: CertificateState) -> Filed:
    """A certificate that stands where the actor has `seen` it; Refused with what became of it."""
    filed = await look(actor, certificate_id)
    if filed.certificate.state is not seen:
        raise Refused(await _who_was_quicker(filed))
    return filed


async def _held(actor: Person, certificate_id: int, seen: CertificateState) -> Filed:
    """The same, and nobody else changes its volunteer until the transaction ends."""
    filed = await look(actor, certificate_id)
    await store.hold(filed.certificate.volunteer_id)
    return await still(actor, certificate_id, seen)


async def _move(
    filed: Filed, state: CertificateState, actor: Person, reason: str | None = None
) -> None:
    cut = None if reason is None else reason[: rules.LONGEST_REASON]
    if not await store.move(filed.certificate, state, actor.id, cut):
        raise Refused(GONE)


async def _who_was_quicker(filed: Filed) -> Said:
    by = filed.certificate.decided_by
    names = {} if by is None else await people.names([by])
    return texts.settled(filed.certificate, names.get(by or 0, "–"))


async def _done(actor: Person, filed: Filed, what: str, told: Said) -> None:
    """Number the change before the journal's turn, as everywhere; tell the volunteer."""
    known = filed.certificate
    await profiles.touch([known.volunteer_id])
    await journal.note(
        actor.id, f"certificate.{what}", f"certificate:{known.id}", place_id=filed.place_id
    )
    again = None if what == "verified" else texts.again(known.skill)
    volunteer = (await people.many([filed.person_id])).get(filed.person_id)
    if volunteer is not None and volunteer.chat_id is not None:
        await outbox.post(
            volunteer.chat_id,
            told,
            volunteer.language,
            keyboard=again,
            lane=Lane.NOTICE,
            secret=True,
        )


def _label(filed: Filed) -> Said:
    return texts.label(filed.certificate.skill, catalogue.catalogue())
