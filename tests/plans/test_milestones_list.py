"""The milestones list: what each filter leaves, in what order, and what a slip in the address comes to."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans.filters import ONLY, SORTS
from plans.models import ActionLead, Milestone
from plans.position import RULES
from plans.views.milestones import COLUMNS
from tests.busy import busy_plan, put_off
from tests.factories import (
    ActionFactory,
    AreaForImprovementFactory,
    DateChangeFactory,
    MilestoneFactory,
    OccurrenceFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)
from tests.people import Cast

from .date_factories import DateDecisionFactory, DateRequestFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
QUERIES = 20
"""Session and person 2, standing 3, menus 1, the plan 1, what may be chosen 4, how many 1, the rows 1, their words 5,
their leads 1."""


@pytest.fixture
def board(cast: Cast, signed_in: Any) -> Client:
    client: Client = signed_in(cast.board)
    return client


def ask(client: Client, cast: Cast, **query: Any) -> Any:
    return client.get(reverse("milestones", args=[cast.plan.slug]), query)


def refs(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.context["form"].errors
    return [row.ref for row in answer.context["rows"]]


def in_days(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


@pytest.fixture
def four(cast: Cast) -> None:
    """Beside the cast's two milestones: an overdue one, an undated one, one that comes round, a withdrawn one."""
    put_off(cast.milestone, cast.other_milestone)
    more = {"action": cast.action}
    late = MilestoneFactory(ref="late", title="Write the 100% café plan", agreed_due_on=in_days(-9), **more)
    StatusUpdateFactory(milestone=late, said_on=in_days(-2))
    MilestoneFactory(ref="undated", agreed_due_on=None, **more)
    again = MilestoneFactory(ref="again", agreed_due_on=in_days(300), recurrence="yearly", **more)
    OccurrenceFactory(milestone=again, due_on=in_days(300))
    WithdrawalFactory(milestone=MilestoneFactory(ref="gone", **more), recorded_at=noon(in_days(-1)))


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({"q": "café plan"}, ["late"]),
        ({"q": "100%"}, ["late"]),
        ({"q": "LATE"}, ["late"]),
        ({"q": "seen sooner clinic"}, ["1.1.2-a"]),
        ({"colour": ["red"]}, ["late"]),
        ({"colour": ["withdrawn"]}, ["gone"]),
        ({"colour": ["withdrawn", "red"]}, ["late", "gone"]),
        ({"rule": ["overdue", "no_date"]}, ["late", "undated"]),
        ({"rule": ["withdrawn"]}, ["gone"]),
        ({"only": ["overdue"]}, ["late"]),
        ({"only": ["undated"]}, ["undated"]),
        ({"only": ["recurring"]}, ["again"]),
        ({"only": ["differ"]}, ["late"]),
        ({"only": ["differ", "recurring"]}, []),
        ({"only": ["unheard", "undated"]}, ["undated"]),
        ({"declared": "on_track"}, ["late"]),
        ({"declared": "nothing", "organisation": "ICB"}, ["1.1.2-a"]),
        ({"organisation": "ICB"}, ["1.1.2-a"]),
        ({"ambition": "1", "only": "overdue"}, ["late"]),
        ({"objective": "1.1", "only": "overdue"}, ["late"]),
        ({"body": "AG1", "only": "overdue"}, ["late"]),
        ({"due_from": in_days(-20).isoformat(), "due_to": in_days(-1).isoformat()}, ["late"]),
        ({"due_from": in_days(-9).strftime("%d/%m/%Y"), "due_to": in_days(-9).isoformat()}, ["late"]),
        ({"due_from": in_days(299).isoformat(), "due_to": in_days(301).isoformat()}, ["again"]),
    ],
    ids=str,
)
def test_each_filter(query: dict[str, Any], left: list[str], board: Client, cast: Cast, four: None) -> None:
    assert refs(ask(board, cast, **query)) == left


def test_withdrawn_ones_are_left_out_unless_asked_for(board: Client, cast: Cast, four: None) -> None:
    answer = ask(board, cast)

    assert "gone" not in refs(answer)
    assert "are left out" in answer.content.decode()
    assert "struck" in ask(board, cast, colour="withdrawn").content.decode()


def test_by_post_by_area_and_by_nobody(board: Client, cast: Cast) -> None:
    other = ActionFactory(objective__ambition=cast.action.objective.ambition, ref="9.9")
    MilestoneFactory(action=other, ref="orphan")
    AreaForImprovementFactory(plan=cast.plan, code="7.7", objectives=[other.objective])

    assert refs(ask(board, cast, post=str(cast.post.pk))) == ["1.1.1-a"]
    assert refs(ask(board, cast, area="AFI-7.7")) == ["orphan"]
    assert refs(ask(board, cast, organisation="nobody")) == ["orphan"]


