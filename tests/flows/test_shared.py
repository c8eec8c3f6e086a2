"""What is shared rather than typed is read, or refused by its name with one example."""

from dataclasses import replace

import pytest

from bot.conversations.answers import Choice, File, Many, Person, Phone, Photo, Where, Words
from bot.conversations.answers.choices import DONE
from bot.conversations.answers.shared import THIS, UP
from bot.conversations.model import (
    Answer,
    Heard,
    Json,
    Kind,
    Option,
    Partly,
    SentFile,
    SentOther,
    SentPhoto,
    Session,
    SharedContact,
    SharedLocation,
    Tapped,
    Typed,
)
from bot.kernel.errors import Refused
from bot.kernel.i18n import LANGUAGES, say

TOWN = {
    "id": 4,
    "name": "某镇",
    "parent": 3,
    "children": [[5, "和平村", True], [8, "新区", False]],
}
SESSION = Session(
    "flow", "abcdef", facts={"top": 4, "below:4": TOWN, "people": [[11, "王某"], [12, "李某"]]}
)
PHOTO, FILE = SentPhoto("p1"), SentFile("f1", "table.xlsx")
POINT, STICKER = SharedLocation(26.6, 106.6), SentOther("sticker")
OWN = SharedContact("+86 138 0000 0001", own=True)
DAYS = (Option("sat", "Saturday"), Option("sun", "Sunday"))


def refusal(kind: Kind, heard: Heard, session: Session = SESSION) -> str:
    """Why it is refused, in English; it can be said in every language."""
    with pytest.raises(Refused) as refused:
        kind.read(heard, "step", session)
    for language in LANGUAGES:
        assert say(refused.value.text, language)
    return say(refused.value.text, "en")


@pytest.mark.parametrize(
    ("kind", "heard", "value"),
    [
        (Phone(), OWN, "+8613800000001"),
        (Phone(), SharedContact("13800000001", own=True), "+8613800000001"),
        (Photo(), PHOTO, "p1"),
        (File(), FILE, {"id": "f1", "name": "table.xlsx"}),
        (File(), PHOTO, {"id": "p1", "name": ""}),
        (Person(), Tapped("12"), 12),
        (Where(), Tapped("5"), {"place": 5, "name": "和平村"}),
        (Where(), Tapped(THIS), {"place": 4, "name": "某镇"}),
        (Where(point=True), POINT, {"latitude": 26.6, "longitude": 106.6}),
    ],
)
def test_what_was_asked_for_is_read(kind: Kind, heard: Heard, value: Json) -> None:
    assert kind.read(heard, "step", SESSION) == Answer(value)
    for language in LANGUAGES:
        assert say(kind.show(value, SESSION), language)


def test_a_place_is_drilled_down_and_up() -> None:
    assert Where().read(Tapped("8"), "step", SESSION) == Partly(8)
    assert Where().read(Tapped(UP), "step", SESSION) == Partly(3)


@pytest.mark.parametrize(
    ("kind", "heard", "named", "example"),
    [
        (Phone(), Typed("13800000001"), "A text", "+86 138 0000 0000"),
        (Phone(), PHOTO, "A photo", "+86 138 0000 0000"),
        (Phone(), replace(OWN, own=False), "somebody else's", "+86 138 0000 0000"),
        (Phone(), SharedContact("12", own=True), "cannot be read", "+86 138 0000 0000"),
        (Photo(), Typed("here"), "A text", "notice board"),
        (Photo(), FILE, "A file", "notice board"),
        (Photo(), SentOther("voice"), "A voice message", "notice board"),
        (File(), Typed("here"), "A text", "a table"),
        (File(), STICKER, "A sticker", "a table"),
        (Person(), Typed("赵某"), "“赵某”", "王某"),
        (Person(), Tapped("99"), "“99”", "王某"),
        (Person(), POINT, "A location", "王某"),
        (Where(), POINT, "A location", "和平村"),
        (Where(), Typed("无名村"), "“无名村” in 某镇", "和平村"),
        (Where(), OWN, "A contact", "和平村"),
        (Where(point=True), PHOTO, "A photo", "和平村"),
        (Choice(DAYS), Typed("Monday"), "“Monday”", "Saturday"),
        (Choice(DAYS), STICKER, "A sticker", "Saturday"),
        (Choice(()), Typed("Monday"), "“Monday”", "–"),
        (Many(DAYS), Typed("Monday"), "“Monday”", "Saturday"),
        (Many(DAYS), PHOTO, "A photo", "Saturday"),
        (Many(DAYS, least=1), Tapped(DONE), "too few", "Saturday"),
        (Words(example="fever"), SentOther("dice"), "This kind of message", "fever"),
        (Words(example="fever"), Typed("  "), "empty", "fever"),
        (Words(example="fever", least=5), Typed("a"), "very short", "fever"),
        (Words(example="fever", most=5), Typed("x" * 9), "9 characters", "fever"),
        (Words(offers=DAYS), FILE, "A file", "Saturday"),
    ],
)
def test_what_cannot_be_the_answer_is_named_with_one_example(
    kind: Kind, heard: Heard, named: str, example: str
) -> None:
    told = refusal(kind, heard)
    assert named in told
    assert example in told
    assert told.lower().count("for example") == 1


def test_nobody_to_choose_from_is_no_mishap() -> None:
    assert "for example: –" in refusal(Person(), Typed("王某"), Session("f", "n", {"people": []}))
