"""The measures list: what each filter leaves and where, what a row says, and what nobody may learn from it."""

from __future__ import annotations

import csv
import datetime as dt
import re
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.listing import HEADER
from measures.models import Placement, Series, SuccessMeasure
from plans.models import Ambition
from tests.factories import (
    AmbitionFactory,
    BaselineFactory,
    ComparatorFactory,
    EvidencesFactory,
    PlacementFactory,
    ReadingFactory,
    SeriesFactory,
    SourceFactory,
    SuccessMeasureFactory,
    TargetFactory,
    noon,
)
from tests.people import Cast

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
QUERIES = 17
"""Session and person 2, standing 3, menus 1, the plan 1, its measures and all that hangs on them 8, what may be chosen
2."""


def day(ago: int) -> dt.date:
    return TODAY - dt.timedelta(days=ago)


def counted(
    ref: str, value: int | None, *, due: int = 60, measure: SuccessMeasure | None = None, **more: Any
) -> Series:
    """A percentage that should have reached 43% so many days ago, and what was reported of it soon after."""
    series = SeriesFactory(ref=ref, measure=measure or more.pop("of"), name=more.pop("name", f"Line {ref}"))
    TargetFactory(series=series, due_on=day(due))
    if value is not None:
        ReadingFactory(series=series, value=Decimal(value), as_of=day(30), recorded_at=noon(day(20)), **more)
    return series


@pytest.fixture
def first(cast: Cast) -> Ambition:
    return cast.action.objective.ambition


@pytest.fixture
def fourth(cast: Cast) -> Ambition:
    return AmbitionFactory(plan=cast.plan, number=4, title="Ready for adulthood")


@pytest.fixture
def panel(cast: Cast, first: Ambition, fourth: Ambition) -> dict[str, Any]:
    """Two measures: one of ambition 1 with a series in most states, one printed under both ambitions."""
    sources = [SourceFactory(partnership=cast.partnership, name=name) for name in ("EHM", "Panel data")]
    advice = SuccessMeasureFactory(plan=cast.plan, ref="SM1", title="Health advice on time", owner=cast.post)
    panel = SuccessMeasureFactory(plan=cast.plan, ref="SM2", title="Café of the panel")
    PlacementFactory(measure=advice, ambition=first, source=sources[0])
    PlacementFactory(measure=panel, ambition=fourth, source=sources[1], order=1001)
    PlacementFactory(measure=panel, ambition=first, source=sources[0], order=1000)
    counted("met", 45, measure=advice)
    counted("near", 42, measure=advice)
    counted("missed", 20, measure=advice)
    counted("silent", None, measure=advice)
    counted("early", 44, measure=panel, due=-200, name="Transitions")
    read = SeriesFactory(ref="read", measure=panel, name="Exclusions", unit="count", better="down")
    BaselineFactory(series=read, value=Decimal(561), as_of=day(400))
    TargetFactory(series=read, relative=True, due_on=day(60))
    ReadingFactory(series=read, value=Decimal(500), as_of=day(50), recorded_at=noon(day(40)))
    return {"sources": sources, "advice": advice, "panel": panel}


@pytest.fixture
def board(cast: Cast, signed_in: Any) -> Client:
    client: Client = signed_in(cast.board)
    return client


def ask(client: Client, cast: Cast, **query: Any) -> Any:
    return client.get(reverse("measures", args=[cast.plan.slug]), query)


def refs(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.context["form"].errors
    return [line.ref for group in answer.context["groups"] for block in group.blocks for line in block.lines]


def lines(answer: Any) -> dict[str, Any]:
    return {line.ref: line for group in answer.context["groups"] for block in group.blocks for line in block.lines}


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({}, ["met", "near", "missed", "silent", "early", "read"]),
        ({"state": ["met"]}, ["met", "read"]),
        ({"state": ["near", "missed"]}, ["near", "missed"]),
        ({"state": ["not_reported"]}, ["silent"]),
        ({"state": ["too_early"]}, ["early"]),
        ({"state": ["no_target"]}, []),
        ({"only": ["late"]}, ["silent"]),
        ({"only": ["unconfirmed"]}, ["read"]),
        ({"only": ["unconfirmed", "late"]}, []),
        ({"ambition": "4"}, ["early", "read"]),
        ({"ambition": "1", "state": ["met", "missed"]}, ["met", "missed", "read"]),
        ({"q": "advice"}, ["met", "near", "missed", "silent"]),
        ({"q": "CAFÉ transitions"}, ["early"]),
        ({"q": "advice transitions"}, []),
        ({"q": "sm2"}, ["early", "read"]),
    ],
    ids=str,
)
def test_each_filter(query: dict[str, Any], left: list[str], board: Client, cast: Cast, panel: Any) -> None:
    assert refs(ask(board, cast, **query)) == left


