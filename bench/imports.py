"""Taking in a long file of readings beside a bare openpyxl that only reads the same file."""

from __future__ import annotations

import datetime as dt
import io
import statistics
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from governance.models import Person
from governance.roles import standing
from measures.importing import working
from measures.importing.layout import HEADINGS, SHEET, series_of
from measures.models import Reading, ReadingFile
from measures.services import files
from plans.models import Plan

from .data import timed

ROWS = 20_000
ROUNDS = 3
OFFICER = "send-improvement-officer@demonstration.example"


def run(plan: Plan) -> list[str]:
    """Measure in turn: looking through it, loading it, and bare reading; the figures are medians of one run."""
    content = _workbook(plan)
    rounds = [_round(plan, content) for _ in range(ROUNDS)]
    looking, loading, bare = (statistics.median(side) for side in zip(*rounds, strict=True))
    speeds = f"looked through {ROWS / looking:,.0f} rows a second, loaded {ROWS / loading:,.0f}"
    ratios = f"ratio {looking / bare:.2f}, of both together {(looking + loading) / bare:.2f}"
    return [f"import, {ROWS:,} rows: {speeds}; bare openpyxl reading the same file {ROWS / bare:,.0f}; {ratios}"]


def _workbook(plan: Plan) -> bytes:
    """The template filled in for every series and so many days, ending yesterday."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    sheet.append(list(HEADINGS))
    series, yesterday = series_of(plan), timezone.localdate() - dt.timedelta(days=1)
    for number in range(ROWS):
        each, days = series[number % len(series)], number // len(series)
        figure = number % 2 if each.highest else number % 101
        day = yesterday - dt.timedelta(days=days)
        sheet.append([each.ref, each.measure.title, each.name, day, figure, None, None, "no", f"Row {number}"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _round(plan: Plan, content: bytes) -> tuple[float, float, float]:
    """Seconds of looking through, of loading, and of bare reading; the database stays as it was."""
    with transaction.atomic():
        looking, loading = _ours(plan, content)
        transaction.set_rollback(True)
    return looking, loading, timed(lambda: _bare(content))


def _ours(plan: Plan, content: bytes) -> tuple[float, float]:
    now, before = timezone.now(), Reading.objects.count()
    by = standing(Person.objects.get(email=OFFICER), timezone.localdate())
    file = files.upload(plan=plan, profile=None, file=SimpleUploadedFile("bench.xlsx", content), by=by, now=now)
    work: dict[str, Any] = {"file_id": file.pk, "attempt": 0, "clock": timezone.now}
    looking = timed(lambda: working.look_through(**work))
    files.confirm(file=ReadingFile.objects.get(pk=file.pk), by=by, now=now)
    loading = timed(lambda: working.load(**work))
    assert Reading.objects.count() == before + ROWS
    return looking, loading


def _bare(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    rows = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
    assert rows == ROWS + 1
