"""The milestones list as CSV: the same rows in the same order, safe to open."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from plans import listing
from plans.csv import lines, safe
from tests.busy import busy_plan
from tests.factories import DateChangeFactory, MilestoneFactory
from tests.people import Cast


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20 7946 0000", "'+44 20 7946 0000"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("-12", "-12"),
        ("-3.5", "-3.5"),
        (-12, -12),
        (None, None),
        ("", ""),
        ("a=1", "a=1"),
        ("31 January 2026", "31 January 2026"),
    ],
    ids=repr,
)
def test_no_cell_is_run_as_a_formula_and_numbers_stay_numbers(cell: Any, written: Any) -> None:
    assert safe(cell) == written


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1)))
def test_whatever_is_written_can_be_read_back(table: list[list[str]]) -> None:
    text = "".join(lines(["header"], table)).removeprefix("\ufeff")
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]

    assert read == [[safe(cell) for cell in row] for row in table]


def read(client: Client, cast: Cast, **query: Any) -> list[list[str]]:
    answer = client.get(reverse("milestones-csv", args=[cast.plan.slug]), query)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [{}, {"sort": "-due"}, {"colour": ["red", "withdrawn"]}, {"only": "undated"}, {"q": "nothing has this"}],
    ids=str,
)
def test_it_holds_exactly_what_the_list_shows_on_all_its_pages(
    query: dict[str, Any], cast: Cast, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy_plan(70, cast.plan)
    monkeypatch.setattr(listing, "CHUNK", 20)
    client = signed_in(cast.board)
    shown: list[str] = []
    for page in (1, 2):
        answer = client.get(reverse("milestones", args=[cast.plan.slug]), {**query, "page": page})
        shown += [row.ref for row in answer.context["rows"] if row.ref not in shown]

    header, *rows = read(client, cast, **query)

    assert header == listing.HEADER
    assert [row[0] for row in rows] == shown
    assert all(len(row) == len(header) for row in rows)


@pytest.mark.django_db
def test_it_says_how_often_and_how_far_a_date_moved(cast: Cast, signed_in: Any) -> None:
    moved = MilestoneFactory(action=cast.action, ref="moved", agreed_due_on=dt.date(2025, 1, 31))
    DateChangeFactory(milestone=moved, to_date=dt.date(2025, 3, 31))

    header, *rows = read(signed_in(cast.board), cast)
    told = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    columns = ("Agreed date", "Due date now", "Times moved", "Days slipped")

    assert [told["moved"][column] for column in columns] == ["2025-01-31", "2025-03-31", "1", "59"]
    assert [told["1.1.1-a"][column] for column in columns] == ["2026-06-30", "2026-06-30", "", ""]


@pytest.mark.django_db
def test_what_people_typed_cannot_run(cast: Cast, signed_in: Any) -> None:
    MilestoneFactory(action=cast.action, ref="typed", title='=HYPERLINK("http://evil")')

    rows = read(signed_in(cast.board), cast, q="typed")

    assert rows[1][1] == '\'=HYPERLINK("http://evil")'


@pytest.mark.django_db
def test_its_name_says_the_plan_and_the_day(cast: Cast, signed_in: Any) -> None:
    answer = signed_in(cast.board).get(reverse("milestones-csv", args=[cast.plan.slug]), {"as_at": "2026-01-31"})

    assert answer["Content-Disposition"] == 'attachment; filename="hillside-send-milestones-2026-01-31.csv"'


@pytest.mark.django_db
def test_a_slip_in_the_address_is_shown_on_the_page(cast: Cast, signed_in: Any) -> None:
    answer = signed_in(cast.board).get(reverse("milestones-csv", args=[cast.plan.slug]), {"colour": "pink"})

    assert answer.status_code == 422
    assert "“pink” is not one of these." in answer.content.decode()


@pytest.mark.django_db
def test_strangers_are_told_nothing(cast: Cast, signed_in: Any) -> None:
    assert signed_in(cast.stranger).get(reverse("milestones-csv", args=[cast.plan.slug])).status_code == 404