def test_by_source_and_of_the_same_printing(board: Client, cast: Cast, panel: Any) -> None:
    ehm, data = (str(source.pk) for source in panel["sources"])

    assert refs(ask(board, cast, source=data)) == ["early", "read"]
    assert refs(ask(board, cast, source=data, ambition="4")) == ["early", "read"]
    assert refs(ask(board, cast, source=ehm, ambition="4")) == []


def test_the_first_sentence_counts_the_whole_plan_and_each_number_leads_to_its_list(
    board: Client, cast: Cast, panel: Any
) -> None:
    answer = ask(board, cast, state="met")
    text = " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())

    assert "2 of 6 series met their target and 1 missed it. 1 is too early to judge, 1 is not reported." in text
    assert "1 is late with a reading." in text
    for name, left in {"met": ["met", "read"], "missed": ["missed"], "late": ["silent"], "total": None}.items():
        found = refs(board.get(answer.context["headline"][name].href))
        assert found == left if left else len(found) == 6
    assert answer.context["bar"].text == (
        "6 series: 1 missed, 1 not reported, 1 within tolerance, 1 too early to say, 2 met"
    )


def test_a_measure_of_two_ambitions_is_listed_once_under_the_first(board: Client, cast: Cast, panel: Any) -> None:
    answer = ask(board, cast)

    assert [(group.number, [block.ref for block in group.blocks]) for group in answer.context["groups"]] == [
        (1, ["SM1", "SM2"])
    ]
    assert "Also under ambition 4" in answer.content.decode()


def test_and_under_the_one_that_is_asked_for(board: Client, cast: Cast, panel: Any) -> None:
    answer = ask(board, cast, ambition="4")

    assert [group.number for group in answer.context["groups"]] == [4]
    assert "Also under ambition 1" in answer.content.decode()


def test_a_measure_that_is_printed_nowhere_comes_last(board: Client, cast: Cast, panel: Any) -> None:
    Placement.objects.filter(measure=panel["advice"]).delete()

    assert [group.number for group in ask(board, cast).context["groups"]] == [1, 0]
    assert "Printed under no ambition" in ask(board, cast).content.decode()


def test_a_measure_of_which_nothing_is_counted_is_listed_where_no_series_is_asked_for(
    board: Client, cast: Cast, first: Ambition
) -> None:
    PlacementFactory(measure=SuccessMeasureFactory(plan=cast.plan, title="Views of children"), ambition=first)

    assert "Nothing is counted for it yet." in ask(board, cast, q="views").content.decode()
    assert "Views of children" not in ask(board, cast, state="no_target").content.decode()


def test_what_a_row_says(board: Client, cast: Cast, panel: Any) -> None:
    ReadingFactory(series=Series.objects.get(ref="read"), value=Decimal(510), as_of=day(45), is_provisional=True)
    answer = ask(board, cast)
    shown, row = answer.content.decode(), lines(answer)["read"]

    assert (row.latest, row.is_provisional, row.label) == ("510", True, "Within tolerance")
    assert row.target == "505 or fewer"
    assert row.since_baseline.words == "Better: down 51 since the baseline"
    assert row.since_baseline.arrow == "down-better"
    assert row.since_last.words == "Worse: up 10 since the last reading"
    assert row.since_last.arrow == "up-worse"
    assert row.is_unconfirmed
    assert "Interpretation, not yet confirmed" in shown
    assert '<strong class="state state--near">Within tolerance</strong>' in shown
    assert "Head of SEND, Council" in shown
    assert "Nobody is named to report it" in shown


