"""How a series stands on a day, case by case, and the words that say so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from measures.interpretation import Step
from measures.trajectory import STATE_LABELS, Moved, Point, State, Trajectory, judge

from .plain_facts import day, facts, point, target, yearly
from .trajectory_cases import CASES, COUNT_DOWN, Case

ON = dt.date(2025, 6, 1)
"""Between the target of April 2025 and that of April 2026."""
DUE = ["43", "45"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_state_and_the_sentence(case: Case) -> None:
    stands = judge(case.facts(), ON)
    assert (stands.state, stands.sentence) == (case.state, case.sentence)


def test_every_state_has_a_case_and_a_label() -> None:
    assert {case.state for case in CASES} == set(State) == set(STATE_LABELS)


def test_the_states_are_labelled() -> None:
    assert judge(facts(), ON).label == "No target"


# Which target holds


@pytest.mark.parametrize(
    ("on", "held", "follows"),
    [
        pytest.param("2025-04-29", None, 2025, id="the day before the first"),
        pytest.param("2025-04-30", 2025, 2026, id="the day of the first"),
        pytest.param("2026-04-29", 2025, 2026, id="until the day before the second"),
        pytest.param("2026-04-30", 2026, None, id="the day of the last"),
        pytest.param("2031-01-01", 2026, None, id="the last goes on"),
    ],
)
def test_targets_are_steps(on: str, held: int | None, follows: int | None) -> None:
    stands = judge(facts([point("2025-04-30", "43")], yearly(DUE)), day(on))
    assert (_year(stands.target), _year(stands.next_target)) == (held, follows)


def _year(step: Step | None) -> int | None:
    return step.due_on.year if step else None


# Which reading answers it


@pytest.mark.parametrize(
    ("frequency", "too_old", "answers"),
    [
        pytest.param("monthly", "2025-03-31", "2025-04-01", id="monthly"),
        pytest.param("quarterly", "2025-01-31", "2025-02-01", id="quarterly"),
        pytest.param("termly", "2024-12-31", "2025-01-01", id="termly"),
        pytest.param("yearly", "2024-04-30", "2024-05-01", id="yearly"),
        pytest.param("", "2024-04-30", "2024-05-01", id="not said, so yearly"),
    ],
)
def test_a_reading_answers_a_target_within_one_interval(frequency: str, too_old: str, answers: str) -> None:
    def state(as_of: str) -> str:
        return judge(facts([point(as_of, "44")], yearly(DUE), frequency=frequency), ON).state

    assert (state(too_old), state(answers)) == ("not_reported", "met")


def test_the_interval_before_the_end_of_february() -> None:
    line = facts([point("2025-01-31", "44")], [target("2025-02-28", "43")], frequency="monthly")
    assert judge(line, ON).state == "not_reported"


# Tolerance


@pytest.mark.parametrize(
    ("value", "state"),
    [
        pytest.param("95", "near", id="5% of 100 short"),
        pytest.param("94.9999", "missed", id="a hair more than that"),
        pytest.param("100", "met", id="there"),
        pytest.param("99.9999", "near", id="a hair short is not met"),
    ],
)
def test_the_edges_of_the_tolerance(value: str, state: str) -> None:
    assert judge(facts([point("2025-04-30", value)], yearly(["100"])), ON).state == state


# Which way


@pytest.mark.parametrize(
    ("better", "before", "after", "moved"),
    [
        pytest.param("up", "40", "41", Moved.BETTER, id="up: risen"),
        pytest.param("up", "40", "39", Moved.WORSE, id="up: fallen"),
        pytest.param("down", "40", "39", Moved.BETTER, id="down: fallen"),
        pytest.param("down", "40", "41", Moved.WORSE, id="down: risen"),
        pytest.param("hold", "40", "42", Moved.BETTER, id="hold: nearer to the target"),
        pytest.param("hold", "43", "45", Moved.WORSE, id="hold: away from the target"),
        pytest.param("hold", "42", "44", Moved.SAME, id="hold: as near on the other side"),
        pytest.param("up", "40", "40", Moved.SAME, id="no change"),
        pytest.param("up", None, "41", None, id="from what is hidden"),
        pytest.param("up", "40", None, None, id="to what is hidden"),
    ],
)
def test_which_way_it_moved(better: str, before: str | None, after: str | None, moved: Moved | None) -> None:
    readings = [point("2025-03-31", before), point("2025-04-30", after)]
    assert judge(facts(readings, yearly(DUE), better=better), ON).since_last is moved


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        pytest.param("40", Moved.SAME, id="in its place"),
        pytest.param("41", Moved.WORSE, id="above"),
        pytest.param("39", Moved.WORSE, id="below"),
    ],
)
@pytest.mark.parametrize("has_baseline", [True, False], ids=["of the baseline", "of the reading before"])
def test_what_should_stay_in_place_without_a_target(after: str, moved: Moved, has_baseline: bool) -> None:
    readings = [point("2025-03-31", "40"), point("2025-04-30", after)]
    more = {} if has_baseline else {"baseline": None}

    stands = judge(facts(readings, better="hold", **more), ON)

    assert stands.since_last is moved
    assert stands.since_baseline is (moved if has_baseline else None)


def test_a_reading_from_before_the_baseline_is_no_change_since_it() -> None:
    stands = judge(facts([point("2024-04-29", "35")], yearly(DUE)), ON)
    assert stands.since_baseline is None
    assert "baseline" not in stands.sentence


def test_one_reading_has_none_before_it() -> None:
    stands = judge(facts([point("2025-04-30", "35")], yearly(DUE)), ON)
    assert (stands.previous, stands.since_last) == (None, None)


# How far to the next


@pytest.mark.parametrize(
    ("targets", "value", "to_next"),
    [
        pytest.param(DUE, "41", Decimal(4), id="to the one that follows"),
        pytest.param(["43"], "41", Decimal(2), id="to the one in force where none follows"),
        pytest.param(DUE, "46", Decimal(0), id="there already"),
        pytest.param(DUE, None, None, id="hidden"),
        pytest.param([], "41", None, id="no target"),
    ],
)
def test_how_far_it_is_to_the_next(targets: list[str], value: str | None, to_next: Decimal | None) -> None:
    assert judge(facts([point("2025-04-30", value)], yearly(targets)), ON).to_next == to_next


def test_there_is_no_distance_without_a_reading() -> None:
    assert judge(facts([], yearly(DUE)), ON).to_next is None


# When a reading is expected


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        pytest.param("monthly", "2025-07-12", id="monthly: 31 May"),
        pytest.param("quarterly", "2025-09-11", id="quarterly: 31 July"),
        pytest.param("termly", "2025-10-12", id="termly: 31 August"),
        pytest.param("yearly", "2026-06-11", id="yearly: 30 April"),
        pytest.param("", "2026-06-11", id="not said: 30 April"),
    ],
)
def test_a_reading_is_expected_an_interval_and_six_weeks_after_the_last(frequency: str, expected: str) -> None:
    line = facts([point("2025-04-30", "43")], yearly(DUE), frequency=frequency)

    assert judge(line, ON).reading_due_on == day(expected)
    assert not judge(line, day(expected)).is_late
    assert judge(line, day(expected) + dt.timedelta(days=1)).is_late


@pytest.mark.parametrize(
    ("began", "expected"),
    [
        pytest.param(None, "2025-12-12", id="no baseline: from the start of the plan"),
        pytest.param(point("2024-04-30", "40"), "2025-12-12", id="a baseline before the plan: not before it starts"),
        pytest.param(point("2025-01-31", "40"), "2026-03-14", id="a baseline within the plan: from its day"),
    ],
)
def test_without_a_reading_it_is_counted_from_the_baseline_or_the_start_of_the_plan(
    began: Point | None, expected: str
) -> None:
    assert judge(facts(baseline=began), ON).reading_due_on == day(expected)


def test_what_is_late_is_said() -> None:
    line = facts([point("2025-04-30", "43")], yearly(["43"]), frequency="monthly")
    assert judge(line, dt.date(2025, 7, 13)).sentence.endswith(
        "baseline of 40%. A reading was expected by 12 July 2025."
    )


def test_a_hidden_reading_counts_as_reported() -> None:
    line = facts([point("2025-04-30", None)], yearly(DUE), frequency="monthly")
    assert judge(line, ON).reading_due_on == dt.date(2025, 7, 12)


# How many points


@pytest.mark.parametrize(
    ("shown", "hidden", "words"),
    [
        pytest.param(0, 0, "No readings yet: what is shown is the dated targets.", id="none"),
        pytest.param(
            1, 0, "1 reading: too few for limits, so what is shown is the dated targets and the readings.", id="one"
        ),
        pytest.param(
            4, 0, "4 readings: too few for limits, so what is shown is the dated targets and the readings.", id="four"
        ),
        pytest.param(5, 0, "5 readings: still too few for limits, which need 12.", id="five"),
        pytest.param(11, 0, "11 readings: still too few for limits, which need 12.", id="eleven"),
        pytest.param(12, 0, "12 readings: enough for limits.", id="twelve"),
        pytest.param(
            11, 3, "14 readings, 3 of them too small to show: still too few for limits, which need 12.", id="hidden"
        ),
        pytest.param(
            0, 2, "2 readings, too small to show: too few for limits, so what is shown is the dated targets and the "
            "readings.", id="all hidden",
        ),
    ],
)  # fmt: skip
def test_how_many_points_and_what_they_allow(shown: int, hidden: int, words: str) -> None:
    values = ["43", "44"] * shown
    points = [Point(dt.date(2023, 1, 31) + dt.timedelta(days=28 * n), Decimal(values[n])) for n in range(shown)]
    points += [Point(dt.date(2024, 6, 30) + dt.timedelta(days=28 * n), None) for n in range(hidden)]

    stands = judge(facts(points, yearly(DUE)), ON)

    assert stands.points_in_words == words
    assert (stands.chart is not None) == (shown >= 12)
    assert bool(stands.signals) == (shown >= 12)


# Small numbers


def test_nothing_gives_a_hidden_number_away() -> None:
    """The same, to the letter, whatever the number is: it is not among the facts."""
    stands = judge(facts([point("2025-03-31", "12"), point("2025-04-30", None)], yearly(["10", "5"]), **COUNT_DOWN), ON)

    assert _made_of_a_value(stands) == (None, None, None, "")
    assert "12" not in stands.sentence


def test_nothing_is_told_of_the_way_from_a_hidden_number() -> None:
    stands = judge(facts([point("2025-03-31", None), point("2025-04-30", "12")], yearly(["10"]), **COUNT_DOWN), ON)
    assert stands.since_last is None


def _made_of_a_value(stands: Trajectory) -> tuple[Any, ...]:
    return (stands.since_baseline, stands.since_last, stands.to_next, stands.projection)
