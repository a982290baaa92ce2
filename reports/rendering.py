"""The pack as pages: HTML made from a frozen document alone. No database, no clock."""

from __future__ import annotations

from collections import defaultdict

from django.template.loader import render_to_string

from plans.position import Colour

from . import frozen
from .frozen import Document
from .impact_chapter import arranged


def render_html(document: Document, *, pdf: str = "", back: str = "") -> str:
    """The whole pack as one HTML page; for a browser, with the addresses of its PDF and of the page it came from."""
    return render_to_string(
        "reports/pack/pack.html",
        {
            "pack": document,
            "sha256": frozen.sha256(document),
            "table": _table(document["summary"]),
            "ambitions": _ambitions(document),
            "findings": _findings(document),
            "impact": arranged(document),
            # A pack frozen before these were part of it has none of them.
            **{chapter: document.get(chapter) for chapter in ("round", "challenge", "families")},
            "pdf": pdf,
            "back": back,
        },
    )


def _table(summary: Document) -> list[Document]:
    """The summary as its table prints it: a line for each colour, a cell for each ambition and the plan."""
    columns = [*summary["by_ambition"], summary]
    return [
        {
            "colour": colour,
            "label": label,
            "cells": [
                {"count": column["counts"][colour], "percentage": column["percentages"][colour]} for column in columns
            ],
        }
        for colour, label in summary["words"].items()
    ]


def _ambitions(document: Document) -> list[Document]:
    """Ambitions with their objectives, objectives with their actions: the plan as its chapters print it."""
    actions, objectives = defaultdict(list), defaultdict(list)
    for action in document["actions"]:
        actions[action["objective"]].append(action)
    for objective in document["objectives"]:
        objectives[objective["ambition"]].append(objective | {"actions": actions[objective["ref"]]})
    counted = {row["number"]: row for row in document["summary"]["by_ambition"]}
    return [
        ambition | {"objectives": objectives[ambition["number"]], "summary": counted[ambition["number"]]}
        for ambition in document["ambitions"]
    ]


def _findings(document: Document) -> list[Document]:
    """Findings with their areas for improvement; last, those that the report names under no finding."""
    areas = defaultdict(list)
    for area in document["areas_for_improvement"]:
        areas[area["finding"]].append(area | {"coverage": _coverage(area, document)})
    findings: list[Document] = [*document["findings"], {"number": None, "text": ""}]
    return [finding | {"areas": areas[finding["number"]]} for finding in findings if areas[finding["number"]]]


def _coverage(area: Document, document: Document) -> list[Document]:
    """The actions that answer an area, gathered by the colour of their worst milestone, worst first."""
    refs = defaultdict(list)
    for action in area["actions"]:
        refs[action["colour"]].append(action["ref"])
    words = document["summary"]["words"] | {Colour.WITHDRAWN.value: "Withdrawn"}
    return [
        {"colour": colour.value, "label": words[colour], "actions": refs[colour]} for colour in Colour if refs[colour]
    ]
