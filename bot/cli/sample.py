"""Invented people in real places: whom the demo, `play` and the journeys talk as."""

from dataclasses import dataclass

from bot.bulletins import service as bulletins
from bot.bulletins.model import USUAL_TIME
from bot.kernel.i18n import _, say
from bot.people import service as people
from bot.people.model import ROLE_NAMES, Person, Role
from bot.places import store as places
from bot.reports import service as reports

QINGYAN, HUAXI, GUIYANG = "520111101000", "520111000000", "520100000000"


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody invented: how they are called, and which roles they have where (place codes)."""

    id: int
    name: str
    language: str
    phone: str
    story_zh: str
    story_en: str
    roles: tuple[tuple[Role, str], ...] = ()

    def role(self, language: str) -> str:
        """What they are called on the page."""
        name = ROLE_NAMES[self.roles[0][0]] if self.roles else _("not registered yet")
        return say(name, language)


SAMPLES = (
    Sample(
        910_001,
        "王秀英",
        "zh-hans",
        "+8613800000001",
        "青岩镇南街村的信息报告员，每天报一个村。",
        "Reports for one village, Nanjie in Qingyan town, every day.",
        ((Role.WORKER, "520111101201"),),
    ),
    Sample(
        910_002,
        "李建国",
        "zh-hans",
        "+8613800000002",
        "网格员，负责西街、北街、歪脚三个村。",
        "Grid worker for three villages: Xijie, Beijie and Waijiao.",
        (
            (Role.WORKER, "520111101202"),
            (Role.WORKER, "520111101203"),
            (Role.WORKER, "520111101204"),
        ),
    ),
    Sample(
        910_003,
        "Anna Weber",
        "en",
        "+8613800000003",
        "驻村志愿医生，不会中文，替山王庙村报告。",
        "A doctor from abroad without Chinese; reports for Shanwangmiao village.",
        ((Role.WORKER, "520111101205"),),
    ),
    Sample(
        910_004,
        "杨洁",
        "zh-hans",
        "+8613800000004",
        "青岩镇卫生院工作人员，负责初审和催报。",
        "Makes the first check of Qingyan town's reports, and looks after its workers.",
        ((Role.CHECKER, QINGYAN), (Role.COORDINATOR, QINGYAN)),
    ),
    Sample(
        910_005,
        "陈志强",
        "zh-hans",
        "+8613800000005",
        "花溪区疾控中心的协调员，负责催报、邀请报告员和签发通报。",
        "Coordinates Huaxi district: chases reports, invites workers, releases bulletins.",
        ((Role.COORDINATOR, HUAXI),),
    ),
    Sample(
        910_006,
        "刘小燕",
        "zh-hans",
        "+8613800000006",
        "刚收到邀请，还没有加入。试试左边的邀请链接。",
        "Has just been sent an invite and has not joined yet: open the link.",
    ),
    Sample(
        910_007,
        "周敏",
        "zh-hans",
        "+8613800000007",
        "贵阳市疾控中心的协调员，与花溪区协调员共同签发疫情通报。",
        "Coordinates Guiyang; releases bulletins together with Huaxi's coordinator.",
        ((Role.COORDINATOR, GUIYANG),),
    ),
    Sample(
        910_008,
        "罗燕",
        "zh-hans",
        "+8613800000008",
        "花溪区疾控中心的审核员，负责复审。",
        "Makes the second check of what Huaxi's townships have checked.",
        ((Role.CHECKER, HUAXI),),
    ),
)

INVITED = 910_006
INVITER = 910_005
INVITED_TO = (Role.WORKER, "520111101206")


async def settle() -> dict[int, Person]:
    """Have the sample people known with their roles, once; by their chat."""
    known = {}
    for sample in SAMPLES:
        person = await people.known(sample.id, sample.name, sample.language)
        for role, code in sample.roles:
            place = await places.find(code)
            if place is None:
                raise RuntimeError(f"the sample place {code} is not there")
            await people.give(person.id, role, place, by=None)
        known[sample.id] = person
    await _publish()
    return known


async def _publish() -> None:
    """Have the district publish, and the city above it."""
    for code in (HUAXI, GUIYANG):
        place = await places.find(code)
        if place is not None:
            await bulletins.publish(None, place, reports.DAILY, USUAL_TIME)


async def invite_for_newcomer() -> str | None:
    """A fresh invite code for the one who has not joined; None when they have."""
    inviter = await people.known(INVITER, "", None)
    newcomer = await people.known(INVITED, "", None)
    place = await places.find(INVITED_TO[1])
    if place is None or await people.grants(newcomer):
        return None
    return (await people.invite(inviter, INVITED_TO[0], place)).code.replace("-", "")
