"""Files of readings made for tests, and taken the whole way: uploaded, looked through, confirmed, loaded."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from governance.models import Person
from measures.importing import working
from measures.models import Column, Profile, Reading, ReadingFile, Series, SeriesName
from measures.services import files
from plans.models import Plan
from tests.factories import ProfileFactory
from tests.people import as_of_today

NOW = timezone.now()
HEADINGS = ("Series", "Measure", "Line", "Day", "Value", "Numerator", "Denominator", "Provisional", "Note")
Rows = Iterable[Sequence[Any]]
Clock = Callable[[], dt.datetime]


def csv_of(*rows: Sequence[Any], delimiter: str = ",") -> bytes:
    """Rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def xlsx_of(*rows: Sequence[Any], sheet: str = "Readings", percents: str = "", shown: str = "0%") -> bytes:
    """Rows as a workbook; `percents` is a range of cells that are `shown` with a per cent sign."""
    book = Workbook()
    page: Any = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cells in page[percents] if percents else ():
        for cell in cells:
            cell.number_format = shown
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content: bytes, change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """A workbook with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return again.getvalue()


def row(series: Series, day: Any, value: Any, **more: Any) -> list[Any]:
    """A row of the template."""
    said = {"Series": series.ref, "Day": day, "Value": value} | {name.capitalize(): cell for name, cell in more.items()}
    return [said.get(heading, "") for heading in HEADINGS]


def filled_in(*rows: Sequence[Any]) -> bytes:
    """The template's layout as a workbook."""
    return xlsx_of(HEADINGS, *rows)


def profile(plan: Plan, *columns: tuple[Any, ...], names: dict[str, Series] | None = None, **text: Any) -> Profile:
    """A profile with its columns: heading, what it holds, perhaps its series, perhaps a factor."""
    made: Any = ProfileFactory(plan=plan, source__partnership=plan.partnership, **text)
    for heading, holds, *of in columns:
        series, factor = [*of, None, None][:2]
        Column.objects.create(profile=made, heading=heading, holds=holds, series=series, factor=factor or 1)
    for words, series in (names or {}).items():
        SeriesName.objects.create(profile=made, text=words, series=series)
    return made


def uploaded(
    plan: Plan, content: bytes, by: Person, layout: Profile | None = None, now: dt.datetime = NOW
) -> ReadingFile:
    """A file given by somebody."""
    file = SimpleUploadedFile("readings.xlsx" if content.startswith(b"PK") else "readings.csv", content)
    return files.upload(plan=plan, profile=layout, file=file, by=as_of_today(by), now=now)


def looked_through(
    plan: Plan, content: bytes, by: Person, layout: Profile | None = None, now: dt.datetime = NOW
) -> ReadingFile:
    """A file given and gone through by a worker."""
    file = uploaded(plan, content, by, layout, now)
    working.look_through(file_id=file.pk, attempt=0, clock=lambda: now)
    return ReadingFile.objects.get(pk=file.pk)


def loaded(
    plan: Plan, content: bytes, by: Person, layout: Profile | None = None, now: dt.datetime = NOW
) -> ReadingFile:
    """A file given, confirmed and loaded."""
    file = looked_through(plan, content, by, layout, now)
    assert file.state == "shown", (file.error, file.problems)
    files.confirm(file=file, by=as_of_today(by), now=now)
    working.load(file_id=file.pk, attempt=0, clock=lambda: now)
    return ReadingFile.objects.get(pk=file.pk)


def recorded(series: Series | None = None) -> list[tuple[str, dt.date, Decimal | None]]:
    """Everything that is recorded, of one series or of all, in the order of recording."""
    of = Reading.objects.filter(series=series) if series else Reading.objects.all()
    return list(of.order_by("pk").values_list("series__ref", "as_of", "value"))


def told(file: ReadingFile) -> list[str]:
    """What is wrong with a file, as people read it."""
    return [_sentence(**problem) for problem in file.problems]


def _sentence(sheet: str, row: int, column: str, words: str) -> str:
    place = f"{sheet}, row {row}" if sheet else f"Row {row}"
    return f"{place}, column “{column}”: {words}" if column else f"{place}: {words}"
