"""Import of people and their roles from a CSV file: every line is checked, then all or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.kernel import secret
from bot.kernel.database import transaction
from bot.kernel.table_import import (
    BadLine,
    Changed,
    Difference,
    Plan,
    Progress,
    Table,
    read_table,
    silent,
)
from bot.people import service, store
from bot.people.importing.lines import OPTIONAL, REQUIRED, Entry, contradicting, entry_in
from bot.people.model import Person, Role
from bot.places import store as places
from bot.places.model import Place


@dataclass(frozen=True, slots=True)
class Imported:
    """A person as the file has them, with the roles that are new; `id` is None for a new one."""

    id: int | None
    name: str
    phone: str = field(repr=False)
    language: str
    roles: tuple[tuple[Role, Place], ...]

    def __str__(self) -> str:
        held = ", ".join(f"{role.value} {place.name}" for role, place in self.roles)
        return f"{self.name} (…{self.phone[-4:]}) {held}".rstrip()


async def import_people(
    path: Path, *, dry_run: bool = False, progress: Progress = silent
) -> Plan[Imported]:
    """Bring people and roles in line with the file, in one transaction; what that changes.

    A person is known by their phone number; nobody is removed, no role taken away. Nothing is
    written on a dry run or when a line is bad.
    """
    table = read_table(path, REQUIRED, OPTIONAL)
    async with transaction():
        plan = await _planned(table)
        if not dry_run and not plan.bad:
            await _write(plan, progress)
    return plan


async def _planned(table: Table) -> Plan[Imported]:
    by_code = {place.code: place for place in await places.everything()}
    read = [entry_in(line, by_code) for line in table.lines]
    entries = [entry for entry in read if isinstance(entry, Entry)]
    bad = [*table.bad, *(one for one in read if isinstance(one, BadLine)), *contradicting(entries)]
    if bad:
        return Plan(bad=tuple(sorted(bad, key=lambda line: line.number)))
    return _compared(entries, await store.phones(), await store.roles_held())


def _compared(
    entries: Iterable[Entry], known: Mapping[str, Person], held: set[tuple[int, Role, int]]
) -> Plan[Imported]:
    new: list[Imported] = []
    changed: list[Changed[Imported]] = []
    same = 0
    for group in _by_phone(entries).values():
        before = known.get(service.phone_digest(group[0].phone))
        person = _person(group, before, held)
        if before is None:
            new.append(person)
        elif differences := _differences(before, person):
            changed.append(Changed(person, differences))
        else:
            same += 1
    return Plan(tuple(new), tuple(changed), same)


def _by_phone(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.phone, []).append(entry)
    return groups


def _person(
    group: list[Entry], before: Person | None, held: set[tuple[int, Role, int]]
) -> Imported:
    id_ = None if before is None else before.id
    roles = tuple((e.role, e.place) for e in group if (id_, e.role, e.place.id) not in held)
    language = group[0].language
    if before is not None and before.chat_id is not None:  # who has come chose a language
        language = before.language
    return Imported(id_, group[0].name, group[0].phone, language, roles)


def _differences(before: Person, after: Imported) -> tuple[Difference, ...]:
    found = []
    if before.name != after.name:
        found.append(Difference("name", before.name, after.name))
    if before.language != after.language:
        found.append(Difference("language", before.language, after.language))
    found += [Difference("role", "", f"{role.value} {place.name}") for role, place in after.roles]
    return tuple(found)


async def _write(plan: Plan[Imported], progress: Progress) -> None:
    everybody = [*plan.new, *(change.value for change in plan.changed)]
    for number, imported in enumerate(everybody, 1):
        person_id = await _written(imported)
        for role, place in imported.roles:
            await service.give(person_id, role, place, by=None)
        progress(number, len(everybody))


async def _written(imported: Imported) -> int:
    if imported.id is not None:
        await store.change(imported.id, imported.name, imported.language)
        return imported.id
    person = await store.add(
        None,
        imported.name,
        imported.language,
        phone=secret.current().seal(imported.phone),
        phone_digest=service.phone_digest(imported.phone),
    )
    return person.id
