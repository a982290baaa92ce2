"""The whole minutes of a meeting: what the governance floor knows, and what was decided there of the plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from governance import minutes
from governance.models import Meeting
from governance.roles import Standing
from governance.wording import day
from plans.models import ActionSignOff, DateDecision, Deferral, Plan, Signature, SignOff, Withdrawal

CLAIM = "update__milestone__action"


@dataclass(frozen=True)
class OfThePlans:
    """What a meeting decided of the work of the plans that somebody may read."""

    accepted: tuple[SignOff, ...]
    returned: tuple[SignOff, ...]
    one_key: tuple[Signature, ...]
    deferred: tuple[Deferral, ...]
    actions: tuple[ActionSignOff, ...]
    dates: tuple[DateDecision, ...]
    withdrawn: tuple[Withdrawal, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the meeting decided nothing of the plans."""
        return not any(vars(self).values())


def of_meeting(meeting: Meeting, who: Standing) -> tuple[minutes.Minutes, OfThePlans]:
    """The minutes of a meeting as somebody may read them, in a fixed number of queries."""
    return minutes.of_meeting(meeting), _of_the_plans(meeting, who)


def _of_the_plans(meeting: Meeting, who: Standing) -> OfThePlans:
    plans = Plan.objects.visible_to(who).filter(partnership=meeting.body.partnership_id)
    here: dict[str, Any] = {"meeting": meeting, "update__milestone__plan__in": plans}
    answers = list(SignOff.objects.filter(**here).select_related(CLAIM, "by").order_by("recorded_at", "pk"))
    answered = [each.update_id for each in answers]
    keys = Signature.objects.filter(**here).exclude(update__in=answered).select_related(CLAIM, "by")
    judged = ActionSignOff.objects.filter(meeting=meeting, action__plan__in=plans).select_related("action", "by")
    return OfThePlans(
        accepted=tuple(each for each in answers if each.decision == SignOff.Decision.ACCEPTED),
        returned=tuple(each for each in answers if each.decision == SignOff.Decision.RETURNED),
        one_key=tuple(keys),
        deferred=tuple(Deferral.objects.filter(**here).select_related(CLAIM, "by")),
        actions=tuple(judged),
        dates=tuple(_dates(meeting, plans)),
        withdrawn=tuple(_withdrawn(meeting, plans)),
    )


def _dates(meeting: Meeting, plans: Any) -> Any:
    rows = DateDecision.objects.filter(_named_by(meeting), request__milestone__plan__in=plans)
    return rows.select_related("request__milestone__plan", "request__milestone__action", "by")


def _withdrawn(meeting: Meeting, plans: Any) -> Any:
    theirs = Q(milestone__plan__in=plans) | Q(action__plan__in=plans)
    return Withdrawal.objects.filter(theirs, _named_by(meeting)).select_related("milestone", "action", "by")


def _named_by(meeting: Meeting) -> Q:
    """Rows whose minute begins with the meeting as pages ask for it: “SEPB, 3 March 2026, item 4”."""
    when = day(meeting.sits_on)
    return Q(minute__istartswith=f"{meeting.body.key}, {when}") | Q(minute__istartswith=f"{meeting.body.name}, {when}")
