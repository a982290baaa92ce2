"""No bytes and no cells crash the taking in of a file, or leave half of it behind."""

from __future__ import annotations

import datetime as dt
import io
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from measures.importing import layout, opening, sheets
from measures.importing.layout import HEADINGS, NEEDED, Layout, Wanted, key
from measures.importing.opening import Refused
from measures.importing.problems import Problems
from measures.importing.reading import Said, readings
from measures.models import Profile, Reading, Series
from measures.services.checks import check_reading
from tests.examples import examples
from tests.factories import SeriesFactory, SuccessMeasureFactory
from tests.people import Cast

from .handed_in import csv_of, filled_in, loaded, looked_through, repacked, xlsx_of

TODAY = dt.date(2026, 3, 27)
SERIES = [
    Series(pk=1, plan_id=1, ref="SM1a", unit="per_cent"),
    Series(pk=2, plan_id=1, ref="SM1b", unit="count"),
    Series(pk=3, plan_id=1, ref="SM1c", unit="score", highest=Decimal(2)),
]
WORKBOOK = filled_in(["SM1a", "", "", dt.date(2026, 1, 31), 43, 43, 100, "yes", "A note"])


def plan(dates: str = Profile.Dates.DAY_FIRST, sheet: str = "") -> Layout:
    """The template's layout, of series that no database knows."""
    columns = (Wanted(heading, holds, is_needed=holds in NEEDED) for heading, holds in HEADINGS.items() if holds)
    return Layout(tuple(columns), sheet=sheet, dates=dates, names={key(each.ref): each for each in SERIES})


def gone_through(content: bytes, how: Layout) -> tuple[list[Said], Problems]:
    """What a worker reads of a file. Raises Refused, and nothing else whatever the file."""
    file, problems = io.BytesIO(content), Problems()
    with sheets.opened(file, opening.examine(file), how) as sheet:
        return [said for _, row in readings(sheet, how, TODAY, problems) for said in row], problems


def survives(content: bytes) -> None:
    with suppress(Refused):
        gone_through(content, plan())


@given(st.binary(max_size=300))
@example(b"")
@example(b"Series,Day,Value\n\x00")
@example(b"\xef\xbb\xbf")
def test_any_bytes(content: bytes) -> None:
    survives(content)


@given(st.text(max_size=300))
@example("Series,Day,Value\nSM1a,31/1/2026,43\n")
@example('Series,Day,Value\n"SM1a,31/1/2026,43\n')
@example("Series;Day;Value\r\rSM1a;31/1/2026;43\r")
def test_any_text(text: str) -> None:
    survives(text.encode("utf-8", "surrogatepass"))
    survives(f"Series,Day,Value\n{text}".encode("utf-8", "surrogatepass"))


@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=150)
def test_a_workbook_with_bytes_that_are_not_its_own(place: int, other: bytes) -> None:
    survives(WORKBOOK[:place] + other + WORKBOOK[place + len(other) :])


PARTS = ["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]
FORM = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
EXPANDS = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;&b;">]><a>&d;</a>'


def cell(place: str, kind: str, value: str, style: str = "0") -> bytes:
    """A sheet of one cell, written as a workbook keeps it."""
    one = f'<row r="{place[1:]}"><c r="{place}" t="{kind}" s="{style}"><v>{value}</v></c></row>'
    return f"<worksheet {FORM}><sheetData>{one}</sheetData></worksheet>".encode()


@given(st.sampled_from(PARTS), st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
@example("xl/worksheets/sheet1.xml", cell("A1", "s", "99999"))
@example("xl/worksheets/sheet1.xml", cell("A1", "n", "1e999"))
@example("xl/worksheets/sheet1.xml", cell("A1", "n", "9" * 5000))
@example("xl/worksheets/sheet1.xml", cell("A1", "n", "1", style="77"))
@example("xl/worksheets/sheet1.xml", cell("A1", "d", "never"))
@example("xl/worksheets/sheet1.xml", cell("A99999999999", "n", "1"))
@example("xl/worksheets/sheet1.xml", cell("ZZZZZZ1", "n", "1"))
@example("xl/worksheets/sheet1.xml", cell("1", "n", "1"))
@example("xl/worksheets/sheet1.xml", EXPANDS)
@example("xl/sharedStrings.xml", EXPANDS)
@settings(max_examples=150)
def test_a_workbook_with_a_part_that_is_not_its_own(name: str, part: bytes) -> None:
    survives(repacked(WORKBOOK, lambda parts: parts.update({name: part})))


letters = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="￾￿"), max_size=30)
numbers = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 43, 100, 0.43]),
)
cells = st.one_of(
    st.none(),
    letters,
    numbers,
    st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
    st.sampled_from(
        ["SM1a", "sm1b ", "SM1c", "31/01/2026", "43%", "1,330", "yes", "Jan 2026", "2025/26", "=A1", "-1", "*"]
    ),
    st.times().filter(lambda time: not time.microsecond),
)
rows = st.lists(st.lists(cells, max_size=10), max_size=6)
sound = st.tuples(
    st.sampled_from(["SM1a", "SM1b"]),
    st.just(""),
    st.just(""),
    st.dates(dt.date(2025, 1, 1), dt.date(2025, 1, 9)),
    st.integers(0, 100) | st.none(),
)


@given(rows, st.sampled_from(Profile.Dates.values), st.sampled_from(["csv", "xlsx"]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_cells_are_read_by_the_rules_or_told(rows: list[list[Any]], dates: str, kind: str) -> None:
    table = [list(HEADINGS), *rows]
    content = csv_of(*table) if kind == "csv" else xlsx_of(*table)
    try:
        found, problems = gone_through(content, plan(dates))
    except Refused:
        return
    known = {each.pk: each for each in SERIES}
    for said in found:
        assert not check_reading(known[said.series], said.as_of, said.value, said.numerator, said.denominator, TODAY), (
            "what is read keeps the rules"
        )
    assert all(problem["words"] and problem["row"] > 1 for problem in problems.first)


@given(
    rows=st.lists(sound, max_size=8)
    | st.tuples(st.lists(sound, max_size=3), rows).map(lambda both: [*both[0], *both[1]])
)
@settings(
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
def test_a_file_is_recorded_whole_or_not_at_all(
    rows: list[list[Any]], cast: Cast, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with transaction.atomic():
        measure = SuccessMeasureFactory(plan=cast.plan)
        for each in SERIES:
            SeriesFactory(measure=measure, ref=each.ref, unit=each.unit, highest=each.highest)
        content = csv_of(HEADINGS, *rows)
        file = looked_through(cast.plan, content, cast.data_officer)
        assert file.state in ("shown", "refused")
        assert bool(file.problem_count or file.error) == (file.state == "refused")
        assert not Reading.objects.exists()
        if file.new:
            file = loaded(cast.plan, content, cast.data_officer)
            assert (file.state, Reading.objects.count()) == ("loaded", file.new)
            again = looked_through(cast.plan, content, cast.data_officer)
            assert (again.new, again.superseding, again.unchanged) == (0, 0, file.new)
        transaction.set_rollback(True)


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_layout_in_these_tests_is_the_templates(heading: str, cast: Cast) -> None:
    assert plan().columns == layout.of_template(cast.plan).columns
