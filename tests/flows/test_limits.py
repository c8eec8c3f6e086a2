"""No question of any flow outgrows Telegram's limits, in any language, with the longest names."""

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import bot
from bot.app import BUTTONS, COMMANDS, FORMS, topics
from bot.conversations import service as conversations
from bot.conversations.answers import AnyPhone, File, Many, Phone, Where, Words
from bot.conversations.answers.choices import DONE
from bot.conversations.answers.here import Here
from bot.conversations.engine import advance, ask, data_for, next_step
from bot.conversations.model import (
    MOST_DATA_BYTES,
    Flow,
    Heard,
    Json,
    SentOther,
    SentPhoto,
    Session,
    SharedContact,
    SharedLocation,
    Tapped,
    Turn,
    Typed,
)
from bot.kernel.i18n import LANGUAGES, say
from bot.outbox.keyboards import markup
from bot.people.service import LONGEST_NAME
from bot.reminders.flow import pausing
from bot.reports.flow import flow_of
from bot.reports.rules.forms import read_form
from bot.volunteers.flow.calling_off import CALL_OFF, EVERYONE, HAND_OVER
from bot.volunteers.flow.wanting import Wants

LONGEST = "某某某布依族苗族彝族乡某某某某村民委员会"  # longer than any of Guizhou's names
MANY = 60  # the largest township has 53 villages
MOST_TEXT = 4096

DAILY = flow_of(read_form(FORMS[0]))
PLACES = [[10_000_000 + n, f"{LONGEST}{n}"] for n in range(MANY)]
REPORTING = Session(
    DAILY.name,
    "abcdef",
    facts={
        "today": "2026-09-30",
        "places": PLACES,
        "missing": [id_ for id_, _name in PLACES],
        **{f"before:{id_}:2026-09-30": {"observed": 9_999} for id_, _name in PLACES},
    },
)
CHILDREN = [[10_000_000 + n, f"{LONGEST}{n}", True] for n in range(MANY)]
INVITING = Session(
    "invite",
    "abcdef",
    facts={
        "scopes": [[1, LONGEST], [2, LONGEST]],
        "roles": ["worker", "checker", "coordinator", "volunteer", "admin"],
        **{
            f"below:{id_}": {"id": id_, "name": LONGEST, "parent": 5, "children": CHILDREN}
            for id_ in (1, 2)
        },
    },
)

PLANNING = Session(
    "schedule",
    "abcdef",
    facts={
        **{name: fact for name, fact in INVITING.facts.items() if name != "roles"},
        **{
            f"schedule:{id_}": {
                "name": LONGEST * 4,
                "today": "2026-09-30",
                "deadline": "16:00",
                "reminders": [720, 180, 60, 15],
                "days_off": ["sat", "sun", *(f"2026-10-{n:02}" for n in range(1, 31))],
                "accepted_days": 30,
                "quiet": ["21:00", "07:00"],
                "rungs": {"township": 0, "county": 90, "prefecture": 120, "province": 180},
                "again": 240,
                "silent_days": 3,
                "hopeless_days": 14,
                "from": dict.fromkeys(("deadline", "reminders"), LONGEST),
                "own": ["deadline"],
            }
            for id_ in (1, *(id_ for id_, _name, _leaf in CHILDREN))
        },
    },
)


def checked(turn: Turn) -> None:
    """What goes out must be taken by Telegram, in every language."""
    for language in LANGUAGES:
        if turn.say is not None:
            assert 0 < len(say(turn.say, language)) <= MOST_TEXT
        if turn.toast is not None:
            assert len(say(turn.toast, language)) <= 200
        if turn.keyboard is not None:
            markup(turn.keyboard, language)  # raises beyond 64 bytes, 100 buttons, empty labels


