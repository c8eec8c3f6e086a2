"""How a volunteer's profile is worded, line by line."""

from collections.abc import Collection, Iterable, Mapping

from bot.kernel.i18n import Labels, Said, _, lines
from bot.volunteers.model import TRANSPORTS, Catalogue, Part, Profile, Window
from bot.volunteers.rules.windows import PRESETS, WEEK

WEEKDAYS: tuple[Said, ...] = (
    _("Mon"),
    _("Tue"),
    _("Wed"),
    _("Thu"),
    _("Fri"),
    _("Sat"),
    _("Sun"),
)
PARTS: Mapping[Part, Said] = {
    Part.MORNING: _("morning"),
    Part.AFTERNOON: _("afternoon"),
    Part.NIGHT: _("night"),
}
PRESET_NAMES: Mapping[str, Said] = {
    "any": _("Any time"),
    "workdays": _("Workdays in daytime"),
    "nights": _("Evenings and nights"),
    "weekends": _("Weekends"),
}


def window(one: Window) -> Said:
    """A window as people say it: Mon morning."""
    return _("{weekday} {part}", weekday=WEEKDAYS[one.weekday], part=PARTS[one.part])


def described(known: Profile, place: str, among: Catalogue) -> Said:
    """What a volunteer has said about themselves."""
    where = _("Starts from: {place}", place=place)
    if known.point is not None:
        where = _("Starts from: {place} (exact location shared)", place=place)
    return lines(
        _("Skills: {list}", list=skills(known.skills, among) or [_("none in particular")]),
        _("Languages: {list}", list=labels(known.languages, among.languages)),
        where,
        _("Goes up to {n} km", n=known.radius_km),
        _("Times: {times}", times=times(known.windows)),
        _("Comes with: {transport}", transport=TRANSPORTS[known.transport]),
    )


def skills(codes: Collection[str], among: Catalogue) -> list[Said]:
    """The skills in the catalogue's order; those that it does not have any more are left out."""
    return labels(codes, {code: skill.label for code, skill in among.skills.items()})


def labels(codes: Collection[str], known: Mapping[str, Labels]) -> list[Said]:
    """The labels of those of the codes that are known, in the order of `known`."""
    return [label for code, label in known.items() if code in codes]


def times(windows: frozenset[Window]) -> Said:
    """The windows by a name that they have together, else day by day."""
    for preset, name in PRESET_NAMES.items():
        if windows == PRESETS[preset]:
            return name
    return _("{list}", list=[window(one) for one in _in_order(windows)])


def _in_order(windows: frozenset[Window]) -> Iterable[Window]:
    return (one for one in WEEK if one in windows)
