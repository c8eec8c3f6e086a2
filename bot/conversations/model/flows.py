"""Flows and their steps as tables, and a session: one person's way through a flow, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from bot.conversations.model.heard import Heard
from bot.kernel.i18n import Said

Json = Any
"""A value that survives a round trip through JSON."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of several answers: what is stored, how it is worded, whether it fills a row."""

    value: str
    label: Said
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The step is answered with `value`."""

    value: Json


@dataclass(frozen=True, slots=True)
class Partly:
    """Not answered yet, but further than before: `state` is kept and the question asked again."""

    state: Json


@dataclass(frozen=True, slots=True)
class Session:
    """One person's conversation, as data: it survives restarts, redeploys and other replicas.

    `facts` is what was looked up when it opened; `answers` what the person said, by step;
    `partly` the state of an answer in the making; `former` answers taken back to be changed;
    `nonce` tells this session's buttons from those of an earlier one; `touched` once the person
    has answered anything; `beneath` is the conversation that goes on when this one ends;
    `secret`: kept encrypted, and so is what is said in it until it has been sent.
    """

    flow: str
    nonce: str
    facts: Mapping[str, Json] = field(default_factory=dict)
    answers: Mapping[str, Json] = field(default_factory=dict)
    partly: Mapping[str, Json] = field(default_factory=dict)
    former: Mapping[str, Json] = field(default_factory=dict)
    touched: bool = False
    beneath: "Session | None" = None
    secret: bool = False

    @property
    def sealed(self) -> bool:
        """Whether it is kept encrypted: it, or one beneath it, is secret."""
        return self.secret or (self.beneath is not None and self.beneath.sealed)

    def answered(self, step: str, value: Json) -> "Session":
        """With the step's answer in, and whatever led to it forgotten."""
        return replace(
            self,
            answers={**self.answers, step: value},
            partly=_without(self.partly, step),
            former=_without(self.former, step),
            touched=True,
        )

    def unanswered(self, step: str) -> "Session":
        """With the step open again; its answer is remembered as the former one."""
        former = {**self.former, step: self.answers[step]} if step in self.answers else self.former
        return replace(
            self,
            answers=_without(self.answers, step),
            partly=_without(self.partly, step),
            former=former,
            touched=True,
        )

    def knowing(self, **facts: Json) -> "Session":
        """With more facts looked up."""
        return replace(self, facts={**self.facts, **facts})


def _without(mapping: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    return {key: value for key, value in mapping.items() if key != name}


class Kind(Protocol):
    """A kind of answer: how it is read, which buttons help, how it is shown back."""

    def read(self, heard: Heard, step: str, session: Session) -> Answer | Partly:
        """The answer in `heard`; raises Refused with the reason and an example."""

    def options(self, step: str, session: Session) -> tuple[Option, ...]:
        """Answers offered as buttons, in order; none where only typing helps."""

    def show(self, value: Json, session: Session) -> Said:
        """The value as the person should see it in a summary."""


Question = Said | Callable[[Session], Said]
Condition = Callable[[Session], bool]


def always(session: Session) -> bool:  # noqa: ARG001 - the signature of a condition
    """The condition of a step that is always asked."""
    return True


def _nothing(session: Session) -> None:
    """What a flow without look-ups lacks."""


@dataclass(frozen=True, slots=True)
class Step:
    """A row of a flow: its name, what is asked, the kind of answer, and when it is asked.

    `label` names the step where its answer can be changed; a step without one cannot be
    picked there. A step that is `optional` can be skipped. One that `confirms` others is asked
    again when one of them is changed.
    """

    name: str
    question: Question
    kind: Kind
    when: Condition = always
    label: Said | None = None
    optional: bool = False
    confirms: bool = False
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation as a table of steps. One that stands `aside` lets the one beneath go on.

    `lacks` names a fact that must be looked up before the next question (see Turn.wants).
    """

    name: str
    steps: tuple[Step, ...]
    title: Said = ""
    aside: bool = False
    lacks: Callable[[Session], str | None] = _nothing

    def step(self, name: str) -> Step | None:
        """The step of that name, if the flow has it."""
        return next((step for step in self.steps if step.name == name), None)
