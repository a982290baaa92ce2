"""The golden thread from what was done to what changed: where it holds, where it says nothing, and where it breaks.

Pure functions over a plan's document on one day: `plans.document.contents() | {"measures": [...]}`. How a milestone
and a series stand was decided there. What has no reading yet is not known, which is not the same as no change.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from governance.wording import count, day, listed, sentence
from plans.document import Document
from plans.position import Colour

from .trajectory import Moved

HELD, UNREAD, HIDDEN, APART = "held", "unread", "hidden", "apart"

_HOW: dict[str, tuple[str, str]] = {
    Moved.BETTER: ("is better than its baseline", "are better than their baselines"),
    Moved.WORSE: ("is worse than its baseline", "are worse than their baselines"),
    Moved.SAME: ("stands at its baseline", "stand at their baselines"),
    HELD: ("has held its place, as it should", "have held their place, as they should"),
    UNREAD: ("has no reading yet", "have no reading yet"),
    HIDDEN: ("is too small to show", "are too small to show"),
    APART: ("cannot be compared with a baseline", "cannot be compared with a baseline"),
}
"""How one series, and how several, stand against where they began."""

_COMPARED = (Moved.BETTER, Moved.WORSE, Moved.SAME, HELD)


@dataclass(frozen=True, slots=True)
class Named:
    """An action or a measure by its reference and title."""

    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """An action that is wholly signed off, and what its measures say of it."""

    ref: str
    title: str
    measures: list[Named]
    sentence: str


@dataclass(frozen=True, slots=True)
class Open:
    """An action that is not wholly signed off, and how far it is: "2 of 5 milestones"."""

    ref: str
    title: str
    progress: str


@dataclass(frozen=True, slots=True)
class Moving:
    """A measure that moved the right way, and the actions it is evidence of that are not wholly signed off."""

    ref: str
    title: str
    actions: list[Open]
    sentence: str


@dataclass(frozen=True, slots=True)
class Gap:
    """An action, a measure or an area for improvement at which the thread breaks, and how."""

    ref: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """Where the thread breaks, each kind in printed order."""

    unmeasured: list[Gap]
    """Actions with no measure."""
    unattached: list[Gap]
    """Measures with no action."""
    uncovered: list[Gap]
    """Areas for improvement that no action with a measure answers."""
    unowned: list[Gap]
    """Measures whose owner is missing or a vacant post."""
    silent: list[Gap]
    """Measures of which a reading is late."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What delivery and impact say together."""

    no_change: list[Delivered]
    """Delivered, no measurable change yet."""
    not_known: list[Delivered]
    """Delivered, and nothing was measured yet that could tell."""
    moving: list[Moving]
    """Moving, not delivered."""
    gaps: Gaps


def thread(document: Document) -> Thread:
    """Lay a plan's actions beside its measures. Work that was withdrawn is in no list."""
    evidence = _evidence(document)
    live = {action["ref"]: action for action in document["actions"] if not _is_withdrawn(action)}
    no_change, not_known = _delivered(live.values(), evidence)
    return Thread(no_change, not_known, _moving(document["measures"], live), _gaps(document, live, evidence))


def is_delivered(action: Document) -> bool:
    """Whether an action is wholly signed off: every milestone that was not withdrawn, and at least one."""
    colours = _colours(action)
    return bool(colours) and all(colour == Colour.BLUE for colour in colours)


def _colours(action: Document) -> list[str]:
    return [each["colour"] for each in action["milestones"] if each["colour"] != Colour.WITHDRAWN]


def _is_withdrawn(action: Document) -> bool:
    """Whether there were milestones and none is left."""
    return bool(action["milestones"]) and not _colours(action)


def _evidence(document: Document) -> dict[str, list[Document]]:
    """For each action the measures that are evidence of it."""
    found: defaultdict[str, list[Document]] = defaultdict(list)
    for measure in document["measures"]:
        for ref in measure["actions"]:
            found[ref].append(measure)
    return dict(found)


def _named(row: Document) -> Named:
    return Named(row["ref"], _title(row))


def _title(row: Document) -> str:
    """What a measure, an action or an area for improvement is called."""
    return row.get("title") or row.get("summary") or row.get("outcome") or row.get("text") or ""


# Delivered


def _delivered(
    actions: Iterable[Document], evidence: dict[str, list[Document]]
) -> tuple[list[Delivered], list[Delivered]]:
    """Delivered actions whose measures did not move the right way, and those of which it cannot be told yet."""
    no_change, not_known = [], []
    for action in actions:
        measures = evidence.get(action["ref"], [])
        if not measures or not is_delivered(action):
            continue
        series = _series(measures)
        how = [_how(one) for one in series]
        entry = Delivered(action["ref"], _title(action), [_named(one) for one in measures], f"{_said(series)}.")
        if not any(one in _COMPARED for one in how):
            not_known.append(entry)
        elif not _went_right(how):
            no_change.append(entry)
    return no_change, not_known


