"""Is it working? How many series stand how, by ambition and in the whole plan, and what that says beside delivery.

Pure functions over a plan's document with its measures: how a series stands was decided there. A series of a measure
that is printed under two ambitions counts once in each of them and once in the plan, so the ambitions may add up to
more than the plan.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from governance.wording import count, sentence
from measures.addresses import Addresses
from measures.tally import Bar, Tally, bar
from measures.thread import Delivered, Gap, Gaps, Moving, Thread, thread
from measures.trajectory import STATE_LABELS, State
from plans.addresses import Chosen
from plans.document import Document

from .bars import share
from .dashboard import Figure

LATE: dict[str, Chosen] = {"only": "late"}
"""What asks the list of measures for series of which a reading is late."""


@dataclass(frozen=True, slots=True)
class Line:
    """One ambition, or the plan: how its series stand. Late ones stand in one of the states too."""

    name: str
    bar: Bar
    figures: list[Figure]
    late: Figure
    total: Figure


@dataclass(frozen=True, slots=True)
class Link:
    """An action, a measure or an area for improvement: where to read more of it."""

    ref: str
    title: str
    href: str
    progress: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: an action with its measures, or a measure with its actions, and the sentence on it."""

    about: Link
    beside: list[Link]
    sentence: str


@dataclass(frozen=True, slots=True)
class Break:
    """One kind of gap in the golden thread: what it is, and everything of that kind.

    `sentence` is what is to be said of all of them alike; else each link's title ends with its own.
    """

    label: str
    sentence: str
    gaps: list[Link]


@dataclass(frozen=True, slots=True)
class Impact:
    """What the dashboard says of a plan's measures."""

    whole: Line
    met: Figure
    missed: Figure
    ambitions: list[Line]
    printed_twice: int
    """Series that count under more than one ambition."""
    no_change: list[Entry]
    not_known: list[Entry]
    moving: list[Entry]
    breaks: list[Break]


def impact(document: Document, as_at: dt.date) -> Impact | None:
    """Count and name everything that the page shows; None where the plan has no measures."""
    if not document["measures"]:
        return None
    at = Addresses(document["plan"]["slug"], as_at)
    found = thread(document)
    whole = _line("The plan", document["measures"], at)
    figures = {figure.colour: figure for figure in whole.figures}
    return Impact(
        whole=whole,
        met=figures[State.MET],
        missed=figures[State.MISSED],
        ambitions=[
            _line(f"{one['number']}. {one['title']}", _of(document, one["number"]), at, ambition=one["number"])
            for one in document["ambitions"]
        ],
        printed_twice=_printed_twice(document),
        no_change=[_delivered(one, at) for one in found.no_change],
        not_known=[_delivered(one, at) for one in found.not_known],
        moving=[_moving(one, at) for one in found.moving],
        breaks=_breaks(found.gaps, at),
    )


def _line(name: str, measures: list[Document], at: Addresses, **whose: Chosen) -> Line:
    counted = tally(measures)
    return Line(
        name=name,
        bar=bar(counted, lambda state: at.measures(state=state, **whose)),
        figures=[
            Figure(number, STATE_LABELS[state], at.measures(state=state, **whose), state, share(number, counted.total))
            for state, number in counted.by_state.items()
        ],
        late=Figure(counted.late, "late", at.measures(**LATE, **whose)),
        total=Figure(counted.total, "series", at.measures(**whose)),
    )


def tally(measures: Iterable[Document]) -> Tally:
    """How many series of some measures stand how; every state is there."""
    series = [one for measure in measures for one in measure["series"]]
    found = Counter(one["state"] for one in series)
    return Tally({str(state): found[state] for state in State}, sum(one["is_late"] for one in series))


def _of(document: Document, ambition: int) -> list[Document]:
    return [measure for measure in document["measures"] if ambition in measure["ambitions"]]


def _printed_twice(document: Document) -> int:
    return sum(len(measure["series"]) for measure in document["measures"] if len(measure["ambitions"]) > 1)


