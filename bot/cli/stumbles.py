"""`doctor --reference`: what is kept of an update whose handling was a bug."""

import json

from bot.cli.saying import Trouble, tell
from bot.conversations import service as conversations
from bot.conversations.model.stumbles import Stumble
from bot.journal import service as journal
from bot.kernel import secret
from bot.kernel.database import transaction
from bot.kernel.i18n import _


async def stumble(reference: str, *, opened: bool) -> None:
    """Tell when it was and what failed; the update itself only when it is `opened`."""
    found = await conversations.find_stumble(reference)
    if found is None:
        raise Trouble(_("Nothing is kept under {reference}.", reference=reference))
    at = f"{found.at:%Y-%m-%d %H:%M:%S} UTC"
    told = {"reference": reference, "at": at, "failure": found.failure}
    tell(_("{reference}: {failure} at {at}, in update {id}.", **told, id=str(found.update_id)))
    tell(_("The log names the lines of the program under the same reference."))
    if opened:
        tell(await _opened(found))
    else:
        tell(_("What was sent is encrypted: --open shows it, and the journal notes that."))


async def _opened(found: Stumble) -> str:
    """What was sent, personal data and all; that it was looked at is noted first."""
    try:
        update = json.loads(secret.current().unseal(found.sealed))
    except secret.Unsealable:
        raise Trouble(_("It was encrypted with another QIANSHAO_KEY.")) from None
    async with transaction():
        await journal.note(None, "stumble.opened", f"stumble:{found.reference}")
    return json.dumps(update, ensure_ascii=False, indent=2)
