"""What an officer types of a milestone: printed words become days, and bad input is told beside its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from governance.models import Person
from plans.models import Milestone
from tests.factories import MilestoneFactory, PlanFactory, TermDateFactory
from tests.people import Cast

SignIn = Callable[[Person], Client]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"ref": "1.1.1-A"}, "ref", "Another milestone of this plan has the reference"),
        ({"ref": "1.1/2"}, "ref", "has other signs than letters"),
        ({"ref": ""}, "ref", "Enter a reference"),
        ({"title": ""}, "title", "Say what is promised"),
        ({"title": "PUBLISH the panel's terms"}, "title", "has that title"),
        ({"title": "x" * 301}, "title", "at most 300"),
        ({"due_as_printed": "soon"}, "due_as_printed", "is not a date that can be read"),
        ({"due_as_printed": "by Autumn 2026"}, "due_as_printed", "Autumn 2026 is not known"),
        ({"agreed_due_on": "31 June 2026"}, "agreed_due_on", "no such day"),
        ({"agreed_due_on": "1 May 2026"}, "agreed_due_on", "The words mean 31 January 2027"),
        ({"recurrence": "weekly"}, "recurrence", "weekly is not one of the available choices"),
        (
            {"due_as_printed": "by May 2026 and every term thereafter", "recurrence": "yearly"},
            "recurrence",
            "comes round termly",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_is_told_beside_its_field_and_kept(
    cast: Cast, signed_in: SignIn, typed: dict[str, str], field: str, words: str
) -> None:
    before = Milestone.objects.count()
    good = {"ref": "1.1.1-z", "title": "A new promise", "due_as_printed": "by January 2027"}
    address = reverse("add-milestone", args=[cast.plan.slug, cast.action.ref])
    answer = signed_in(cast.officer).post(address, {**good, **typed})
    form = answer.context["form"]
    assert answer.status_code == 422
    assert words in " ".join(form.errors[field])
    assert [form[name].value() for name in typed] == list(typed.values())
    assert b"There is a problem" in answer.content
    assert Milestone.objects.count() == before


@pytest.mark.parametrize(
    ("words", "given", "due_on", "recurrence", "days"),
    [
        ("by May 2026", "", dt.date(2026, 5, 31), "", 0),
        ("", "", None, "", 0),
        ("when the panel is ready", "3 April 2026", dt.date(2026, 4, 3), "", 0),
        ("by Spring 2026", "", dt.date(2026, 3, 31), "", 0),
        ("by March 2026 and quarterly thereafter", "", dt.date(2026, 3, 31), "quarterly", 4),
        ("by Spring 2026 and every term thereafter", "", dt.date(2026, 3, 31), "termly", 3),
    ],
    ids=lambda value: str(value),
)
def test_printed_words_become_a_day_and_its_returns(
    cast: Cast, signed_in: SignIn, words: str, given: str, due_on: dt.date | None, recurrence: str, days: int
) -> None:
    plan = PlanFactory(partnership=cast.partnership, draft=True, slug="draft", ends_on=dt.date(2026, 12, 31))
    milestone = MilestoneFactory(action__objective__ambition__plan=plan)
    ends = {"Spring 2026": (3, 31), "Summer 2026": (8, 31), "Autumn 2026": (12, 31)}
    for name, (month, day) in ends.items():
        TermDateFactory(partnership=cast.partnership, name=name, ends_on=dt.date(2026, month, day))
    typed = {"ref": milestone.ref, "title": milestone.title, "due_as_printed": words, "agreed_due_on": given}
    answer = signed_in(cast.officer).post(reverse("edit-milestone", args=["draft", milestone.ref]), typed)
    assert answer.status_code == 302, answer.context["form"].errors
    milestone.refresh_from_db()
    assert (milestone.agreed_due_on, milestone.recurrence) == (due_on, recurrence)
    assert milestone.occurrences.count() == days