def test_leads_are_those_of_the_day(board: Client, cast: Cast) -> None:
    ActionLead.objects.filter(action=cast.action).update(ends_on=in_days(-10))

    assert refs(ask(board, cast, organisation="Council", as_at=in_days(-10).isoformat())) == ["1.1.1-a"]
    assert ask(board, cast, organisation="Council").status_code == 422


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ({"colour": ["pink"]}, "colour", "“pink” is not one of these."),
        ({"rule": ["late"]}, "rule", "“late” is not one of these."),
        ({"only": ["mine"]}, "only", "“mine” is not one of these."),
        ({"ambition": "9"}, "ambition", "This plan has no such ambition."),
        ({"objective": "1.1; DROP"}, "objective", "This plan has no such objective."),
        ({"organisation": "\x00"}, "organisation", "This plan has no such lead organisation."),
        ({"post": "999999999999999999999"}, "post", "This plan has no such lead post."),
        ({"area": "AFI-99"}, "area", "This plan has no such area for improvement."),
        ({"declared": "fine"}, "declared", "This plan has no such status."),
        ({"sort": "colour"}, "sort", "This plan has no such order."),
        ({"due_from": "soon"}, "due_from", "Enter a day as the calendar has it"),
        ({"due_from": "2026-02-30"}, "due_from", "Enter a day as the calendar has it"),
        ({"due_from": "2026-02-02", "due_to": "2026-02-01"}, "due_to", "Enter a day on or after the first one."),
        ({"q": "\x00"}, "q", "Null characters are not allowed."),
        ({"q": "x" * 201}, "q", "at most 200 characters"),
    ],
    ids=str,
)
def test_a_slip_is_told_beside_its_field(
    query: dict[str, Any], field: str, words: str, board: Client, cast: Cast
) -> None:
    answer = ask(board, cast, **query)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in page
    assert "<title>Error: Milestones" in page
    assert "Nothing is listed until the filter is put right." in page


def test_a_day_to_come_is_told_and_the_filters_stay(board: Client, cast: Cast, four: None) -> None:
    answer = ask(board, cast, as_at="2999-01-01", only="overdue")

    assert answer.status_code == 422
    assert [row.ref for row in answer.context["rows"]] == ["late"]
    assert ("only", "overdue") in answer.context["kept"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("order", ["1.1.1-a", "late", "undated", "again", "1.1.2-a"]),
        ("due", ["late", "1.1.1-a", "1.1.2-a", "again", "undated"]),
        ("-due", ["again", "1.1.1-a", "1.1.2-a", "late", "undated"]),
        ("-overdue", ["late", "1.1.1-a", "undated", "again", "1.1.2-a"]),
        ("heard", ["late", "1.1.1-a", "undated", "again", "1.1.2-a"]),
    ],
)
def test_each_order(sort: str, order: list[str], board: Client, cast: Cast, four: None) -> None:
    assert refs(ask(board, cast, sort=sort)) == order


@pytest.fixture
def moved(cast: Cast) -> None:
    """One moved twice, 20 days later in all; one moved 50 days later; one brought forward; the cast's never moved."""
    for ref, *days in (("twice", 110, 120), ("far", 150), ("earlier", 95)):
        milestone = MilestoneFactory(ref=ref, action=cast.action, agreed_due_on=in_days(100))
        for minute, to in enumerate(days):
            recorded_at = noon(in_days(-9), minute)
            if ref != "far":
                DateChangeFactory(milestone=milestone, to_date=in_days(to), recorded_at=recorded_at)
            else:
                request = DateRequestFactory(milestone=milestone, kind="scope", asked_for=in_days(to))
                DateDecisionFactory(request=request, recorded_at=recorded_at)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({"only": "moved"}, ["twice", "far", "earlier"]),
        ({"only": "moved", "sort": "-slipped"}, ["far", "twice", "earlier"]),
        ({"only": "moved", "sort": "slipped"}, ["earlier", "twice", "far"]),
        ({"sort": "-slipped"}, ["far", "twice", "earlier", "1.1.1-a", "1.1.2-a"]),
        ({"because": "scope"}, ["far"]),
        ({"because": "carried_over", "sort": "slipped"}, ["earlier", "twice"]),
        ({"because": "funding"}, []),
        ({"only": "moved", "as_at": in_days(-10).isoformat()}, []),
        ({"because": "scope", "as_at": in_days(-10).isoformat()}, []),
    ],
    ids=str,
)
def test_dates_that_moved(query: dict[str, Any], left: list[str], board: Client, cast: Cast, moved: None) -> None:
    assert refs(ask(board, cast, **query)) == left


