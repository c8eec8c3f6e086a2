"""The form that is measured: nine counts, newer than the shipped one, taken in by the program."""

import pytest

from benchmarks import form as measured
from bot.app import FORMS
from bot.reports import service as reports
from bot.reports.rules.forms import read_form


def test_nine_counts_must_be_answered_and_nothing_else() -> None:
    form = read_form(measured.nine_counts())
    assert len(measured.obligatory(form)) == 9
    assert [f.name for f in form.fields if not f.optional] == measured.obligatory(form)


def test_what_may_be_skipped_is_asked_as_in_the_shipped_form() -> None:
    shipped, _definition = measured.newest()
    form = read_form(measured.nine_counts())
    assert [f for f in form.fields if f.optional] == [f for f in shipped.fields if f.optional]


def test_a_newer_shipped_form_is_the_one_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped, definition = measured.newest()
    later = definition.replace(f"version = {shipped.version}\n", "version = 77\n")
    monkeypatch.setattr(measured, "FORMS", (later, *FORMS))
    assert read_form(measured.nine_counts()).version > 77


async def test_the_program_takes_it_in_and_reports_use_it(storage: None) -> None:
    form, is_new = await reports.import_form(measured.nine_counts())
    assert is_new
    assert await reports.form() == form
