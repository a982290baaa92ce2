"""The impact panel: how many series stand how, and every number leads to exactly the series that it counts."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from measures.trajectory import STATE_LABELS, State
from plans.document import Document
from reports.impact import Impact, frozen, impact
from tests.measures.hand_made import action, area, measure, plan, series

AS_AT = dt.date(2026, 3, 27)


def panel(*measures: Document, **document: list[Document]) -> Impact:
    """The panel of a plan with some measures."""
    found = impact(plan(measures=list(measures), **document), AS_AT)
    assert found
    return found


def states(*wanted: str, **more: Any) -> list[Document]:
    """A series of each state."""
    return [series(state=state, label=STATE_LABELS[state], **more) for state in wanted]


def counted(found: Impact) -> dict[str, dict[str, int]]:
    """The numbers of each line that are not nought."""
    return {line.name: {one.colour: one.count for one in line.figures if one.count} for line in found.ambitions}


def asks(href: str) -> dict[str, list[str]]:
    """What an address asks the list of measures for."""
    assert urlsplit(href).path == "/plans/hillside-send/measures/"
    return parse_qs(urlsplit(href).query)


def test_a_plan_without_measures_has_no_panel() -> None:
    assert impact(plan([action("1.1.1", "blue")]), AS_AT) is None


def test_every_state_is_counted_for_each_ambition_and_for_the_plan() -> None:
    found = panel(
        measure("SM1", *states("met", "met", "missed", "too_small")),
        measure("SM2", *states("near", "not_reported", "too_early", "no_target"), ambitions=[2]),
    )
    assert counted(found) == {
        "1. Early help": {"met": 2, "missed": 1, "too_small": 1},
        "2. Good plans": {"near": 1, "not_reported": 1, "too_early": 1, "no_target": 1},
    }
    assert {one.colour: one.count for one in found.whole.figures} == {state: 1 + (state == "met") for state in State}
    assert (found.whole.total.count, found.met.count, found.missed.count) == (8, 2, 1)
    assert found.met.share == "25%"


def test_a_measure_printed_under_two_ambitions_counts_once_in_each_and_once_in_the_plan() -> None:
    found = panel(measure("SM1", *states("met", "missed"), ambitions=[1, 2]), measure("SM2", *states("met")))
    assert [line.total.count for line in found.ambitions] == [3, 2]
    assert (found.whole.total.count, found.printed_twice) == (3, 2)


def test_what_is_late_stands_in_its_state_too() -> None:
    found = panel(measure("SM1", *states("met"), *states("not_reported", is_late=True)))
    assert (found.whole.late.count, found.whole.total.count) == (1, 2)
    assert counted(found)["1. Early help"] == {"met": 1, "not_reported": 1}


@pytest.mark.parametrize(
    ("pick", "query"),
    [
        pytest.param(lambda it: it.whole.total, {}, id="all"),
        pytest.param(lambda it: it.met, {"state": ["met"]}, id="met"),
        pytest.param(lambda it: it.whole.late, {"only": ["late"]}, id="late"),
        pytest.param(lambda it: it.ambitions[1].total, {"ambition": ["2"]}, id="all of an ambition"),
        pytest.param(lambda it: it.ambitions[1].late, {"ambition": ["2"], "only": ["late"]}, id="late of an ambition"),
        pytest.param(
            lambda it: it.ambitions[1].figures[0], {"ambition": ["2"], "state": ["missed"]}, id="a state of an ambition"
        ),
    ],
)
def test_every_number_leads_to_its_list_on_the_same_day(pick: Any, query: dict[str, list[str]]) -> None:
    assert asks(pick(panel(measure("SM1", *states("met")))).href) == query | {"as_at": ["2026-03-27"]}


def test_the_bar_says_itself_in_words_and_leads_to_each_state() -> None:
    drawn = panel(measure("SM1", *states("met", "missed", "missed"))).whole.bar
    assert drawn.text == "3 series: 2 missed, 1 met"
    assert [(one.colour, one.count, asks(one.href)["state"]) for one in drawn.segments] == [
        ("missed", 2, ["missed"]),
        ("met", 1, ["met"]),
    ]


def test_a_measure_of_which_nothing_is_counted_is_an_empty_bar() -> None:
    assert panel(measure("SM1")).whole.bar.text == "No series"


def test_the_lists_and_the_gaps_lead_on() -> None:
    work = [action("1.1.1", "blue"), action("1.1.2", "red"), action("1.1.3", "red")]
    found = panel(
        measure("SM1", series("same"), actions=("1.1.1",)),
        measure("SM2", series("better", is_late=True), actions=("1.1.2",)),
        measure("SM3", series("unread"), actions=("1.1.1",)),
        actions=work,
        areas=[area("AFI-1.1")],
    )
    (unchanged,), (moving,) = found.no_change, found.moving
    assert unchanged.about.href == "/plans/hillside-send/actions/1.1.1/?as_at=2026-03-27"
    assert [one.href for one in unchanged.beside] == [
        "/plans/hillside-send/measures/SM1/?as_at=2026-03-27",
        "/plans/hillside-send/measures/SM3/?as_at=2026-03-27",
    ]
    assert (moving.about.ref, [one.ref for one in moving.beside]) == ("SM2", ["1.1.2"])
    assert [(one.label, [gap.href for gap in one.gaps]) for one in found.breaks] == [
        ("1 action with no measure", ["/plans/hillside-send/actions/1.1.3/?as_at=2026-03-27"]),
        ("1 area for improvement without a measure", ["#AFI-1.1"]),
        ("1 measure with a late reading", ["/plans/hillside-send/measures/SM2/?as_at=2026-03-27"]),
    ]


def test_what_is_to_be_said_of_every_gap_alike_is_said_once() -> None:
    bare = [measure("SM1"), measure("SM2", owner="", owner_is_vacant=True), measure("SM3", owner_is_vacant=True)]
    unattached, unowned = panel(*bare).breaks
    assert (unattached.sentence, unattached.gaps[0].title) == (
        "No action of the plan is said to move it.",
        "What SM1 counts",
    )
    assert (unowned.sentence, [gap.title for gap in unowned.gaps]) == (
        "",
        [
            "What SM2 counts. Nobody owns it.",
            "What SM3 counts. Its owner is a vacant post: Head of SEND, Council.",
        ],
    )


def test_what_is_not_known_yet_is_kept_apart_from_no_change() -> None:
    found = panel(measure("SM1", series("unread"), actions=("1.1.1",)), actions=[action("1.1.1", "blue")])
    assert (found.no_change, [one.about.ref for one in found.not_known]) == ([], ["1.1.1"])


# As a pack keeps it


def test_a_pack_keeps_plain_data() -> None:
    kept = frozen(plan([action("1.1.1", "blue")], [measure("SM1", series("same"), actions=("1.1.1",))]))
    assert json.loads(json.dumps(kept)) == kept
    assert kept["plan"] == {"counts": {state: int(state == "met") for state in State}, "late": 0, "total": 1}
    assert [(row["ref"], row["measures"]) for row in kept["no_change"]] == [
        ("1.1.1", [{"ref": "SM1", "title": "What SM1 counts"}])
    ]


@pytest.mark.parametrize(
    ("measures", "says"),
    [
        pytest.param([], "", id="no measures"),
        pytest.param([measure("SM1")], "", id="nothing is counted"),
        pytest.param([measure("SM1", *states("met"))], "Of 1 measured series 1 met its target.", id="one"),
        pytest.param(
            [measure("SM1", *states("missed"))],
            "Of 1 measured series none met its target. The others: 1 missed.",
            id="none",
        ),
        pytest.param(
            [
                measure("SM1", *states("met", "met", "missed", "near", "too_early", "not_reported")),
                measure("SM2", *states("not_reported", "too_small", "no_target", is_late=True)),
            ],
            "Of 9 measured series 2 met their targets. The others: 1 missed, 2 not reported, 1 within tolerance, "
            "1 too small to show, 1 too early to say, 1 no target. Readings of 3 are late.",
            id="one of everything",
        ),
        pytest.param(
            [measure("SM1", series("same"), actions=("1.1.1",))],
            "Of 1 measured series 1 met its target. 1 action is delivered with no measurable change yet.",
            id="delivered with no change",
        ),
    ],
)
def test_the_summarys_sentence(measures: list[Document], says: str) -> None:
    assert frozen(plan([action("1.1.1", "blue")], measures))["sentence"] == says
