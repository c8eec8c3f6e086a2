"""The hours in which nothing is sent unasked, by the clocks of a place."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.reports.model import Quiet


def is_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> bool:
    """Whether nothing is sent unasked at this moment."""
    local = moment.astimezone(zone).time()
    if quiet.starts <= quiet.ends:
        return quiet.starts <= local < quiet.ends
    return local >= quiet.starts or local < quiet.ends


def awake(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The moment, or the end of the quiet hours that it falls into."""
    if not is_quiet(moment, quiet, zone):
        return moment
    local = moment.astimezone(zone)
    ends = datetime.combine(local.date(), quiet.ends, tzinfo=zone)
    if local.time() >= quiet.ends:
        ends = datetime.combine(local.date() + timedelta(days=1), quiet.ends, tzinfo=zone)
    return ends
