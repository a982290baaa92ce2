"""The published plan's measures as they are kept: its numbers, and figures picked from the printed tables by hand."""

import csv
import datetime as dt
import io
from collections import Counter

import pytest

from measures.document import rows
from plans import printed_dates
from plans.document.rows import Row
from plans.document.tables import Reader
from tests.plans.folders import PUBLISHED, published_rows

from .printed_figures import BASELINES, EVIDENCES, PLACEMENTS, PRINTED, SERIES, SOURCES, TARGET_WORDS, TARGETS

KINDS: tuple[type[Row], ...] = (
    rows.MeasureRow,
    rows.PlacementRow,
    rows.EvidencesRow,
    rows.SeriesRow,
    rows.BaselineRow,
    rows.ComparatorRow,
    rows.TargetRow,
)


def rows_of(file: str, **those: str) -> list[dict[str, str]]:
    """The rows of a file in which these columns say this."""
    return [row for row in published_rows(file) if those.items() <= row.items()]


def targets_of(series: str, column: str = "amount") -> list[str]:
    """One column of a series' targets, in printed order."""
    return [row[column] for row in rows_of("targets.csv", series=series)]


# The files


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.FILE)
@pytest.mark.parametrize("plan", ["hillingdon-send", "hillingdon-sufficiency"])
def test_every_file_has_its_columns_and_cells_that_can_be_read(plan: str, kind: type[Row]) -> None:
    reader = Reader(PUBLISHED / plan)
    read = reader.table(kind)
    assert reader.problems == []
    assert bool(read) == (plan == "hillingdon-send")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.FILE)
def test_every_file_is_quoted_only_where_it_must_be(kind: type[Row]) -> None:
    text = (PUBLISHED / "hillingdon-send" / kind.FILE).read_bytes().decode("utf-8")
    again = io.StringIO()
    csv.writer(again, lineterminator="\n").writerows(csv.reader(io.StringIO(text, newline="")))
    assert again.getvalue() == text


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("measures.csv", 23),
        ("placements.csv", 26),
        ("evidences.csv", 36),
        ("series.csv", 39),
        ("baselines.csv", 41),
        ("comparators.csv", 4),
        ("targets.csv", 148),
    ],
)
def test_its_numbers(file: str, count: int) -> None:
    assert len(published_rows(file)) == count


def test_the_numbers_that_the_plan_prints() -> None:
    printed = [PRINTED[row["measure"]] for row in published_rows("placements.csv")]
    series = sum(lines for lines, _ in printed)
    targets = sum(lines * each for lines, each in printed)
    assert (len(printed), series, targets) == (26, 47, 180)


def test_three_measures_are_printed_under_two_ambitions() -> None:
    placed: dict[str, list[str]] = {}
    for row in published_rows("placements.csv"):
        placed.setdefault(row["measure"], []).append(row["ambition"])
    twice = {measure: ambitions for measure, ambitions in placed.items() if len(ambitions) > 1}
    assert twice == {"SM15": ["2", "3"], "SM13": ["1", "4"], "SM16": ["2", "5"]}
    assert list(placed) == [f"SM{number}" for number in range(1, 24)]


def test_the_sources_as_printed() -> None:
    assert {row["source"] for row in published_rows("placements.csv")} == SOURCES


@pytest.mark.parametrize(("measure", "series", "targets"), [(ref, *counts) for ref, counts in PRINTED.items()])
def test_every_series_has_its_printed_number_of_targets(measure: str, series: int, targets: int) -> None:
    refs = [row["ref"] for row in rows_of("series.csv", measure=measure)]
    assert refs == [measure + letter for letter in "abcd"[:series]]
    assert [len(targets_of(ref)) for ref in refs] == [targets] * series


def test_every_row_belongs_to_something_that_is_there() -> None:
    measures = {row["ref"] for row in published_rows("measures.csv")}
    series = {row["ref"] for row in published_rows("series.csv")}
    for file in ("placements.csv", "evidences.csv", "series.csv"):
        assert {row["measure"] for row in published_rows(file)} == measures
    for file in ("baselines.csv", "comparators.csv", "targets.csv"):
        assert {row["series"] for row in published_rows(file)} <= series


def test_every_action_that_a_measure_is_evidence_of_is_in_the_plan() -> None:
    actions = {row["ref"] for row in published_rows("actions.csv")}
    assert {row["action"] for row in published_rows("evidences.csv")} <= actions


# What every row keeps to


def test_a_series_has_one_reference_baseline_or_says_why_there_is_none() -> None:
    references = Counter(row["series"] for row in rows_of("baselines.csv", is_reference="yes"))
    for row in published_rows("series.csv"):
        assert references[row["ref"]] == (0 if row["no_baseline"] else 1), row["ref"]


def test_a_rate_says_what_is_counted_out_of_what() -> None:
    for row in published_rows("series.csv"):
        assert bool(row["numerator"]) is bool(row["denominator"]) is (row["unit"] == "per_cent"), row["ref"]


def test_the_targets_of_a_series_fall_due_a_year_apart() -> None:
    for series in published_rows("series.csv"):
        due = [
            dt.date.fromisoformat(row["due_on"])
            if row["due_on"]
            else printed_dates.read(row["due_as_printed"], {}).due_on
            for row in rows_of("targets.csv", series=series["ref"])
        ]
        first = due[0]
        assert first is not None
        assert due == [first.replace(year=first.year + step) for step in range(len(due))], series["ref"]
        assert first.year == 2025