def answers(flow: Flow, session: Session) -> list[Tapped | Typed | SharedContact | SentPhoto]:
    """What brings the open step on: its first buttons, or the longest words."""
    step = next_step(flow, session)
    assert step is not None
    options = step.kind.options(step.name, session)
    taps: list[Tapped | Typed | SharedContact | SentPhoto] = [
        Tapped(data_for(session, step.name, option.value)) for option in options
    ]
    if isinstance(step.kind, Words):
        return [Typed("村" * step.kind.most), *taps]
    if isinstance(step.kind, Phone):
        return [SharedContact("+8613800000000", own=True)]
    if isinstance(step.kind, Wants):  # all at once
        return [Typed("9 counsellors, 9 anyone")]
    if isinstance(step.kind, AnyPhone):
        return [Typed("+86 138 0000 0000")]
    if isinstance(step.kind, File):
        return [SentPhoto("f" * 100)]
    if isinstance(step.kind, Many):  # enough is ticked
        return [Tapped(data_for(session, step.name, DONE))]
    if step.name in {"fever", "clinic", "observed"}:
        return [Typed("9999")]
    return (taps if step.name == "what" else taps[:3]) or [Typed("9999")]


WRONG: tuple[Heard, ...] = (
    Typed("   "),
    Typed("村" * MOST_TEXT),
    SentPhoto("f"),
    SentOther("sticker"),
    SharedLocation(26.6, 106.6),
    SharedContact("+8613800000000", own=False),
)


def refused(turn: Turn) -> None:
    """What cannot be the answer gets the reason with one example."""
    checked(turn)
    assert turn.say is not None
    assert say(turn.say, "en").lower().count("for example") == 1


def takes_a_point(flow: Flow, session: Session) -> bool:
    """Whether a shared location answers the open question."""
    step = next_step(flow, session)
    if step is None:
        return False
    return isinstance(step.kind, Here) or (isinstance(step.kind, Where) and step.kind.point)


def is_right(heard: Heard, flow: Flow, session: Session) -> bool:
    """Whether what is wrong elsewhere answers the open question: a point, a card, a photo."""
    if isinstance(heard, SharedLocation):
        return takes_a_point(flow, session)
    step = next_step(flow, session)
    kind = None if step is None else step.kind
    return (isinstance(heard, SharedContact) and isinstance(kind, AnyPhone)) or (
        isinstance(heard, SentPhoto) and isinstance(kind, File)
    )


def walked(flow: Flow, session: Session, seen: set[str]) -> int:
    """Go every way through the flow, a step's first few answers each; how many turns."""
    branch = [session.answers.get(step) for step in ("anything", "what", "when", "times")]
    key = repr((sorted(session.answers), branch))
    if key in seen:
        return 0
    seen.add(key)
    turns = 1
    checked(ask(flow, session))
    for wrong in WRONG:
        if not is_right(wrong, flow, session):
            refused(advance(flow, session, wrong))
    for heard in answers(flow, session):
        turn = advance(flow, session, heard)
        checked(turn)
        if not turn.finished and turn.session.answers != session.answers:
            turns += walked(flow, turn.session, seen)
    return turns


HINTING = Session(
    "hint",
    "abcdef",
    facts={
        "today": "2026-09-30",
        "tops": INVITING.facts["scopes"],
        **{name: fact for name, fact in INVITING.facts.items() if name.startswith("below:")},
    },
)
REACH = {"n": 17_964, "lost": 99, "names": [LONGEST] * 10, "seconds": 599, "two": True}


class Reached(dict[str, Json]):
    """Facts in which every look-up of whom a notice reaches has been made."""

    def __contains__(self, name: object) -> bool:
        return str(name).startswith("reach:") or super().__contains__(name)

    def __missing__(self, name: str) -> Json:
        return REACH


