"""The numbers of the dashboard, each with the address of the list that makes it up.

Pure functions over the document of `plans.document.contents()`: what colour a milestone has was decided there. Here
milestones are only counted and named, by whose they are and what is to be seen to.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from governance.wording import count, day
from plans.addresses import Addresses, Chosen
from plans.choices import NOBODY
from plans.document import Document, counts
from plans.models import Declared
from plans.position import COLOUR_LABELS, RULE, SEVERITY, Colour, differs

from .bars import Bar, bar, share

MOST_OVERDUE = 10
OF_OTHERS = 5
"""How many of the most overdue the page names, and how many of each other kind; the rest is a link away."""

Pair = tuple[Document, Document]
"""An action and one of its milestones."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the list that makes it up."""

    count: int
    label: str
    href: str
    colour: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One ambition or organisation: how its milestones stand."""

    name: str
    note: str
    bar: Bar
    figures: list[Figure]
    total: Figure


@dataclass(frozen=True, slots=True)
class Named:
    """One milestone that the page names, with what makes it worth naming."""

    ref: str
    title: str
    href: str
    lead: str
    colour: str
    label: str
    sentence: str
    declared: str
    days_overdue: str
    heard: str
    being_done: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the page says of the plan's milestones. Withdrawn ones are in no number but their own."""

    total: Figure
    overdue: Figure
    signed_off: Figure
    withdrawn: Figure
    bar: Bar
    attention: list[Figure]
    most_overdue: list[Named]
    silent: Figure
    never_heard: Figure
    longest_silent: list[Named]
    differing: Figure
    differ: list[Named]
    undated: Figure
    ambitions: list[Line]
    organisations: list[Line]


def dashboard(document: Document, as_at: dt.date) -> Dashboard:
    """Count and name everything that the page shows."""
    at = Addresses(document["plan"]["slug"], as_at)
    every = [(action, milestone) for action in document["actions"] for milestone in action["milestones"]]
    pairs = [pair for pair in every if pair[1]["colour"] != Colour.WITHDRAWN]
    overdue = sorted(_where(pairs, _rule("overdue")), key=lambda pair: -pair[1]["days_overdue"])
    silent = sorted(_where(pairs, _rule("no_current_update")), key=lambda pair: pair[1]["heard_on"] or "")
    differ = sorted(_where(pairs, lambda m: differs(m["declared"], m["colour"])), key=_worst_first)
    whole = counts([milestone for _, milestone in pairs])
    return Dashboard(
        total=Figure(len(pairs), "milestones", at.milestones()),
        overdue=_figure(overdue, "overdue", at, of=len(pairs), only="overdue"),
        signed_off=_figure(_where(pairs, _rule("signed_off")), "signed off", at, of=len(pairs), colour="blue"),
        withdrawn=Figure(len(every) - len(pairs), "withdrawn", at.milestones(colour="withdrawn")),
        bar=bar(whole, lambda colour: at.milestones(colour=colour)),
        attention=_attention(pairs, differ, at),
        most_overdue=_named(overdue[:MOST_OVERDUE], at),
        silent=_figure(silent, "no current update", at, rule="no_current_update"),
        never_heard=_figure(_where(pairs, lambda m: not m["heard_on"]), "never heard of", at, only="unheard"),
        longest_silent=_named(silent[:OF_OTHERS], at),
        differing=_figure(differ, "lead and rules differ", at, only="differ"),
        differ=_named(differ[:OF_OTHERS], at),
        undated=_figure(_where(pairs, lambda m: not m["due_on"]), "without a due date", at, only="undated"),
        ambitions=_ambitions(document, at),
        organisations=_organisations(document, pairs, at),
    )


def _rule(name: str) -> Callable[[Document], bool]:
    return lambda milestone: milestone["rule"] == name


def _where(pairs: Iterable[Pair], wanted: Callable[[Document], bool]) -> list[Pair]:
    return [pair for pair in pairs if wanted(pair[1])]


def _worst_first(pair: Pair) -> tuple[int, int]:
    return SEVERITY[pair[1]["colour"]], -pair[1]["days_overdue"]


def _figure(found: list[Pair], label: str, at: Addresses, *, of: int = 0, **chosen: Chosen) -> Figure:
    return Figure(len(found), label, at.milestones(**chosen), share=share(len(found), of))


def _attention(pairs: list[Pair], differ: list[Pair], at: Addresses) -> list[Figure]:
    """What a board should see to, worst first: by exact position, then where lead and rules disagree."""
    figures = [
        Figure(len(_where(pairs, _rule(name))), RULE[name].label, at.milestones(rule=name), RULE[name].colour)
        for name in ("overdue", "off_track", "no_current_update", "at_risk", "awaiting_sign_off")
    ]
    return [*figures, Figure(len(differ), "Lead and rules differ", at.milestones(only="differ"))]


def _named(pairs: list[Pair], at: Addresses) -> list[Named]:
    return [_name(action, milestone, at) for action, milestone in pairs]


def _name(action: Document, milestone: Document, at: Addresses) -> Named:
    declared = milestone["declared"]
    return Named(
        ref=milestone["id"],
        title=milestone["title"],
        href=at.action(action["ref"], milestone["id"]),
        lead=next((f"{one['post']}, {one['organisation']}" for one in action["leads"] if one["is_accountable"]), ""),
        colour=milestone["colour"],
        label=milestone["label"],
        sentence=milestone["reason"],
        declared=Declared(declared).label if declared else "",
        days_overdue=count(milestone["days_overdue"], "day"),
        heard=day(dt.date.fromisoformat(milestone["heard_on"])) if milestone["heard_on"] else "",
        being_done=milestone["what_is_being_done"],
    )


def _ambitions(document: Document, at: Addresses) -> list[Line]:
    return [
        _line(f"{one['number']}. {one['title']}", one["body"], one["counts"], at, ambition=one["number"])
        for one in document["ambitions"]
    ]


def _organisations(document: Document, pairs: list[Pair], at: Addresses) -> list[Line]:
    """One line an organisation: a milestone counts once for each organisation that leads its action."""
    led: defaultdict[str, list[Document]] = defaultdict(list)
    for action, milestone in pairs:
        for organisation in {lead["organisation"] for lead in action["leads"]} or {NOBODY}:
            led[organisation].append(milestone)
    named = {lead["organisation"]: lead["organisation_name"] for action, _ in pairs for lead in action["leads"]}
    order = sorted(led, key=lambda key: (key == NOBODY, -len(led[key]), key))
    return [
        _line(named.get(key, "Nobody named"), key if key in named else "", counts(led[key]), at, organisation=key)
        for key in order
    ]


def _line(name: str, note: str, by_colour: dict[str, int], at: Addresses, **whose: Chosen) -> Line:
    figures = [
        Figure(number, COLOUR_LABELS[colour], at.milestones(colour=colour, **whose), colour)
        for colour, number in by_colour.items()
    ]
    return Line(
        name=name,
        note=note,
        bar=bar(by_colour),
        figures=figures,
        total=Figure(sum(by_colour.values()), "milestones", at.milestones(**whose)),
    )
