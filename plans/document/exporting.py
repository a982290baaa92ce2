"""A plan as the public contract says it: what `export_plan` prints and the read API answers.

`export.schema.json` beside this file is the contract. Fields may be added to the document that everything else is
made from (`contents.py`); here only what was promised goes out, under the names that were promised.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .contents import Document

SCHEMA = Path(__file__).with_name("export.schema.json")

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
    "recurrence",
    "declared",
    "colour",
    "reason",
    "days_overdue",
)


def export(document: Document) -> Document:
    """What may go out of the document that `contents()` made, as `export.schema.json` promises it."""
    return {
        "plan": _only(document["plan"], PLAN),
        "ambitions": _each(document["ambitions"], AMBITION),
        "objectives": _each(document["objectives"], OBJECTIVE),
        "areas_for_improvement": _each(document["areas_for_improvement"], AREA),
        "acronyms": _each(document["acronyms"], ACRONYM),
        "actions": [
            _only(action, ACTION)
            | {"leads": _each(action["leads"], LEAD), "milestones": _each(action["milestones"], MILESTONE)}
            for action in document["actions"]
        ],
    }


def schema() -> dict[str, Any]:
    """The contract, as JSON Schema 2020-12."""
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def _only(row: Document, keys: tuple[str, ...]) -> Document:
    return {key: row[key] for key in keys}


def _each(rows: list[Document], keys: tuple[str, ...]) -> list[Document]:
    return [_only(row, keys) for row in rows]
