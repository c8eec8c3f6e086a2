"""`python -m benchmarks`: measure, and print the figures with this machine's shape."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import answering, echo, planning, reporting, status, town, volunteers
from benchmarks.crowd import percentile
from benchmarks.echo import Plan, Round
from benchmarks.machine import shape
from benchmarks.process import OURS, PTB, PTB_AT_ONCE, REPOSITORY, BotFailed, Kind, run

AIOGRAM = "aiogram>=3,<4"
ENVIRONMENT = REPOSITORY / "benchmarks" / ".venv-aiogram"

FULL = Plan(people=200, warm_up=200, messages=2_000, alone=200)
QUICK = Plan(people=50, warm_up=50, messages=300, alone=50)

Rounds = dict[str, list[Round]]


async def main(options: argparse.Namespace) -> None:
    """Everything in turn, until the end or a signal: then every bot has ended, too."""
    if (task := asyncio.current_task()) is not None:
        for sign in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(sign, task.cancel)
    plan = replace(QUICK if options.quick else FULL, latency=options.latency)
    repeats = options.repeats or (1 if options.quick else 3)
    workers = 20 if options.quick else 100
    _print(*shape())
    if options.only == "status":
        await status.tell(10 if options.quick else 40, _print, _progress)
        return
    if options.only == "plan":
        planning.tell(1 if options.quick else 5, _print, _progress)
        return
    if options.only == "volunteers":
        await volunteers.tell(10 if options.quick else 40, _print, _progress)
        return
    aiogram, why_not = await _aiogram()
    kinds = [kind for kind in (OURS, PTB, PTB_AT_ONCE, aiogram) if kind is not None]
    with TemporaryDirectory(prefix="bench-") as folder:
        prepared = Path(folder) / "prepared.sqlite3"
        _progress("preparing a database with Guizhou's places")
        await town.prepare(prepared, max(plan.people, workers))
        if options.profile:
            _print((await echo.measured(OURS, plan, prepared, profiled=True)).hottest)
            return
        rounds = await _rounds(kinds, plan, repeats, prepared)
        _tell_echo(rounds, plan)
        _tell_alone(rounds)
        _progress("answers one by one")
        _print(*answering.told(await answering.waits(prepared, plan.alone)))
        _progress("daily reports")
        await _tell_reports(prepared, workers)
    await status.tell(10 if options.quick else 40, _print, _progress)
    planning.tell(1 if options.quick else 5, _print, _progress)
    await volunteers.tell(10 if options.quick else 40, _print, _progress)
    _tell_ratio("python-telegram-bot echo", rounds[OURS.name], rounds[PTB.name])
    if aiogram is None:
        _print(f"ratio to aiogram echo: not measured ({why_not})")
    else:
        _tell_ratio(aiogram.name, rounds[OURS.name], rounds[aiogram.name])


async def _aiogram() -> tuple[Kind | None, str]:
    """aiogram in its own environment, made where it is missing; or why there is none."""
    python = ENVIRONMENT / "bin" / "python"
    try:
        if not python.exists():
            _progress("making a virtual environment for aiogram (once)")
            await run(sys.executable, "-m", "venv", ENVIRONMENT)
        try:
            await run(python, "-c", "import aiogram")
        except BotFailed:
            quiet = ("--quiet", "--disable-pip-version-check")
            await run(python, "-m", "pip", "install", *quiet, AIOGRAM)
            await run(python, "-c", "import aiogram")
    except (BotFailed, OSError) as error:
        return None, f"aiogram could not be installed: {' '.join(str(error).split())[-120:]}"
    return Kind("aiogram echo", "benchmarks.aiogram_echo", python), ""


async def _rounds(kinds: Sequence[Kind], plan: Plan, repeats: int, prepared: Path) -> Rounds:
    """Each bot in turn, repeated; another one goes first each time."""
    rounds: Rounds = {kind.name: [] for kind in kinds}
    for repeat in range(repeats):
        first = repeat % len(kinds)
        for kind in [*kinds[first:], *kinds[:first]]:
            _progress(f"repeat {repeat + 1} of {repeats}: {kind.name}")
            rounds[kind.name].append(await echo.measured(kind, plan, prepared))
    return rounds


def _tell_echo(rounds: Rounds, plan: Plan) -> None:
    _print(
        "",
        f"One message in, one answer out: {plan.people} people, {plan.messages} messages after "
        f"{plan.warm_up} to warm up; the Bot API is {plan.latency * 1000:.0f} ms away.",
        "Answers a second, each repeat; then the medians of all repeats: time to the answer, and",
        "how busy the bot's process and the load's (people and sandbox) kept a core.",
        f"{'':26}{'answers/s':>26}{'median':>8}{'p50':>9}{'p95':>9}{'bot':>7}{'load':>7}",
    )
    for name, measured in rounds.items():
        speeds = [one.load.per_second for one in measured]
        p50 = median(percentile(one.load.latencies, 0.50) for one in measured)
        p95 = median(percentile(one.load.latencies, 0.95) for one in measured)
        bot, load = median(o.bot_cpu for o in measured), median(o.load_cpu for o in measured)
        _print(
            f"{name:26}{' '.join(f'{speed:8.0f}' for speed in speeds):>26}{median(speeds):8.0f}"
            f"{p50 * 1000:6.0f} ms{p95 * 1000:6.0f} ms{bot:7.0%}{load:7.0%}"
        )
        if name.startswith("aiogram"):
            told = [f"{library} {number}" for library, number in measured[0].versions.items()]
            _print(f"{'':26}with {', '.join(told)}")
        lost = sum(one.load.lost + one.alone.lost for one in measured)
        extra = sum(one.extra_answers for one in measured)
        if lost or extra:
            _print(f"{'':26}{lost} answers lost, {extra} answers too many")


def _tell_alone(rounds: Rounds) -> None:
    _print(
        "",
        "One person alone, one message after another: from sending to the answer on the screen.",
        f"{'':26}{'p50':>10}{'p95':>10}{'p99':>10}",
    )
    for name, measured in rounds.items():
        waits = [wait for one in measured for wait in one.alone.latencies]
        marks = [percentile(waits, part) * 1000 for part in (0.50, 0.95, 0.99)]
        _print(f"{name:26}" + "".join(f"{mark:7.1f} ms" for mark in marks))


async def _tell_reports(prepared: Path, workers: int) -> None:
    cost = await reporting.cost(prepared, workers)
    writing = await reporting.writing(prepared, min(workers, 20))
    _print(
        "",
        f"A report of nine answers ({cost.typed:.0f} counts typed, {cost.skipped:.0f} questions "
        f"skipped), {workers} workers at once:",
        f"  all of them           {cost.seconds:8.2f} s ({cost.reports / cost.seconds:.1f} "
        "reports a second)",
        f"  CPU of the bot        {cost.cpu * 1000:8.1f} ms a report, "
        f"{cost.cpu * 1000 / cost.updates:.2f} ms an update",
        f"  updates               {cost.updates:8.1f} a report",
        f"  calls of the Bot API  {cost.calls:8.1f} a report",
        f"  rows written          {writing.rows:8.1f} a report",
        f"  statements            {writing.statements:8.1f} a report",
        f"  transactions          {writing.transactions:8.1f} a report",
        "",
    )


def _tell_ratio(name: str, ours: Sequence[Round], theirs: Sequence[Round]) -> None:
    ratios = echo.ratios(ours, theirs)
    _print(f"ratio to {name}: {median(ratios):.2f}")


def _print(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)


def _progress(line: str) -> None:
    print(f"… {line}", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parts = ["status", "plan", "volunteers"]
    parser.add_argument("only", nargs="?", choices=parts, help="only this part")
    parser.add_argument("--quick", action="store_true", help="rough figures in 20 seconds")
    parser.add_argument("--repeats", type=int, help="how often; 3, or 1 with --quick")
    parser.add_argument(
        "--latency", type=float, default=0.0, help="mean seconds that each call of a bot takes"
    )
    parser.add_argument(
        "--profile", action="store_true", help="only where our bot spends its time under load"
    )
    return parser.parse_args()


if __name__ == "__main__":
    try:
        asyncio.run(main(_options()))
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit("stopped; every bot has ended")
    except BotFailed as error:
        sys.exit(str(error))