def _went_right(how: list[str]) -> bool:
    """Whether anything is better; or all that can be told has held its place where that is what was promised."""
    compared = {one for one in how if one in _COMPARED}
    return Moved.BETTER in compared or compared == {HELD}


def _series(measures: Iterable[Document]) -> list[Document]:
    return [one for measure in measures for one in measure["series"]]


def _how(series: Document) -> str:
    """How a series stands against where it began; where that cannot be told, why not."""
    if not series["latest"]:
        return UNREAD
    if series["latest"]["hidden"]:
        return HIDDEN
    moved: str | None = series["since_baseline"]
    if moved is None:
        return APART
    return HELD if moved == Moved.SAME and series["better"] == "hold" else moved


def _said(series: list[Document]) -> str:
    """Of some series how many are better, worse, the same, and of how many it cannot be told; without a full stop."""
    how = Counter(_how(one) for one in series)
    if not series:
        return "Nothing is counted for it yet"
    if len(series) == 1:
        return f"Its one series {_HOW[next(iter(how))][0]}{_with_care(series)}"
    parts = [f"{how[one]} {_HOW[one][how[one] > 1]}" for one in _HOW if how[one]]
    return f"Of its {len(series)} series {listed(parts)}{_with_care(series)}"


def _with_care(series: list[Document]) -> str:
    """What a comparison rests on that may still change: figures that are not final, a direction that is in doubt."""
    compared = [one for one in series if _how(one) in _COMPARED]
    provisional = [one["ref"] for one in compared if one["latest"]["provisional"]]
    doubtful = [one["ref"] for one in compared if one["doubt"]]
    said = [
        f"by a provisional figure for {listed(provisional)}" if provisional else "",
        f"with the direction of {listed(doubtful)} in doubt" if doubtful else "",
    ]
    return "".join(f", {part}" for part in said if part)


# Moving


def _moving(measures: list[Document], live: dict[str, Document]) -> list[Moving]:
    """Measures of which something is better and nothing worse, and that are evidence of work still to be done."""
    found = []
    for measure in measures:
        how = {_how(one) for one in measure["series"]}
        open_ = [live[ref] for ref in measure["actions"] if ref in live and not is_delivered(live[ref])]
        if open_ and Moved.BETTER in how and Moved.WORSE not in how:
            said = f"{_said(measure['series'])}, while {_still_open(len(open_))}."
            found.append(Moving(measure["ref"], measure["title"], [_open(action) for action in open_], said))
    return found


def _still_open(number: int) -> str:
    return (
        f"{count(number, 'action', 'actions')} it is evidence of {'is' if number == 1 else 'are'} not wholly signed off"
    )


def _open(action: Document) -> Open:
    colours = _colours(action)
    progress = f"{colours.count(Colour.BLUE)} of {count(len(colours), 'milestone')}" if colours else "no milestone"
    return Open(action["ref"], _title(action), progress)


# Gaps


def _gaps(document: Document, live: dict[str, Document], evidence: dict[str, list[Document]]) -> Gaps:
    measures = document["measures"]
    return Gaps(
        unmeasured=[
            _gap(action, "No measure shows what it changes.") for ref, action in live.items() if ref not in evidence
        ],
        unattached=[
            _gap(one, "No action of the plan is said to move it.")
            for one in measures
            if not any(ref in live for ref in one["actions"])
        ],
        uncovered=_uncovered(document, live, evidence),
        unowned=[_gap(one, _owner(one)) for one in measures if not one["owner"] or one["owner_is_vacant"]],
        silent=[_gap(one, _late(one)) for one in measures if one["is_late"]],
    )


def _gap(row: Document, said: str) -> Gap:
    return Gap(row["ref"], _title(row), said)


def _uncovered(document: Document, live: dict[str, Document], evidence: dict[str, list[Document]]) -> list[Gap]:
    """Areas for improvement that no action answers, or only actions without a measure."""
    found = []
    for area in document["areas_for_improvement"]:
        answering = [one["ref"] for one in area["actions"] if one["ref"] in live]
        if not any(ref in evidence for ref in answering):
            found.append(_gap(area, _no_evidence(answering)))
    return found


def _no_evidence(answering: list[str]) -> str:
    if not answering:
        return "No action answers it, so nothing measures whether it is put right."
    return f"{listed(answering)} {'answer' if len(answering) > 1 else 'answers'} it, without any measure."


def _owner(measure: Document) -> str:
    if not measure["owner"]:
        return "Nobody owns it."
    return sentence(f"Its owner is a vacant post: {measure['owner']}")


def _late(measure: Document) -> str:
    late = [one for one in measure["series"] if one["is_late"]]
    first = min(dt.date.fromisoformat(one["reading_due_on"]) for one in late)
    refs = listed([one["ref"] for one in late])
    return f"{'A reading' if len(late) == 1 else 'Readings'} of {refs} should have come in by {day(first)}."
