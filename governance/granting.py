"""Who holds which post, seat or appointment, from a day to a day: giving one, ending one, and letting somebody in.

Services of officers for their own partnership. Nothing is deleted: what somebody was on a past day can be told.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from .history import signed
from .models import (
    Appointment,
    Body,
    BodyRole,
    Membership,
    Notice,
    Organisation,
    Partnership,
    Person,
    Post,
    PostHolding,
)
from .models.people import in_force
from .roles import Scope, Standing, may
from .services import notify
from .verbs import Verb
from .wording import day

Held = PostHolding | Membership | Appointment
K = TypeVar("K", bound=Post | Held)

WELCOME = (
    "An officer of {partnership} has made an account for you, with this e-mail address. Choose a password on the page "
    "below: you are sent a link that proves the address is yours."
)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has no part in the partnership yet."""

    name: str
    email: str


def people_of(partnership: Partnership) -> QuerySet[Person]:
    """Everybody who has, or once had, a part in a partnership."""
    ids = (
        PostHolding.objects.filter(post__organisation__partnership=partnership).order_by().values("person"),
        Membership.objects.filter(body__partnership=partnership).order_by().values("person"),
        Appointment.objects.filter(partnership=partnership).order_by().values("person"),
    )
    return Person.objects.filter(Q(pk__in=ids[0]) | Q(pk__in=ids[1]) | Q(pk__in=ids[2]))


@transaction.atomic
def add_post(*, organisation: Organisation, title: str, by: Standing, now: dt.datetime) -> Post:
    """Add a post to an organisation. Raises PermissionDenied, or ValidationError by field, as every function here."""
    _opened(organisation.partnership, by)
    return _named(Post(organisation=organisation, title=title.strip()), by, now)


@transaction.atomic
def rename_post(*, post: Post, title: str, by: Standing, now: dt.datetime) -> Post:
    """Put a post's title right."""
    _opened(post.organisation.partnership, by)
    current = Post.objects.get(pk=post.pk)
    current.title = title.strip()
    return _named(current, by, now)


@transaction.atomic
def give_post(
    *,
    post: Post,
    person: Person | Newcomer,
    starts_on: dt.date,
    by: Standing,
    now: dt.datetime,
    is_deputy: bool = False,
) -> PostHolding:
    """Make somebody the holder of a post, or a deputy for it, from a day. Several may hold one: a job share."""
    partnership = _opened(post.organisation.partnership, by)
    holder = _let_in(person, partnership, now)
    _not_already(PostHolding.objects.filter(post=post, person=holder), starts_on)
    return signed(PostHolding(post=post, person=holder, starts_on=starts_on, is_deputy=is_deputy), by, now)


@transaction.atomic
def give_seat(
    *,
    body: Body,
    person: Person | Newcomer,
    role: BodyRole | str,
    starts_on: dt.date,
    by: Standing,
    now: dt.datetime,
    organisation: Organisation | None = None,
) -> Membership:
    """Seat somebody on a body, from a day, for one of the partners: without one, for those whose posts they hold."""
    partnership = _opened(body.partnership, by)
    if organisation is not None and organisation.partnership_id != partnership.pk:
        raise ValidationError({"organisation": "Choose an organisation of this partnership."})
    member = _let_in(person, partnership, now)
    _not_already(Membership.objects.filter(body=body, person=member, role=role), starts_on)
    seat = Membership(body=body, person=member, role=role, starts_on=starts_on, organisation=organisation)
    return signed(seat, by, now)


@transaction.atomic
def appoint(
    *,
    partnership: Partnership,
    person: Person | Newcomer,
    role: Appointment.Role | str,
    starts_on: dt.date,
    by: Standing,
    now: dt.datetime,
) -> Appointment:
    """Make somebody an officer, a data officer or an observer, from a day."""
    partnership = _opened(partnership, by)
    appointed = _let_in(person, partnership, now)
    _not_already(Appointment.objects.filter(partnership=partnership, person=appointed, role=role), starts_on)
    return signed(Appointment(partnership=partnership, person=appointed, role=role, starts_on=starts_on), by, now)


