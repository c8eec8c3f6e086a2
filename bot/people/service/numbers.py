"""Phone numbers: whom they recognise, who may see them."""

from bot.kernel import events, secret
from bot.people import store
from bot.people.model import NumberMoved, Person, Recognised, Right
from bot.people.service.persons import allow
from bot.places.model import Place


async def recognise(person: Person, phone: str) -> Recognised:
    """Keep the person's own number (E.164), and what was prepared for whoever has it.

    Telegram vouches for a shared contact's number: whoever was imported with it is this person.
    A number belongs to the account that showed it last; roles stay where they are.
    """
    digest = phone_digest(phone)
    holder = await store.find_by_phone(digest)
    if holder is not None and holder.chat_id is None:
        await store.absorb(person.id, holder.id)
        return Recognised.AWAITED
    moves = holder is not None and holder.id != person.id
    if holder is not None and moves:
        await store.set_phone(holder.id, None, None)
        await events.happened(NumberMoved(holder.id, person.id))
    await store.set_phone(person.id, secret.current().seal(phone), digest)
    return Recognised.MOVED if moves else Recognised.KEPT


async def has_phone(person: Person) -> bool:
    """Whether the person's number is known."""
    return await store.has_phone(person.id)


async def imported_person(phone: str) -> Person | None:
    """Who was imported with this number (E.164) and has not come yet."""
    person = await store.find_by_phone(phone_digest(phone))
    return person if person is not None and person.chat_id is None else None


async def numbers(asker: Person, place: Place) -> dict[int, tuple[str, str | None]]:
    """Who reports for the place, by id: name and phone number, None when it is not known."""
    await allow(asker, Right.CALL, place)
    return {
        id_: (name, None if phone is None else secret.current().unseal(phone))
        for id_, name, phone in await store.workers_at((*place.ancestor_ids, place.id))
    }


async def own_number(person: Person) -> str | None:
    """The person's own number (E.164), None when it is not known."""
    sealed = await store.phone(person.id)
    return None if sealed is None else secret.current().unseal(sealed)


async def number_of(asker: Person, person: Person, place: Place) -> str | None:
    """The number of somebody who is at work for the place; the caller knows that they are."""
    await allow(asker, Right.CALL, place)
    return await own_number(person)


def phone_digest(phone: str) -> str:
    """What a phone number (E.164) is looked up by."""
    return secret.current().digest(phone, "phone")
