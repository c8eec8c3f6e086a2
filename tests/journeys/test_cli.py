"""The command line: imports that change all or nothing, a doctor, one line for a mistake."""

import csv
import sqlite3
from pathlib import Path

import pytest

from bot.kernel.database.lead import alone
from tests.journeys.terminal import ran

PLACES = """code,parent_code,level,name_zh,lon,lat
X,,county,某县,106.6,26.6
T,X,township,某镇,,
V1,T,village,和平村,,
"""
PEOPLE = "name,phone,role,place_code\n王某,13800000001,worker,V1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "places.csv").write_text(PLACES, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return tmp_path


def _rows(file: Path) -> list[list[str]]:
    return list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))


async def test_places_and_people_are_imported_shown_and_handed_invites(folder: Path) -> None:
    status, said = await ran(folder, "import", "places", "places.csv", "--dry-run")
    assert (status, "3 new" in said, "dry run" in said) == (0, True, True)
    assert "3 new" in (await ran(folder, "import", "places", "places.csv"))[1]
    status, said = await ran(folder, "import", "people", "people.csv", "--invites", "codes.csv")
    assert (status, "1 new" in said) == (0, True)
    assert "13800000001" not in said
    [heading, invited] = _rows(folder / "codes.csv")
    assert heading == ["name", "role", "place", "code", "expires_at"]
    assert invited[:3] == ["王某", "worker", "和平村"]
    assert (folder / "codes.csv").stat().st_mode & 0o077 == 0
    again = "name,phone,role,place_code\n李某,13800000002,worker,V1\n"
    (folder / "more.csv").write_text(again, encoding="utf-8")
    status, said = await ran(folder, "import", "people", "more.csv", "--invites", "codes.csv")
    assert (status, "exists" in said, "Traceback" in said) == (1, True, False)
    assert "1 unchanged" in (await ran(folder, "import", "people", "people.csv"))[1]
    status, said = await ran(folder, "doctor")
    assert (status, "3 places" in said, "whole: 1 entries" in said) == (0, True, True)


async def test_no_cell_of_the_invites_is_a_formula(folder: Path) -> None:
    people = "name,phone,role,place_code\n＝1+1,13800000001,worker,V1\n"
    (folder / "people.csv").write_text(people, encoding="utf-8")
    await ran(folder, "import", "places", "places.csv")
    status, said = await ran(folder, "import", "people", "people.csv", "--invites", "codes.csv")
    assert (status, "1 invites written" in said) == (0, True)
    assert _rows(folder / "codes.csv")[1][0] == "'＝1+1"


async def test_who_publishes_what_is_decided_and_the_chain_is_looked_at(folder: Path) -> None:
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    await ran(folder, "import", "places", "places.csv")
    assert "every day at 18:30" in (await ran(folder, "publish", "V1", "18:30"))[1]
    assert (await ran(folder, "publish", "nowhere", "18:30"))[0] == 1
    assert (await ran(folder, "publish", "V1", "late"))[0] == 2
    assert "below 10" in (await ran(folder, "show", "fever", "--threshold", "10"))[1]
    assert (await ran(folder, "show", "remarks"))[0] == 1
    assert "no number is hidden" in (await ran(folder, "show", "fever", "--threshold", "0"))[1]
    hidden = (await ran(folder, "hide", "fever"))[1]
    assert "Published: confirmed, suspected, deaths, and observed." in hidden
    assert (await ran(folder, "hide", "fever"))[0] == 1
    assert "publishes no more" in (await ran(folder, "unpublish", "V1"))[1]
    assert (await ran(folder, "unpublish", "V1"))[0] == 1
    status, said = await ran(folder, "doctor")
    assert (status, "chain of bulletins is whole: 0" in said) == (0, True)
    assert "day counts agree" in said


