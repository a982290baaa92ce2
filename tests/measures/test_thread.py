"""The golden thread: what is delivered and did not change, what moves without it, and where the thread breaks."""

from __future__ import annotations

from typing import Any

import pytest

from measures.thread import Thread, is_delivered, thread
from plans.document import Document

from .hand_made import action, area, measure, plan, series


def delivered(*lines: Document) -> Thread:
    """One action wholly signed off, with one measure of these series."""
    return thread(plan([action("1.1.1", "blue", "blue")], [measure("SM1", *lines, actions=("1.1.1",))]))


def underway(*lines: Document, of: Document | None = None) -> Thread:
    """One action not wholly signed off, with one measure of these series."""
    return thread(plan([of or action("1.1.1", "blue", "red")], [measure("SM1", *lines, actions=("1.1.1",))]))


@pytest.mark.parametrize(
    ("colours", "expected"),
    [
        pytest.param(["blue"], True, id="its only milestone is signed off"),
        pytest.param(["blue", "blue"], True, id="all are signed off"),
        pytest.param(["blue", "withdrawn"], True, id="what was withdrawn does not count"),
        pytest.param(["blue", "white"], False, id="one is not due to start, though the action shows blue"),
        pytest.param(["blue", "purple"], False, id="one waits for sign-off"),
        pytest.param(["blue", "red"], False, id="one is late"),
        pytest.param(["withdrawn"], False, id="all was withdrawn"),
        pytest.param([], False, id="there is nothing to sign off"),
    ],
)
def test_an_action_is_delivered_when_all_that_was_not_withdrawn_is_signed_off(
    colours: list[str], expected: bool
) -> None:
    assert is_delivered(action("1.1.1", *colours)) is expected


HOLDING = {"better": "hold"}


@pytest.mark.parametrize(
    ("lines", "listed", "says"),
    [
        pytest.param(["same"], "no_change", "Its one series stands at its baseline.", id="the same"),
        pytest.param(["worse"], "no_change", "Its one series is worse than its baseline.", id="worse"),
        pytest.param(["better"], "", "", id="better"),
        pytest.param(["better", "worse", "unread"], "", "", id="something is better"),
        pytest.param(
            ["worse", "worse", "same"],
            "no_change",
            "Of its 3 series 2 are worse than their baselines and 1 stands at its baseline.",
            id="nothing is better",
        ),
        pytest.param(
            ["same", "unread", "unread"],
            "no_change",
            "Of its 3 series 1 stands at its baseline and 2 have no reading yet.",
            id="what is known did not change",
        ),
        pytest.param(["unread"], "not_known", "Its one series has no reading yet.", id="no reading yet"),
        pytest.param(["hidden"], "not_known", "Its one series is too small to show.", id="too small to show"),
        pytest.param(["apart"], "not_known", "Its one series cannot be compared with a baseline.", id="no baseline"),
        pytest.param([], "not_known", "Nothing is counted for it yet.", id="nothing is counted"),
        pytest.param(
            ["unread", "unread", "hidden", "apart"],
            "not_known",
            "Of its 4 series 2 have no reading yet, 1 is too small to show and 1 cannot be compared with a baseline.",
            id="nothing can be told, for several reasons",
        ),
    ],
)
def test_delivered_and_what_was_measured_since(lines: list[str], listed: str, says: str) -> None:
    found = delivered(*map(series, lines))
    by_list = {"no_change": found.no_change, "not_known": found.not_known}
    said = {name: [entry.sentence for entry in entries] for name, entries in by_list.items() if entries}
    assert said == ({listed: [says]} if listed else {})


@pytest.mark.parametrize(
    ("lines", "is_listed"),
    [
        pytest.param([series("same", **HOLDING)], False, id="it was to hold its place, and did"),
        pytest.param([series("worse", **HOLDING)], True, id="it was to hold its place, and did not"),
        pytest.param([series("same", **HOLDING), series("worse")], True, id="one held, the other is worse"),
        pytest.param([series("same", **HOLDING), series("better")], False, id="one held, the other is better"),
        pytest.param([series("same", **HOLDING), series("unread")], False, id="one held, the other is not known"),
    ],
)
def test_where_holding_is_what_was_promised_it_is_the_right_way(lines: list[Document], is_listed: bool) -> None:
    assert bool(delivered(*lines).no_change) is is_listed


def test_the_measures_of_an_action_are_told_together() -> None:
    both = [measure("SM1", series("same"), actions=("1.1.1",)), measure("SM2", series("better"), actions=("1.1.1",))]
    alone = thread(plan([action("1.1.1", "blue")], both[:1]))
    assert thread(plan([action("1.1.1", "blue")], both)).no_change == []
    (entry,) = alone.no_change
    assert (entry.ref, entry.title) == ("1.1.1", "What 1.1.1 does")
    assert [(one.ref, one.title) for one in entry.measures] == [("SM1", "What SM1 counts")]


@pytest.mark.parametrize(
    ("lines", "is_listed"),
    [
        pytest.param(["better"], True, id="better"),
        pytest.param(["better", "same", "unread"], True, id="something is better and nothing worse"),
        pytest.param(["better", "worse"], False, id="something is worse"),
        pytest.param(["same"], False, id="the same"),
        pytest.param(["unread"], False, id="not known yet"),
        pytest.param([], False, id="nothing is counted"),
    ],
)
def test_moving_while_the_work_is_not_done(lines: list[str], is_listed: bool) -> None:
    assert bool(underway(*map(series, lines)).moving) is is_listed


def test_holding_is_not_moving() -> None:
    assert underway(series("same", **HOLDING)).moving == []


