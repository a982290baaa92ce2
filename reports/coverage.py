"""Which actions answer each of the inspection's areas for improvement, and where those actions stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from plans.addresses import Addresses
from plans.document import Document
from plans.position import COLOUR_LABELS

from .bars import Bar, bar, in_a_sentence
from .dashboard import Figure


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective that answers an area, and the list of its milestones."""

    ref: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An action that answers an area; its colour is that of its worst milestone."""

    ref: str
    href: str
    colour: str
    label: str


@dataclass(frozen=True, slots=True)
class Area:
    """An area for improvement and everything in the plan that answers it."""

    ref: str
    text: str
    objectives: list[Objective]
    actions: list[Answer]
    bar: Bar
    total: Figure


def coverage(document: Document, as_at: dt.date) -> list[Area]:
    """Every area in printed order, those that nothing answers among them."""
    at = Addresses(document["plan"]["slug"], as_at)
    titles = {objective["ref"]: objective["title"] for objective in document["objectives"]}
    return [_area(area, titles, at) for area in document["areas_for_improvement"]]


def _area(area: Document, titles: dict[str, str], at: Addresses) -> Area:
    return Area(
        ref=area["ref"],
        text=area["text"],
        objectives=[Objective(ref, titles[ref], at.milestones(objective=ref)) for ref in area["objectives"]],
        actions=[_answer(action, at) for action in area["actions"]],
        bar=bar(area["counts"]),
        total=Figure(sum(area["counts"].values()), "milestones", at.milestones(area=area["ref"])),
    )


def _answer(action: Document, at: Addresses) -> Answer:
    label = in_a_sentence(COLOUR_LABELS[action["colour"]])
    return Answer(action["ref"], at.action(action["ref"]), action["colour"], label)