NOTIFYING = Session(
    "notice",
    "abcdef",
    facts=Reached(
        {
            **{name: fact for name, fact in HINTING.facts.items() if name.startswith("below:")},
            "tops": HINTING.facts["tops"],
            "today": "2026-09-30",
            "now": "2026-09-30T12:00:00+08:00",
            "zone": "Asia/Shanghai",
        }
    ),
)
SKILL = {"zh_Hans": LONGEST, "en": "Disinfection of all kinds of places"}
CERTIFYING = Session(
    "certificate",
    "abcdef",
    facts={"skills": [["d" * 24, SKILL], ["nurse", SKILL]], "today": "2026-09-30"},
)
DECIDING = {"certificate": 2**31 - 1, "name": "某" * LONGEST_NAME, "skill": SKILL}
VOLUNTEERING = Session(
    "volunteer",
    "abcdef",
    facts={**HINTING.facts, "phone": False, "consent": 1},
    partly={"languages": ["mandarin"], "windows": ["1-night"]},
    former={"name": LONGEST},
)
TASK = Session("task", "abcdef", facts=HINTING.facts)
"""With every question open, also those that have a sensible answer from the start."""
ABOUT = {"task": 2**31 - 1, "title": "村" * 60, "owner": 1, "people": PLACES[:20]}
NAMED = {"place": LONGEST * 4, "name": "王" * LONGEST_NAME, "heading": f"{LONGEST} 2026-09-30"}
WORKING = {
    "id": 2**31 - 1,
    "title": LONGEST * 4,
    "name": "王" * LONGEST_NAME,
    "minutes": 5_999,
    "why": "村" * 300,
}
SESSIONS: dict[str, tuple[Session, int]] = {
    "language": (Session("language", "abcdef"), 1),
    "return_notice": (Session("return_notice", "abcdef", facts={"notice": 1}), 1),
    "notice": (NOTIFYING, 9),
    "declining": (Session("declining", "abcdef", facts={"offer": 1}), 1),
    "join": (Session("join", "abcdef"), 1),
    "invite": (INVITING, 4),
    "end_role": (Session("end_role", "abcdef", facts={**NAMED, "role": "worker"}), 1),
    "report": (REPORTING, 20),
    "return": (Session("return", "abcdef", facts=NAMED), 1),
    "schedule": (PLANNING, 26),
    "pause": (pausing(1, LONGEST, date(2026, 9, 30)), 3),
    "bulletin_return": (Session("bulletin_return", "abcdef", facts=NAMED), 1),
    "bulletin_withdraw": (Session("bulletin_withdraw", "abcdef", facts=NAMED), 2),
    "hint": (HINTING, 6),
    "volunteer": (VOLUNTEERING, 10),
    "task": (TASK, 22),
    **{
        flow.name: (Session(flow.name, "abcdef", facts=ABOUT), len(flow.steps))
        for flow in (CALL_OFF, EVERYONE, HAND_OVER)
    },
    "certificate": (CERTIFYING, 3),
    "certificate_refusal": (Session("certificate_refusal", "abcdef", facts=DECIDING), 1),
    "certificate_suspension": (Session("certificate_suspension", "abcdef", facts=DECIDING), 1),
    "arrival": (Session("arrival", "abcdef", facts=WORKING), 1),
    "recount": (Session("recount", "abcdef", facts=WORKING), 2),
    "dispute_hours": (Session("dispute_hours", "abcdef", facts=WORKING), 1),
    "vouch": (Session("vouch", "abcdef", facts=WORKING), 2),
    "settle_hours": (Session("settle_hours", "abcdef", facts=WORKING), 3),
    "answer_hint": (
        Session("answer_hint", "abcdef", facts={**NAMED, "outcome": "unverifiable"}),
        1,
    ),
}
"""Every conversation at its longest: how it opens, and how many turns it has at least."""


def test_every_conversation_is_walked() -> None:
    assert set(SESSIONS) == set(topics("x"))


@pytest.mark.parametrize("name", SESSIONS)
async def test_every_question_fits(name: str) -> None:
    session, least = SESSIONS[name]
    flow = DAILY if name == "report" else await topics("x")[name].flow(session)
    assert walked(flow, session, set()) >= least


