"""The pack's chapter on success measures, arranged from a frozen document alone."""

from __future__ import annotations

from governance.wording import sentence

from .frozen import Document


def arranged(document: Document) -> Document | None:
    """Counts as a table, measures by ambition; None where the document holds no measures, as an old one does not."""
    if not document.get("measures"):
        return None
    counted = document["impact"]
    columns = [*counted["by_ambition"], counted["plan"]]
    return counted | {
        "columns": [*(f"Ambition {one['number']}" for one in counted["by_ambition"]), "Plan"],
        "table": [
            {"state": state, "label": label, "cells": [column["counts"][state] for column in columns]}
            for state, label in counted["words"].items()
        ],
        "totals": [column["total"] for column in columns],
        "late": [column["late"] for column in columns],
        "ambitions": _ambitions(document),
    }


def _ambitions(document: Document) -> list[Document]:
    """Ambitions with the measures printed under them; last, measures that the plan prints under none."""
    numbers = [ambition["number"] for ambition in document["ambitions"]]
    groups = [
        {
            "number": number,
            "measures": [_measure(one, number) for one in document["measures"] if number in one["ambitions"]],
        }
        for number in numbers
    ]
    bare = [_measure(one, None) for one in document["measures"] if not one["ambitions"]]
    return [*groups, {"number": None, "measures": bare}] if bare else groups


def _measure(measure: Document, ambition: int | None) -> Document:
    """A measure as it is printed there: in full under its first ambition, and only named under another."""
    first = measure["ambitions"][0] if measure["ambitions"] else None
    if first != ambition:
        refs = [place["printed_ref"] for place in measure["placements"] if place["ambition"] == ambition]
        return measure | {"elsewhere": first, "printed_ref": ", ".join(refs)}
    return measure | {"series": [one | {"notes": _notes(one)} for one in measure["series"]]}


def _notes(series: Document) -> list[str]:
    """How the target in force and the next one were read where the print leaves it open, and what else is in doubt."""
    told = {step["due_on"] for step in (series["target"], series["next_target"]) if step}
    read = [one["reading"] for one in series["targets"] if one["due_on"] in told and not one["confirmed"]]
    doubt = [f"In doubt: {series['doubt']}"] if series["doubt"] else []
    return [sentence(f"Interpretation, not yet confirmed: {'; '.join(read)}"), *doubt] if read else doubt
