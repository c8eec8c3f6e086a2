"""The last question about a task: what will be sent, and who would be found for it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.conversations.model import Json, Option, Session
from bot.kernel.i18n import Bold, Labels, Said, _, _n, lines
from bot.volunteers.flow import briefing
from bot.volunteers.flow.briefing import LATER, PLAN, PREVIEW, preview_of
from bot.volunteers.model import URGENCIES, Catalogue, Urgency
from bot.volunteers.texts import tasks as texts


def sends(session: Session) -> tuple[Option, ...]:
    """The button that sends it; none while it cannot be sent as it stands."""
    if "wrong" in session.facts.get(PREVIEW, {}):
        return ()
    word = _("Put it by for the plan") if session.answers["when"] == PLAN else _("Send it")
    return (Option("send", word),)


@dataclass(frozen=True, slots=True)
class Summary:
    """The last question: what will be sent, and who would be found for it."""

    among: Catalogue

    def __call__(self, session: Session) -> Said:
        known = session.facts[PREVIEW]
        if "wrong" in known:
            return lines(Bold(_("It cannot be sent like this:")), Labels(known["wrong"]))
        starts, ends = (datetime.fromisoformat(known[name]) for name in ("starts", "ends"))
        shown = preview_of(session)
        answers = session.answers
        return lines(
            Bold(answers["title"]),
            answers["what"],
            _("{place}, {address}", place=_where(answers), address=answers["address"]),
            texts.when(starts, ends),
            Bold(texts.wanted(briefing.wanted_of(answers), self.among)),
            *self._rest(session),
            "",
            None if shown is None else texts.preview(shown, self.among),
        )

    def _contact(self, session: Session) -> Said:
        name, phone = session.answers["contact"], session.answers["phone"]
        return _("{name}, {phone}", name=name, phone=phone) if phone else str(name)

    def _rest(self, session: Session) -> list[Said]:
        answers = session.answers
        said: list[Said] = [_("Contact: {contact}", contact=self._contact(session))]
        if answers["urgency"] != Urgency.NORMAL:
            said.append(_("Urgency: {urgency}", urgency=URGENCIES[Urgency(answers["urgency"])]))
        if answers["languages"]:
            spoken = [self.among.languages[code] for code in answers["languages"]]
            said.append(_("Languages: {list}", list=spoken))
        if answers["check_in"] != "0":
            n = int(answers["check_in"])
            said.append(_n("Safety check every {n} minute", "Safety check every {n} minutes", n))
        return [*said, _asked(session)]


def _where(answers: Json) -> str:
    return str(briefing.place_in(answers)["name"])


def _asked(session: Session) -> Said:
    answers = session.answers
    if answers["when"] == PLAN:
        return _("Volunteers are asked when you plan several tasks together.")
    if answers["when"] == LATER:
        day = date.fromisoformat(answers["send_day"])
        return _("Volunteers are asked on {day} at {time}.", day=day, time=answers["send_at"])
    return _("Volunteers are asked at once.")