ID, DATE = 2**31 - 1, "2026-12-31"
PUSHED = {
    **{f"{name}": f"{name}:{ID}" for name in ("seenotice", "oknotice", "nonotice", "reviewed")},
    **{f"{name}": f"{name}:{ID}" for name in ("pausenotice", "resumenotice", "stopnotice")},
    **{f"{name}": f"{name}:{ID}" for name in ("recall", "received", "unread", "remindread")},
    "plan": "plan:again",
    "sendplan": f"sendplan:{ID}",
    "testify": "testify",
    "accept": f"accept:{ID}",
    "decline": f"decline:{ID}",
    "because": f"because:{ID}:unwell",
    "later": f"later:{ID}",
    "see": f"see:{ID}",
    "fix": f"fix:{ID}",
    "behalf": f"behalf:{ID}:{DATE}",
    "picture": f"picture:{ID}:{DATE}",
    "export": f"export:xlsx:{ID}:{DATE}",
    "calm": f"calm:submitted:{ID}:{ID}:{ID}",
    "turn": f"turn:look:submitted:{ID}:{ID}",
    "pass": f"pass:look:submitted:{ID}:{ID}",
    "back": f"back:look:submitted:{ID}:{ID}",
    "chasing": f"chasing:{ID}",
    "chase": f"chase:{ID}",
    "missing": f"missing:{ID}:{ID}",
    "page": f"page:{ID}:{ID}",
    "unit": f"unit:{ID}:{ID}",
    "call": f"call:{ID}",
    "pause": f"pause:{ID}:{DATE}",
    "paused": f"paused:{ID}",
    "resume": f"resume:{ID}",
    "draft": f"draft:{ID}",
    "release": f"release:{ID}:2",
    "refuse": f"refuse:{ID}",
    "redraft": f"redraft:{ID}",
    "withdraw": f"withdraw:{ID}",
    "anew": f"anew:{ID}",
    "follow": f"follow:{ID}",
    "unfollow": f"unfollow:{ID}",
    "look": f"look:{ID}",
    "found": f"found:unverifiable:{ID}",
    "end": f"end:{ID}",
    "profile": "profile",
    "available": "available:off",
    "rest": "rest:off",
    "leave": "leave:sure",
    "certify": f"certify:{'d' * 24}",
    "certificate": f"certificate:next:{ID}",
    "certificates": f"certificates:decided:{ID}",
    "verify": f"verify:suspended:{ID}",
    "reject": f"reject:{ID}",
    "suspend": f"suspend:{ID}",
    "mytask": f"mytask:{ID}",
    "way": f"way:{ID}",
    "arrived": f"arrived:{ID}",
    "finish": f"finish:{ID}",
    "cannot": f"cannot:{ID}:unwell",
    "well": f"well:{ID}",
    "sos": f"sos:{ID}",
    "credit": f"credit:{ID}:5999",
    "creditall": f"creditall:{ID}",
    "recount": f"recount:{ID}",
    "object": f"object:{ID}",
    "settle": f"settle:{ID}",
    "vouch": f"vouch:{ID}",
    "volunteer": "volunteer",
    "card": f"card:{ID}",
    "ring": f"ring:{ID}:{ID}",
    "sendnow": f"sendnow:{ID}",
    "everyone": f"everyone:{ID}",
    "handover": f"handover:{ID}",
    "calloff": f"calloff:{ID}",
    "repeat": f"repeat:{ID}",
    "tasks": f"tasks:{ID}",
    "zero": f"zero:{ID}:{DATE}",
    "report": f"report:{ID}:{DATE}",
    "check": f"check:{ID}:{ID}",
    "status": f"status:{ID}:{DATE}",
    "news": "news:weekly",
    "schedule": "schedule",
    "bulletin": f"bulletin:{ID}",
    "hints": "hints:back",
    "myhints": "myhints",
    "people": f"people:{ID}:{ID}",
    "join": "join",
}
"""The longest data of every act's button."""


def pushed_in_code() -> set[str]:
    """The first words of the data of all buttons that the program makes."""
    made = (
        data.values[0] if isinstance(data, ast.JoinedStr) else data
        for file in Path(bot.__path__[0]).rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Button"
        for data in call.args[1:2]
    )
    words = {str(data.value) for data in made if isinstance(data, ast.Constant)}
    return {word.partition(":")[0] for word in words}


def test_the_longest_data_of_every_button_is_known() -> None:
    assert set(BUTTONS) <= set(PUSHED) <= {*BUTTONS, *COMMANDS}
    assert pushed_in_code() <= set(PUSHED)


@pytest.mark.parametrize("data", PUSHED.values())
def test_the_data_of_every_button_fits_also_behind_a_choice(data: str) -> None:
    nonce = pausing(1, LONGEST, date(2026, 9, 30)).nonce  # as long as every conversation's
    assert len(f"{conversations.DISCARD}:{nonce}:{data}".encode()) <= MOST_DATA_BYTES


def test_the_list_of_what_can_be_changed_fits() -> None:
    session = replace(
        REPORTING,
        answers={
            "place": "10000000",
            "day": "2026-09-30",
            "anything": "figures",
            **{f.name: 9_999 for f in read_form(FORMS[0]).fields},
            "remarks": "村" * 500,
            "sure": "right",
        },
    )
    checked(ask(DAILY, session))
    checked(advance(DAILY, session, Tapped(data_for(session, "send", "!change"))))