@pytest.mark.parametrize(
    ("work", "progress"),
    [
        pytest.param(action("1.1.1", "blue", "red", "withdrawn"), ["1 of 2 milestones"], id="some of it is done"),
        pytest.param(action("1.1.1", "white"), ["0 of 1 milestone"], id="none is"),
        pytest.param(action("1.1.1"), ["no milestone"], id="nothing is planned yet"),
        pytest.param(action("1.1.1", "blue"), [], id="delivered"),
        pytest.param(action("1.1.1", "withdrawn"), [], id="no longer to be done"),
    ],
)
def test_moving_says_how_far_the_work_is(work: Document, progress: list[str]) -> None:
    found = underway(series("better"), of=work).moving
    assert [one.progress for entry in found for one in entry.actions] == progress


def test_only_the_actions_still_to_be_done_are_named() -> None:
    work = [action("1.1.1", "blue"), action("1.1.2", "red"), action("1.1.3", "blue", "grey")]
    moved = measure("SM1", series("better"), actions=("1.1.1", "1.1.2", "1.1.3", "9.9.9"))
    (entry,) = thread(plan(work, [moved])).moving
    assert (entry.ref, [one.ref for one in entry.actions]) == ("SM1", ["1.1.2", "1.1.3"])
    assert entry.sentence == (
        "Its one series is better than its baseline, while 2 actions it is evidence of are not wholly signed off."
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param({"doubt": "It may be a slip."}, ", with the direction of SM1a in doubt.", id="direction in doubt"),
        pytest.param(
            {"latest": {"value": 37, "hidden": False, "provisional": True}},
            ", by a provisional figure for SM1a.",
            id="provisional",
        ),
    ],
)
def test_what_a_comparison_rests_on_is_told(line: dict[str, Any], says: str) -> None:
    assert delivered(series("worse", **line)).no_change[0].sentence.endswith(says)


def gaps(**document: list[Document]) -> dict[str, list[tuple[str, str]]]:
    """The gaps that there are, by kind."""
    found = thread(plan(**document)).gaps
    kinds = ("unmeasured", "unattached", "uncovered", "unowned", "silent")
    return {kind: [(gap.ref, gap.sentence) for gap in getattr(found, kind)] for kind in kinds if getattr(found, kind)}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(
            {"actions": [action("1.1.1", "red")], "measures": [measure("SM1", series(), actions=("1.1.1",))]},
            {},
            id="a whole thread has no gap",
        ),
        pytest.param(
            {"actions": [action("1.1.1", "red")]},
            {"unmeasured": [("1.1.1", "No measure shows what it changes.")]},
            id="an action with no measure",
        ),
        pytest.param({"actions": [action("1.1.1", "withdrawn")]}, {}, id="withdrawn work needs no measure"),
        pytest.param(
            {"measures": [measure("SM1", series())]},
            {"unattached": [("SM1", "No action of the plan is said to move it.")]},
            id="a measure with no action",
        ),
        pytest.param(
            {"actions": [action("1.1.1", "withdrawn")], "measures": [measure("SM1", series(), actions=("1.1.1",))]},
            {"unattached": [("SM1", "No action of the plan is said to move it.")]},
            id="a measure of withdrawn work alone",
        ),
        pytest.param(
            {"areas": [area("AFI-1.1")]},
            {"uncovered": [("AFI-1.1", "No action answers it, so nothing measures whether it is put right.")]},
            id="an area that no action answers",
        ),
        pytest.param(
            {
                "actions": [action("1.1.1", "red"), action("1.1.2", "red"), action("1.1.3", "red")],
                "measures": [measure("SM1", series(), actions=("1.1.3",))],
                "areas": [
                    area("AFI-1.1", "1.1.1"),
                    area("AFI-1.2", "1.1.1", "1.1.2"),
                    area("AFI-1.3", "1.1.1", "1.1.3"),
                ],
            },
            {
                "unmeasured": [(ref, "No measure shows what it changes.") for ref in ("1.1.1", "1.1.2")],
                "uncovered": [
                    ("AFI-1.1", "1.1.1 answers it, without any measure."),
                    ("AFI-1.2", "1.1.1 and 1.1.2 answer it, without any measure."),
                ],
            },
            id="areas whose actions have no measure",
        ),
        pytest.param(
            {
                "actions": [action("1.1.1", "red")],
                "measures": [
                    measure("SM1", series(), actions=("1.1.1",), owner="", owner_is_vacant=True),
                    measure("SM2", series(), actions=("1.1.1",), owner="Head of SEND, Council", owner_is_vacant=True),
                ],
            },
            {
                "unowned": [
                    ("SM1", "Nobody owns it."),
                    ("SM2", "Its owner is a vacant post: Head of SEND, Council."),
                ]
            },
            id="an owner who is missing or a vacant post",
        ),
        pytest.param(
            {
                "actions": [action("1.1.1", "red")],
                "measures": [
                    measure("SM1", series(ref="SM1a", is_late=True), series(ref="SM1b"), actions=("1.1.1",)),
                    measure(
                        "SM2",
                        series(ref="SM2a", is_late=True, reading_due_on="2026-03-31"),
                        series(ref="SM2b", is_late=True, reading_due_on="2026-01-31"),
                        actions=("1.1.1",),
                    ),
                ],
            },
            {
                "silent": [
                    ("SM1", "A reading of SM1a should have come in by 30 April 2026."),
                    ("SM2", "Readings of SM2a and SM2b should have come in by 31 January 2026."),
                ]
            },
            id="silent",
        ),
    ],
)
def test_where_the_thread_breaks(
    document: dict[str, list[Document]], expected: dict[str, list[tuple[str, str]]]
) -> None:
    assert gaps(**document) == expected


def test_a_plan_without_measures_has_only_gaps() -> None:
    found = thread(plan([action("1.1.1", "blue")]))
    assert (found.no_change, found.not_known, found.moving) == ([], [], [])