@pytest.mark.parametrize("series", ["SM8a", "SM9a"])
def test_changes_read_as_points_reach_the_printed_hundred(series: str) -> None:
    (baseline,) = rows_of("baselines.csv", series=series)
    assert int(baseline["value"]) + sum(map(int, targets_of(series))) == 100


def test_the_plan_names_nobody_who_reports_a_measure() -> None:
    assert {row["owner_post"] + row["owner_organisation"] for row in published_rows("measures.csv")} == {""}


@pytest.mark.parametrize(
    ("column", "says", "measures"),
    [
        ("frequency", "monthly", ["SM6", "SM13"]),
        ("frequency", "quarterly", ["SM12"]),
        ("hides_small_numbers", "yes", ["SM16", "SM18", "SM19", "SM20", "SM22"]),
    ],
)
def test_how_often_and_how_openly_measures_are_told(column: str, says: str, measures: list[str]) -> None:
    assert [row["ref"] for row in rows_of("measures.csv", **{column: says})] == measures


# Figures picked from the printed tables


@pytest.mark.parametrize(("series", "kind", "amounts"), TARGETS)
def test_targets_as_printed(series: str, kind: str, amounts: str) -> None:
    assert targets_of(series) == amounts.split()
    assert set(targets_of(series, "kind")) == {kind}
    assert set(targets_of(series, "basis")) == {"" if kind == "value" else "per_year"}


def test_ranges_as_printed() -> None:
    (first, second) = rows_of("targets.csv", kind="range")
    assert (first["as_printed"], first["low"], first["high"]) == ("1.6-1.7", "1.6", "1.7")
    assert (second["as_printed"], second["low"], second["high"]) == ("1.8-1.9", "1.8", "1.9")
    assert first["series"] == second["series"] == "SM10a"


@pytest.mark.parametrize(("series", "due", "as_printed", "sample"), TARGET_WORDS)
def test_printed_words_of_targets(series: str, due: str, as_printed: str, sample: str) -> None:
    (target,) = rows_of("targets.csv", series=series, due_as_printed=due)
    assert (target["as_printed"], target["sample"]) == (as_printed, sample)


@pytest.mark.parametrize(("series", "period", "as_of", "value"), BASELINES)
def test_baselines_as_printed(series: str, period: str, as_of: str, value: str) -> None:
    (baseline,) = rows_of("baselines.csv", series=series, period=period)
    assert (baseline["as_of"], baseline["value"]) == (as_of, value)
    assert value in baseline["as_printed"]
    assert period in baseline["as_printed"]


def test_what_a_baseline_was_drawn_from() -> None:
    (reviews,) = rows_of("baselines.csv", series="SM17a")
    assert (reviews["numerator"], reviews["denominator"]) == ("3", "15")
    sampled = {row["series"] for row in rows_of("baselines.csv", sample="monthly audit cycle of 20 EHCPs")}
    assert sampled == {"SM6a", "SM6b", "SM6c", "SM13a", "SM13b", "SM13c"}


def test_new_measurements_have_no_baseline_yet() -> None:
    new = rows_of("series.csv", no_baseline="New measurement no baseline yet")
    assert [row["ref"] for row in new] == ["SM3a", "SM3b", "SM4a", "SM4b"]


def test_national_averages() -> None:
    told = {row["series"]: row["value"] for row in published_rows("comparators.csv")}
    assert told == {"SM1a": "13.41", "SM6a": "43", "SM6b": "42", "SM6c": "14"}


@pytest.mark.parametrize(("ref", "unit", "better", "decimals"), SERIES)
def test_what_series_count_in_and_which_way_is_better(ref: str, unit: str, better: str, decimals: str) -> None:
    (series,) = rows_of("series.csv", ref=ref)
    assert (series["unit"], series["better"], series["decimals"]) == (unit, better, decimals)


def test_only_the_score_has_a_highest_value() -> None:
    assert {row["ref"]: row["highest"] for row in published_rows("series.csv") if row["highest"]} == {"SM10a": "2"}


@pytest.mark.parametrize(("measure", "ambition", "printed_ref", "source"), PLACEMENTS)
def test_where_measures_are_printed(measure: str, ambition: str, printed_ref: str, source: str) -> None:
    (placement,) = rows_of("placements.csv", measure=measure, ambition=ambition)
    assert (placement["printed_ref"], placement["source"]) == (printed_ref, source)


@pytest.mark.parametrize(("measure", "effect", "actions"), EVIDENCES)
def test_which_actions_measures_are_evidence_of(measure: str, effect: str, actions: list[str]) -> None:
    found = [(row["action"], row["effect"]) for row in rows_of("evidences.csv", measure=measure)]
    assert found == [(action, effect) for action in actions]


# What was put right is told


def test_what_was_put_right_is_told_where_it_stands() -> None:
    noted = {row["series"] for row in published_rows("targets.csv") if row["note"]}
    assert noted == {"SM13c", "SM23a"}
    assert all(targets_of("SM13c", "note") + targets_of("SM23a", "note"))
    assert {row["ref"] for row in published_rows("series.csv") if row["doubt"]} == {"SM14b", "SM23a"}


def test_placements_say_where_two_printings_disagree() -> None:
    noted = {(row["measure"], row["ambition"]) for row in published_rows("placements.csv") if row["note"]}
    assert {("SM13", "4"), ("SM15", "3"), ("SM16", "2"), ("SM16", "5"), ("SM18", "4")} <= noted
