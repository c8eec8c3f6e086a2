"""What coordinators do by chat about missing reports: see to it, chase, look, call, pause."""

from datetime import date, timedelta

from bot.conversations.answers.buttons import number, numbers
from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.kernel.i18n import Bold, _, _n, lines
from bot.people.model import Person
from bot.places import service as places
from bot.reminders import flow as talking
from bot.reminders.service import acting, pausing
from bot.reminders.texts import closer, pauses
from bot.reminders.texts import digest as texts


async def see_to_it(person: Person, words: str) -> Reply:
    """Note that the person sees to it; the digest itself shows that then."""
    digest_id = number(words)
    view = await acting.acknowledge(person, digest_id)
    return Reply(
        texts.digest(view, person.language),
        texts.buttons(digest_id, view),
        toast=_("Noted: you see to it."),
        in_place=True,
    )


async def chase(person: Person, words: str) -> Reply:
    """Remind everybody below whose report is missing."""
    digest_id = number(words)
    told = await acting.chase(person, digest_id)
    if told == 0:
        return Reply(
            _("Nobody needs a reminder now: nobody reports there, or all had one just now.")
        )
    return Reply(_n("{n} person is being reminded.", "{n} people are being reminded.", told))


async def missing(person: Person, words: str) -> Reply:
    """The list behind a digest, below it."""
    digest_id, number = numbers(words, 2)
    shown = await acting.page(person, digest_id, number)
    return Reply(closer.page(shown), closer.page_buttons(shown))


async def turn_page(person: Person, words: str) -> Reply:
    """Another page of the list, in its place."""
    digest_id, number = numbers(words, 2)
    shown = await acting.page(person, digest_id, number)
    return Reply(closer.page(shown), closer.page_buttons(shown), in_place=True)


async def unit(person: Person, words: str) -> Reply:
    """One place of the list, in the list's place."""
    digest_id, place_id = numbers(words, 2)
    found = await acting.unit(person, digest_id, place_id)
    return Reply(closer.unit(found), closer.unit_buttons(digest_id, found), in_place=True)


async def call(person: Person, words: str) -> list[Reply]:
    """The cards of those who report for a place; a tap on one calls."""
    place_id = number(words)
    return [Reply(contact=card, secret=True) for card in await acting.contacts(person, place_id)]


async def pause(person: Person, words: str) -> Session:
    """Ask why and for how long a place need not report: "<place id>:<day>"."""
    place_text, _colon, day_text = words.partition(":")
    place_id = number(place_text)
    place = await pausing.may_pause(person, place_id)
    today = await pausing.today_at(place)
    day = _day(day_text, today)
    return talking.pausing(place.id, await places.full_name(place), day)


def _day(text: str, today: date) -> date:
    """The day of the digest, which is today's or yesterday's."""
    yesterday = today - timedelta(days=1)
    return yesterday if text == yesterday.isoformat() else today


async def _paused(person: Person, session: Session) -> Reply:
    day, to_day = talking.first_day(session), talking.last_day(session)
    place = await pausing.pause(
        person, session.facts["place"], day, to_day, session.answers["reason"]
    )
    again = Inline(((Button(_("Resume"), f"resume:{place.id}"),),))
    if to_day is None:
        return Reply(_("Paused: {place}, until further notice.", place=Bold(place.name)), again)
    return Reply(_("Paused: {place}, until {day}.", place=Bold(place.name), day=to_day), again)


async def paused(person: Person, words: str) -> Reply:
    """The places in an area that need not report: why, who said so, until when."""
    place_id = number(words)
    place, found = await pausing.paused_places(person, place_id)
    return Reply(pauses.listed(place, found), Inline(tuple(pauses.resuming(found))))


async def resume(person: Person, words: str) -> Reply:
    """Expect the reports of a place again."""
    place_id = number(words)
    place, first = await pausing.resume(person, place_id)
    return Reply(
        lines(
            _("{place} reports again from {day} on.", place=Bold(place.name), day=first),
            *[pauses.line(one) for one in await pausing.paused_over(place, first)],
        )
    )


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - alike for every session
    return talking.FLOW


TOPIC = Topic(flow=_flow, finish=_paused)
