"""How certificates are worded: to their volunteers, and to the coordinators who look at them."""

from collections.abc import Iterable, Mapping
from datetime import date

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, lines
from bot.volunteers.model import Catalogue, Certificate, CertificateState, Standing
from bot.volunteers.rules.certificates import holds, is_current

REASONS: Mapping[str, Said] = {
    "unreadable": _("The picture cannot be read"),
    "other_skill": _("It is not valid for this skill"),
    "expired": _("It has expired"),
    "withdrawn": _("The certificate was withdrawn"),
    "complaint": _("There is a complaint that is being looked into"),
}
"""The reasons offered for refusing and suspending, by what is kept."""

STATES: Mapping[CertificateState, Said] = {
    CertificateState.WAITING: _("waits to be looked at"),
    CertificateState.VERIFIED: _("verified"),
    CertificateState.REFUSED: _("refused"),
    CertificateState.SUSPENDED: _("suspended"),
    CertificateState.REPLACED: _("replaced by another one"),
}
"""What the states are called."""


def why(reason: str | None) -> Said:
    """A reason as it was tapped or written."""
    return REASONS.get(reason or "", reason or "–")


def label(skill: str, among: Catalogue) -> Said:
    """What a skill is called; its code when the catalogue does not have it any more."""
    return among.skills[skill].label if skill in among.skills else skill


def valid(last_day: date | None) -> Said:
    """Until when a certificate holds; with the year, which matters here."""
    return _("without an end") if last_day is None else _("until {day}", day=last_day.isoformat())


# -- to the volunteer -----------------------------------------------------------------


def standings(of: Iterable[Standing], among: Catalogue, today: date) -> Said | None:
    """A line for each skill that needs a certificate; None where none does."""
    told = [
        _("· {skill}: {state}", skill=label(one.skill, among), state=state(one, today))
        for one in of
    ]
    return lines("", Bold(_("Certificates")), *told) if told else None


def state(one: Standing, today: date) -> Said:
    """How it stands with a skill, in a few words."""
    if one.waiting is not None:
        newest: Said = _("being looked at")
    elif one.refused is not None:
        newest = _("refused: {reason}", reason=why(one.refused.reason))
    else:
        return decided(one.decided, today)
    if one.decided is None:
        return newest
    return _(
        "{newest}; the earlier one: {earlier}", newest=newest, earlier=decided(one.decided, today)
    )


def decided(certificate: Certificate | None, today: date) -> Said:
    """What is known about the certificate on which a skill rests."""
    if certificate is None:
        return _("not sent; the skill counts only for tasks that allow it")
    if certificate.state is CertificateState.SUSPENDED:
        return _("suspended: {reason}", reason=why(certificate.reason))
    if holds(certificate, today):
        return _("verified {until}", until=valid(certificate.last_day))
    return _("expired; it was valid {until}", until=valid(certificate.last_day))


def wanted(skills: list[Said]) -> tuple[Said, Inline]:
    """What is asked for after registering."""
    text = lines(
        _("These of your skills need a certificate: {list}.", list=skills),
        _("Until a coordinator has seen it, they count only for tasks that allow it."),
    )
    return text, Inline(((SEND,),))


SEND = Button(_("Send a certificate"), "certify")


def again(skill: str) -> Inline:
    """The button that sends another one for the skill."""
    return Inline(((Button(_("Send a new certificate"), f"certify:{skill}"),),))


def verified(skill: Said, last_day: date | None) -> Said:
    """Good news."""
    return lines(
        Bold(_("Your certificate was verified: {skill}", skill=skill)),
        _(
            "You can now be asked for tasks that need it. It is valid {until}.",
            until=valid(last_day),
        ),
    )


def refused(skill: Said, reason: str) -> Said:
    """A certificate that was not accepted; what counted before goes on."""
    return lines(
        Bold(_("Your certificate was not accepted: {skill}", skill=skill)),
        _("Reason: {reason}", reason=why(reason)),
        _("You can send another one."),
    )


def suspended(skill: Said, reason: str) -> Said:
    """A skill that does not count any more, until it is verified again."""
    return lines(
        Bold(_("Your certificate was suspended: {skill}", skill=skill)),
        _("Reason: {reason}", reason=why(reason)),
        _("Until it is verified again you are not asked for tasks that need it."),
    )


def ends_soon(skill: Said, last_day: date) -> Said:
    """What a volunteer hears thirty days ahead."""
    return lines(
        Bold(_("Your certificate ends soon: {skill}", skill=skill)),
        _("It is valid {until}. Please send the new one when you have it.", until=valid(last_day)),
    )


def is_over(skill: Said, last_day: date, *, renewing: bool) -> Said:
    """What a volunteer hears on the day after."""
    return lines(
        Bold(_("Your certificate has ended: {skill}", skill=skill)),
        _("It was valid {until}.", until=valid(last_day)),
        _("The one that you sent after it is being looked at.")
        if renewing
        else _("Until a new one is verified, the skill counts only for tasks that allow it."),
    )


# -- to the coordinator ---------------------------------------------------------------


def waiting() -> tuple[Said, Inline]:
    """The one message to coordinators when something has come in."""
    look = Button(_("Look at them"), "certificates")
    return _("Volunteers have sent certificates that wait to be looked at."), Inline(((look,),))


def settled(certificate: Certificate, by: str) -> Said:
    """Why somebody who was slower cannot decide any more."""
    if certificate.state in (CertificateState.REPLACED, CertificateState.WAITING):
        return _("The volunteer has sent another certificate meanwhile: /certificates")
    return _(
        "{name} was quicker: this certificate is {state} already.",
        name=by,
        state=STATES[certificate.state],
    )


def mark(certificate: Certificate, today: date) -> Said:
    """Where a certificate stands, for a list."""
    if certificate.state is CertificateState.VERIFIED:
        if is_current(certificate.last_day, today):
            return valid(certificate.last_day)
        return _("expired")
    return STATES[certificate.state]