@transaction.atomic
def appoint_first_officer(
    *, partnership: Partnership, person: Newcomer, starts_on: dt.date, now: dt.datetime
) -> Appointment:
    """Appoint the officer with whom a new partnership begins; whoever runs the installation does it.

    Raises ValidationError where there is an officer: from then on officers appoint each other.
    """
    current = Partnership.objects.select_for_update().get(pk=partnership.pk)
    officers = current.appointments.filter(in_force(starts_on), role=Appointment.Role.OFFICER, person__is_active=True)
    if there := officers.select_related("person").first():
        raise ValidationError(f"{there.person} is officer of {current} already and can appoint others on the site.")
    officer = _let_in(person, current, now)
    appointment = Appointment(partnership=current, person=officer, role=Appointment.Role.OFFICER, starts_on=starts_on)
    appointment.save()
    return appointment


@transaction.atomic
def end(*, held: Held, ends_on: dt.date, by: Standing, now: dt.datetime) -> None:
    """End what somebody holds with its last day. Nobody ends the last officer."""
    partnership = _opened(partnership_of(held), by)
    current: Any = type(held)._default_manager.get(pk=held.pk)
    if current.ends_on is not None:
        raise ValidationError(f"It ended on {day(current.ends_on)} already.")
    if ends_on < current.starts_on:
        raise ValidationError({"ends_on": f"It began on {day(current.starts_on)}. Enter that day or a later one."})
    if isinstance(current, Appointment) and current.role == Appointment.Role.OFFICER:
        _not_the_last_officer(current, partnership, ends_on)
    current.ends_on = ends_on
    signed(current, by, now)


def partnership_of(held: Held) -> Partnership:
    """The partnership in which something is held."""
    if isinstance(held, PostHolding):
        return held.post.organisation.partnership
    return held.body.partnership if isinstance(held, Membership) else held.partnership


def _opened(partnership: Partnership, by: Standing) -> Partnership:
    """Lock the partnership, so that two officers cannot each end the other as the last but one."""
    current = Partnership.objects.select_for_update().get(pk=partnership.pk)
    if not may(by, Verb.MANAGE_PEOPLE, Scope(current.pk)):
        raise PermissionDenied(f"You may not {Verb.MANAGE_PEOPLE.value} here.")
    return current


def _named(post: Post, by: Standing, now: dt.datetime) -> Post:
    if not post.title:
        raise ValidationError({"title": "Enter the post's title."})
    others = Post.objects.filter(organisation=post.organisation, title__iexact=post.title).exclude(pk=post.pk)
    if others.exists():
        raise ValidationError({"title": f"{post.organisation.name} has a post of that title already."})
    return signed(post, by, now)


def _let_in(person: Person | Newcomer, partnership: Partnership, now: dt.datetime) -> Person:
    """The person: one who has a part in the partnership already, or by their e-mail address.

    Somebody with an account from another partnership keeps that account. A new account has no password: its owner
    chooses one by mail.
    """
    if isinstance(person, Person):
        if not people_of(partnership).filter(pk=person.pk).exists():
            raise ValidationError(
                {"person": "Choose somebody who has a part in this partnership, or enter somebody new."}
            )
        return person
    known = Person.objects.filter(email__iexact=person.email.strip()).first()
    if known is not None and not known.is_active:
        raise ValidationError({"email": "That account was stopped. Ask the administrator to open it again."})
    if known is not None:
        return known
    made = Person.objects.create_user(person.email.strip(), person.name.strip())
    words = WELCOME.format(partnership=partnership.name)
    address = reverse("account_reset_password")
    notice = Notice(
        person=made, kind=Notice.Kind.ACCOUNT, subject="Your account", body=words, address=address, created_at=now
    )
    notice.key = f"account-{made.pk}"
    notify([notice])
    return made


def _not_already(held: QuerySet[Any], starts_on: dt.date) -> None:
    running = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)).first()
    if running is not None:
        until = f" to {day(running.ends_on)}" if running.ends_on else ""
        raise ValidationError({"person": f"{running.person} has it already, from {day(running.starts_on)}{until}."})


def _not_the_last_officer(appointment: Appointment, partnership: Partnership, ends_on: dt.date) -> None:
    others = Appointment.objects.filter(
        partnership=partnership,
        role=Appointment.Role.OFFICER,
        ends_on__isnull=True,
        starts_on__lte=ends_on + dt.timedelta(days=1),
        person__is_active=True,
    ).exclude(person=appointment.person)
    if not others.exists():
        raise ValidationError(f"{appointment.person} is the last officer. Appoint another from that day first.")
