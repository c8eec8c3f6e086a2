"""The command line: one line for every mistake, no traceback for what a person can mend."""

import argparse
import asyncio
import errno
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

from bot.app.running import OutOfReach, WebhookRefused, WrongToken, serve
from bot.cli import demo, imports, maintenance, play, publishing
from bot.cli.saying import Trouble, tell
from bot.kernel.config import BadSettings, read_settings
from bot.kernel.database.lead import Taken
from bot.kernel.database.migrating import NoDatabase
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.kernel.log import to_stderr
from bot.web.server import PortTaken

Run = Callable[[argparse.Namespace], Awaitable[int]]


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments ask; the exit status: 0 done, 1 not done, 2 not understood."""
    options = _parser().parse_args(argv)
    run: Run = options.run
    try:
        with suppress(KeyboardInterrupt):
            return asyncio.run(_awaited(run, options))
        return 130
    except Refused as refused:
        return _failed(refused.text)
    except Trouble as trouble:
        return _failed(trouble.text)
    except (BadSettings, NoDatabase, PortTaken, Taken) as mistakes:
        return _failed(str(mistakes))
    except WrongToken:
        return _failed(_("Telegram does not know this token; copy it from BotFather again."))
    except OutOfReach as why:
        return _failed(_("Telegram cannot be reached: {why}. Try again later.", why=str(why)))
    except WebhookRefused as why:
        return _failed(_("Telegram does not take QIANSHAO_WEBHOOK_URL: {why}", why=str(why)))
    except OSError as error:
        if error.errno in _MENDABLE:
            return _failed(f"{error.filename or error.strerror}: {error.strerror}")
        raise


_MENDABLE = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EEXIST,
}


async def _awaited(run: Run, options: argparse.Namespace) -> int:
    return await run(options)


def _failed(text: object) -> int:
    tell(text, to=sys.stderr)
    return 1


async def _run(options: argparse.Namespace) -> int:  # noqa: ARG001
    settings = read_settings()
    to_stderr(settings.log_level)
    await serve(settings)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Qianshao: daily reports by chat, none forgotten."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _command(commands, "run", _run, "run the bot, configured by the environment or .env")
    one = _command(commands, "demo", demo.run, "try it in the browser: no account, no token")
    one.add_argument("--port", type=_port, default=8088, help="of the page (8088)")
    one.add_argument("--data", type=Path, default=Path("demo-data"), help="where it keeps its data")
    one = _command(commands, "play", play.run, "talk with the bot in this terminal")
    one.add_argument("flow", choices=sorted(play.FLOWS), metavar="FLOW", help=", ".join(play.FLOWS))
    one.add_argument("--lang", choices=("zh_Hans", "en"), default=None)
    one = _command(commands, "import", imports.run, "bring in places, people or a form")
    one.add_argument("what", choices=("places", "people", "forms"))
    one.add_argument("file", type=Path)
    one.add_argument("--dry-run", action="store_true", help="only show what would change")
    one.add_argument("--invites", type=Path, help="people: write an invite for each new role here")
    one = _command(commands, "publish", publishing.publish, "have a place publish bulletins")
    one.add_argument("place", metavar="CODE", help="the place's code")
    one.add_argument("at", type=publishing.clock_time, metavar="HH:MM", help="by its own clocks")
    one.add_argument("--form", default="daily")
    one = _command(commands, "unpublish", publishing.unpublish, "have a place publish no more")
    one.add_argument("place", metavar="CODE", help="the place's code")
    one.add_argument("--form", default="daily")
    one = _command(commands, "show", publishing.show, "publish a figure of a form")
    one.add_argument("field", help="the count's name in the form")
    one.add_argument("--threshold", type=int, default=5, help="smaller numbers are hidden (5)")
    one.add_argument("--form", default="daily")
    one = _command(commands, "hide", publishing.hide, "publish a figure of a form no more")
    one.add_argument("field", help="the count's name in the form")
    one.add_argument("--form", default="daily")
    _command(commands, "migrate", maintenance.migrate_, "bring the database up to date")
    one = _command(
        commands, "doctor", maintenance.doctor, "check settings, journal, bulletins and counts"
    )
    one.add_argument("--reference", help="show what went wrong under the number a person was told")
    one.add_argument("--open", action="store_true", help="with it: also what they sent; journaled")
    _command(commands, "new-key", maintenance.new_key_, "make a key for personal data")
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Run, says: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=says, description=says)
    parser.set_defaults(run=run)
    return parser


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"{text} is no port; give a number from 0 to 65535")
    return int(text)


__all__ = ["main"]
