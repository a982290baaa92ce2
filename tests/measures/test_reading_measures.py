"""What may be wrong in the files of measures: each error by file, row and column, and those of both floors at once."""

from pathlib import Path
from typing import Any

import pytest

from measures.models import SuccessMeasure
from plans.document import Refused
from reports import whole

from .folders import NOW, problems, swapped, with_row

pytestmark = pytest.mark.django_db

T = "targets.csv"


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "one-file-of-seven-missing": ({"send/series.csv": None}, "send/series.csv: not there. Add it"),
    "a-column-missing": (swapped(T, "basis,", ""), "targets.csv, row 1: column “basis” is missing"),
    "unknown-measure": (
        swapped("series.csv", "SM1a,SM1,", "SM1a,SM9,"),
        "row 2: measure: “SM9” is not in measures.csv",
    ),
    "unknown-measure-placed": (swapped("placements.csv", "SM2,1", "SM9,1"), "placements.csv, row 3: measure: “SM9” is"),
    "unknown-measure-of-action": (swapped("evidences.csv", "SM2,", "SM9,"), "evidences.csv, row 3: measure: “SM9” is"),
    "unknown-ambition": (swapped("placements.csv", "SM2,1", "SM2,7"), "row 3: ambition: “7” is not in ambitions.csv"),
    "unknown-action": (swapped("evidences.csv", "1.2.1", "9.9.9"), "row 3: action: “9.9.9” is not in actions.csv"),
    "unknown-series": (with_row("comparators.csv", "SM9a,Other,4,,4"), "row 3: series: “SM9a” is not in series.csv"),
    "unknown-owner": (
        swapped("measures.csv", "Head of SEND,LA", "Head of SEND,ICB"),
        "measures.csv, row 2: post “Head of SEND” of “ICB” is not in posts.csv",
    ),
    "half-an-owner": (
        swapped("measures.csv", "Head of SEND,LA", "Head of SEND,"),
        "row 2: owner_organisation: empty though owner_post is not",
    ),
    "unknown-frequency": (swapped("measures.csv", "quarterly", "weekly"), "frequency: “weekly” is not known"),
    "measure-twice": (swapped("measures.csv", "SM2,", "sm1,"), "row 3: ref “sm1” stand in row 2 already"),
    "placed-twice": (with_row("placements.csv", "SM1,1,2,Other,"), "row 4: measure and ambition"),
    "evidence-twice": (with_row("evidences.csv", "SM1,1.1.1,holds"), "row 4: measure and action"),
    "series-twice": (swapped("series.csv", "SM1b,", "SM1A,"), "row 3: ref “SM1A” stand in row 2 already"),
    "unknown-effect": (
        swapped("evidences.csv", "lowers", "moves"),
        "effect: “moves” is not known. Write one of: raises",
    ),
    "unknown-unit": (swapped("series.csv", "score", "stars"), "row 3: unit: “stars” is not known"),
    "too-many-places": (swapped("series.csv", "up,1,2", "up,5,2"), "decimals: “5” is not a number of decimal places"),
    "unknown-total": (swapped("series.csv", ",SM2b,,", ",SM9b,,"), "row 4: part_of: “SM9b” is not in series.csv"),
    "total-of-another-measure": (
        swapped("series.csv", ",SM2b,,", ",SM1a,,"),
        "row 4: part_of: “SM1a” is a series of “SM1”",
    ),
    "total-in-another-unit": (
        swapped("series.csv", "SM2b,SM2,All,count", "SM2b,SM2,All,months"),
        "row 4: part_of: “SM2b” counts in months and this in count",
    ),
    "part-of-itself": (swapped("series.csv", ",SM2b,,", ",SM2a,,"), "part_of: SM2a → SM2a goes round in a circle"),
    "parts-in-a-circle": (
        swapped("series.csv", "All,count,down,0,,,,,,", "All,count,down,0,,,,SM2a,,"),
        "goes round in a circle",
    ),
    "no-number": (swapped("baselines.csv", ",40,2", ",40%,2"), "row 2: value: “40%” is not a number. Write figures"),
    "no-value": (swapped("baselines.csv", ",344,,", ",,,"), "row 3: value: empty. Fill it in"),
    "two-references": (
        swapped("baselines.csv", ",600,,,,no", ",600,,,,yes"),
        "row 5: is_reference: “SM2b” has its reference in row 4 already",
    ),
    "no-reference": (
        swapped("baselines.csv", ",40,2,5,5 files,yes", ",40,2,5,5 files,no"),
        "row 2: is_reference: no baseline of “SM1a” is the reference",
    ),
    "baseline-of-none": (
        with_row("baselines.csv", "SM1b,Baseline 1.4,,,1.4,,,,yes"),
        "series.csv, row 3: no_baseline: says that there is none, and baselines.csv has one in row 6",
    ),
    "half-a-rate": (swapped("baselines.csv", ",2,5,", ",2,,"), "row 2: denominator: empty though numerator is not"),
    "out-of-nothing": (swapped("baselines.csv", ",2,5,", ",0,0,"), "row 2: denominator: 0 is not above nought"),
    "more-than-all": (
        swapped("baselines.csv", ",2,5,", ",6,5,"),
        "row 2: numerator: 6 is not from 0 to the denominator",
    ),
    "baseline-above-100": (swapped("baselines.csv", ",40,2", ",140,2"), "row 2: value: 140 is above 100, the top of"),
    "baseline-below-nought": (swapped("baselines.csv", ",344,", ",-344,"), "row 3: value: -344 is below nought"),
    "comparator-above-100": (swapped("comparators.csv", ",43,,", ",143,,"), "row 2: value: 143 is above 100"),
    "target-above-100": (swapped(T, "value,,60", "value,,160"), "row 3: amount: 160 is above 100, the top of “SM1a”"),
    "score-above-highest": (swapped(T, "1.6,1.7", "1.6,2.7"), "row 4: high: 2.7 is above 2, the top of “SM1b”"),
    "range-upside-down": (swapped(T, "1.6,1.7", "1.7,1.6"), "row 4: high: 1.6 is below low, 1.7. Put them in order"),
    "value-without-amount": (
        swapped(T, "value,,60", "value,,"),
        "row 3: amount: empty, and a target of the kind value",
    ),
    "value-with-a-basis": (
        swapped(T, "value,,60", "value,per_year,60"),
        "row 3: basis: a target of the kind value has",
    ),
    "value-with-an-end": (swapped(T, "value,,60,", "value,,60,50"), "row 3: low: a target of the kind value has none"),
    "range-without-an-end": (swapped(T, ",1.6,1.7", ",1.6,"), "row 4: high: empty, and a target of the kind range"),
    "change-without-basis": (
        swapped(T, "SM2a,By Jul 25,,-10%,relative,per_year", "SM2a,By Jul 25,,-10%,relative,"),
        "row 5: basis: empty, and a target of the kind relative needs it",
    ),
    "change-on-nothing": (
        swapped(T, "range,,,1.6,1.7", "points,per_year,1,,"),
        "row 4: kind: a change needs a baseline, and “SM1b” has no reference in baselines.csv",
    ),
    "words-of-no-date": (swapped(T, "By Sept 26", "before long"), "row 3: due_as_printed: “before long” is not a date"),
    "a-school-year-without-a-day": (
        swapped(T, "24/25,2025-08-31", "24/25,"),
        "row 2: due_as_printed: “24/25” is not a date that can be read",
    ),
    "words-and-day-disagree": (
        swapped(T, "By Sept 26,,", "By Sept 26,2026-10-31,"),
        "row 3: due_as_printed: “By Sept 26” means 2026-09-30 and due_on says 2026-10-31",
    ),
    "words-that-come-round": (
        swapped(T, "By Sept 26", "By Sept 26 and every year"),
        "comes round again. Give each date",
    ),
    "words-twice": (swapped(T, "By Sept 26", "24/25"), "row 3: series and due_as_printed"),
    "a-day-twice": (
        swapped(T, "By Sept 26", "By August 25"),
        "row 3: due_as_printed: “SM1a” has a target for 2025-08-31 in row 2 already",
    ),
    "too-long": (swapped("series.csv", "Within 6 weeks", "x" * 201), "name: 201 characters long, 200 is the most"),
    "not-utf-8": ({"send/targets.csv": b"series\xff"}, "targets.csv: not UTF-8 at byte 7"),
}