def test_a_row_says_how_often_it_moved_and_how_far(board: Client, cast: Cast, moved: None) -> None:
    rows = {row.ref: row for row in ask(board, cast).context["rows"]}
    agreed = in_days(100)

    assert rows["twice"].moved == f"Moved twice, agreed {agreed.day} {agreed:%B %Y}"
    assert [(rows[ref].times_moved, rows[ref].days_slipped) for ref in ("twice", "earlier", "1.1.1-a")] == [
        (2, 20), (1, -5), (0, 0),
    ]  # fmt: skip
    assert 'data-label="Days slipped">20</td>' in ask(board, cast, only="moved").content.decode()


def test_worst_first_and_best_first(board: Client, cast: Cast) -> None:
    busy_plan(20, cast.plan)
    severities = dict(Milestone.objects.positioned(TODAY).values_list("ref", "severity"))

    worst = [severities[ref] for ref in refs(ask(board, cast, sort="severity"))]
    best = [severities[ref] for ref in refs(ask(board, cast, sort="-severity"))]

    assert worst == sorted(worst)
    assert best == sorted(best, reverse=True)


def test_days_overdue_first_most_then_fewest(board: Client, cast: Cast) -> None:
    busy_plan(20, cast.plan)
    most = [row.days_overdue for row in ask(board, cast, sort="-overdue", only="overdue").context["rows"]]
    fewest = [row.days_overdue for row in ask(board, cast, sort="overdue", only="overdue").context["rows"]]

    assert most == sorted(most, reverse=True)
    assert fewest == sorted(most)


def test_headers_say_how_the_list_is_sorted_and_turn_it_round(board: Client, cast: Cast) -> None:
    page = ask(board, cast, sort="due", ambition="1").content.decode()

    assert '<th scope="col" aria-sort="ascending"><a class="sort" href="?sort=-due&amp;ambition=1">Due</a></th>' in page
    assert page.count("aria-sort") == 1


def test_every_column_sorts_by_an_order_that_exists() -> None:
    assert {name for _, first, other, _ in COLUMNS for name in (first, other) if name} == set(SORTS)


def test_pages_of_fifty_keep_the_filters(board: Client, cast: Cast) -> None:
    busy_plan(70, cast.plan)
    first = ask(board, cast, ambition="", sort="due")
    last = ask(board, cast, sort="due", page="2")

    assert (len(refs(first)), first.context["page_obj"].paginator.count) == (50, 65)
    assert len(refs(last)) == 15
    assert refs(ask(board, cast, sort="due", page="99")) == refs(last)
    assert refs(ask(board, cast, sort="due", page="x")) == refs(first)
    assert "sort=due&amp;page=2" in first.content.decode()


def test_filters_in_force_can_be_taken_away_one_by_one(board: Client, cast: Cast) -> None:
    day = in_days(-1).isoformat()
    answer = ask(board, cast, colour=["red", "grey"], ambition="1", sort="due", as_at=day, page="2")
    chosen = {one["text"]: parse_qs(urlsplit(one["href"]).query) for one in answer.context["chosen"]}

    assert chosen["Position: Overdue or off track"] == {
        "colour": ["grey"], "ambition": ["1"], "sort": ["due"], "as_at": [day],
    }  # fmt: skip
    assert "ambition" not in chosen["Ambition: 1. What ambition 1 promises"]
    assert len(chosen) == 3


def test_what_the_lead_said_stands_beside_what_is_judged(board: Client, cast: Cast, four: None) -> None:
    assert "Lead says: On track" in ask(board, cast, only="differ").content.decode()


def test_a_past_day_lists_what_was_there(board: Client, cast: Cast) -> None:
    MilestoneFactory(action=cast.action, ref="new", added_on=in_days(-3))

    assert "new" in refs(ask(board, cast))
    assert "new" not in refs(ask(board, cast, as_at=in_days(-4).isoformat()))


@pytest.mark.parametrize("size", [10, 100])
def test_the_same_queries_whatever_the_size(
    size: int, cast: Cast, board: Client, django_assert_num_queries: Any
) -> None:
    busy_plan(size, cast.plan)

    with django_assert_num_queries(QUERIES):
        ask(board, cast, rule=[rule.name for rule in RULES])


def test_strangers_are_told_nothing(cast: Cast, signed_in: Any) -> None:
    assert ask(signed_in(cast.stranger), cast).status_code == 404


def test_every_kind_has_words() -> None:
    assert all(words for words, _ in ONLY.values())
