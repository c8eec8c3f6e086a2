"""How notices lie in the database."""

from bot.notices.tables.notices import NoticePersonRow, NoticeRow

__all__ = ["NoticePersonRow", "NoticeRow"]
