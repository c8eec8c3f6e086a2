"""What a picture shows, as plain values: every word in it comes worded from the caller."""

from dataclasses import dataclass

MOST_BARS = 25
MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: of `expected`, how many stand in each part of the chart. Of 0 there is no share."""

    label: str
    expected: int
    counts: tuple[int, ...]

    @property
    def done(self) -> int:
        """How many stand in any part."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows of stacked bars from 0 to 100 %, in the order given.

    `parts` name what is counted, the best first; `rest` names what is missing to the expected;
    `nothing` stands where none were expected. What is more than 25 rows is added up in one more,
    labelled `others` with {n} for their number. `target` is a share that is marked, with its
    label.
    """

    title: str
    parts: tuple[str, ...]
    rest: str
    bars: tuple[Bar, ...]
    nothing: str
    others: str = "+ {n}"
    target: float | None = None
    target_label: str = ""
    subtitle: str = ""
    footer: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.parts) <= MOST_PARTS:
            raise ValueError(f"a bar has 1 to {MOST_PARTS} parts")
        for bar in self.bars:
            if len(bar.counts) != len(self.parts) or min(bar.counts) < 0 or bar.expected < 0:
                raise ValueError(f"the counts of {bar.label!r} do not fit the parts")

    def rows(self) -> tuple[Bar, ...]:
        """The bars as they are drawn: at most 25, and the others in one."""
        shown, left = self.bars[:MOST_BARS], self.bars[MOST_BARS:]
        if not left:
            return shown
        counts = tuple(sum(column) for column in zip(*(bar.counts for bar in left), strict=True))
        label = self.others.format(n=len(left))
        return (*shown, Bar(label, sum(bar.expected for bar in left), counts))


@dataclass(frozen=True, slots=True)
class Line:
    """A share from 0 to 1 for each day; None where there is none, and the line is broken."""

    label: str
    shares: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Lines over days, the oldest first, with a marked target."""

    title: str
    days: tuple[str, ...]
    lines: tuple[Line, ...]
    nothing: str
    target: float | None = None
    target_label: str = ""
    subtitle: str = ""
    footer: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.lines) <= MOST_PARTS:
            raise ValueError(f"a trend has 1 to {MOST_PARTS} lines")
        for line in self.lines:
            if len(line.shares) != len(self.days):
                raise ValueError(f"{line.label!r} has another number of days")


def percent(share: float) -> str:
    """The share in whole percents, rounded down: no target seems met that is not.

    More than all that was expected is all.
    """
    if 0 < share < 0.01:
        return "<1%"
    return f"{int(min(share, 1) * 100 + 1e-9)}%"
