"""A volunteer's record, and certificates of it that anybody can verify on the public site."""

import asyncio
from datetime import timedelta

from bot.conversations.model import Document
from bot.journal import service as journal
from bot.kernel import clock, secret, site
from bot.kernel.drawing.sheet import pdf
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people.model import Person
from bot.places import service as places
from bot.places.model import Place
from bot.volunteers.model import Record, Served, Testimony, Volunteer
from bot.volunteers.rules.records import counted, masked, new_number, read_number, shown_number
from bot.volunteers.service.catalogue import catalogue
from bot.volunteers.store import profiles
from bot.volunteers.store import records as store
from bot.volunteers.texts import records as texts

SHOWN = 5
MOST_A_DAY = 5
"""Certificates that somebody is issued within a day: each is a paper that stays."""


async def record(person: Person) -> Record:
    """What the person has done as a volunteer."""
    volunteer = await _own(person)
    done = await _done(volunteer)
    unconfirmed = sum(one.minutes for one in done if not one.confirmed)
    return Record(counted(done), unconfirmed, tuple(done[:SHOWN]))


async def testify(person: Person) -> Document:
    """A certificate of what is confirmed, as a PDF; what it says can be verified from then on.

    Refused where nothing is confirmed yet, and beyond a few a day.
    """
    volunteer = await _own(person)
    service = counted(await _done(volunteer))
    if not service.tasks:
        raise Refused(_("There are no confirmed hours yet that a certificate could name."))
    now = clock.now()
    if await store.issued_since(volunteer.id, now - timedelta(days=1)) >= MOST_A_DAY:
        raise Refused(_("You have been issued several certificates today; please wait a day."))
    place = await places.get(volunteer.profile.place_id)
    one = Testimony(service, place.id, now, person.name)
    number = new_number()
    await store.add(volunteer.id, _digest(number), one)
    await journal.note(person.id, "service.testified", f"volunteer:{volunteer.id}")
    return Document("certificate.pdf", await _drawn(one, number, place))


async def _drawn(one: Testimony, number: str, place: Place) -> bytes:
    issued = one.issued_at.astimezone(await places.zone(place)).date()
    shown = shown_number(number)
    link = site.address(f"/service/{shown}")
    above = await _issuer(place)
    sheet = texts.sheet(one, shown, above, link, catalogue(), issued)
    return await asyncio.to_thread(pdf, sheet)


async def _issuer(place: Place) -> str:
    """The county that the volunteer belongs to, by its full name, or what there is of it."""
    line = [*await places.ancestors(place), place]
    known = [one for one in line if one.level.depth <= 2]
    return await places.full_name(known[-1] if known else place)


async def verified(text: str) -> tuple[Testimony, Place] | None:
    """What the certificate of that number says, its name in part; None for no number of ours."""
    number = read_number(text)
    one = None if number is None else await store.find(_digest(number))
    if one is None:
        return None
    name = None if one.name is None else masked(one.name)
    shown = Testimony(one.service, one.place_id, one.issued_at, name)
    return shown, await places.get(one.place_id)


async def forget(volunteer_id: int) -> None:
    """Take the name of somebody who leaves out of what they were issued."""
    await store.forget(volunteer_id)


async def _done(volunteer: Volunteer) -> list[Served]:
    zone = await places.zone(await places.get(volunteer.profile.place_id))
    return await store.done(volunteer.id, zone)


async def _own(person: Person) -> Volunteer:
    volunteer = await profiles.find(person.id)
    if volunteer is None:
        raise Refused(_("You are not registered as a volunteer. To register: /volunteer"))
    return volunteer


def _digest(number: str) -> str:
    return secret.current().digest(number, "testimony")
