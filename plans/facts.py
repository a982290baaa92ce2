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
    Count,
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

from governance.models import Body, Meeting

from .models import (
    Confirmation,
    DateChange,
    DateDecision,
    DateRequest,
    Declared,
    Occurrence,
    Plan,
    Recurrence,
    SignOff,
    StatusUpdate,
    Withdrawal,
)

LONDON = ZoneInfo("Europe/London")
REPORTING_INTERVAL = dt.timedelta(days=75)
"""Work not heard of for longer than this has no current update, where the board's meetings set no round."""


def end_of(day: dt.date) -> dt.datetime:
    """The moment after the last of `day` in Europe/London."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)


def london_day(moment: dt.datetime) -> dt.date:
    """The day that a moment falls on in Europe/London."""
    return moment.astimezone(LONDON).date()


def date_rows(as_at: dt.date) -> dict[str, FilteredRelation]:
    """The rows that dates are read from, joined: the latest `move`, the date last `put_right`, the open `occurrence`.

    A first date that was set counts as put right: from then on it is the agreed one. The rows are
    joined, not repeated as subqueries, so that a rule may name a fact as often as it likes.
    """
    moves, put_right = _moves(as_at), _changes(as_at).exclude(kind=DateChange.Kind.MOVED)
    return {
        "move": _the_one("date_changes", _latest(moves)),
        "put_right": _the_one("date_changes", _latest(put_right)),
        "occurrence": _the_one("occurrences", Coalesce(_first_open_occurrence(as_at), _last_occurrence())),
    }


def _changes(as_at: dt.date) -> QuerySet[DateChange]:
    return DateChange.objects.filter(milestone=OuterRef("pk"), recorded_at__lt=end_of(as_at))


def _moves(as_at: dt.date) -> QuerySet[DateChange]:
    return _changes(as_at).filter(kind=DateChange.Kind.MOVED)


def dates(as_at: dt.date) -> dict[str, Any]:
    """Columns `withdrawn`, `agreed_on`, `due_on` and `times_moved`.

    `due_on` is the date that counts now: of a recurrence, the earliest open; or else where the last decision moved it.
    Putting the agreed date right takes no move back.
    """
    withdrawals = Withdrawal.objects.filter(
        Q(milestone=OuterRef("pk")) | Q(action=OuterRef("action_id")), recorded_at__lt=end_of(as_at)
    )
    agreed = Coalesce(F("put_right__to_date"), F("agreed_due_on"))
    once = Coalesce(F("move__to_date"), agreed)
    return {
        "withdrawn": Exists(withdrawals),
        "agreed_on": agreed,
        "due_on": Case(
            When(recurrence=Recurrence.ONCE, then=once),
            default=Coalesce(F("occurrence__due_on"), once),
            output_field=DateField(),
        ),
        "times_moved": Coalesce(_number_of(_moves(as_at)), 0),
    }


def _number_of(moves: QuerySet[DateChange]) -> Subquery:
    of_each = moves.order_by().values("milestone")
    return Subquery(of_each.annotate(number=Count("pk")).values("number"))


def rounds(as_at: dt.date) -> dict[str, Any]:
    """Column `round_opened_on`: see `last_round`."""
    sat = _rounds_by(as_at).filter(body__partnership=OuterRef("plan__partnership"))
    return {"round_opened_on": Subquery(sat.values("round_opens_on")[:1])}


def last_round(plan: Plan, as_at: dt.date) -> dt.date | None:
    """When the last round opened whose papers were due by `as_at`; none where the board set none lately."""
    sat = _rounds_by(as_at).filter(body__partnership=plan.partnership_id)
    return sat.values_list("round_opens_on", flat=True).first()


def reporting_since(plan: Plan, as_at: dt.date) -> dt.date:
    """Work last heard of before this day has no current update, if it is under way or due soon."""
    return last_round(plan, as_at) or as_at - REPORTING_INTERVAL


def _rounds_by(as_at: dt.date) -> QuerySet[Meeting]:
    """The board's meetings whose papers were due within `REPORTING_INTERVAL` before a day, the last first.

    One that was cancelled after its papers were due had its round all the same.
    """
    by_then = end_of(as_at)
    had_its_round = (
        Q(cancelled_at__isnull=True) | Q(cancelled_at__gte=by_then) | Q(cancelled_at__date__gt=F("papers_due_on"))
    )
    sat = Meeting.objects.filter(
        had_its_round,
        body__kind=Body.Kind.BOARD,
        added_at__lt=by_then,
        papers_due_on__range=(as_at - REPORTING_INTERVAL, as_at),
    )
    return sat.order_by("-papers_due_on", "-round_opens_on")


def saying_rows(as_at: dt.date) -> dict[str, FilteredRelation]:
    """The last update `heard`, the `declaration` that stands, the `date_request` that waits, joined.

    They follow on the column `due_on`: a declaration about an occurrence that is closed says nothing of the next one,
    so it counts as heard only; and a request to move a date that is no longer the due date has lapsed.
    """
    heard = updates_by(as_at).filter(milestone=OuterRef("pk"))
    of_now = Q(occurrence_due_on__isnull=True) | Q(occurrence_due_on__gte=OuterRef("due_on"))
    standing = declarations_by(as_at).filter(of_now, milestone=OuterRef("pk"))
    asked = requests_waiting(as_at).filter(milestone=OuterRef("pk"), from_date=OuterRef("due_on"))
    return {
        "heard": _the_one("updates", _latest(heard)),
        "declaration": _the_one("updates", _latest(standing)),
        "date_request": _the_one("date_requests", _latest(asked)),
    }


def sayings(as_at: dt.date) -> dict[str, Any]:
    """Columns of what was said: the last update, the declaration that stands and whether it was accepted, and the
    new date that was asked for and waits.
    """
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
        "date_request_id": F("date_request__pk"),
        "asked_for": F("date_request__asked_for"),
        "asked_at": F("date_request__recorded_at"),
    }


def _the_one(relation: str, row: Combinable) -> FilteredRelation:
    return FilteredRelation(relation, condition=Q(**{f"{relation}__pk": row}))


def _latest(recorded: QuerySet[Any, Any]) -> Subquery:
    return Subquery(recorded.order_by("-recorded_at", "-pk").values("pk")[:1])


def updates_by(as_at: dt.date) -> QuerySet[StatusUpdate]:
    """Everything said by the end of a day."""
    return StatusUpdate.objects.filter(recorded_at__lt=end_of(as_at))


def requests_waiting(as_at: dt.date) -> QuerySet[DateRequest]:
    """New dates asked for that nobody had decided by the end of a day."""
    decided = DateDecision.objects.filter(request=OuterRef("pk"), recorded_at__lt=end_of(as_at))
    return DateRequest.objects.filter(~Exists(decided), recorded_at__lt=end_of(as_at))


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
