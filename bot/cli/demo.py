"""`demo`: the whole program with a stand-in for Telegram, its data in one folder."""

import argparse
import fcntl
import os
import random
import secrets
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from bot.app import TIMETABLE
from bot.app.running import chatting, ended, stoppable, storage
from bot.cli import history, sample, volunteers
from bot.cli.passing import Passing, damaged
from bot.cli.saying import Bar, Trouble, tell
from bot.jobs.ticking import Ticking
from bot.kernel import site
from bot.kernel.clock import use
from bot.kernel.config import Settings
from bot.kernel.database import transaction
from bot.kernel.i18n import LANGUAGES, _
from bot.kernel.log import to_stderr
from bot.kernel.secret import Keyring, KeyUnusable, new_key
from bot.outbox.rules.pacing import Limits
from bot.places import service as places
from bot.places.importing import GUIZHOU, import_places
from bot.sandbox.lives import Lives
from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec

HOST = "127.0.0.1"
UNPACED = Limits(overall=0)
"""The stand-in takes any number at once, and a day that passes in seconds brings many."""


async def run(options: argparse.Namespace) -> int:
    """Set the folder up where it is new, start everything, print the page's address."""
    to_stderr("WARNING")
    _refuse_taken(options.port)
    async with AsyncExitStack() as stack:
        stack.enter_context(_alone(options.data))
        stop = stack.enter_context(stoppable())
        settings = _settings(options.data)
        ticking = Ticking(TIMETABLE)
        passing = Passing(options.data / "clock", ticking)
        stack.callback(use, use(passing.clock))
        await stack.enter_async_context(storage(settings))
        sandbox = await stack.enter_async_context(await _stage(options.port, passing))
        playing = settings.model_copy(update={"token": sandbox.token, "api_url": sandbox.url})
        bot = await stack.enter_async_context(chatting(playing, UNPACED, ticking))
        stack.push_async_callback(sandbox.hold_time)
        for one in sample.SAMPLES:
            if one.roles:  # everybody who has joined sees the menu at once
                sandbox.persons.start(one.id)
        for helper in volunteers.HELPERS:
            sandbox.persons.start(helper.id)
        await stack.enter_async_context(Lives(sandbox.persons, volunteers.lives()))
        _welcome(sandbox.url, options.data)
        await ended(stop, bot)
        tell(_("Stopping."))
    return 0


def _settings(folder: Path) -> Settings:
    key, database = _key_in(folder), f"sqlite://{folder / 'demo.sqlite3'}"
    return Settings(token="1:demo", key=key, database_url=database, port=0)  # noqa: S106


def _welcome(url: str, folder: Path) -> None:
    tell("")
    tell(_("Qianshao is running. Open this page:"))
    tell(f"\n    {url}/\n")
    tell(_("The public site: {url}", url=f"{site.address()}/"))
    tell(_("All people and all figures on it are invented. Ctrl-C ends it."))
    tell(_("Its data is in {folder}.", folder=str(folder)))


async def _stage(port: int, passing: Passing) -> Sandbox:
    """The stand-in for Telegram with the invented people, the real places loaded."""
    if not await places.count():
        await import_places(GUIZHOU, progress=Bar(_("Loading Guizhou's places")))
    async with transaction():
        await history.invent()  # before anybody is there who would hear of it
        await sample.settle()
        code = await sample.invite_for_newcomer()
    people = [_spec(one, code if one.id == sample.INVITED else None) for one in sample.SAMPLES]
    people += [_spec(one, None) for one in volunteers.HELPERS]
    # A fresh seed: the updates of this run must not bear the numbers of the last one.
    seed = secrets.randbits(32)
    sandbox = Sandbox(people, seed=seed, host=HOST, port=port, pass_time=passing.through)
    picture = sandbox.world.store(volunteers.certificate(), "certificate.jpg", "image/jpeg")
    async with transaction():
        await volunteers.settle(picture.id, sample.INVITER)
    return sandbox


def _spec(one: sample.Sample | volunteers.Helper, code: str | None) -> PersonSpec:
    return PersonSpec(
        id=one.id,
        first_name=one.name,
        language_code=one.language if isinstance(one, sample.Sample) else "zh-hans",
        phone_number=one.phone,
        story={"en": one.story_en, "zh_Hans": one.story_zh},
        role={language: one.role(language) for language in LANGUAGES},
        deep_link=code,
    )


def _refuse_taken(port: int) -> None:
    """Say so at once when the page's port is in use, before anything is loaded."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise Trouble(
                _(
                    "Port {port} is in use or not allowed. Try another one: --port {other}",
                    port=str(port),
                    other=str(random.randint(8100, 8999)),  # noqa: S311
                )
            ) from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Make the folder where it is missing, and keep it for this process as long as it lives."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError
        lock = (folder / "lock").open("a")
    except OSError:
        raise Trouble(
            _("Cannot write to {folder}. Give another folder: --data DIR", folder=str(folder))
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                _(
                    "Another demo is using {folder}. Give another folder: --data DIR",
                    folder=str(folder),
                )
            ) from None
        yield


def _key_in(folder: Path) -> str:
    """The demo's own key for personal data, made on the first start."""
    file = folder / "key"
    if not file.exists():
        _make_key(file)
    try:
        key = file.read_text(encoding="ascii").strip()
        Keyring(key)
    except (UnicodeDecodeError, KeyUnusable):
        raise Trouble(damaged(file)) from None
    return key


def _make_key(file: Path) -> None:
    """Under its name there is the whole key or none, whenever the process dies."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as new:
        new.write(new_key())
        new.flush()
        os.fsync(new.fileno())
    fresh.rename(file)
