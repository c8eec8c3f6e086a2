"""The tree from a file: the whole real province, a dry run, and nothing when one line is bad."""

from pathlib import Path

from bot.places import service, store
from bot.places.importing import GUIZHOU, import_places
from bot.places.model import Level

HEADING = "code,parent_code,level,name_zh,lon,lat\n"
TREE = HEADING + (
    "52,,province,贵州省,106.62,26.92\n"
    "5201,52,prefecture,贵阳市,106.60,26.77\n"
    "520102,5201,county,南明区,106.71,26.57\n"
)


def written(folder: Path, text: str) -> Path:
    file = folder / "places.csv"
    file.write_text(text, encoding="utf-8")
    return file


async def test_the_real_province_is_loaded_once(database: None) -> None:
    told: list[tuple[int, int]] = []
    plan = await import_places(GUIZHOU, progress=lambda done, total: told.append((done, total)))
    assert len(plan.new) == await store.count() == 19_572
    assert told[-1] == (19_572, 19_572)
    (province,) = await store.tops()
    assert len(await service.subtree(province, Level.VILLAGE)) == 17_964
    again = await import_places(GUIZHOU)
    assert (len(again.new), len(again.changed), again.same) == (0, 0, 19_572)


async def test_a_dry_run_tells_and_writes_nothing(database: None, tmp_path: Path) -> None:
    plan = await import_places(written(tmp_path, TREE), dry_run=True)
    assert len(plan.new) == 3
    assert await store.count() == 0


async def test_one_bad_line_keeps_all_out_and_is_named(database: None, tmp_path: Path) -> None:
    bad = TREE + "520199,5299,county,某县,east,26\n"
    plan = await import_places(written(tmp_path, bad))
    assert [line.number for line in plan.bad] == [5]
    assert await store.count() == 0


async def test_a_new_name_is_a_change(database: None, tmp_path: Path) -> None:
    await import_places(written(tmp_path, TREE))
    plan = await import_places(written(tmp_path, TREE.replace("南明区", "南明新区")))
    assert len(plan.changed) == 1
    place = await store.find("520102")
    assert place is not None
    assert place.name == "南明新区"
