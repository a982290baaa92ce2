"""The facts of a milestone on a day, as columns: what had been recorded by the end of it in Europe/London.

Colour rules (`position.py`) read these and nothing else. The rows of the ledger that count are found by index and
joined, so one query answers for a plan of any size and for any past day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from .models import Confirmation, DateChange, Declared, Occurrence, Recurrence, SignOff, StatusUpdate, Withdrawal

LONDON = ZoneInfo("Europe/London")


def end_of(day: dt.date) -> dt.datetime:
    """The moment after the last of `day` in Europe/London."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)


def london_day(moment: dt.datetime) -> dt.date:
    """The day that a moment falls on in Europe/London."""
    return moment.astimezone(LONDON).date()


def date_rows(as_at: dt.date) -> dict[str, FilteredRelation]:
    """The rows that dates are read from, joined: the latest `change` and `correction`, the `occurrence` that is open.

    They are joined, not repeated as subqueries, so that a rule may name a fact as often as it likes.
    """
    changes = DateChange.objects.filter(milestone=OuterRef("pk"), recorded_at__lt=end_of(as_at))
    corrections = changes.filter(kind=DateChange.Kind.CORRECTION)
    return {
        "change": _the_one("date_changes", _latest(changes)),
        "correction": _the_one("date_changes", _latest(corrections)),
        "occurrence": _the_one("occurrences", Coalesce(_first_open_occurrence(as_at), _last_occurrence())),
    }


def dates(as_at: dt.date) -> dict[str, Any]:
    """Columns `withdrawn`, `agreed_on` and `due_on` (the date that counts now; of a recurrence, the earliest open)."""
    withdrawals = Withdrawal.objects.filter(
        Q(milestone=OuterRef("pk")) | Q(action=OuterRef("action_id")), recorded_at__lt=end_of(as_at)
    )
    once = Coalesce(F("change__to_date"), F("agreed_due_on"))
    return {
        "withdrawn": Exists(withdrawals),
        "agreed_on": Coalesce(F("correction__to_date"), F("agreed_due_on")),
        "due_on": Case(
            When(recurrence=Recurrence.ONCE, then=once),
            default=Coalesce(F("occurrence__due_on"), once),
            output_field=DateField(),
        ),
    }


def saying_rows(as_at: dt.date) -> dict[str, FilteredRelation]:
    """The last update `heard`, and the `declaration` that stands, joined. They follow on the column `due_on`.

    A declaration about an occurrence that is closed says nothing of the next one, so it counts as heard only.
    """
    heard = updates_by(as_at).filter(milestone=OuterRef("pk"))
    of_now = Q(occurrence_due_on__isnull=True) | Q(occurrence_due_on__gte=OuterRef("due_on"))
    standing = declarations_by(as_at).filter(of_now, milestone=OuterRef("pk"))
    return {"heard": _the_one("updates", _latest(heard)), "declaration": _the_one("updates", _latest(standing))}


def sayings(as_at: dt.date) -> dict[str, Any]:
    """Columns of what was said: the last update, the declaration that stands, and whether it was accepted."""
    accepted = Q(
        declaration__sign_off__decision=SignOff.Decision.ACCEPTED,
        declaration__sign_off__recorded_at__lt=end_of(as_at),
    )
    return {
        "last_update_id": F("heard__pk"),
        "heard_on": F("heard__said_on"),
        "next_update_on": F("heard__next_update_on"),
        "declaration_id": F("declaration__pk"),
        "declared": F("declaration__declared"),
        "accepted": Case(When(accepted, then=Value(True)), default=Value(False), output_field=BooleanField()),
    }


def _the_one(relation: str, row: Combinable) -> FilteredRelation:
    return FilteredRelation(relation, condition=Q(**{f"{relation}__pk": row}))


def _latest(recorded: QuerySet[Any, Any]) -> Subquery:
    return Subquery(recorded.order_by("-recorded_at", "-pk").values("pk")[:1])


def updates_by(as_at: dt.date) -> QuerySet[StatusUpdate]:
    """Everything said by the end of a day."""
    return StatusUpdate.objects.filter(recorded_at__lt=end_of(as_at))


def declarations_by(as_at: dt.date) -> QuerySet[StatusUpdate]:
    """What counts as declared by the end of a day.

    A returned claim counts as the declaration before it, and so does one that a post has yet to confirm.
    """
    confirmed = Confirmation.objects.filter(update=OuterRef("pk"), recorded_at__lt=end_of(as_at))
    unconfirmed = Q(declared=Declared.COMPLETE, on_behalf_of__isnull=False) & ~Exists(confirmed)
    return updates_by(as_at).filter(~Exists(_sign_offs(as_at, SignOff.Decision.RETURNED))).exclude(unconfirmed)


def _sign_offs(as_at: dt.date, decision: SignOff.Decision) -> QuerySet[SignOff]:
    return SignOff.objects.filter(update=OuterRef("pk"), decision=decision, recorded_at__lt=end_of(as_at))


def _first_open_occurrence(as_at: dt.date) -> Subquery:
    """The earliest one that no accepted claim closes; a claim closes every one up to its own."""
    spoken_of_again = declarations_by(as_at).filter(
        Q(recorded_at__gt=OuterRef("recorded_at")) | Q(recorded_at=OuterRef("recorded_at"), pk__gt=OuterRef("pk")),
        milestone=OuterRef("milestone"),
        occurrence_due_on__lte=OuterRef("occurrence_due_on"),
    )
    closing = StatusUpdate.objects.filter(
        Exists(_sign_offs(as_at, SignOff.Decision.ACCEPTED)),
        ~Exists(spoken_of_again),
        milestone=OuterRef("milestone"),
        occurrence_due_on__gte=OuterRef("due_on"),
    )
    still_open = Occurrence.objects.filter(~Exists(closing), milestone=OuterRef("pk"))
    return Subquery(still_open.order_by("due_on").values("pk")[:1])


def _last_occurrence() -> Subquery:
    of_it = Occurrence.objects.filter(milestone=OuterRef("pk"))
    return Subquery(of_it.order_by("-due_on").values("pk")[:1])