def _delivered(entry: Delivered, at: Addresses) -> Entry:
    about = Link(entry.ref, entry.title, at.action(entry.ref))
    return Entry(about, [Link(one.ref, one.title, at.measure(one.ref)) for one in entry.measures], entry.sentence)


def _moving(entry: Moving, at: Addresses) -> Entry:
    about = Link(entry.ref, entry.title, at.measure(entry.ref))
    beside = [Link(one.ref, one.title, at.action(one.ref), one.progress) for one in entry.actions]
    return Entry(about, beside, entry.sentence)


def _by_kind(gaps: Gaps) -> list[tuple[tuple[str, str], list[Gap]]]:
    """The kinds of gap of which there are any, each in the words of one and of several."""
    kinds = [
        (("action with no measure", "actions with no measure"), gaps.unmeasured),
        (("measure with no action", "measures with no action"), gaps.unattached),
        (("area for improvement without a measure", "areas for improvement without a measure"), gaps.uncovered),
        (("measure that nobody owns", "measures that nobody owns"), gaps.unowned),
        (("measure with a late reading", "measures with a late reading"), gaps.silent),
    ]
    return [(words, found) for words, found in kinds if found]


def _breaks(gaps: Gaps, at: Addresses) -> list[Break]:
    actions, areas = {gap.ref for gap in gaps.unmeasured}, {gap.ref for gap in gaps.uncovered}

    def to(ref: str) -> str:
        return at.action(ref) if ref in actions else f"#{ref}" if ref in areas else at.measure(ref)

    return [_break(count(len(found), *words), found, to) for words, found in _by_kind(gaps)]


def _break(label: str, gaps: list[Gap], to: Callable[[str], str]) -> Break:
    said = {gap.sentence for gap in gaps}
    alike = said.pop() if len(said) == 1 else ""
    links = [
        Link(gap.ref, gap.title if alike else f"{sentence(gap.title)} {gap.sentence}", to(gap.ref)) for gap in gaps
    ]
    return Break(label, alike, links)


# For a pack, which keeps everything by value


def frozen(document: Document) -> Document:
    """The same as plain data: counts by ambition and overall, the two lists and the gaps."""
    found = thread(document)
    return {
        "words": {str(state): label for state, label in STATE_LABELS.items()},
        "plan": _counted(document["measures"]),
        "by_ambition": [
            {"number": one["number"], "title": one["title"]} | _counted(_of(document, one["number"]))
            for one in document["ambitions"]
        ],
        "printed_twice": _printed_twice(document),
        "no_change": [asdict(one) for one in found.no_change],
        "not_known": [asdict(one) for one in found.not_known],
        "moving": [asdict(one) for one in found.moving],
        "gaps": [
            {"label": count(len(gaps), *words), "refs": [gap.ref for gap in gaps]}
            for words, gaps in _by_kind(found.gaps)
        ],
        "sentence": _sentence(tally(document["measures"]), found),
    }


def _counted(measures: list[Document]) -> dict[str, Any]:
    counted = tally(measures)
    return {"counts": counted.by_state, "late": counted.late, "total": counted.total}


def _sentence(counted: Tally, found: Thread) -> str:
    """What a board has to know of it at once; empty where nothing is counted."""
    if not counted.total:
        return ""
    met = counted.of(State.MET)
    others = [
        f"{number} {STATE_LABELS[state].lower()}"
        for state, number in counted.by_state.items()
        if number and state != State.MET
    ]
    unchanged = len(found.no_change)
    said = [
        f"Of {counted.total} measured series {met or 'none'} met {'their targets' if met > 1 else 'its target'}.",
        f"The others: {', '.join(others)}." if others else "",
        f"Readings of {counted.late} are late." if counted.late else "",
        f"{count(unchanged, 'action is', 'actions are')} delivered with no measurable change yet." if unchanged else "",
    ]
    return " ".join(filter(None, said))
