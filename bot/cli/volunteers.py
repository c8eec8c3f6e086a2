"""Ten invented volunteers around Qingyan with lives of their own: the demo's tasks come alive."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

from bot.kernel.i18n import say
from bot.people import service as people
from bot.people.model import ROLE_NAMES, Role
from bot.places import service as places
from bot.sandbox.lives import Habit, Life
from bot.volunteers.model import Paper, Profile, Shown, Transport
from bot.volunteers.rules.windows import PRESETS
from bot.volunteers.service import catalogue, certifying, registering
from bot.volunteers.service.registering import Registration
from bot.volunteers.store import certificates

AT_WORK = (
    Habit("well:", after=(3, 9)),
    Habit("finish:", without="sos:", after=(3, 9)),
    Habit("arrived:", after=(15, 40)),
    Habit("way:", chance=0.8, after=(8, 25)),
)
"""What everybody does who has accepted. Done is said once the task is over."""

WILLING = (*AT_WORK, Habit("accept:", after=(2, 8)))
UNSURE = (*AT_WORK, Habit("accept:", chance=0.5, after=(4, 12)))
NO = (Habit("because:", after=(2, 5)), Habit("decline:", after=(3, 9)))
LATER = (*AT_WORK, Habit("later:", after=(3, 8)), Habit("accept:", after=(90, 180)))
FICKLE = (Habit("cannot:", chance=0.6, after=(20, 45)), *WILLING)
SILENT: tuple[Habit, ...] = ()


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody invented who helps: what they can do, where they live (a place code), their habits.

    `verified`: their certificates have been seen.
    """

    id: int
    name: str
    skills: tuple[str, ...]
    place: str
    habits: tuple[Habit, ...]
    story_zh: str
    story_en: str
    verified: bool = True

    @property
    def phone(self) -> str:
        """A number that nobody has."""
        return f"+86138000{self.id % 100_000:05}"

    def role(self, language: str) -> str:
        """What they are called on the page."""
        return say(ROLE_NAMES[Role.VOLUNTEER], language)


HELPERS = (
    Helper(
        910_011,
        "赵磊",
        ("nurse", "sampler"),
        "520111101001",
        WILLING,
        "护士，热心，有派单就接。",
        "A nurse who says yes to nearly everything.",
    ),
    Helper(
        910_012,
        "钱丽",
        ("nurse",),
        "520111101201",
        UNSURE,
        "护士，时间不固定，有时接单有时婉拒。",
        "A nurse; sometimes she can, sometimes she cannot.",
    ),
    Helper(
        910_013,
        "孙浩",
        ("driver", "loading"),
        "520111101002",
        WILLING,
        "有车，会搬运，接单快。",
        "Has a car and strong arms, and answers at once.",
    ),
    Helper(
        910_014,
        "周婷",
        ("doctor",),
        "520111101202",
        LATER,
        "医生，忙，常点“稍后答复”。",
        "A doctor who is busy and likes to answer later.",
    ),
    Helper(
        910_015,
        "吴勇",
        ("delivery", "loading"),
        "520111101203",
        NO,
        "最近家里有事，一般会婉拒。",
        "Has much to do at home these days, and declines.",
    ),
    Helper(
        910_016,
        "郑洁",
        ("registration", "hotline"),
        "520111101204",
        WILLING,
        "会登记、接热线，做事认真。",
        "Registers people and answers the hotline, with care.",
    ),
    Helper(
        910_017,
        "冯刚",
        ("disinfection", "driver"),
        "520111101205",
        SILENT,
        "消杀员，手机常静音，不看派单。",
        "Disinfects; his phone is on silent, and he answers nobody.",
    ),
    Helper(
        910_018,
        "陈静",
        ("cooking", "delivery"),
        "520111101206",
        FICKLE,
        "爱帮忙，但有时接单后又来不了。",
        "Loves to help, and sometimes cannot come after all.",
    ),
    Helper(
        910_019,
        "褚涛",
        ("nurse", "first_aid"),
        "520111101207",
        WILLING,
        "护士，证书待核验：请协调员看看。",
        "A nurse whose certificate waits to be looked at.",
        False,
    ),
    Helper(
        910_020,
        "卫红",
        ("interpreter", "counsellor"),
        "520111101001",
        UNSURE,
        "会苗语、布依语，懂心理疏导。",
        "Speaks Miao and Bouyei, and listens well.",
    ),
)
"""All of them are invented."""


async def settle(file_id: str, verifier_id: int) -> None:
    """Have them registered, once, with the picture of a certificate where a skill needs one."""
    coordinator = await people.known(verifier_id, "", None)
    for helper in HELPERS:
        person = await people.known(helper.id, helper.name, "zh-hans")
        if await registering.find(person) is not None:
            continue
        place = await places.find(helper.place)
        if place is None:
            raise RuntimeError(f"the sample place {helper.place} is not there")
        said = Registration(
            helper.name, helper.phone, _profile(helper, place.id), catalogue.consent().version
        )
        volunteer = await registering.register(person, said)
        for skill in helper.skills:
            if catalogue.catalogue().skills[skill].certificate:
                await certifying.send(person, Paper(skill, Shown.PHOTO, file_id, None))
        if helper.verified:
            for paper in await certificates.of(volunteer.id):
                await certifying.verify(coordinator, paper.id, paper.state)


def _profile(helper: Helper, place_id: int) -> Profile:
    languages = {"mandarin", "southwestern"}
    if "interpreter" in helper.skills:
        languages |= {"miao", "bouyei"}
    return Profile(
        place_id=place_id,
        skills=frozenset(helper.skills),
        languages=frozenset(languages) & set(catalogue.catalogue().languages),
        radius_km=20,
        windows=PRESETS["any"],
        transport=Transport.CAR if "driver" in helper.skills else Transport.MOTORCYCLE,
    )


def lives() -> dict[int, Life]:
    """How they live; whoever is asked where they are is in Qingyan."""
    return {helper.id: Life(helper.habits, 26.3306, 106.6886) for helper in HELPERS}


def certificate() -> bytes:
    """The picture of an invented certificate, always the same."""
    sheet = Image.new("RGB", (900, 600), "#FBF7EC")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((20, 20, 880, 580), outline="#8A1C1C", width=6)
    large, small = (ImageFont.truetype(str(sans_path()), size) for size in (72, 34))
    pen.text((450, 190), "资格证书（样例）", "#8A1C1C", large, anchor="mm")
    pen.text((450, 320), "Sample certificate, invented", "#333333", small, anchor="mm")
    pen.text((450, 400), "仅供演示，不具任何效力", "#333333", small, anchor="mm")
    picture = io.BytesIO()
    sheet.save(picture, "JPEG", quality=85)
    return picture.getvalue()
