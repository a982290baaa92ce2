"""What somebody wants no mail of, and the address in each mail by which one click says so without signing in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from .delivery import NEVER_STOPPED
from .models import MailSettings, Notice, Person, Unwanted
from .roles import Standing

SIGNER = signing.Signer(salt="governance.unsubscribing")
CHOICES = [(value, label) for value, label in Notice.Kind.choices if value not in NEVER_STOPPED]
"""The kinds of message that somebody may go without."""


class NoSuchToken(Exception):
    """The token is not ours, or not of a kind that can be stopped."""


def unwanted(person: Person) -> frozenset[str]:
    """The kinds that somebody wants no mail of."""
    return frozenset(Unwanted.objects.filter(person=person).values_list("kind", flat=True))


def settings_of(person: Person) -> MailSettings:
    """How somebody is told; made with the house's defaults when first asked for by what writes."""
    return MailSettings.objects.get_or_create(person=person)[0]


def preferences_page() -> str:
    """The page on which somebody says how they are told."""
    return reverse("notice-settings")


def address(notice: Notice) -> str:
    """Where one click stops mail of this notice's kind; empty for what cannot be stopped."""
    if notice.kind in NEVER_STOPPED:
        return ""
    return settings.BASE_URL + reverse("stop-mail", args=[token(settings_of(notice.person), notice.kind)])


def token(mail: MailSettings, kind: str) -> str:
    """A person's own token, signed together with the kind that it stops."""
    return SIGNER.sign(f"{mail.token.hex}-{kind}")


def read(given: str) -> tuple[MailSettings, Notice.Kind]:
    """Whose mail of what kind a token stops. Raises NoSuchToken."""
    try:
        whose, _, kind = SIGNER.unsign(given).partition("-")
        found = MailSettings.objects.select_related("person").get(token=whose)
        wanted = Notice.Kind(kind)
    except (signing.BadSignature, MailSettings.DoesNotExist, ValueError, ValidationError) as wrong:
        raise NoSuchToken from wrong
    if wanted in NEVER_STOPPED:
        raise NoSuchToken
    return found, wanted


@transaction.atomic
def stop(*, given: str, now: dt.datetime) -> tuple[Person, Notice.Kind]:
    """Stop the mail that a token is for; a second time changes nothing. Raises NoSuchToken."""
    mail, kind = read(given)
    Unwanted.objects.get_or_create(person=mail.person, kind=kind, defaults={"since": now})
    return mail.person, kind


@transaction.atomic
def choose(*, wanted: Collection[str], digest_day: int, by: Standing, now: dt.datetime) -> None:
    """Say which kinds come by mail and on which day of the week the digest does (0 is Monday): one's own alone.

    Raises ValidationError by field for a kind or a day that there is not.
    """
    known = {value for value, _ in CHOICES}
    if not set(wanted) <= known:
        raise ValidationError({"wanted": "Choose from the kinds in the list."})
    if digest_day not in range(7):
        raise ValidationError({"digest_day": "Choose a day of the week."})
    MailSettings.objects.update_or_create(person=by.person, defaults={"digest_day": digest_day})
    without = known - set(wanted)
    Unwanted.objects.filter(person=by.person).exclude(kind__in=without).delete()
    rows = [Unwanted(person=by.person, kind=kind, since=now) for kind in sorted(without)]
    Unwanted.objects.bulk_create(rows, ignore_conflicts=True)
