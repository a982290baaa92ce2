"""The delivery side of a plan as the public contract says it: what `export_plan` prints and the read API answers.

`reports/export.schema.json` is the contract of all floors. Fields may be added to the document that everything else
is made from (`contents.py`); here only what was promised goes out, under the names that were promised.
"""

from __future__ import annotations

from .contents import Document

PLAN = ("slug", "title", "as_at")
AMBITION = ("number", "title", "counts")
OBJECTIVE = ("ref", "title")
AREA = ("ref", "code", "text", "objectives")
ACRONYM = ("acronym", "meaning")
ACTION = ("ref", "printed_ref", "objective", "outcome", "colour")
LEAD = ("post", "organisation", "as_printed")
MILESTONE = (
    "id",
    "title",
    "due_as_printed",
    "agreed_due_on",
    "due_on",
    "times_moved",
    "days_slipped",
    "recurrence",
    "declared",
    "colour",
    "reason",
    "days_overdue",
)


def export(document: Document) -> Document:
    """What may go out of the document that `contents()` made, as the contract promises it."""
    return {
        "plan": only(document["plan"], PLAN),
        "ambitions": each(document["ambitions"], AMBITION),
        "objectives": each(document["objectives"], OBJECTIVE),
        "areas_for_improvement": each(document["areas_for_improvement"], AREA),
        "acronyms": each(document["acronyms"], ACRONYM),
        "actions": [
            only(action, ACTION)
            | {"leads": each(action["leads"], LEAD), "milestones": each(action["milestones"], MILESTONE)}
            for action in document["actions"]
        ],
    }


def only(row: Document, keys: tuple[str, ...]) -> Document:
    """A row with the fields that were promised and no others."""
    return {key: row[key] for key in keys}


def each(rows: list[Document], keys: tuple[str, ...]) -> list[Document]:
    """Several rows with the fields that were promised and no others."""
    return [only(row, keys) for row in rows]
