"""`python -m bot`: says which Python is needed before anything newer is read."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python reads this file too
    sys.exit("Python 3.11 or newer is needed; this is %d.%d" % sys.version_info[:2])  # noqa: UP031

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main())
