"""Decisions about what is written: is it whole, who must look at it, was it sent before."""

import hashlib
import json
from datetime import datetime

from bot.kernel.errors import Refused
from bot.kernel.i18n import LANGUAGES, _
from bot.notices.model import ANY_LANGUAGE, Severity, Terms, Wording

LONGEST_TEXT = 1_500
"""So that the preview shows it in both languages in one message of Telegram's 4,096 characters."""

LONGEST_CAPTION = 850
"""So that heading and footing fit with it below a picture or file, where Telegram takes 1,024."""


def check_wording(wording: Wording) -> None:
    """Refused unless everybody finds a text, and each fits into one message."""
    texts = wording.texts
    if ANY_LANGUAGE not in texts and not set(LANGUAGES) <= set(texts):
        raise Refused(_("A notice needs one text for all, or one in each language."))
    most = LONGEST_TEXT if wording.attachment is None else LONGEST_CAPTION
    longest = max(len(text) for text in texts.values())
    if longest > most:
        raise Refused(
            _(
                "That text has {n} characters; a notice takes up to {most}. Please shorten it, for "
                "example: one message, one request.",
                n=longest,
                most=most,
            )
        )


def text_for(wording: Wording, language: str) -> str:
    """The text that somebody with this language is told."""
    return wording.texts.get(language) or wording.texts.get(ANY_LANGUAGE) or ""


def needs_two(severity: Severity, people: int, large: int) -> bool:
    """Whether a second person must look at it: an emergency, or for more than `large` people."""
    return severity is Severity.EMERGENCY or people > large


def fingerprint(wording: Wording, audience: str) -> str:
    """Alike for the same text for the same audience, whatever the case and the spaces."""
    texts = {
        language: " ".join(text.split()).casefold() for language, text in wording.texts.items()
    }
    plain = json.dumps([texts, audience], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def seconds_to_send(people: int, a_second: int) -> int:
    """How long it takes to tell so many people at that limit, in whole seconds, at least one."""
    return max(1, -(-people // a_second))


def check_terms(terms: Terms, now: datetime) -> None:
    """Refused when the moments are not in their order: now, sending, acknowledging, the end."""
    start = terms.send_at or now
    if start < now:
        raise Refused(_("That moment is over already. Please give a later one."))
    if terms.expires_at is not None and terms.expires_at <= start:
        raise Refused(_("The notice would have lost its point before it is sent."))
    if terms.acknowledge_by is not None and terms.acknowledge_by <= start:
        raise Refused(_("It would have to be acknowledged before it is sent."))
