"""What must hold of measures and readings in a live database, for `manage.py audit`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from django.db.models import F

from config.invariants import Invariant, altered_file, missing_guards

from .models import Evidences, Reading, ReadingFile


def _guards() -> Iterator[str]:
    for name in ("0002_keep_the_readings", "0003_quality_activities"):
        yield from missing_guards(import_module(f"measures.migrations.{name}").GUARDS)


def _files() -> Iterator[str]:
    """Files whose readings were loaded are still the files that were shown to whoever confirmed them."""
    for file in ReadingFile.objects.filter(state=ReadingFile.State.LOADED).iterator():
        if wrong := altered_file(file.file.storage, file.file.name or "", file.sha256):
            yield f"{file.name}: {wrong}."


def _evidences() -> Iterator[str]:
    for link in Evidences.objects.exclude(action__plan=F("measure__plan")).select_related("measure", "action"):
        yield f"{link.measure.ref}: it evidences an action of another plan, {link.action.ref}."


def _loaded() -> Iterator[str]:
    unconfirmed = Reading.objects.filter(file__isnull=False).exclude(file__state=ReadingFile.State.LOADED)
    for reading in unconfirmed.select_related("series"):
        yield f"{reading.series.ref}: a reading comes from a file that was not loaded (reading {reading.pk})."


def invariants() -> list[Invariant]:
    """What must hold on this floor."""
    return [
        Invariant("The database itself keeps the readings", _guards),
        Invariant("Every loaded file of readings is the file that was shown", _files),
        Invariant("Every reading from a file comes from one that was confirmed", _loaded),
        Invariant("Measures evidence actions of their own plan", _evidences),
    ]
