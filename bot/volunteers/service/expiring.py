"""Certificates that end: their volunteers are told thirty days ahead, and once it has ended."""

from datetime import timedelta
from functools import partial

from bot.kernel import clock, database
from bot.outbox import service as outbox
from bot.outbox.model import Lane
from bot.people import service as people
from bot.places import service as places
from bot.volunteers.model import CertificateState, Filed
from bot.volunteers.rules import certificates as rules
from bot.volunteers.rules.certificates import News
from bot.volunteers.service import catalogue
from bot.volunteers.store import certificates as store
from bot.volunteers.texts import certificates as texts

_A_DAY = timedelta(days=1)


async def tick() -> None:
    """Tell whoever has to be told now, each in a transaction of their own and each only once.

    That a skill does not count any more needs no act: matching compares the last day itself.
    """
    ahead = clock.now().date() + _A_DAY  # where the day begins first
    for filed in await store.ending(ahead + rules.AHEAD, ahead):
        await database.retried(partial(_tell, filed))
    outbox.nudge()


async def _tell(seen: Filed) -> None:
    await store.hold(seen.certificate.volunteer_id)
    filed = await store.find(seen.certificate.id)
    if filed is None or filed.certificate.last_day is None:
        return
    renewing = await _renewing(filed)
    news = await _news(filed, renewing=renewing)
    over = news is News.OVER
    if news is None or not await store.note_told(filed.certificate.id, over=over):
        return
    known, last_day = filed.certificate, filed.certificate.last_day
    person = (await people.many([filed.person_id])).get(filed.person_id)
    if person is None or person.chat_id is None:
        return
    skill = texts.label(known.skill, catalogue.catalogue())
    said = (
        texts.is_over(skill, last_day, renewing=renewing)
        if over
        else texts.ends_soon(skill, last_day)
    )
    await outbox.post(
        person.chat_id,
        said,
        person.language,
        keyboard=None if renewing else texts.again(known.skill),
        lane=Lane.NOTICE,
        secret=True,
    )


async def _renewing(filed: Filed) -> bool:
    """Whether another certificate for the same skill waits to be looked at."""
    known = filed.certificate
    return any(
        one.state is CertificateState.WAITING and one.skill == known.skill
        for one in await store.of(known.volunteer_id)
    )


async def _news(filed: Filed, *, renewing: bool) -> News | None:
    zone = await places.zone(await places.get(filed.place_id))
    return rules.news(filed.certificate, clock.now().astimezone(zone), renewing=renewing)
