"""A whole plan over every floor: loaded, checked and written out. Each floor gives its own part.

`export.schema.json` beside this file is the contract of what goes out, from `export_plan` and from the read API.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from measures import document as impact
from plans import document as delivery
from plans.document import Document, Loaded, Remark
from plans.models import Plan

SCHEMA = Path(__file__).with_name("export.schema.json")


def load(path: Path | str, *, now: dt.datetime, replace: bool = False) -> Loaded:
    """Read a partnership's folder and write it, plans and measures, all of it or nothing.

    Raises Refused, with nothing written, as `plans.document.load` does, with the problems of every floor.
    """
    return delivery.load(path, now=now, replace=replace, above=[impact])


def check(plan: Plan) -> list[Remark]:
    """Everything that a careful officer would notice in a plan, floor by floor."""
    return [*delivery.check(plan), *impact.check(plan)]


def contents(plan: Plan, as_at: dt.date, *, small_numbers: bool, figures: bool = False) -> Document:
    """A plan as at a day, in a fixed number of queries.

    `small_numbers`: whether the reader may see them. `figures`: whether each series comes with its chart.
    """
    measures = impact.contents(plan, as_at, small_numbers=small_numbers, figures=figures)
    return delivery.contents(plan, as_at) | {"measures": measures}


def export(document: Document) -> Document:
    """What may go out of the document that `contents()` made, as the contract promises it."""
    return delivery.export(document) | {"measures": impact.export(document["measures"])}


def schema() -> dict[str, Any]:
    """The contract, as JSON Schema 2020-12."""
    return json.loads(SCHEMA.read_text(encoding="utf-8"))
