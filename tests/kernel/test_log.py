"""Logs carry named fields only; what a person wrote never reaches them."""

import json
import logging
import sys

from bot.kernel.log import Structured


def line(record: logging.LogRecord) -> dict[str, object]:
    told: dict[str, object] = json.loads(Structured().format(record))
    return told


def record(msg: str, *args: object, **extra: object) -> logging.LogRecord:
    return logging.getLogger("t").makeRecord("t", 30, "f", 1, msg, args, None, extra=extra)


def test_named_fields_are_kept_and_others_dropped() -> None:
    told = line(record("update failed", person_id=7, given="王", phone="+8613800000000"))
    assert told["person_id"] == 7
    assert "王" not in json.dumps(told, ensure_ascii=False)
    assert "138" not in json.dumps(told)


def test_arguments_and_the_words_of_an_exception_are_left_out() -> None:
    try:
        raise ValueError("+8613800000000")
    except ValueError:
        made = record("cannot read %s", "13800000000")
        made.exc_info = sys.exc_info()
    told = line(made)
    assert "138000" not in json.dumps(told)
    assert told["failure"] == "ValueError"
    assert told["where"]
