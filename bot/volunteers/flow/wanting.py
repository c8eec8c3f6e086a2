"""The kind of answer that says how many people of which skill: in one line, or button by button."""

from dataclasses import dataclass

from bot.conversations.answers.choices import DONE
from bot.conversations.answers.numbers import number_in
from bot.conversations.answers.words import quoted, typed_or_refuse
from bot.conversations.model import Answer, Heard, Json, Option, Partly, Session
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _, lines
from bot.volunteers.model import Catalogue, Wanted
from bot.volunteers.rules.tasks import OUTSIDE, TOO_MANY_SKILLS
from bot.volunteers.rules.wanted import MOST_OF_A_SKILL, MOST_SKILLS, Read, read_wanted, together
from bot.volunteers.texts import tasks as texts

ANYONE, OTHER = "+anyone", "+other"
QUICK = tuple(str(n) for n in (*range(1, 9), 10, 15, 20, 30))


@dataclass(frozen=True, slots=True)
class Wants:
    """Whom a task asks for, as [[skill or None, count], …].

    Half-way: {"picked": the same, "skill": whose number is asked for next, "+anyone" for anyone}.
    """

    among: Catalogue

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        picked, skill = _half_way(step, session)
        said = typed_or_refuse(heard, EXAMPLE)
        if skill is not None:
            return self._counted(said, picked, skill)
        if said == DONE and picked:
            return self._answer(picked)
        if said == ANYONE or said in self.among.skills:
            return Partly({"picked": _json(picked), "skill": said})
        return self._answer([*picked, *self._read(said)])

    def _counted(self, said: str, picked: list[Wanted], skill: str) -> Answer | Partly:
        """A number for the skill that was tapped, unless a whole line is typed instead."""
        if said == OTHER:
            return Partly({"picked": _json(picked)})
        number = number_in(said)
        if number is None:
            return self._answer([*picked, *self._read(said)])
        if not 1 <= number <= MOST_OF_A_SKILL or number != int(number):
            raise Refused(OUTSIDE)
        one = Wanted(None if skill == ANYONE else skill, int(number))
        return Partly({"picked": _json(_few([*picked, one]))})

    def _answer(self, wanted: list[Wanted]) -> Answer:
        return Answer(_json(_few(wanted)))

    def _read(self, said: str) -> tuple[Wanted, ...]:
        read = read_wanted(said, self.among)
        if (wrong := self._wrong(read)) is not None:
            raise Refused(wrong)
        return read.wanted

    def _wrong(self, read: Read) -> Said | None:
        if read.unknown:
            known = [*(skill.label for skill in self.among.skills.values()), texts.ANYONE]
            return lines(
                _("I do not understand “{text}”. {example}", text=_short(read), example=EXAMPLE),
                _("I know: {list}", list=known),
            )
        if read.unclear is not None:
            return _(
                "How many of whom is “{text}”? {example}",
                text=quoted(read.unclear),
                example=EXAMPLE,
            )
        return None if read.outside is None else OUTSIDE

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        picked, skill = _half_way(step, session)
        if skill is not None:
            return (*(Option(n, n) for n in QUICK), Option(OTHER, _("Another skill"), wide=True))
        done = (Option(DONE, _("Done"), wide=True),) if picked else ()
        skills = (Option(code, one.label) for code, one in self.among.skills.items())
        return (*done, Option(ANYONE, texts.ANYONE, wide=True), *skills)

    def show(self, value: Json, session: Session) -> Said:  # noqa: ARG002 - as every kind
        return texts.wanted(read_json(value), self.among)

    def question(self, step: str, session: Session) -> Said:
        """What is asked next: for a line, for a number, or for more."""
        picked, skill = _half_way(step, session)
        if skill is not None:
            name = texts.skill(None if skill == ANYONE else skill, self.among)
            return _("{skill}: how many? Tap a number or send one.", skill=name)
        if picked:
            return lines(
                texts.wanted(picked, self.among),
                _("Who else? Tap a skill, or “Done”."),
            )
        return lines(
            _("Whom do you need? Write it in one line, for example:"),
            SAMPLE,
            _("or tap a skill."),
        )


SAMPLE = _("2 nurses, 1 driver, 3 anyone")
EXAMPLE = _("Please write how many of whom, for example: {sample}", sample=SAMPLE)


def read_json(value: Json) -> tuple[Wanted, ...]:
    """Whom an answer asks for."""
    return tuple(Wanted(skill, int(count)) for skill, count in value)


def _json(wanted: tuple[Wanted, ...] | list[Wanted]) -> Json:
    return [[one.skill, one.count] for one in wanted]


def _half_way(step: str, session: Session) -> tuple[list[Wanted], str | None]:
    state = session.partly.get(step) or {}
    return list(read_json(state.get("picked", ()))), state.get("skill")


def _few(wanted: list[Wanted]) -> tuple[Wanted, ...]:
    """Each skill once; refused beyond what one task can ask for."""
    found = together(wanted)
    if len(found) > MOST_SKILLS:
        raise Refused(TOO_MANY_SKILLS)
    if any(one.count > MOST_OF_A_SKILL for one in found):
        raise Refused(OUTSIDE)
    return found


def _short(read: Read) -> str:
    return quoted(", ".join(read.unknown))
