"""Files of readings: how each source's exports are laid out, and the files that came, each kept with its hash."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from governance.models import Person
from governance.roles import Standing
from plans.models import Plan
from plans.models.tree import readable_by

from .measures import Source
from .series import Series, number


class Profile(models.Model):
    """How one source's export is laid out: which sheet and header row, which columns, which dates. Data, not code."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel workbook (.xlsx)"

    class Dates(models.TextChoices):
        DAY_FIRST = "day_first", "Day first: 31/01/2026, 31 January 2026"
        YEAR_FIRST = "year_first", "Year first: 2026-01-31"
        MONTH = "month", "A month: Jan 2026, January 26; its last day is meant"
        SCHOOL_YEAR = "school_year", "A school year: 2025/26; 31 August is meant"
        FINANCIAL_YEAR = "financial_year", "A financial year: 2025/26; 31 March is meant"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="profiles")
    source = models.ForeignKey(Source, models.PROTECT, related_name="profiles")
    name = models.CharField(max_length=100)
    format = models.CharField(max_length=5, choices=Format, default=Format.XLSX)
    sheet = models.CharField(
        max_length=100, blank=True, help_text="Of a workbook: the sheet's name; empty is the first."
    )
    header_row = models.PositiveSmallIntegerField(default=1)
    dates = models.CharField(max_length=15, choices=Dates, default=Dates.DAY_FIRST)

    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("plan", Lower("name"), name="profile_name_once"),
            models.CheckConstraint(condition=Q(format__in=["csv", "xlsx"]), name="profile_format_known"),
            models.CheckConstraint(condition=Q(header_row__gte=1), name="profile_header_row_from_1"),
            models.CheckConstraint(
                condition=Q(dates__in=["day_first", "year_first", "month", "school_year", "financial_year"]),
                name="profile_dates_known",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Column(models.Model):
    """One column of a profile: what stands beneath a heading.

    In a file with a row for each reading, a column names the series and one holds the value. In a file with a row
    for each day, every value column belongs to a series of its own.
    """

    class Holds(models.TextChoices):
        DATE = "date", "The day or period it speaks of"
        SERIES = "series", "Which series the row is about"
        VALUE = "value", "The value"
        NUMERATOR = "numerator", "The numerator"
        DENOMINATOR = "denominator", "The denominator"
        PROVISIONAL = "provisional", "Whether it is provisional"
        NOTE = "note", "A note"

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="columns")
    heading = models.CharField(max_length=200)
    holds = models.CharField(max_length=12, choices=Holds)
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="+")
    factor = number(default=1, help_text="What the file's numbers are multiplied by: 100 where it gives 0.43 for 43%.")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(holds__in=["date", "series", "value", "numerator", "denominator", "provisional", "note"]),
                name="column_holds_known",
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True) | Q(holds__in=["value", "numerator", "denominator"]),
                name="column_of_a_series_holds_a_number",
            ),
            models.CheckConstraint(condition=Q(factor__gt=0), name="column_factor_positive"),
        )

    def __str__(self) -> str:
        return f"{self.heading}: {self.get_holds_display()}"


class SeriesName(models.Model):
    """What a source calls a series, where a column of its file names them."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="names")
    text = models.CharField(max_length=200)
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint("profile", Lower("text"), name="series_name_once_per_profile"),)

    def __str__(self) -> str:
        return f"{self.text}: {self.series.ref}"


class ReadingFileQuerySet(models.QuerySet["ReadingFile"]):
    def visible_to(self, who: Standing) -> ReadingFileQuerySet:
        """The files of every plan that somebody may read."""
        return self.filter(readable_by(who, "plan__"))

    def unattended(self, now: dt.datetime) -> ReadingFileQuerySet:
        """Files that wait for a worker and that none was handed, or whose worker's lease ran out."""
        waiting = Q(state__in=[ReadingFile.State.QUEUED, ReadingFile.State.LOADING])
        return self.filter(waiting).filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now))


def file_path(file: ReadingFile, filename: str) -> str:
    """Where a file is stored: a random name, so that nothing typed by anybody becomes a path."""
    return f"readings/{file.key}"


class ReadingFile(models.Model):
    """A file of readings from its upload to its end: looked through, shown, then loaded whole or not at all."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be looked through"
        SHOWN = "shown", "Looked through, to be confirmed"
        REFUSED = "refused", "Refused"
        LOADING = "loading", "Being loaded"
        LOADED = "loaded", "Loaded"
        DROPPED = "dropped", "Dropped without being loaded"
        FAILED = "failed", "Failed"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reading_files")
    profile = models.ForeignKey(
        Profile, models.PROTECT, null=True, blank=True, related_name="files", help_text="None: the template's layout."
    )
    file = models.FileField(upload_to=file_path, max_length=200)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    loaded_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0, help_text="How many rows have been gone through.")
    new = models.PositiveIntegerField(default=0)
    superseding = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="The first of them, each with sheet, row, column and words.")
    changes = models.JSONField(default=list, help_text="The first of the readings that it would record.")
    error = models.TextField(blank=True, help_text="Why it could not be taken in at all.")

    objects = ReadingFileQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["queued", "shown", "refused", "loading", "loaded", "dropped", "failed"]),
                name="reading_file_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="loaded") | (Q(confirmed_by__isnull=False) & Q(loaded_at__isnull=False)),
                name="reading_file_loaded_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.name
