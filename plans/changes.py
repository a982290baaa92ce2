"""What was changed in the plan's own text, by whom and when, as sentences: "changed the title from “…” to “…”".

Read from django-simple-history's records and, for decisions, from the ledger. A page of it costs the same few
queries whatever the plan's size.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery, Value

from governance.wording import day

from .change_words import Told, told_of
from .document.matching import REASON as LOADED
from .models import Action, ActionLead, Ambition, DateChange, Milestone, Objective, Plan, Withdrawal
from .services.leads import IN_PASSING

Rows = QuerySet[Any, Any]
FROM_FILES = Q(history_type="+", history_change_reason=LOADED)
"""What was loaded from files says so once, and not once for each row that lies beneath."""


@dataclass(frozen=True)
class Change:
    """One thing that somebody did: `who` did what `sentence` says to the row that `about` and `ref` name."""

    when: dt.datetime
    who: str
    sentence: str
    about: str
    ref: str


class Changes:
    """Changes, newest first, read a page at a time: what a Paginator asks for."""

    def __init__(self, sources: dict[str, Rows]) -> None:
        first, *others = [_keys(kind, rows) for kind, rows in sources.items()]
        self._found = (
            first.union(*others, all=True).order_by("-at", "-source", "-key")
            if others
            else first.order_by("-at", "-key")
        )

    def count(self) -> int:
        """How many there are."""
        return self._found.count()

    __len__ = count

    def __getitem__(self, part: slice) -> list[Change]:
        keys = list(self._found[part])
        by_kind: defaultdict[str, list[int]] = defaultdict(list)
        for found in keys:
            by_kind[found["source"]].append(found["key"])
        told = {(kind, key): change for kind in by_kind for key, change in _tell(kind, by_kind[kind])}
        return [told[found["source"], found["key"]] for found in keys]


def of_plan(plan: Plan) -> Changes:
    """Everything that was changed in a plan since it was loaded or begun."""
    of_it = Q(plan_id=plan.pk)
    actions = Action.history.filter(of_it).order_by().values("id")
    return Changes(
        {
            "plan": Plan.history.filter(id=plan.pk),
            "ambition": Ambition.history.filter(of_it).exclude(FROM_FILES),
            "objective": Objective.history.filter(of_it).exclude(FROM_FILES),
            "action": Action.history.filter(of_it).exclude(FROM_FILES),
            "milestone": Milestone.history.filter(of_it).exclude(FROM_FILES),
            "lead": _leads(action_id__in=actions).exclude(FROM_FILES),
            "date": DateChange.objects.filter(milestone__plan=plan),
            "withdrawal": Withdrawal.objects.filter(Q(milestone__plan=plan) | Q(action__plan=plan)),
        }
    )


def of_action(action: Action, *, with_granted: bool = True) -> Changes:
    """Everything that was changed in an action, its milestones and its leads.

    Without the dates that a decision on a request moved, where that decision is told beside these.
    """
    dates = DateChange.objects.filter(milestone__action=action)
    return Changes(
        {
            "action": Action.history.filter(id=action.pk),
            "milestone": Milestone.history.filter(action_id=action.pk).exclude(FROM_FILES),
            "lead": _leads(action_id=action.pk).exclude(FROM_FILES),
            "date": dates if with_granted else dates.filter(decision__isnull=True),
            "withdrawal": Withdrawal.objects.filter(Q(milestone__action=action) | Q(action=action)),
        }
    )


def of_milestone(milestone: Milestone) -> Changes:
    """Everything that was changed in one milestone."""
    return Changes(
        {
            "milestone": Milestone.history.filter(id=milestone.pk),
            "date": DateChange.objects.filter(milestone=milestone),
            "withdrawal": Withdrawal.objects.filter(milestone=milestone),
        }
    )


def sentences(thing: Plan | Action | Milestone) -> list[Change]:
    """All changes of a plan, an action or a milestone, newest first."""
    if isinstance(thing, Plan):
        return of_plan(thing)[:]
    return (of_action(thing) if isinstance(thing, Action) else of_milestone(thing))[:]


def since(row: Ambition | Objective | Action | Milestone | ActionLead, seen: int = 0) -> list[Change]:
    """What was changed in one row's own words after a version that somebody had before them, newest first."""
    return Changes({_kind(row): type(row).history.filter(id=row.pk, history_id__gt=seen)})[:]


TRACKED: dict[str, type[Model]] = {
    "plan": Plan,
    "ambition": Ambition,
    "objective": Objective,
    "action": Action,
    "milestone": Milestone,
    "lead": ActionLead,
}
BESIDE = {"ambition": ("body",), "lead": ("post__organisation", "action")}
"""What a record's sentence names besides its own values."""


def _kind(row: Model) -> str:
    return next(kind for kind, model in TRACKED.items() if isinstance(row, model))


def _leads(**of: Any) -> Rows:
    return ActionLead.history.filter(**of).exclude(history_change_reason=IN_PASSING)


def _keys(kind: str, rows: Rows) -> Rows:
    at, key = ("history_date", "history_id") if kind in TRACKED else ("recorded_at", "pk")
    return rows.order_by().annotate(source=Value(kind), at=F(at), key=F(key)).values("source", "at", "key")


def _tell(kind: str, keys: list[int]) -> Iterator[tuple[int, Change]]:
    if kind == "date":
        yield from _dates(keys)
    elif kind == "withdrawal":
        yield from _withdrawals(keys)
    else:
        yield from _records(kind, keys)


def _records(kind: str, keys: list[int]) -> Iterator[tuple[int, Change]]:
    """Records of the history, each told against the one before it of the same row: two queries."""
    history: Any = TRACKED[kind].history  # type: ignore[attr-defined]
    beside = BESIDE.get(kind, ())
    earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    rows = history.filter(history_id__in=keys).select_related("history_user", *beside)
    records = list(rows.annotate(before=Subquery(earlier.values("history_id")[:1])))
    befores = {record.before for record in records} - {None}
    previous = {each.history_id: each for each in history.filter(history_id__in=befores).select_related(*beside)}
    for record in records:
        yield record.history_id, _change(record, told_of(kind, record, previous.get(record.before)))


def _change(record: Any, told: Told) -> Change:
    nobody = "The plan’s files" if record.history_change_reason == LOADED else "The server"
    who = str(record.history_user or nobody)
    return Change(record.history_date, who, told.sentence, told.about, told.ref)


def _dates(keys: Iterable[int]) -> Iterator[tuple[int, Change]]:
    for row in DateChange.objects.filter(pk__in=keys).select_related("by", "milestone"):
        to = day(row.to_date)
        did = {
            DateChange.Kind.CORRECTION.value: f"put right the date, from {_from(row)} to {to}",
            DateChange.Kind.FIRST_DATE.value: f"set the first date, {to}",
        }.get(row.kind, f"moved the date from {_from(row)} to {to}")
        ref = row.milestone.ref
        yield row.pk, Change(row.recorded_at, str(row.by), f"{did}: {row.reason}", f"Milestone {ref}", ref)


def _from(row: DateChange) -> str:
    return day(row.from_date) if row.from_date else "no date"


def _withdrawals(keys: Iterable[int]) -> Iterator[tuple[int, Change]]:
    for row in Withdrawal.objects.filter(pk__in=keys).select_related("by", "milestone", "action"):
        thing: Any = row.milestone or row.action
        about = f"{thing._meta.verbose_name.capitalize()} {thing.ref}"
        decided = f" ({row.minute})" if row.minute else ""
        yield row.pk, Change(row.recorded_at, str(row.by), f"withdrew it{decided}: {row.reason}", about, thing.ref)