@pytest.mark.parametrize(("changes", "expected"), ERRORS.values(), ids=ERRORS.keys())
def test_every_kind_of_error_is_told_with_file_and_row(tmp_path: Path, changes: Any, expected: str) -> None:
    found = problems(tmp_path, **changes)
    assert any(expected in each for each in found), "\n".join(found)
    assert all(each.endswith(".") for each in found)
    assert not SuccessMeasure.objects.exists()


def test_a_cell_that_cannot_be_read_is_not_called_empty_as_well(tmp_path: Path) -> None:
    found = problems(tmp_path, **swapped(T, "value,,60", "value,,sixty"))
    assert [each.split(":")[1].strip() for each in found] == ["amount"]


def test_the_errors_of_both_floors_are_told_at_once(tmp_path: Path) -> None:
    bent = swapped(T, "By Sept 26", "before long") | swapped("milestones.csv", "by June 2025", "soon")
    found = problems(tmp_path, **bent, **swapped("placements.csv", "SM2,1", "SM2,7"))
    assert [each.split(":")[0] for each in found] == ["send/milestones.csv, row 3", "send/targets.csv, row 3"]


def test_a_term_is_not_held_against_terms_that_could_not_be_read(tmp_path: Path) -> None:
    found = problems(tmp_path, **swapped(T, "By Sept 26", "By Summer 25"), **{"terms.csv": None})
    assert not [each for each in found if "targets.csv" in each]
    assert "The last day of Summer 2027 is not known" in problems(tmp_path, **swapped(T, "Sept 26", "Summer 27"))[0]


def test_a_folder_without_a_plan_is_still_told_what_is_wrong_with_it(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not a folder"):
        whole.load(tmp_path / "nothing", now=NOW)