async def test_the_doctor_looks_at_everything_also_after_it_found_something(folder: Path) -> None:
    await ran(folder, "import", "places", "places.csv")
    await ran(folder, "publish", "V1", "18:30")
    with sqlite3.connect(folder / "test.sqlite3") as database:
        database.execute("DROP TRIGGER journal_no_update")
        database.execute("UPDATE journal SET act = 'other'")
    database.close()
    status, said = await ran(folder, "doctor", LC_ALL="zh_CN.UTF-8")
    assert status == 1
    assert "日志被改动过：第 1 条不符（写入后被改动）。" in said
    assert "通报链完整" in said
    assert "日统计与报告一致" in said


async def test_a_bad_line_is_named_and_nothing_is_imported(folder: Path) -> None:
    (folder / "places.csv").write_text(PLACES + "V2,T9,village,新民村,,\n", encoding="utf-8")
    status, said = await ran(folder, "import", "places", "places.csv")
    assert status == 1
    assert "line 5" in said
    assert "Nothing was imported" in said
    assert "0 places" in (await ran(folder, "doctor"))[1]


async def test_a_form_is_imported_once_and_its_mistakes_named(folder: Path) -> None:
    daily = Path(__file__).parents[2] / "bot" / "reports" / "forms" / "daily-3.toml"
    text = daily.read_text(encoding="utf-8")
    (folder / "same.toml").write_text(text, encoding="utf-8")
    assert "already" in (await ran(folder, "import", "forms", "same.toml"))[1]
    (folder / "next.toml").write_text(text.replace("version = 3", "version = 4"), encoding="utf-8")
    assert "version 4) is imported" in (await ran(folder, "import", "forms", "next.toml"))[1]
    (folder / "other.toml").write_text(text.replace("9999999", "99"), encoding="utf-8")
    status, said = await ran(folder, "import", "forms", "other.toml")
    assert (status, "higher version" in said) == (1, True)
    (folder / "weekly.toml").write_text(text.replace('"daily"', '"weekly"'), encoding="utf-8")
    status, said = await ran(folder, "import", "forms", "weekly.toml")
    assert (status, "this one is called “weekly”" in said) == (1, True)
    (folder / "bad.toml").write_text("code = 5", encoding="utf-8")
    status, said = await ran(folder, "import", "forms", "bad.toml")
    assert (status, "`code` must be" in said) == (1, True)


async def test_all_wrong_settings_are_named_with_their_cure(folder: Path) -> None:
    status, said = await ran(folder, "run", QIANSHAO_KEY="short", QIANSHAO_PORT="x")
    assert status == 1
    for name in ("QIANSHAO_TOKEN is missing", "QIANSHAO_KEY", "QIANSHAO_PORT"):
        assert name in said
    assert "Traceback" not in said


async def test_a_file_that_is_not_there_is_one_line(folder: Path) -> None:
    status, said = await ran(folder, "import", "places", "nowhere.csv")
    assert (status, said.count("\n")) == (1, 1)


async def test_a_key_is_made_and_works(folder: Path) -> None:
    _status, said = await ran(folder, "new-key")
    key = said.strip().removeprefix("QIANSHAO_KEY=")
    assert (await ran(folder, "doctor", QIANSHAO_KEY=key))[0] == 0


async def test_a_flow_is_played_in_the_terminal(folder: Path) -> None:
    typed = "三\n1\n#1\n"
    arguments = ("play", "daily_report", "--lang", "zh_Hans")
    status, said = await ran(folder, *arguments, typed="#2\n" + typed)
    assert status == 0
    assert "当日新增确诊病例" in said
    assert "疑似" in said
    assert not (folder / "test.sqlite3").exists(), "playing touches no installation"


async def test_the_zero_report_is_played_to_its_end(folder: Path) -> None:
    status, said = await ran(folder, "play", "zero_report", "--lang", "en", typed="#1\n")
    assert (status, "Received. Thank you." in said) == (0, True)


async def test_a_second_process_on_the_same_file_is_told_in_one_line(folder: Path) -> None:
    url = f"sqlite://{folder / 'test.sqlite3'}"
    with alone(url):
        settings = {"QIANSHAO_TOKEN": "1:test", "QIANSHAO_LOG_LEVEL": "WARNING"}
        status, said = await ran(folder, "run", **settings)
    assert (status, len(said.splitlines())) == (1, 1)
    assert "test.sqlite3 already" in said
