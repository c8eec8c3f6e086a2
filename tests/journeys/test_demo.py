"""The demo starts with one command, says what is wrong in one line, and ends cleanly."""

import os
import re
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import aiohttp
import pytest

from tests.journeys.demo import begun, running

_DROPPED = """
import ctypes, os, sys
for right in (1, 2):  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
    assert ctypes.CDLL(None).prctl(24, right, 0, 0, 0) == 0  # PR_CAPBSET_DROP
os.execv(sys.argv[1], sys.argv[1:])
"""
LIKE_ANYBODY = (sys.executable, "-c", _DROPPED) if os.geteuid() == 0 else ()
"""Begins a command for which read-only means read-only, also when root runs the tests."""


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


async def test_nothing_around_it_changes_what_it_does(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("QIANSHAO_PORT=80\nQIANSHAO_WEBHOOK_URL=https://x.example\n")
    hostile = {
        "QIANSHAO_HOST": "0.0.0.0",
        "QIANSHAO_PUBLIC_URL": "https://elsewhere.example.org",
        "QIANSHAO_MESSAGES_PER_SECOND": "many",
        "QIANSHAO_TOKN": "a name that is none",
    }
    data = tmp_path / "data"
    async with running(data, in_folder=tmp_path, surroundings=hostile) as demo:
        found = re.search(r"The public site: http://127\.0\.0\.1:(\d+)/", demo.said)
        assert found is not None
        assert int(found[1]) != 80
        with socket.socket() as elsewhere, pytest.raises(ConnectionRefusedError):
            elsewhere.connect(("127.0.0.2", int(found[1])))
        status, said = await demo.stop()
    assert (status, "Traceback" in said) == (0, False)


async def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    async with running(tmp_path):
        said = await _one_line("--port", "0", "--data", str(tmp_path))
    assert f"Another demo is using {tmp_path}" in said
    assert "--data" in said


@pytest.mark.parametrize("content", [b"", b"not a key", "钥匙".encode()])
async def test_a_damaged_key_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    said = await _one_line("--port", "0", "--data", str(tmp_path))
    assert f"remove the folder {tmp_path}" in said


async def test_a_key_that_was_only_begun_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "key.new").write_text("AAEC")
    async with running(tmp_path):
        assert len((tmp_path / "key").read_text()) == 44
        assert (tmp_path / "key").stat().st_mode & 0o077 == 0


async def _one_line(*arguments: str, before: Sequence[str] = ()) -> str:
    process = await begun(*arguments, before=before)
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


async def test_a_folder_that_is_read_only_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o500)
    said = await _one_line("--port", "0", "--data", str(folder), before=LIKE_ANYBODY)
    assert f"Cannot write to {folder}" in said


async def test_a_broken_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "demo.sqlite3").write_text("this is no database" * 1_000)
    assert "Traceback" not in await _one_line("--port", "0", "--data", str(tmp_path))
