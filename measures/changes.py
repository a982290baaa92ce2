"""What was changed in a measure, its series and its targets, by whom and when, as sentences. Readings are not told
here: each of them is kept, with who recorded it, where its series is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from governance.wording import sentence
from plans.changes import Change
from plans.document.matching import REASON as LOADED
from plans.facts import end_of, london_day
from plans.timeline import Event

from .change_words import told
from .models import Series, SuccessMeasure, Target


def history(measure: SuccessMeasure, as_at: dt.date) -> list[Change]:
    """Everything that was changed by the end of a day, newest first, in three queries.

    What was loaded from files says so once, of the measure, and not once for each series and target beneath.
    """
    by_then: dict[str, Any] = {"history_date__lt": end_of(as_at)}
    lines = list(_records(Series, "part_of", measure_id=measure.pk, **by_then))
    names = {record.id: record.ref for record in lines}
    changes = [
        *_told(_records(SuccessMeasure, "owner__organisation", id=measure.pk, **by_then), "Measure", names),
        *_told(lines, "Series", names),
        *_told(_records(Target, "confirmed_by", series_id__in=names, **by_then), "Target", names),
    ]
    return sorted(changes, key=lambda change: change.when, reverse=True)


def _records(model: Any, beside: str, **of: Any) -> Any:
    return model.history.filter(**of).select_related("history_user", beside).order_by("history_id")


def _told(records: Any, what: str, names: dict[int, str]) -> Iterator[Change]:
    """Each record against the one before it of the same row."""
    before: dict[int, Any] = {}
    for record in records:
        is_loaded = record.history_change_reason == LOADED
        if what == "Measure" or not (is_loaded and record.history_type == "+"):
            about, ref = _about(record, what, names)
            who = str(record.history_user or ("The plan’s files" if is_loaded else "The server"))
            yield Change(record.history_date, who, told(what, record, before.get(record.id)), about, ref)
        before[record.id] = record


def _about(record: Any, what: str, names: dict[int, str]) -> tuple[str, str]:
    ref = names.get(record.series_id, "") if what == "Target" else record.ref
    return f"{what} “{record.due_as_printed}” of {ref}" if what == "Target" else f"{what} {ref}", ref


def sittings(measure: SuccessMeasure, as_at: dt.date) -> list[Event]:
    """The same as events of a timeline; what one person changed on one day is one event."""
    made = groupby(history(measure, as_at), key=lambda change: (london_day(change.when), change.who))
    return [_event(when, who, list(changes)) for (when, who), changes in made]


def _event(when: dt.date, who: str, changes: list[Change]) -> Event:
    words = "\n".join(f"{change.about}: {sentence(change.sentence)}" for change in changes)
    return Event(changes[0].when, when, "The measure was changed", who, detail=words)
