"""What many tests begin with: a small tree of invented places, invented people, a key."""

from bot.people import service as people
from bot.people.model import Person, Role
from bot.places import store as places
from bot.places.model import Level, Place, Point

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
"""A key for tests; it protects nothing."""

PROVINCE = Place(1, "P", None, Level.PROVINCE, "某省", "1/")
CITY = Place(2, "C", 1, Level.PREFECTURE, "某市", "1/2/")
COUNTY = Place(3, "X", 2, Level.COUNTY, "某县", "1/2/3/", point=Point(106.6, 26.6))
TOWN = Place(4, "T", 3, Level.TOWNSHIP, "某镇", "1/2/3/4/")
HEPING = Place(5, "V1", 4, Level.VILLAGE, "和平村", "1/2/3/4/5/")
XINMIN = Place(6, "V2", 4, Level.VILLAGE, "新民村", "1/2/3/4/6/")
DONGFENG = Place(7, "V3", 4, Level.VILLAGE, "东风村", "1/2/3/4/7/")
OTHER_TOWN = Place(8, "T2", 3, Level.TOWNSHIP, "别镇", "1/2/3/8/")
TREE = (PROVINCE, CITY, COUNTY, TOWN, HEPING, XINMIN, DONGFENG, OTHER_TOWN)


async def a_tree() -> None:
    """The small tree, stored."""
    await places.add(TREE, lambda _rows: None)


async def a_person(chat_id: int, *roles: tuple[Role, Place], language: str = "en") -> Person:
    """Somebody invented with these roles."""
    person = await people.known(chat_id, f"Person {chat_id}", language)
    for role, place in roles:
        await people.give(person.id, role, place, by=None)
    return person


async def a_worker(chat_id: int, *villages: Place) -> Person:
    """An invented worker who reports for these villages."""
    return await a_person(chat_id, *((Role.WORKER, village) for village in villages))
