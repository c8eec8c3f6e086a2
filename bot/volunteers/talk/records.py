"""A volunteer's record by chat, and the certificate of it."""

from bot.conversations.model import Button, Inline, Reply
from bot.kernel.i18n import _
from bot.people.model import Person
from bot.volunteers.service import recording
from bot.volunteers.service.catalogue import catalogue
from bot.volunteers.texts import records as texts


async def record(person: Person, words: str) -> Reply:  # noqa: ARG001
    """What the person has done, and a button for the certificate where there is something."""
    known = await recording.record(person)
    if not known.service.tasks and not known.latest:
        return Reply(_("You have not done a task yet. Thank you for being there!"))
    keyboard = Inline(((Button(_("Certificate of service"), "testify"),),))
    return Reply(
        texts.record(known, catalogue()), keyboard if known.service.tasks else None, secret=True
    )


async def testify(person: Person, words: str) -> Reply:  # noqa: ARG001
    """The certificate as a file."""
    return Reply(
        _("Your certificate of service. Thank you for your help!"),
        document=await recording.testify(person),
        secret=True,
    )
