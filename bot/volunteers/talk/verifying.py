"""Certificates by chat for coordinators: listed, looked at, verified, refused, suspended."""

from bot.conversations.answers.buttons import OLD_BUTTON, number
from bot.conversations.model import Attachment, Button, Flow, Inline, Json, Reply, Session, Topic
from bot.kernel.errors import Refused
from bot.kernel.i18n import Bold, Labels, Said, _, _n, lines
from bot.people import service as people
from bot.people.model import Person
from bot.places import service as places
from bot.volunteers.flow import certificates as talking
from bot.volunteers.model import Certificate, CertificateState, Filed, FiledPage, Shown
from bot.volunteers.service import catalogue
from bot.volunteers.service import certifying as service
from bot.volunteers.texts import certificates as texts

WAITING, DECIDED = "waiting", "decided"
LISTS = {WAITING: service.WAITING, DECIDED: service.DECIDED}
NEXT = "next"


# -- the lists ----------------------------------------------------------------------


async def certificates(person: Person, words: str) -> Reply:
    """What waits to be looked at, or what counts; `words` may be "<list>:<page>"."""
    which, _colon, page = words.partition(":")
    if words and which not in LISTS:
        raise Refused(OLD_BUTTON)
    shown = await _listed(person, which or WAITING, number(page) if page else 0)
    return Reply(shown.say, shown.keyboard, in_place=bool(words), secret=True)


async def _listed(person: Person, which: str, at: int) -> Reply:
    page = await service.listed(person, LISTS[which], at)
    names = await people.names({filed.person_id for filed in page.filed})
    rows = [(await _entry(filed, names.get(filed.person_id, "–")),) for filed in page.filed]
    other = (
        Button(_("Verified and suspended"), f"certificates:{DECIDED}:0")
        if which == WAITING
        else Button(_("Waiting to be looked at"), f"certificates:{WAITING}:0")
    )
    return Reply(_head(which, page), Inline((*rows, _pages(which, page), (other,))))


def _head(which: str, page: FiledPage) -> Said:
    if which == WAITING and not page.total:
        return _("No certificate waits to be looked at.")
    if which == WAITING:
        waits = _n("{n} certificate waits", "{n} certificates wait", page.total)
        return lines(Bold(waits), _("Tap one to see it, the oldest first."))
    if not page.total:
        return _("No certificate has been verified yet.")
    counts = _n("{n} certificate was verified", "{n} certificates were verified", page.total)
    return lines(Bold(counts), _("Those that end first come first."))


async def _entry(filed: Filed, name: str) -> Button:
    known = filed.certificate
    skill = texts.label(known.skill, catalogue.catalogue())
    label: Said = _("{name}: {skill}", name=name, skill=skill)
    if known.state is not CertificateState.WAITING:
        mark = texts.mark(known, await service.today(filed.place_id))
        label = _("{name}: {skill}, {mark}", name=name, skill=skill, mark=mark)
    return Button(label, f"certificate:{known.id}")


def _pages(which: str, page: FiledPage) -> tuple[Button, ...]:
    turns = ((page.number - 1, _("← Earlier")), (page.number + 1, _("More →")))
    return tuple(
        Button(label, f"certificates:{which}:{n}") for n, label in turns if 0 <= n <= page.last
    )


# -- one of them ----------------------------------------------------------------------


async def certificate(person: Person, words: str) -> Reply:
    """The picture or file itself; `words` is its id, or "next:<id>" for the one that follows."""
    if not words.startswith(f"{NEXT}:"):
        return await _shown(await service.look(person, number(words)))
    filed = await service.after(person, number(words.removeprefix(f"{NEXT}:")))
    if filed is None:
        return Reply(_("No other certificate waits to be looked at."), _LIST)
    shown = await _shown(filed)
    return Reply(
        shown.say,
        shown.keyboard,
        attachment=shown.attachment,
        in_place=True,
        secret=True,
    )


_LIST = Inline(((Button(_("Certificates"), "certificates"),),))