@pytest.mark.parametrize(
    ("value", "said", "arrow"),
    [
        (100, "No change since the baseline", "level-same"),
        (97, "As good: down 3 points since the baseline", "down-same"),
        (80, "Worse: down 20 points since the baseline", "down-worse"),
    ],
)
def test_what_should_stay_in_place(
    value: int, said: str, arrow: str, board: Client, cast: Cast, first: Ambition
) -> None:
    measure = SuccessMeasureFactory(plan=cast.plan)
    held = SeriesFactory(ref="held", measure=measure, better="hold")
    BaselineFactory(series=held, value=Decimal(100), as_of=day(400))
    TargetFactory(series=held, range=True, low=Decimal(95), high=Decimal(100), due_on=day(60))
    ReadingFactory(series=held, value=Decimal(value), as_of=day(50), recorded_at=noon(day(40)))
    moved = lines(ask(board, cast))["held"].since_baseline

    assert (moved.words, moved.arrow) == (said, arrow)


def test_not_reported_is_never_nought_and_late_says_since_when(board: Client, cast: Cast, panel: Any) -> None:
    answer = ask(board, cast, only="late")
    row = lines(answer)["silent"]

    assert (row.latest, row.since_baseline, row.is_late) == ("", None, True)
    assert "Not reported yet" in answer.content.decode()
    assert f"Late since {row.expected}" in answer.content.decode()


def test_every_chart_is_an_image_with_its_words(board: Client, cast: Cast, panel: Any) -> None:
    shown = ask(board, cast).content.decode()
    images = re.findall(r'<img class="measures__picture" src="data:image/svg\+xml;base64,[^"]+" alt="([^"]+)"', shown)

    assert len(images) == 6
    assert all(alt.startswith("Chart of ") for alt in images)
    assert "chart.js" not in shown


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"ambition": "9"}, "ambition"),
        ({"ambition": "x"}, "ambition"),
        ({"source": "0"}, "source"),
        ({"state": "red"}, "state"),
        ({"only": "never"}, "only"),
        ({"q": "x" * 201}, "q"),
        ({"q": "\x00"}, "q"),
    ],
    ids=str,
)
def test_a_slip_in_the_address_is_told_beside_its_field(
    query: dict[str, str], field: str, board: Client, cast: Cast, panel: Any
) -> None:
    answer = ask(board, cast, **query)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Nothing is listed until the filter is put right." in answer.content.decode()
    assert '<details class="govuk-details" id="filters" open>' in answer.content.decode()


def test_a_day_to_come_is_told(board: Client, cast: Cast, panel: Any) -> None:
    answer = ask(board, cast, as_at="2999-01-01")

    assert answer.status_code == 422
    assert 'aria-describedby="as-at-error"' in answer.content.decode()


def test_a_past_day_knows_nothing_of_what_was_recorded_later(board: Client, cast: Cast, panel: Any) -> None:
    SuccessMeasureFactory(plan=cast.plan, ref="SM9", title="Added since", added_on=day(3))
    answer = ask(board, cast, as_at=day(25).isoformat())

    assert lines(answer)["met"].state == "not_reported"
    assert lines(answer)["read"].latest == "500"
    assert "Added since" not in answer.content.decode()
    assert "Added since" in ask(board, cast).content.decode()


def test_before_there_were_measures_it_says_so(board: Client, cast: Cast) -> None:
    assert "The plan had no measures on this day." in ask(board, cast).content.decode()


def test_filters_in_force_can_be_taken_away_one_by_one(board: Client, cast: Cast, panel: Any) -> None:
    past = day(1).isoformat()
    answer = ask(board, cast, state=["met", "near"], ambition="1", as_at=past, page="2")
    chosen = {one["text"]: parse_qs(urlsplit(one["href"]).query) for one in answer.context["chosen"]}

    assert chosen["How it stands: Met"] == {"state": ["near"], "ambition": ["1"], "as_at": [past]}
    assert "ambition" not in chosen["Ambition: 1. What ambition 1 promises"]
    assert len(chosen) == 3
    assert 'name="state" value="near"' in answer.content.decode(), "another day keeps the filter"


