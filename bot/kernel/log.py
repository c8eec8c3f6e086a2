"""Structured logs: one JSON object a line, only fields that are named, no personal data."""

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType

FIELDS = frozenset(
    {
        "update_id",
        "person_id",
        "place_id",
        "reference",
        "act",
        "flow",
        "job",
        "count",
        "seconds",
        "attempt",
        "status",
        "method",
        "message_id",
        "failure",
        "lane",
        "migration",
        "port",
    }
)
"""What a log line may carry beside its sentence: ids and counts, never names, phones or words."""

CHATTY = (
    *("telegram", "httpx", "httpcore", "aiohttp.access"),
    *("tortoise", "aiosqlite", "apscheduler", "asyncio"),
)
"""Libraries that quote URLs and statements, or tell what only they want to know."""


class Structured(logging.Formatter):
    """A record as JSON. The sentence is the constant format string, without its arguments."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        line.update({k: v for k, v in record.__dict__.items() if k in FIELDS})
        if record.exc_info and record.exc_info[0] is not None:
            line["failure"] = record.exc_info[0].__name__
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _where(trace: TracebackType | None) -> list[str]:
    """The frames of a traceback without the exception's words, which may quote a person."""
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frames[-6:]


def to_stderr(level: str = "INFO") -> None:
    """Send everything from `level` up to standard error; of chatty libraries only warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Structured())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
