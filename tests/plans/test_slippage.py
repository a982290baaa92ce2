"""How far dates have moved: what is counted for whom, on which day, and the list behind each number."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from plans.slippage import HEADER, Line, Slippage
from tests.busy import busy_plan
from tests.factories import (
    ActionFactory,
    AmbitionFactory,
    DateChangeFactory,
    MilestoneFactory,
    ObjectiveFactory,
    WithdrawalFactory,
    noon,
)
from tests.people import Cast

from .date_factories import DateDecisionFactory, DateRequestFactory

pytestmark = pytest.mark.django_db

QUERIES = 10
"""Session and person 2, standing 3, menus 1, the plan 1, its milestones 1, their moves 1, their leads 1."""
AGREED = dt.date(2025, 6, 30)
EARLY, LATE = dt.date(2025, 3, 2), dt.date(2025, 5, 2)
"""The days on which the dates moved."""


def later(days: int) -> dt.date:
    return AGREED + dt.timedelta(days=days)


def move(milestone: Any, days: int, kind: str = "", on: dt.date = EARLY, since: int = 0) -> None:
    """Move a milestone so many days after its agreed date, because of a request where a kind of reason is given."""
    dates = {"from_date": later(since), "recorded_at": noon(on)}
    if not kind:
        DateChangeFactory(milestone=milestone, to_date=later(days), **dates)
        return
    request = DateRequestFactory(milestone=milestone, kind=kind, asked_for=later(days), **dates)
    DateDecisionFactory(request=request, recorded_at=noon(on, 5))


@pytest.fixture
def moved(cast: Cast) -> None:
    """Alice's moved twice, Bob's was brought forward, a withdrawn one moved far; in ambition 2 nobody leads one."""
    other = ObjectiveFactory(ambition=AmbitionFactory(plan=cast.plan, number=2, title="Second"), ref="2.1")
    made = {
        name: MilestoneFactory(action=action, ref=name, agreed_due_on=AGREED)
        for name, action in {
            "twice": cast.action,
            "earlier": cast.other_action,
            "gone": cast.action,
            "nobody's": ActionFactory(objective=other, ref="2.1.1"),
        }.items()
    }
    move(made["twice"], 20, "recruitment")
    move(made["twice"], 80, "funding", on=LATE, since=20)
    move(made["earlier"], -10, "scope")
    move(made["gone"], 300, "recruitment")
    WithdrawalFactory(milestone=made["gone"], recorded_at=noon(EARLY, 9))
    move(made["nobody's"], 45)


@pytest.fixture
def board(cast: Cast, signed_in: Any) -> Client:
    client: Client = signed_in(cast.board)
    return client


def ask(client: Client, cast: Cast, **query: str) -> Any:
    return client.get(reverse("slippage", args=[cast.plan.slug]), query)


def report(client: Client, cast: Cast, **query: str) -> Slippage:
    found: Slippage = ask(client, cast, **query).context["report"]
    return found


def numbers(lines: list[Line]) -> dict[str, tuple[int, int, int, int]]:
    return {line.name: (line.moved, line.times, line.days, line.longest) for line in lines}


def test_the_whole_plan(board: Client, cast: Cast, moved: None) -> None:
    whole = report(board, cast).whole
    assert (whole.moved, whole.of, whole.times, whole.days, whole.longest) == (3, 5, 4, 125, 80)
    assert "moved, 4 times in all: 125 days later than agreed in total, and 80 days at most." in (
        ask(board, cast).content.decode()
    )


TABLES = {
    "ambition": {"1. What ambition 1 promises": (2, 3, 80, 80), "2. Second": (1, 1, 45, 45)},
    "organisation": {"Council in full": (1, 2, 80, 80), "ICB in full": (1, 1, 0, 0), "Nobody named": (1, 1, 45, 45)},
    "reason": {
        "Procurement or funding": (1, 1, 60, 60),
        "Carried over when the plan moved here": (1, 1, 45, 45),
        "Recruitment": (1, 1, 20, 20),
        "The scope changed": (1, 1, 0, 0),
    },
}


@pytest.mark.parametrize(("key", "expected"), TABLES.items())
def test_each_table(
    board: Client, cast: Cast, moved: None, key: str, expected: dict[str, tuple[int, int, int, int]]
) -> None:
    (table,) = [table for table in report(board, cast).tables if table.key == key]
    assert list(numbers(table.lines).items()) == list(expected.items())


def test_each_number_leads_to_the_list_that_makes_it_up(board: Client, cast: Cast, moved: None) -> None:
    shown = report(board, cast)
    lines = [shown.whole, *(line for table in shown.tables for line in table.lines)]
    assert len(lines) == 10
    for line in lines:
        assert board.get(line.href).context["page_obj"].paginator.count == line.moved, line


def test_a_past_day_counts_what_had_moved_by_then(board: Client, cast: Cast, moved: None) -> None:
    day = LATE - dt.timedelta(days=1)
    whole = report(board, cast, as_at=day.isoformat()).whole
    assert (whole.moved, whole.times, whole.days) == (3, 3, 65)
    assert parse_qs(urlsplit(whole.href).query)["as_at"] == [day.isoformat()]
    assert report(board, cast, as_at=(EARLY - dt.timedelta(days=1)).isoformat()).whole.moved == 0


def test_a_day_to_come_is_told(board: Client, cast: Cast) -> None:
    answer = ask(board, cast, as_at="2999-01-01")
    assert answer.status_code == 422
    assert "Choose today or an earlier day" in answer.content.decode()
    assert board.get(reverse("slippage-csv", args=[cast.plan.slug]), {"as_at": "soon"}).status_code == 422


def test_nothing_moved(board: Client, cast: Cast) -> None:
    assert "No date has moved" in ask(board, cast).content.decode()


def test_the_csv_says_the_same(board: Client, cast: Cast, moved: None) -> None:
    answer: Any = board.get(reverse("slippage-csv", args=[cast.plan.slug]), {"as_at": LATE.isoformat()})
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    header, whole, *rows = csv.reader(io.StringIO(text, newline=""))
    assert answer["Content-Disposition"] == 'attachment; filename="hillside-send-slippage-2025-05-02.csv"'
    assert header == HEADER
    assert whole == ["Plan", "All milestones", "3", "5", "4", "125", "80"]
    assert ["Kind of reason", "Recruitment", "1", "", "1", "20", "20"] in rows
    assert len(rows) == sum(map(len, TABLES.values()))


@pytest.mark.parametrize("size", [10, 50])
def test_the_same_queries_whatever_the_size(
    size: int, board: Client, cast: Cast, moved: None, django_assert_num_queries: Any
) -> None:
    busy_plan(size, cast.plan)

    with django_assert_num_queries(QUERIES):
        ask(board, cast)


@pytest.mark.parametrize("part", ["observer", "nobody", "stranger"])
def test_who_may_not_read_the_plan_is_told_nothing(cast: Cast, signed_in: Any, part: str) -> None:
    client = signed_in(getattr(cast, part))
    for name in ("slippage", "slippage-csv"):
        assert client.get(reverse(name, args=[cast.plan.slug])).status_code == 404