def test_twenty_five_measures_to_a_page_and_charts_for_no_more(board: Client, cast: Cast, first: Ambition) -> None:
    for number in range(26):
        measure = SuccessMeasureFactory(plan=cast.plan, order=number)
        PlacementFactory(measure=measure, ambition=first, order=number)
        counted(f"s{number}", 45, measure=measure)
    one, two = ask(board, cast, state="met"), ask(board, cast, state="met", page="2")

    assert refs(one) == [f"s{number}" for number in range(25)]
    assert refs(two) == ["s25"]
    assert two.content.decode().count("measures__picture") == 1
    assert "state=met&amp;page=2" in one.content.decode()
    assert "26 series" in one.content.decode()


def table(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_the_csv_is_exactly_what_is_shown(board: Client, cast: Cast, panel: Any) -> None:
    page = ask(board, cast, ambition="4")
    answer = board.get(page.context["csv"])
    rows = table(answer)

    assert answer["Content-Disposition"] == (
        f'attachment; filename="{cast.plan.slug}-measures-{TODAY.isoformat()}.csv"'
    )
    assert [row["Series"] for row in rows] == refs(page)
    assert list(rows[0]) == HEADER
    read = rows[1]
    assert (read["Measure"], read["Ambition"], read["Also under"]) == ("SM2", "4", "Also under ambition 1")
    assert (read["Baseline"], read["Latest"], read["As of"]) == ("561", "500", day(50).isoformat())
    assert (read["Target in force"], read["Due"], read["How it stands"]) == ("505 or fewer", day(60).isoformat(), "Met")
    assert read["Rests on an interpretation not yet confirmed"] == "yes"
    assert read["Why"] == lines(page)["read"].sentence


def test_a_csv_that_cannot_be_read_is_the_list_with_what_is_wrong(board: Client, cast: Cast, panel: Any) -> None:
    answer = board.get(reverse("measures-csv", args=[cast.plan.slug]), {"ambition": "9"})

    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/html")


def test_nothing_typed_is_run_by_a_spreadsheet(board: Client, cast: Cast, panel: Any) -> None:
    Series.objects.filter(ref="read").update(name="=1+1")
    rows = table(board.get(reverse("measures-csv", args=[cast.plan.slug])))

    assert rows[-1]["Name"] == "'=1+1"


@pytest.mark.parametrize("size", [3, 30])
def test_the_same_queries_whatever_the_size(
    size: int, cast: Cast, board: Client, first: Ambition, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        measure = SuccessMeasureFactory(plan=cast.plan, owner=cast.post)
        PlacementFactory(measure=measure, ambition=first)
        EvidencesFactory(measure=measure, action=cast.action)
        series = counted(f"s{number}", 45, measure=measure)
        BaselineFactory(series=series)
        ComparatorFactory(series=series)
        SeriesFactory(measure=measure, part_of=series)

    with django_assert_num_queries(QUERIES):
        ask(board, cast, state=["met", "no_target", "not_reported"])


@pytest.mark.parametrize(
    ("who", "offered"),
    [("officer", {"Add a measure", "Load a file"}), ("data_officer", {"Load a file"}), ("lead", set())],
)
def test_each_is_offered_what_they_may_do(who: str, offered: set[str], cast: Cast, signed_in: Any, panel: Any) -> None:
    client = signed_in(getattr(cast, who))
    every = {"Add a measure", "Load a file"}

    assert {said for said in every if said in ask(client, cast).content.decode()} == offered
    assert not {said for said in every if said in ask(client, cast, as_at=day(1).isoformat()).content.decode()}


@pytest.mark.parametrize("name", ["measures", "measures-csv"])
def test_strangers_are_told_nothing(name: str, cast: Cast, signed_in: Any, panel: Any) -> None:
    address = reverse(name, args=[cast.plan.slug])

    assert signed_in(cast.stranger).get(address).status_code == 404
    assert signed_in(cast.observer).get(address).status_code == 404
