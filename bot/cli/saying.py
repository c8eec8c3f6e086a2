"""What the command line says, in the language of the terminal."""

import os
import sys
from typing import TextIO

from bot.kernel.i18n import Bold, Labels, Lines, Plural, Said, Text, say, spoken


class Trouble(Exception):
    """Something that the person at the terminal can mend; `text` says how."""

    def __init__(self, text: Said) -> None:
        super().__init__(repr(text))
        self.text = text


def terminal_language() -> str:
    """The supported language nearest to the terminal's; English where it names none."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return spoken((named or "en").partition(".")[0])


def tell(text: object, *, to: TextIO | None = None, language: str | None = None) -> None:
    """Write a line; a sentence in the terminal's language."""
    stream = to or sys.stdout
    if isinstance(text, Text | Plural | Labels | Lines | Bold):
        text = say(text, language or terminal_language())
    stream.write(f"{text}\n")
    stream.flush()


class Bar:
    """A line that shows how far something has come; only where somebody can watch it."""

    def __init__(self, what: Said, to: TextIO | None = None) -> None:
        self._what = say(what, terminal_language())
        self._to = to or sys.stdout
        self._shown = -1

    def __call__(self, done: int, total: int) -> None:
        """Told how many of how many are done."""
        percent = 100 * done // max(total, 1)
        watched = self._to.isatty()
        if percent == self._shown or (not watched and percent < 100):
            return
        self._shown = percent
        end = "\n" if percent == 100 else ""
        start = "\r" if watched else ""
        self._to.write(f"{start}  {self._what}  {done:,} / {total:,}  {percent:3d} %{end}")
        self._to.flush()
