"""The kinds of answer: each reads what was heard, or refuses with an example."""

from bot.conversations.answers.choices import Choice, Many
from bot.conversations.answers.numbers import Amount, Count
from bot.conversations.answers.shared import AnyPhone, File, Person, Phone, Photo, Where
from bot.conversations.answers.times import Clock, Coming, Day
from bot.conversations.answers.words import Words

__all__ = [
    "Amount",
    "AnyPhone",
    "Choice",
    "Clock",
    "Coming",
    "Count",
    "Day",
    "File",
    "Many",
    "Person",
    "Phone",
    "Photo",
    "Where",
    "Words",
]
