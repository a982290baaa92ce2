"""Documents made by hand: a plan's actions, areas and measures, each saying only what a test is about."""

from __future__ import annotations

from typing import Any

from measures.trajectory import STATE_LABELS
from plans.document import Document


def action(ref: str, *colours: str, **more: Any) -> Document:
    """An action with a milestone of each colour."""
    milestones = [{"id": f"{ref}-{number}", "colour": colour} for number, colour in enumerate(colours)]
    return {"ref": ref, "summary": f"What {ref} does", "outcome": "So that it helps", "milestones": milestones} | more


def area(ref: str, *actions: str) -> Document:
    """An area for improvement and the actions that answer it."""
    return {"ref": ref, "text": f"What {ref} asks for", "actions": [{"ref": one, "colour": "blue"} for one in actions]}


def series(how: str = "unread", **more: Any) -> Document:
    """A percentage that began at 40: `better`, `worse` or `same` since, `hidden`, `unread` or `apart` (no baseline)."""
    moved = how if how in ("better", "worse", "same") else None
    value = {"better": 43, "worse": 37, "same": 40, "apart": 43}.get(how)
    latest = {"as_of": "2026-01-31", "value": value, "hidden": how == "hidden", "provisional": False}
    stands = {"state": "met", "label": STATE_LABELS["met"], "sentence": "It met its target.", "is_late": False}
    return {
        "ref": "SM1a",
        "name": "Seen in time",
        "unit": "per_cent",
        "better": "up",
        "decimals": 0,
        "doubt": "",
        "baseline": None if how == "apart" else {"value": 40, "period": "April 24", "as_of": "2024-04-30"},
        "latest": None if how == "unread" else latest,
        "since_baseline": moved,
        "reading_due_on": "2026-04-30",
        **stands,
        **more,
    }


def measure(ref: str, *lines: Document, actions: tuple[str, ...] = (), **more: Any) -> Document:
    """A measure under ambition 1, owned and in time unless told otherwise."""
    return {
        "ref": ref,
        "title": f"What {ref} counts",
        "ambitions": [1],
        "actions": list(actions),
        "owner": "Head of SEND, Council",
        "owner_is_vacant": False,
        "is_late": any(line["is_late"] for line in lines),
        "series": list(lines),
        **more,
    }


def plan(
    actions: list[Document] | None = None, measures: list[Document] | None = None, areas: list[Document] | None = None
) -> Document:
    """A whole document, as `plans.document.contents() | {"measures": …}` gives it."""
    return {
        "plan": {"slug": "hillside-send"},
        "ambitions": [{"number": 1, "title": "Early help"}, {"number": 2, "title": "Good plans"}],
        "actions": actions or [],
        "areas_for_improvement": areas or [],
        "measures": measures or [],
    }
