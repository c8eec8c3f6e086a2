"""The demo starts with one command, says what is wrong in one line, and ends cleanly."""

import re
import socket
from pathlib import Path

import aiohttp

from tests.journeys.demo import begun, running


async def test_it_loads_the_province_once_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as demo:
        assert "19,572" in demo.said
        status, said = await demo.stop()
    assert status == 0
    assert "Traceback" not in said
    assert "Stopping" in said
    async with running(tmp_path / "data") as again:
        assert "19,572" not in again.said
        assert (await again.stop())[0] == 0


async def test_its_public_site_can_be_opened(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as demo, aiohttp.ClientSession() as session:
        found = re.search(r"The public site: (http://127\.0\.0\.1:\d+/)", demo.said)
        assert found is not None
        async with session.get(found[1], headers={"Accept-Language": "en"}) as page:
            assert page.status == 200
            assert "Public health bulletins" in await page.text()


async def _one_line(*arguments: str) -> str:
    process = await begun(*arguments)
    out, _err = await process.communicate()
    assert process.returncode == 1
    assert out.decode().count("\n") == 1, out.decode()
    return out.decode()


async def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = await _one_line("--port", str(port), "--data", str(tmp_path))
    assert f"Port {port} is in use" in said
    assert "--port" in said


async def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    said = await _one_line("--port", "0", "--data", str(in_the_way / "data"))
    assert "Cannot write to" in said
    assert "--data" in said


async def test_a_broken_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "demo.sqlite3").write_text("this is no database" * 1_000)
    assert "Traceback" not in await _one_line("--port", "0", "--data", str(tmp_path))
