"""Tasks, offers, assignments, certificates: no place is taken twice, nobody is in two places."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from bot.kernel.database.additive import Additive
from bot.kernel.database.constraints import (
    check,
    index_where,
    on_insert,
    on_update,
    unique_where,
)

LIVING = "('accepted', 'on_the_way', 'arrived')"

TAKES = f"NEW.stage NOT IN {LIVING}"

ELSEWHERE = (
    "SELECT 1 FROM assignment a WHERE a.volunteer_id = NEW.volunteer_id "
    f"AND a.id <> COALESCE(NEW.id, 0) AND a.stage IN {LIVING} "
    "AND a.starts_at < NEW.ends_at AND a.ends_at > NEW.starts_at"
)
"""Whoever commits somebody locks their row in `volunteer` first, so that two cannot do it at once."""


def _skill_column(name: str, field: fields.Field[Any]) -> ops.AddField:
    return ops.AddField(model_name="VolunteerSkillRow", name=name, field=field)


def _volunteer_column(name: str, field: fields.Field[Any]) -> ops.AddField:
    return ops.AddField(model_name="VolunteerRow", name=name, field=field)


class Migration(Additive):
    dependencies = [("bot", "0014_outbox_amend")]

    operations = [
        _volunteer_column("changed", fields.BigIntField(db_default=0)),
        _volunteer_column("asked", fields.IntField(db_default=0)),
        _volunteer_column("said_yes", fields.IntField(db_default=0)),
        _volunteer_column("came", fields.IntField(db_default=0)),
        _volunteer_column("failed", fields.IntField(db_default=0)),
        _skill_column("verified_until", fields.DateField(null=True)),
        _skill_column("suspended", fields.BooleanField(db_default=False)),
        index_where("volunteer", "volunteer_changed", ("changed",), '"changed" > 0'),
        ops.CreateModel(
            name="VolunteerChangeRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("number", fields.BigIntField()),
            ],
            options={
                "table": "volunteer_change",
                "app": "bot",
                "pk_attr": "id",
                "table_description": "The one row that numbers changes of volunteers: whoever changes one waits for the last.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TaskRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("area_id", fields.IntField()),
                ("place_id", fields.IntField()),
                ("title", fields.TextField(unique=False)),
                ("what", fields.TextField(unique=False)),
                ("starts_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("urgency", fields.CharField(max_length=12)),
                ("languages", fields.TextField(unique=False)),
                ("unverified", fields.BooleanField()),
                ("may_widen", fields.BooleanField()),
                ("widened", fields.BooleanField(db_default=False)),
                ("check_in", fields.IntField(null=True)),
                (
                    "dispatch_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("sealed_details", fields.TextField(unique=False)),
                ("state", fields.CharField(max_length=12)),
                ("owner_id", fields.IntField()),
                ("created_by", fields.IntField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("look_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "exhausted_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("reason", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "task",
                "app": "bot",
                "indexes": [
                    Index(fields=["area_id", "state"]),
                    Index(fields=["owner_id", "state"]),
                ],
                "pk_attr": "id",
                "table_description": "A task, from its description until its end.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NeedRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("task_id", fields.IntField()),
                ("position", fields.IntField()),
                ("skill", fields.CharField(max_length=24, null=True)),
                ("count", fields.IntField()),
                ("filled", fields.IntField(db_default=0)),
            ],
            options={
                "table": "task_need",
                "app": "bot",
                "unique_together": (("task_id", "position"),),
                "pk_attr": "id",
                "table_description": "Places of a task that ask for the same skill. The migration adds: never more than count.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OfferRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("task_id", fields.IntField()),
                ("need_id", fields.IntField()),
                ("volunteer_id", fields.IntField()),
                ("state", fields.CharField(max_length=12)),
                ("wave", fields.IntField()),
                ("metres", fields.IntField()),
                ("offered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("remind_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "answered_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("reason", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "offer",
                "app": "bot",
                "unique_together": (("task_id", "volunteer_id"),),
                "indexes": [
                    Index(fields=["volunteer_id", "offered_at"]),
                    Index(fields=["offered_at", "volunteer_id"]),
                ],
                "pk_attr": "id",
                "table_description": "A task offered to a volunteer, once.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AssignmentRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("task_id", fields.IntField()),
                ("need_id", fields.IntField()),
                ("volunteer_id", fields.IntField()),
                ("stage", fields.CharField(max_length=12)),
                ("starts_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("accepted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "on_the_way_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("arrived_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("on_site", fields.BooleanField(null=True)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("planned", fields.IntField()),
                ("minutes", fields.IntField(null=True)),
                ("hours", fields.CharField(max_length=12, null=True)),
                ("dispute", fields.TextField(null=True, unique=False)),
                (
                    "check_in_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("asked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "reminded_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "assignment",
                "app": "bot",
                "indexes": [
                    Index(fields=["task_id"]),
                    Index(fields=["volunteer_id", "ends_at"]),
                    Index(fields=["ends_at"]),
                ],
                "pk_attr": "id",
                "table_description": "A place of a task held by a volunteer.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CertificateRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("volunteer_id", fields.IntField()),
                ("skill", fields.CharField(max_length=24)),
                ("state", fields.CharField(max_length=12)),
                ("shown_as", fields.CharField(max_length=8)),
                ("sealed_file", fields.TextField(unique=False)),
                ("last_day", fields.DateField(null=True)),
                ("sent_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("decided_by", fields.IntField(null=True)),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("reason", fields.TextField(null=True, unique=False)),
                ("told_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "told_over_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "certificate",
                "app": "bot",
                "indexes": [Index(fields=["state", "last_day"])],
                "pk_attr": "id",
                "table_description": "A certificate as it was sent, and what became of it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PlanRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("author_id", fields.IntField()),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "plan",
                "app": "bot",
                "pk_attr": "id",
                "table_description": "A proposal for several tasks, as somebody was shown it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SeatRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("plan_id", fields.IntField()),
                ("task_id", fields.IntField()),
                ("need_id", fields.IntField()),
                ("volunteer_id", fields.IntField()),
                ("metres", fields.IntField()),
            ],
            options={
                "table": "plan_seat",
                "app": "bot",
                "indexes": [Index(fields=["plan_id"]), Index(fields=["task_id"])],
                "pk_attr": "id",
                "table_description": "Somebody proposed for a place, until they have been asked.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TestimonyRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("digest", fields.CharField(max_length=64, unique=True)),
                ("volunteer_id", fields.IntField()),
                ("place_id", fields.IntField()),
                ("sealed_name", fields.TextField(null=True, unique=False)),
                ("tasks", fields.IntField()),
                ("minutes", fields.IntField()),
                ("by_skill", fields.TextField(unique=False)),
                ("first_day", fields.DateField()),
                ("last_day", fields.DateField()),
                ("issued_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "testimony",
                "app": "bot",
                "indexes": [Index(fields=["volunteer_id", "issued_at"])],
                "pk_attr": "id",
                "table_description": "A certificate of service as it was issued, and found by the digest of its number.",
            },
            bases=["Model"],
        ),
        check(
            "task",
            "task_known",
            ("state", "urgency"),
            "\"state\" IN ('scheduled', 'planned', 'open', 'ended', 'cancelled') "
            "AND \"urgency\" IN ('normal', 'urgent', 'emergency')",
        ),
        check("task", "task_lasts", ("starts_at", "ends_at"), '"starts_at" < "ends_at"'),
        index_where("task", "task_due", ("look_at",), '"look_at" IS NOT NULL'),
        check(
            "task_need",
            "need_never_overfilled",
            ("filled", "count"),
            '"count" >= 1 AND "filled" BETWEEN 0 AND "count"',
        ),
        check(
            "offer",
            "offer_known",
            ("state",),
            "\"state\" IN ('open', 'accepted', 'declined', 'expired', 'standby', 'lost')",
        ),
        index_where("offer", "offer_open", ("task_id",), "\"state\" = 'open'"),
        unique_where(
            "assignment",
            "assignment_once",
            ("task_id", "volunteer_id"),
            f"stage IN {LIVING}",
        ),
        index_where("assignment", "assignment_living", ("volunteer_id",), f"stage IN {LIVING}"),
        check(
            "assignment",
            "assignment_known",
            ("stage", "hours", "minutes"),
            "\"stage\" IN ('accepted', 'on_the_way', 'arrived', 'done', 'given_up', 'called_off', "
            "'no_show') AND (\"hours\" IS NULL OR \"hours\" IN ('counted', 'confirmed', 'disputed', "
            '\'settled\')) AND (("hours" IS NULL) = ("minutes" IS NULL))',
        ),
        on_insert("assignment", "assignment_nowhere_else", f"{TAKES} OR NOT EXISTS ({ELSEWHERE})"),
        on_update(
            "assignment", "assignment_still_nowhere_else", f"{TAKES} OR NOT EXISTS ({ELSEWHERE})"
        ),
        check(
            "certificate",
            "certificate_known",
            ("state", "shown_as", "decided_by"),
            "\"state\" IN ('waiting', 'verified', 'refused', 'suspended', 'replaced') "
            "AND \"shown_as\" IN ('photo', 'file') "
            "AND (\"decided_by\" IS NOT NULL OR \"state\" IN ('waiting', 'replaced'))",
        ),
        unique_where(
            "certificate",
            "certificate_waits_once",
            ("volunteer_id", "skill"),
            "state = 'waiting'",
        ),
        unique_where(
            "certificate",
            "certificate_rests_on_one",
            ("volunteer_id", "skill"),
            "state IN ('verified', 'suspended')",
        ),
    ]