async def _shown(filed: Filed) -> Reply:
    known = filed.certificate
    place = await places.full_name(await places.get(filed.place_id))
    photo = known.shown_as is Shown.PHOTO
    text = lines(
        Bold(_("{name}: {skill}", name=await _name(filed), skill=_label(known))),
        place,
        _("Valid {until}", until=texts.valid(known.last_day)),
        await _state(filed),
    )
    return Reply(
        text,
        _decisions(known),
        attachment=Attachment("photo" if photo else "document", known.file_id),
        secret=True,
    )


async def _state(filed: Filed) -> Said:
    known = filed.certificate
    mark = texts.mark(known, await service.today(filed.place_id))
    if known.state is CertificateState.VERIFIED:
        mark = _("verified, {mark}", mark=mark)
    if known.reason is None:
        return _("This certificate: {state}", state=mark)
    return _("This certificate: {state} ({reason})", state=mark, reason=texts.why(known.reason))


def _decisions(known: Certificate) -> Inline | None:
    verify = Button(_("Verify"), f"verify:{known.state.value}:{known.id}")
    if known.state is CertificateState.WAITING:
        refuse = Button(_("Refuse"), f"reject:{known.id}")
        return Inline(((verify, refuse), (Button(_("Next"), f"certificate:{NEXT}:{known.id}"),)))
    if known.state is CertificateState.VERIFIED:
        return Inline(((Button(_("Suspend"), f"suspend:{known.id}"),),))
    return Inline(((verify,),)) if known.state is CertificateState.SUSPENDED else None


async def verify(person: Person, words: str) -> Reply:
    """The second tap; `words` is "<state seen>:<id>"."""
    seen, _colon, id_ = words.partition(":")
    if seen not in set(CertificateState):
        raise Refused(OLD_BUTTON)
    filed = await service.verify(person, number(id_), CertificateState(seen))
    name, skill = await _name(filed), _label(filed.certificate)
    said = _("Verified: {name}, {skill}. The volunteer is told.", name=name, skill=skill)
    return Reply(said, _further(filed), secret=True)


async def reject(person: Person, words: str) -> Session:
    """Ask why a certificate is refused; `words` is its id."""
    filed = await service.still(person, number(words), CertificateState.WAITING)
    return await _deciding(filed, talking.REFUSE)


async def suspend(person: Person, words: str) -> Session:
    """Ask why a certificate is suspended; `words` is its id."""
    filed = await service.still(person, number(words), CertificateState.VERIFIED)
    return await _deciding(filed, talking.SUSPEND)


async def _deciding(filed: Filed, flow: Flow) -> Session:
    label: Json = _label(filed.certificate)
    skill = dict(label.wording) if isinstance(label, Labels) else label
    return talking.deciding(flow, filed.certificate.id, await _name(filed), skill)


async def _refused(person: Person, session: Session) -> Reply:
    facts, reason = session.facts, session.answers["reason"]
    filed = await service.refuse(person, facts["certificate"], reason)
    name, skill = facts["name"], _label(filed.certificate)
    said = _("Refused: {name}, {skill}. The volunteer is told why.", name=name, skill=skill)
    return Reply(said, _further(filed), secret=True)


async def _suspended(person: Person, session: Session) -> Reply:
    facts, reason = session.facts, session.answers["reason"]
    filed = await service.suspend(person, facts["certificate"], reason)
    name, skill = facts["name"], _label(filed.certificate)
    said = _("Suspended: {name}, {skill}. The volunteer is told why.", name=name, skill=skill)
    return Reply(said, _LIST, secret=True)


def _further(filed: Filed) -> Inline:
    after = Button(_("Next"), f"certificate:{NEXT}:{filed.certificate.id}")
    return Inline(((after, *_LIST.rows[0]),))


async def _name(filed: Filed) -> str:
    return (await people.names([filed.person_id])).get(filed.person_id, "–")


def _label(known: Certificate) -> Said:
    return texts.label(known.skill, catalogue.catalogue())


async def _refuse_flow(session: Session) -> Flow:  # noqa: ARG001 - there is but one
    return talking.REFUSE


async def _suspend_flow(session: Session) -> Flow:  # noqa: ARG001
    return talking.SUSPEND


TOPICS = {
    talking.REFUSE.name: Topic(flow=_refuse_flow, finish=_refused),
    talking.SUSPEND.name: Topic(flow=_suspend_flow, finish=_suspended),
}
"""What a coordinator is asked about a certificate."""
