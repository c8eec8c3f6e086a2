"""Notices by chat: written, approved, watched, stopped, taken back."""

from dataclasses import replace

from bot.conversations.answers.buttons import number
from bot.conversations.model import Button, Flow, Inline, Reply, Session, Topic
from bot.kernel import clock
from bot.kernel.errors import NotAllowed
from bot.kernel.i18n import Bold, _, _n, lines
from bot.notices.flow import returning
from bot.notices.flow import writing as talking
from bot.notices.model import Notice, State
from bot.notices.rules.writing import needs_two, seconds_to_send
from bot.notices.service import audience, reading, sending
from bot.notices.service import writing as service
from bot.notices.service.limits import bounds
from bot.notices.texts import card as cards
from bot.notices.texts import notice as texts
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places

MOST_NAMES = 10


async def notice(person: Person, words: str) -> Session:  # noqa: ARG001
    """Begin to write a notice."""
    tops = await people.tops(person, Right.NOTIFY)
    if not tops:
        raise NotAllowed(_("Only coordinators send notices."))
    now = clock.now().astimezone(await places.zone(tops[0]))
    return talking.writing(talking.Start(tops, now))


async def notices(person: Person, words: str) -> Reply:  # noqa: ARG001
    """The latest notices of the person's areas; those that wait for them first."""
    found = await service.seen_by(person)
    if not found:
        return Reply(_("No notice has been written in your areas yet. To write one: /notice"))
    waiting = [one for one in found if one.state is State.WAITING and one.author_id != person.id]
    ordered = [*waiting, *(one for one in found if one not in waiting)]
    rows = tuple((Button(cards.line(one), f"seenotice:{one.id}"),) for one in ordered)
    return Reply(Bold(_("Notices")), Inline(rows))


async def see(person: Person, words: str) -> Reply:
    """A notice as its readers see it, and how far it is."""
    return replace(await _shown(person, await service.look(person, number(words))), in_place=True)


async def _shown(person: Person, one: Notice) -> Reply:
    progress = await sending.progress(one)
    author = (await people.names([one.author_id])).get(one.author_id, "–")
    sender = (await places.get(one.written.audience.place_id)).name
    left = seconds_to_send(progress.waiting, bounds().a_second)
    say = lines(
        cards.state(one, progress, author, left),
        "———",
        texts.notice(await audience.local(one), sender, person.language, version=one.version),
    )
    return Reply(say, cards.buttons(one, own=one.author_id == person.id))


async def approve(person: Person, words: str) -> Reply:
    """The second person approves what they have just seen."""
    return await _after(person, await service.approve(person, number(words)))


async def give_back(person: Person, words: str) -> Session:
    """Ask why the notice is returned."""
    return returning.returning((await service.look(person, number(words))).id)


async def reviewed(person: Person, words: str) -> Reply:
    """Somebody else has looked at an emergency that one person sent."""
    return await _after(person, await service.review(person, number(words)))


async def pause(person: Person, words: str) -> Reply:
    """Send no more for now."""
    return await _after(person, await sending.pause(person, number(words)))


async def go_on(person: Person, words: str) -> Reply:
    """Send the rest."""
    return await _after(person, await sending.go_on(person, number(words)))


async def stop(person: Person, words: str) -> Reply:
    """Send no more at all."""
    return await _after(person, await sending.cancel(person, number(words)))


async def recall(person: Person, words: str) -> Reply:
    """Take back what has been sent."""
    return await _after(person, await sending.recall(person, number(words)))


async def _after(person: Person, one: Notice) -> Reply:
    return replace(await _shown(person, await service.look(person, one.id)), in_place=True)


# -- reading --------------------------------------------------------------------------


async def receive(person: Person, words: str) -> Reply:
    """The person has read it."""
    one = await reading.receive(person, number(words))
    sender = (await places.get(one.written.audience.place_id)).name
    written = await audience.local(one)
    said = texts.notice(written, sender, person.language, version=one.version)
    done = _("Thank you, noted that you have read this.")
    return Reply(lines(said, "", Bold(done)), toast=_("Thank you"), in_place=True)


async def unread(person: Person, words: str) -> Reply:
    """Who has not read it."""
    notice_id = number(words)
    left = await reading.unread(person, notice_id)
    named = [_("· {place}: {name}", place=place, name=name) for name, place in left.some]
    more = left.n - len(left.some)
    say = lines(
        Bold(_n("{n} has not read it", "{n} have not read it", left.n)),
        *named,
        _n("and {n} more", "and {n} more", more) if more > 0 else None,
    )
    remind_them = Button(_("Remind them"), f"remindread:{notice_id}")
    back = Button(_("Back to the notice"), f"seenotice:{notice_id}")
    rows = ((remind_them,), (back,)) if left.n else ((back,),)
    return Reply(say, Inline(rows), in_place=True, secret=True)


async def remind(person: Person, words: str) -> Reply:
    """Remind all who have not read it."""
    n = await reading.remind(person, number(words))
    if not n:
        return Reply(toast=_("They have been reminded within the hour already."))
    return Reply(_n("{n} person is being reminded.", "{n} people are being reminded.", n))


# -- writing --------------------------------------------------------------------------


async def _flow(session: Session) -> Flow:  # noqa: ARG001 - alike for every session
    return talking.FLOW


async def _look_up(session: Session, wanted: str) -> Session:
    if not wanted.startswith("reach:"):
        _word, place_id = wanted.split(":")
        found = await places.below(int(place_id), int(session.answers["top"]))
        return session.knowing(**{wanted: found})
    written = talking.written_in(session)
    reach = await service.reach_of(written)
    names = await people.names(reach.out_of_reach[:MOST_NAMES])
    return session.knowing(
        **{
            wanted: {
                "n": reach.people,
                "lost": len(reach.out_of_reach),
                "names": list(names.values()),
                "seconds": seconds_to_send(reach.people, bounds().a_second),
                "two": needs_two(written.severity, reach.people, bounds().large),
            }
        }
    )


async def _finished(person: Person, session: Session) -> Reply:
    alone = session.answers.get("alone") or None
    one = await service.write(person, talking.written_in(session), alone_because=alone)
    told = {
        State.WAITING: _("It goes out once somebody else has approved it. They are being asked."),
        State.SCHEDULED: _("It goes out at its time."),
    }.get(one.state, _("It is going out now."))
    see_it = Inline(((Button(_("How far it is"), f"seenotice:{one.id}"),),))
    return Reply(lines(Bold(_("Notice no. {n}", n=str(one.id))), told), see_it)


async def _returned(person: Person, session: Session) -> Reply:
    notice_id, reason = int(session.facts["notice"]), str(session.answers["why"])
    await service.give_back(person, notice_id, reason)
    return Reply(_("Returned. Its author reads your reason."))


async def _returning(session: Session) -> Flow:  # noqa: ARG001
    return returning.FLOW


TOPICS = {
    talking.NAME: Topic(flow=_flow, finish=_finished, look_up=_look_up),
    returning.NAME: Topic(flow=_returning, finish=_returned),
}
