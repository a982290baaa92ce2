"""Files of readings, taken in: what is read from which layout, and what is wrong with it in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from measures.models import Reading, Series
from measures.services import files
from tests.factories import SeriesFactory, SuccessMeasureFactory
from tests.people import Cast, as_of_today

from .handed_in import (
    HEADINGS,
    NOW,
    csv_of,
    filled_in,
    loaded,
    looked_through,
    profile,
    recorded,
    row,
    told,
    xlsx_of,
)

JANUARY, FEBRUARY = dt.date(2026, 1, 31), dt.date(2026, 2, 28)
LATER = NOW + dt.timedelta(minutes=5)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def of(cast: Cast) -> Any:
    """A plan with three series: a per cent with its rate, a count, and a score up to 2."""
    measure = SuccessMeasureFactory(plan=cast.plan, title="On time")
    return SimpleNamespace(
        plan=cast.plan,
        who=cast.data_officer,
        good=SeriesFactory(measure=measure, ref="SM1a", name="Rated good"),
        count=SeriesFactory(measure=measure, ref="SM1b", name="Views", unit="count"),
        score=SeriesFactory(measure=measure, ref="SM1c", name="Outcome", unit="score", highest=2),
    )


def test_the_template_filled_in_is_recorded_with_all_it_says(of: Any) -> None:
    said = {"numerator": 43, "denominator": 100, "provisional": "yes", "note": "By hand"}
    file = loaded(of.plan, filled_in(row(of.good, JANUARY, 43, **said), row(of.count, "28/2/2026", "1,330")), of.who)
    assert (file.state, file.new, file.superseding, file.unchanged, file.rows) == ("loaded", 2, 0, 0, 2)
    reading = Reading.objects.get(series=of.good)
    assert (reading.value, reading.numerator, reading.denominator) == (43, 43, 100)
    assert (reading.is_provisional, reading.note) == (True, "By hand")
    assert (reading.file, reading.by, reading.recorded_at, reading.as_of) == (file, of.who, NOW, JANUARY)
    assert recorded(of.count) == [("SM1b", FEBRUARY, Decimal(1330))]


LAYOUTS = [
    pytest.param(
        [("Reported", "date"), ("Indicator", "series"), ("Result", "value")],
        [
            ["Export of 3 March"],
            ["reported ", "INDICATOR", "Ward", "Result"],
            ["31/01/2026", "good ones", "North", "43"],
            ["31/01/2026", "sm1b", "North", "7"],
        ],
        id="a row a reading",
    ),
    pytest.param(
        [("Reported", "date"), ("% good", "value", "good"), ("Visits", "value", "count")],
        [["Export of 3 March"], ["Reported", "%  Good", "Visits"], ["31/01/2026", "43", "7"], ["28/02/2026", "", ""]],
        id="a row a day",
    ),
]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(("columns", "rows"), LAYOUTS)
def test_both_layouts(columns: list[Any], rows: list[Any], kind: str, of: Any) -> None:
    owned = [(heading, holds, *(getattr(of, name) for name in series)) for heading, holds, *series in columns]
    names = {"Good ones": of.good} if len(columns[1]) == 2 else None
    layout = profile(of.plan, *owned, names=names, header_row=2, format=kind, sheet="data" if kind == "xlsx" else "")
    content = csv_of(*rows) if kind == "csv" else xlsx_of(*rows, sheet="Data ")
    loaded(of.plan, content, of.who, layout)
    assert recorded() == [("SM1a", JANUARY, Decimal(43)), ("SM1b", JANUARY, Decimal(7))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_whatever_stands_between_the_cells(delimiter: str, of: Any) -> None:
    layout = profile(of.plan, ("Day", "date"), ("Good", "value", of.good), format="csv", header_row=2)
    title = b"North, south, east and west\n"
    loaded(of.plan, title + csv_of(["Day", "Good"], ["31/01/2026", "43"], delimiter=delimiter), of.who, layout)
    assert recorded() == [("SM1a", JANUARY, Decimal(43))]


@pytest.mark.parametrize(
    ("cell", "factor", "value"),
    [
        pytest.param(43, 1, "43", id="as it is"),
        pytest.param(0.43, 100, "43", id="a share times 100"),
        pytest.param("0.43", 100, "43", id="a share in text"),
        pytest.param("43%", 1, "43", id="with its sign"),
        pytest.param("43 %", 100, "43", id="the sign says it, whatever the factor"),
        pytest.param(0.1 + 0.2, 1, "0.3", id="a float's tail"),
        pytest.param(100 / 3, 1, "33.3333", id="four places"),
        pytest.param("12.34565", 1, "12.3457", id="rounded half up"),
        pytest.param("0", 1, "0", id="nought is a figure"),
    ],
)
def test_numbers_and_factors(cell: Any, factor: int, value: str, of: Any) -> None:
    layout = profile(of.plan, ("Day", "date"), ("Good", "value", of.good, factor))
    loaded(of.plan, xlsx_of(["Day", "Good"], [JANUARY, cell]), of.who, layout)
    assert recorded() == [("SM1a", JANUARY, Decimal(value))]


@pytest.mark.parametrize(
    ("cell", "shown", "value"),
    [
        pytest.param(0.435, "0%", "43.5", id="shown as a per cent"),
        pytest.param(0.435, '0.0%;[Red]-0.0%;"none"', "43.5", id="with a form for each sign"),
        pytest.param(43.5, '0.0"%"', "43.5", id="the sign is only written after it"),
        pytest.param(43.5, "0.0\\%", "43.5", id="so too"),
    ],
)
def test_a_cell_with_a_per_cent_sign_is_read_as_people_see_it(cell: float, shown: str, value: str, of: Any) -> None:
    layout = profile(of.plan, ("Day", "date"), ("Good", "value", of.good))
    content = xlsx_of(["Day", "Good"], [JANUARY, cell], percents="B2:B2", shown=shown)
    loaded(of.plan, content, of.who, layout)
    assert recorded() == [("SM1a", JANUARY, Decimal(value))]


def test_so_many_of_so_many_make_a_per_cent(of: Any) -> None:
    loaded(of.plan, filled_in(row(of.good, JANUARY, None, numerator=1, denominator=3)), of.who)
    assert recorded() == [("SM1a", JANUARY, Decimal("33.3333"))]


@pytest.mark.parametrize(
    ("dates", "cell", "day", "period"),
    [
        pytest.param("day_first", "31/01/2026", JANUARY, "", id="day first"),
        pytest.param("day_first", "31 January 2026", JANUARY, "", id="in words"),
        pytest.param("day_first", "2026-01-31T00:00:00", JANUARY, "", id="with a time"),
        pytest.param("day_first", JANUARY, JANUARY, "", id="a real date"),
        pytest.param("year_first", "2026-01-31", JANUARY, "", id="year first"),
        pytest.param("month", "Jan 2026", JANUARY, "January 2026", id="month"),
        pytest.param("month", "January 26", JANUARY, "January 2026", id="month and short year"),
        pytest.param("month", "Jan-26", JANUARY, "January 2026", id="month with a hyphen"),
        pytest.param("month", "01/2026", JANUARY, "January 2026", id="month in figures"),
        pytest.param("month", "2026-02", FEBRUARY, "February 2026", id="month, year first"),
        pytest.param("month", dt.date(2026, 1, 1), JANUARY, "January 2026", id="a real date in a month"),
        pytest.param("school_year", "2024/25", dt.date(2025, 8, 31), "School year 2024/25", id="school year"),
        pytest.param("school_year", "AY 2024-2025", dt.date(2025, 8, 31), "School year 2024/25", id="with its letters"),
        pytest.param("financial_year", "FY24/25", dt.date(2025, 3, 31), "Financial year 2024/25", id="financial year"),
    ],
)
def test_days_and_periods(dates: str, cell: Any, day: dt.date, period: str, of: Any) -> None:
    layout = profile(of.plan, ("When", "date"), ("Good", "value", of.good), dates=dates)
    loaded(of.plan, xlsx_of(["When", "Good"], [cell, 43]), of.who, layout)
    assert list(Reading.objects.values_list("as_of", "period")) == [(day, period)]


WRONG_CELLS = [
    pytest.param({"value": 140}, "Value", "“140”: ", id="per cent over 100"),
    pytest.param({"value": -1}, "Value", "", id="below nought"),
    pytest.param({"value": "n/a"}, "Value", "“n/a” is not a number. Enter a number, or leave", id="words"),
    pytest.param({"value": "=1+1"}, "Value", "The cell’s formula was never worked out.", id="a formula not worked out"),
    pytest.param({"value": "12,5"}, "Value", "“12,5” is not a number.", id="a comma for a point"),
    pytest.param({"value": True}, "Value", "“True” is not a number.", id="yes"),
    pytest.param({"value": JANUARY}, "Value", "“31/01/2026” is not a number.", id="a date"),
    pytest.param({"value": 10**12}, "Value", "is too large to be right", id="far too large"),
    pytest.param({"value": 1e300}, "Value", "is too large to be right", id="larger still"),
    pytest.param(
        {"series": "count", "value": "43%"}, "Value", "“43%” is a per cent, and this is not", id="a count in %"
    ),
    pytest.param({"series": "score", "value": 2.5}, "Value", "", id="above the top of its scale"),
    pytest.param({"day": ""}, "Day", "The cell is empty, and the row has a figure. Enter the day", id="no day"),
    pytest.param({"day": "31/02/2026"}, "Day", "no such day in the calendar", id="no such day"),
    pytest.param({"day": "soon"}, "Day", "“soon” cannot be read as a day", id="no day at all"),
    pytest.param({"day": 46053}, "Day", "“46053” is no day. Make it a date in the sheet", id="a day's number"),
    pytest.param({"day": "1/1/1926"}, "Day", "between 2000 and 2099", id="another century"),
    pytest.param({"day": dt.date(1926, 1, 1)}, "Day", "between 2000 and 2099", id="a date of another century"),
    pytest.param({"day": dt.date(2090, 1, 1)}, "Day", "", id="a day to come"),
    pytest.param({"series": "nobody"}, "Series", "“SM9” is no series of this plan", id="unknown series"),
    pytest.param({"series": "empty"}, "Series", "The cell is empty, and the row has a figure", id="no series"),
    pytest.param({"numerator": 5, "denominator": 4}, "Numerator", "“5”: It is more than", id="more than there are"),
    pytest.param({"numerator": 5}, "Denominator", "", id="half a rate"),
    pytest.param(
        {"series": "count", "value": "", "numerator": 5, "denominator": 9}, "Value", "Enter the value", id="no value"
    ),
    pytest.param({"provisional": "maybe"}, "Provisional", "“maybe” is neither yes nor no", id="neither yes nor no"),
    pytest.param({"note": "long " * 120}, "Note", "500 is the most", id="a long note"),
]


@pytest.mark.parametrize(("cells", "column", "says"), WRONG_CELLS)
def test_what_is_wrong_is_told_by_sheet_row_and_column(cells: Any, column: str, says: str, of: Any) -> None:
    named = {"nobody": Series(ref="SM9"), "empty": Series(ref="")} | vars(of)
    series = named[cells.get("series", "good")]
    rest = {name: cell for name, cell in cells.items() if name not in ("series", "day", "value")}
    wrong = row(series, cells.get("day", JANUARY), cells.get("value", 1), **rest)
    file = looked_through(of.plan, filled_in(row(of.count, FEBRUARY, 7), wrong), of.who)
    assert (file.state, file.problem_count) == ("refused", 1)
    (sentence,) = told(file)
    assert sentence.startswith(f"Readings, row 3, column “{column}”: ")
    assert says in sentence


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        pytest.param(
            [["Series", "Day"]],
            "row 1: There is no column “Value”. The headings in this row are: “Series”, “Day”",
            id="no value column",
        ),
        pytest.param([], "There is no column “Series”. The headings in this row are: none.", id="no rows"),
        pytest.param([[*HEADINGS, "VALUE "]], "column “Value”: This heading stands twice", id="a heading twice"),
    ],
)
def test_headings_that_are_not_there(rows: list[Any], says: str, of: Any) -> None:
    file = looked_through(of.plan, xlsx_of(*rows), of.who)
    assert file.state == "refused"
    assert any(says in sentence for sentence in told(file))


def test_a_sheet_that_is_not_there(of: Any) -> None:
    file = looked_through(of.plan, xlsx_of(HEADINGS, sheet="Tabelle1"), of.who)
    assert (file.state, file.problems) == ("refused", [])
    assert file.error.startswith("There is no sheet “Readings”: the workbook has “Tabelle1”")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param('SM1a,,,31/01/2026,"4"3', "Row 2 of the file is not CSV", id="a stray quotation mark"),
        pytest.param('SM1a,,,31/01/2026,"43', "Row 2 of the file is not CSV", id="one that does not end"),
        pytest.param(
            f'SM1a,,,31/01/2026,43,,,,"{"a" * 200_000}"', "Row 2 of the file is not CSV", id="a cell without end"
        ),
    ],
)
def test_csv_that_is_none(line: str, says: str, of: Any) -> None:
    file = looked_through(of.plan, f"{','.join(HEADINGS)}\n{line}\n".encode(), of.who)
    assert file.state == "refused"
    assert file.error.startswith(says)


def test_commas_without_quotation_marks_are_told_and_not_shifted(of: Any) -> None:
    file = looked_through(of.plan, b"Series,Day,Value\nSM1b,31/01/2026,1,330\n", of.who)
    assert told(file) == [
        "Row 2: This row has 4 cells where the header has 3. Put cells that hold commas in quotation marks."
    ]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param([], id="nothing beneath the headings"),
        pytest.param([["", "", "", "", ""], [None] * 9], id="blank rows"),
        pytest.param([["SM1a", "", "", JANUARY, ""]], id="a day without a value"),
        pytest.param([["SM1a", "", "", "", None, "", 100]], id="a denominator alone"),
        pytest.param([["Printed on", "", "", "3 March", " "]], id="a footer"),
    ],
)
def test_not_reported_is_no_row_and_never_nought(more: list[Any], of: Any) -> None:
    file = looked_through(of.plan, filled_in(*more), of.who)
    assert (file.state, file.new, file.superseding, file.unchanged) == ("shown", 0, 0, 0)
    with pytest.raises(ValidationError, match="would record nothing"):
        files.confirm(file=file, by=as_of_today(of.who), now=NOW)
