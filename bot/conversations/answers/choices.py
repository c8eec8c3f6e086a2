"""One of several, or several of many."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversations.answers.words import quoted, typed_or_refuse
from bot.conversations.model import Answer, Heard, Json, Option, Partly, Session
from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _

Options = tuple[Option, ...] | Callable[[Session], tuple[Option, ...]]

DONE = "+done"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the options; typed words count when they are an option's label in any language."""

    among: Options

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        options = self.options(step, session)
        example = _first(options)
        tapping = _("Please tap one of the buttons, for example: {option}", option=example)
        value = typed_or_refuse(heard, tapping)
        if value not in {option.value for option in options}:
            raise Refused(
                _(
                    "“{text}” is none of the answers here. Please tap one of the buttons, "
                    "for example: {option}",
                    text=quoted(value),
                    option=example,
                )
            )
        return Answer(value)

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        return self.among(session) if callable(self.among) else self.among

    def show(self, value: Json, session: Session) -> Said:
        return _label(self.options("", session), value)


@dataclass(frozen=True, slots=True)
class Many:
    """Any number of the options (at least `least`), ticked one by one, ended with "Done"."""

    among: tuple[Option, ...]
    least: int = 0

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        example = _first(self.among)
        tapping = _(
            "Please tap the ones that fit, for example: {option} – and then “Done”.", option=example
        )
        value = typed_or_refuse(heard, tapping)
        ticked: list[str] = list(session.partly.get(step, ()))
        if value == DONE:
            return self._done(ticked)
        if value not in {option.value for option in self.among}:
            raise Refused(
                _(
                    "“{text}” is none of the answers here. Please tap the ones that fit, "
                    "for example: {option} – and then “Done”.",
                    text=quoted(value),
                    option=example,
                )
            )
        return Partly([v for v in ticked if v != value] if value in ticked else [*ticked, value])

    def _done(self, ticked: list[str]) -> Answer:
        if len(ticked) < self.least:
            raise Refused(
                _(
                    "That are too few. Please tap at least {least}, for example: {option} – "
                    "and then “Done”.",
                    least=self.least,
                    option=_first(self.among),
                )
            )
        return Answer(ticked)

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        ticked = session.partly.get(step, ())
        shown = (
            Option(o.value, _("✓ {label}", label=o.label)) if o.value in ticked else o
            for o in self.among
        )
        return (*shown, Option(DONE, _("Done")))

    def show(self, value: Json, session: Session) -> Said:
        if not value:
            return _("none")
        return _("{list}", list=[_label(self.among, one) for one in value])


def _label(options: tuple[Option, ...], value: Json) -> Said:
    return next((option.label for option in options if option.value == value), str(value))


def _first(options: tuple[Option, ...]) -> Said:
    """The answer that a refusal shows as an example."""
    return options[0].label if options else "–"
