"""Printed targets read as values: every shape that the plan's tables of success measures have."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.interpretation import Step, steps
from tests.plans.folders import published_rows

from .interpretation_cases import CHANGES, PRINTED, Case
from .plain_facts import baseline, read, series, target, yearly

CONFIRMED = {"confirmed_at": dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC)}


def read_case(case: Case) -> tuple[Step, ...]:
    return read(case.printed, case.of, case.period, **case.kind)


@pytest.mark.parametrize("case", [*PRINTED, *CHANGES], ids=lambda case: case.ref)
def test_what_printed_targets_come_to(case: Case) -> None:
    found = read_case(case)

    assert [step.value for step in found] == [Decimal(value) for value in case.values.split()]
    assert (found[0].goal, found[-1].goal) == (case.first, case.last)
    assert (found[0].reading, found[-1].reading) == case.readings


@pytest.mark.parametrize("case", CHANGES, ids=lambda case: case.ref)
def test_the_cases_are_what_the_plan_prints(case: Case) -> None:
    rows = [row for row in published_rows("targets.csv") if row["series"] == case.ref]
    (of,) = (
        row for row in published_rows("baselines.csv") if row["series"] == case.ref and row["is_reference"] == "yes"
    )

    assert [Decimal(row["amount"]) for row in rows] == [Decimal(word.split()[0].strip("%")) for word in case.printed]
    assert (of["value"], of["period"]) == (case.of, case.period)


def test_every_change_that_the_plan_prints_has_a_case() -> None:
    changes = {row["series"] for row in published_rows("targets.csv") if row["basis"]}
    assert changes == {case.ref for case in CHANGES}


def test_a_change_may_be_read_on_the_target_before_it() -> None:
    on = yearly(["-30%", "-30%", "-60%", "-10%"], basis="previous")
    found = steps(series(unit="count", better="down"), baseline("3", "Jul 24"), on)

    assert [step.goal for step in found] == ["2 or fewer", "1 or fewer", "none", "none"]
    assert found[0].reading == "−30% of the Jul 24 baseline of 3: 2 or fewer"
    assert found[1].reading == "−30% of the 2 that is asked for by 2025-04-30: 1 or fewer"


# Which values keep to a step


@pytest.mark.parametrize(
    ("kind", "printed", "ends"),
    [
        pytest.param({"better": "up"}, "43", ("43", None), id="higher is better: at least"),
        pytest.param({"better": "down"}, "43", (None, "43"), id="lower is better: at most"),
        pytest.param({"better": "hold"}, "43", ("43", "43"), id="staying in place: just that"),
        pytest.param({"better": "up"}, "1.6-1.7", ("1.6", "1.7"), id="a range keeps both its ends"),
        pytest.param({"better": "down"}, "1.6-1.7", ("1.6", "1.7"), id="a range of which lower is better"),
    ],
)
def test_the_ends_of_a_step(kind: dict[str, str], printed: str, ends: tuple[str | None, str | None]) -> None:
    (step,) = read([printed], unit="score", decimals=1, **kind)
    assert (step.low, step.high) == tuple(None if end is None else Decimal(end) for end in ends)
    assert (step.value is None) == ("-" in printed)


@pytest.mark.parametrize(
    ("better", "printed", "value", "short"),
    [
        pytest.param("up", "43", "43", "0", id="up: there"),
        pytest.param("up", "43", "50", "0", id="up: beyond"),
        pytest.param("up", "43", "40.5", "2.5", id="up: below"),
        pytest.param("down", "43", "43", "0", id="down: there"),
        pytest.param("down", "43", "0", "0", id="down: beyond"),
        pytest.param("down", "43", "50", "7", id="down: above"),
        pytest.param("hold", "43", "43", "0", id="hold: there"),
        pytest.param("hold", "43", "40", "3", id="hold: below"),
        pytest.param("hold", "43", "50", "7", id="hold: above"),
        pytest.param("up", "1.6-1.7", "1.6", "0", id="range, up: at its lower end"),
        pytest.param("up", "1.6-1.7", "1.9", "0", id="range, up: above it is fine"),
        pytest.param("up", "1.6-1.7", "1.4", "0.2", id="range, up: below"),
        pytest.param("down", "1.6-1.7", "1.4", "0", id="range, down: below it is fine"),
        pytest.param("down", "1.6-1.7", "1.9", "0.2", id="range, down: above"),
        pytest.param("hold", "1.6-1.7", "1.65", "0", id="range, hold: within"),
        pytest.param("hold", "1.6-1.7", "1.9", "0.2", id="range, hold: above"),
        pytest.param("hold", "1.6-1.7", "1.5", "0.1", id="range, hold: below"),
    ],
)
def test_how_far_a_value_is_from_a_step(better: str, printed: str, value: str, short: str) -> None:
    (step,) = read([printed], unit="score", decimals=1, better=better)
    assert step.shortfall(Decimal(value), better) == Decimal(short)


# Goals


@pytest.mark.parametrize(
    ("kind", "printed", "goal"),
    [
        pytest.param({"unit": "score", "decimals": 1}, "1.6-1.7", "between 1.6 and 1.7", id="a range"),
        pytest.param({"unit": "per_cent"}, "40-45", "between 40% and 45%", id="a range of per cent"),
        pytest.param({"unit": "score", "better": "hold"}, "2-2", "exactly 2", id="a range of one value"),
        pytest.param({"unit": "score", "highest": Decimal(2)}, "2", "2", id="the top of its scale"),
        pytest.param({"unit": "count", "better": "down"}, "0", "none", id="no more of them"),
        pytest.param({"unit": "per_cent", "better": "down"}, "0", "0%", id="nought per cent"),
        pytest.param({"unit": "per_cent"}, "92.5", "92.5% or more", id="a printed place is never rounded away"),
        pytest.param({"unit": "count", "better": "hold"}, "12", "exactly 12", id="a count that stays"),
    ],
)
def test_goals_in_words(kind: dict[str, Any], printed: str, goal: str) -> None:
    (step,) = read([printed], **kind)
    assert step.goal == goal


# Changes on a baseline


def test_a_change_by_itself_is_measured_from_the_baseline_alone() -> None:
    found = steps(
        series(unit="count", better="down"), baseline("561"), yearly(["-10%", "-5%", "-2%"], basis="from_baseline")
    )
    assert [step.value for step in found] == [505, 533, 550]
    assert found[1].reading == "−5% of the baseline of 561: 533 or fewer"


def test_a_change_by_itself_does_not_join_those_that_add_up() -> None:
    targets = yearly(["-10%", "-20%", "-5%"])
    targets[1].basis = "from_baseline"

    found = steps(series(unit="count", better="down"), baseline("100"), targets)

    assert [step.value for step in found] == [90, 80, 85]


def test_per_cent_and_points_add_up_on_the_same_baseline() -> None:
    found = read(["+10%", "+5 points"], "40")
    assert found[1].value == 49
    assert found[1].reading == "+10% and +5 points, each on the baseline of 40%: 49% or more"


def test_a_printed_value_stands_between_changes() -> None:
    assert [step.value for step in read(["-10%", "80", "-10%"], "100", unit="count", better="down")] == [90, 80, 80]


def test_the_order_of_the_targets_is_the_order_of_their_days() -> None:
    found = steps(series(), baseline("40"), reversed(yearly(["+1 points", "+2 points", "+4 points"])))
    assert [step.due_on.year for step in found] == [2025, 2026, 2027]
    assert [step.value for step in found] == [41, 43, 47]


@pytest.mark.parametrize(
    ("decimals", "of", "value"),
    [
        pytest.param(0, "15", "14", id="13.5 goes up"),
        pytest.param(0, "5", "5", id="4.5 goes up, not to the even number"),
        pytest.param(1, "5", "4.5", id="kept to one place"),
        pytest.param(0, "14", "13", id="12.6"),
        pytest.param(0, "16", "14", id="14.4"),
    ],
)
def test_half_goes_up(decimals: int, of: str, value: str) -> None:
    (step,) = read(["-10%"], of, unit="count", better="down", decimals=decimals)
    assert step.value == Decimal(value)


def test_nothing_is_rounded_on_the_way() -> None:
    """Four falls of 4% take 2.24 from 14. Rounded by itself, each would take 1, and 10 were left."""
    assert read(["-4%"] * 4, "14", unit="count", better="down")[-1].value == 12


@pytest.mark.parametrize(
    ("kind", "of", "printed", "value", "said"),
    [
        pytest.param({"unit": "per_cent"}, "60", ["+50 points"], "100", "it would end above 100%", id="above all"),
        pytest.param(
            {"unit": "score", "highest": Decimal(2)}, "1", ["+2 points"], "2", "it would end above 2", id="top of scale"
        ),
        pytest.param(
            {"unit": "months", "better": "down"}, "6", ["-80%", "-80%"], "0", "added up they would end below nought",
            id="months",
        ),
        pytest.param(
            {"unit": "per_cent", "better": "down"}, "6", ["-7 points"], "0", "it would end below nought", id="per cent"
        ),
    ],
)  # fmt: skip
def test_a_change_stays_on_the_scale_and_says_so(
    kind: dict[str, Any], of: str, printed: list[str], value: str, said: str
) -> None:
    step = read(printed, of, **kind)[-1]
    assert step.value == Decimal(value)
    assert step.reading.endswith(f"({said})")


def test_a_change_that_ends_at_the_end_of_the_scale_says_nothing_of_it() -> None:
    (step,) = read(["+40 points"], "60")
    assert step.reading == "+40 points on the baseline of 60%: 100%"


# What cannot be worked out, and what is settled


@pytest.mark.parametrize(
    ("printed_instead", "because"),
    [
        pytest.param("", "there is no baseline", id="none"),
        pytest.param(
            "New measurement no baseline yet",
            "there is no baseline, only “New measurement no baseline yet”",
            id="words in its place",
        ),
    ],
)
def test_a_change_without_a_baseline_cannot_be_worked_out(printed_instead: str, because: str) -> None:
    (step,) = steps(series(no_baseline=printed_instead), None, [target("2025-04-30", "+10 points")])

    assert (step.low, step.high, step.value, step.goal) == (None, None, None, "")
    assert not step.is_worked_out
    assert step.reading == f"“+10 points” cannot be worked out, because {because}"
    assert not step.is_confirmed


def test_a_value_needs_no_baseline() -> None:
    (step,) = read(["43"])
    assert step.is_worked_out


@pytest.mark.parametrize(
    ("printed", "confirmed", "is_confirmed"),
    [
        pytest.param("43", {}, True, id="a value needs no confirming"),
        pytest.param("40-45", {}, True, id="nor does a range"),
        pytest.param("+10%", {}, False, id="per cent of the baseline: our reading"),
        pytest.param("+10 points", {}, False, id="points on the baseline: our reading"),
        pytest.param("+10%", CONFIRMED, True, id="confirmed"),
    ],
)
def test_what_is_confirmed(printed: str, confirmed: dict[str, Any], is_confirmed: bool) -> None:
    (step,) = steps(series(), baseline("40"), [target("2025-04-30", printed, **confirmed)])
    assert step.is_confirmed is is_confirmed


def test_a_step_keeps_what_is_printed() -> None:
    (step,) = steps(
        series(better="down"),
        baseline("9.5"),
        [target("2025-07-31", "-2%", as_printed="+2%", due_as_printed="By Jul 25", note="Read as a fall.", pk=7)],
    )
    assert (step.as_printed, step.due_as_printed, step.note, step.pk) == ("+2%", "By Jul 25", "Read as a fall.", 7)
    assert step.reading.startswith("−2% of")


# What holds of all


AMOUNTS = st.decimals(min_value=-100, max_value=100, places=1)
CHANGE = st.tuples(
    AMOUNTS, st.sampled_from(["relative", "points"]), st.sampled_from(["per_year", "previous", "from_baseline"])
)


@given(
    changes=st.lists(CHANGE, min_size=1, max_size=6),
    of=st.decimals(min_value=0, max_value=100, places=2),
    unit=st.sampled_from(["per_cent", "count", "months", "score"]),
    better=st.sampled_from(["up", "down", "hold"]),
    decimals=st.integers(min_value=0, max_value=2),
)
def test_every_reading_is_on_the_scale_and_in_words(
    changes: list[tuple[Decimal, str, str]], of: Decimal, unit: str, better: str, decimals: int
) -> None:
    targets = [
        target(f"{2025 + year}-04-30", "43", amount=amount, kind=kind, basis=basis)
        for year, (amount, kind, basis) in enumerate(changes)
    ]
    for step in steps(series(unit=unit, better=better, decimals=decimals), baseline(str(of)), targets):
        assert step.value is not None
        assert 0 <= step.value <= (100 if unit == "per_cent" else 10_000)
        assert step.value == round(step.value, decimals)
        assert step.shortfall(step.value, better) == 0
        assert step.goal
        assert step.goal in step.reading
