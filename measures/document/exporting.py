"""The measures of a plan as the public contract, `reports/export.schema.json`, says them."""

from __future__ import annotations

from plans.document import Document
from plans.document.exporting import each, only

MEASURE = ("ref", "printed_refs", "title", "source", "ambitions", "actions")
POSITION = ("state", "sentence")
SERIES = ("name", "unit", "better")
BASELINE = ("value", "period", "as_printed")
TARGET = ("due_on", "period", "as_printed", "kind", "value", "low", "high", "computed_value", "confirmed")
READING = ("as_of", "value", "provisional")


def export(measures: list[Document]) -> list[Document]:
    """What may go out of the measures that `contents()` made."""
    return [
        only(measure, MEASURE)
        | {
            "position": only(measure["position"], POSITION),
            "series": [_series(series) for series in measure["series"]],
        }
        for measure in measures
    ]


def _series(series: Document) -> Document:
    return only(series, SERIES) | {
        "baseline": only(series["baseline"], BASELINE) if series["baseline"] else None,
        "targets": each(series["targets"], TARGET),
        "readings": each(series["readings"], READING),
    }
