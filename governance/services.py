"""What is done on this floor: telling people, and setting meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F

from .models import Body, Meeting, Notice
from .roles import Scope, Standing, may
from .verbs import Verb

LEASE = dt.timedelta(minutes=5)
"""How long a worker may take over one message before another may try."""
BATCH = 1000


def notify(notices: Iterable[Notice]) -> None:
    """Write notices in the transaction of their cause; one that was written before (same key) is left as it is."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=BATCH)


def send_next(*, now: dt.datetime) -> bool:
    """Send one waiting notice by mail; False where none waits. A failure leaves it waiting for the next time."""
    notice = _claim(now)
    if notice is None:
        return False
    message = EmailMessage(
        subject=f"{settings.BRAND_NAME}: {notice.subject}",
        body=f"{notice.body}\n\n{settings.BASE_URL}{notice.address}\n",
        to=[notice.person.email],
        headers={"X-Notice": notice.key},
    )
    message.send()
    Notice.objects.filter(pk=notice.pk).update(mailed_at=now, leased_until=None)
    return True


@transaction.atomic
def _claim(now: dt.datetime) -> Notice | None:
    """Take one notice by compare-and-set, so that two workers never send the same."""
    for pk in Notice.objects.unsent(now).order_by("created_at", "pk").values_list("pk", flat=True)[:10]:
        mine = Notice.objects.unsent(now).filter(pk=pk)
        if mine.update(leased_until=now + LEASE, attempts=F("attempts") + 1):
            return Notice.objects.select_related("person").get(pk=pk)
    return None


@transaction.atomic
def add_meeting(*, body: Body, sits_on: dt.date, papers_due_on: dt.date, by: Standing) -> Meeting:
    """Set a meeting of a body, and the day its papers are due.

    Raises PermissionDenied for anyone but an officer; ValidationError by field where the papers would come after the
    meeting, or the body sits on that day already.
    """
    if not may(by, Verb.RUN_MEETINGS, Scope(partnership=body.partnership_id)):
        raise PermissionDenied(f"You may not {Verb.RUN_MEETINGS.value} here.")
    if papers_due_on > sits_on:
        raise ValidationError({"papers_due_on": "Papers are due on the day of the meeting or before it."})
    meeting, is_new = Meeting.objects.get_or_create(
        body=body, sits_on=sits_on, defaults={"papers_due_on": papers_due_on}
    )
    if not is_new:
        raise ValidationError({"sits_on": f"{body.name} has a meeting on that day already."})
    return meeting
