"""Pictures of figures for a chat: bars place by place, lines day by day, as PNG.

A picture takes a tenth of a second or two of CPU: call `picture` through `asyncio.to_thread`.
It shares nothing between calls, fonts included, so any number may be drawn side by side.
"""

from bot.kernel.drawing.bars import BarsPanel
from bot.kernel.drawing.canvas import EDGE, GRID, MARGIN, WIDTH, Canvas
from bot.kernel.drawing.charts import MOST_BARS, Bar, Bars, Line, Trend, percent
from bot.kernel.drawing.trend import TrendPanel

__all__ = ["MOST_BARS", "Bar", "Bars", "Line", "Trend", "percent", "picture"]

_GAP = 44


def picture(*charts: Bars | Trend) -> bytes:
    """The charts one below the other, 1000 pixels wide, as PNG.

    Telegram shows at most 1280 pixels of height at full size: 25 bars alone, or 8 and a trend.
    """
    canvas = Canvas()
    panels = [
        BarsPanel(chart, canvas) if isinstance(chart, Bars) else TrendPanel(chart, canvas)
        for chart in charts
    ]
    heights = [panel.height for panel in panels]
    canvas.open(round(sum(heights) + 2 * EDGE + _GAP * (len(panels) - 1)))
    top = float(EDGE)
    for panel, height in zip(panels, heights, strict=True):
        if top > EDGE:
            canvas.path([(MARGIN, top - _GAP / 2), (WIDTH - MARGIN, top - _GAP / 2)], GRID, 2)
        panel.draw(top)
        top += height + _GAP
    return canvas.png()
