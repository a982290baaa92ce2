"""Posts, seats and appointments: officers give and end them in their own partnership, and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import granting, grants
from governance.models import Appointment, Body, Membership, Notice, Person, Post, PostHolding
from governance.services import send_next
from tests.factories import AppointmentFactory, BodyFactory, PersonFactory, PostFactory, PostHoldingFactory, noon
from tests.people import Cast, as_of_today

SignIn = Callable[[Person], Client]
TODAY = dt.date(2026, 3, 2)
NOW = noon(TODAY)
NOT_OFFICERS = [
    "lead",
    "colleague",
    "ambition_lead",
    "group_member",
    "operational",
    "board",
    "data_officer",
    "observer",
]


def pages(cast: Cast) -> list[str]:
    """Every page of posts and people."""
    holding, seat = cast.post.holdings.get(), Membership.objects.get(person=cast.board)
    appointment = Appointment.objects.get(person=cast.officer)
    slug = cast.partnership.slug
    return [
        reverse("posts"),
        reverse("people"),
        reverse("post", args=[cast.post.pk]),
        reverse("rename-post", args=[cast.post.pk]),
        reverse("give-post", args=[cast.post.pk]),
        reverse("add-post", args=[slug]),
        reverse("appoint", args=[slug]),
        reverse("granted", args=[slug]),
        reverse("give-seat", args=[seat.body_id]),
        reverse("end-held", args=["holding", holding.pk]),
        reverse("end-held", args=["seat", seat.pk]),
        reverse("end-held", args=["appointment", appointment.pk]),
    ]


@pytest.mark.parametrize("part", [*NOT_OFFICERS, "officer", "nobody"])
def test_only_officers_manage_people(cast: Cast, signed_in: SignIn, part: str) -> None:
    expected = {"officer": 200, "nobody": 404}.get(part, 403)
    client = signed_in(getattr(cast, part))
    assert {page: client.get(page).status_code for page in pages(cast)} == dict.fromkeys(pages(cast), expected)


def test_an_officer_of_another_partnership_sees_their_own_only(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.stranger)
    lists, others = pages(cast)[:2], pages(cast)[2:]
    for page in lists:
        content = client.get(page).content.decode()
        assert "Alice Lead" not in content
        assert "Charlie Stranger" in content
    assert {page: client.get(page).status_code for page in others} == dict.fromkeys(others, 404)


def test_the_services_ask_for_themselves(cast: Cast) -> None:
    for who in (as_of_today(cast.lead), as_of_today(cast.stranger), as_of_today(cast.nobody)):
        with pytest.raises(PermissionDenied):
            granting.give_post(post=cast.post, person=cast.lead, starts_on=TODAY, by=who, now=NOW)
        with pytest.raises(PermissionDenied):
            granting.end(held=cast.post.holdings.get(), ends_on=TODAY, by=who, now=NOW)


def test_somebody_new_gets_a_post_and_chooses_a_password_by_mail(
    cast: Cast, signed_in: SignIn, mailoutbox: list
) -> None:
    typed = {"name": "Nina New", "email": "nina@example.org", "starts_on": "1 March 2026"}
    answer = signed_in(cast.officer).post(reverse("give-post", args=[cast.post.pk]), typed)
    made = Person.objects.get(email="nina@example.org")
    assert answer.status_code == 302
    assert not made.has_usable_password()
    assert PostHolding.objects.get(person=made).starts_on == dt.date(2026, 3, 1)
    assert send_next(now=NOW)
    assert mailoutbox[0].to == ["nina@example.org"]
    assert "/accounts/password/reset/" in mailoutbox[0].body


def test_an_address_that_is_known_elsewhere_keeps_its_account(cast: Cast, signed_in: SignIn) -> None:
    typed = {"name": "Somebody", "email": cast.stranger.email.upper(), "starts_on": "1 March 2026"}
    signed_in(cast.officer).post(reverse("give-post", args=[cast.post.pk]), typed)
    assert PostHolding.objects.filter(post=cast.post, person=cast.stranger).exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({}, "person", "Choose somebody, or enter the name"),
        ({"name": "Nina"}, "email", "Enter their e-mail address"),
        ({"email": "nina@example.org"}, "name", "Enter their name"),
        ({"name": "Nina", "email": "nina"}, "email", "such as name@example.org"),
        ({"person": "lead", "name": "Nina"}, "person", "Not both"),
        ({"person": "stranger"}, "person", "of this partnership"),
        ({"person": "lead"}, "person", "has it already"),
        ({"person": "board", "starts_on": ""}, "starts_on", "Enter the first day"),
        ({"person": "board", "starts_on": "31 June 2026"}, "starts_on", "no such day"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_is_told_beside_its_field(
    cast: Cast, signed_in: SignIn, typed: dict[str, str], field: str, words: str
) -> None:
    if "person" in typed:
        typed = typed | {"person": str(getattr(cast, typed["person"]).pk)}
    before = PostHolding.objects.count()
    answer = signed_in(cast.officer).post(
        reverse("give-post", args=[cast.post.pk]), {"starts_on": "1 March 2026", **typed}
    )
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert PostHolding.objects.count() == before


def test_a_seat_and_an_appointment_are_given(cast: Cast, signed_in: SignIn) -> None:
    client, body = signed_in(cast.officer), Body.objects.get(key="OG", partnership=cast.partnership)
    client.post(
        reverse("give-seat", args=[body.pk]), {"person": cast.lead.pk, "role": "chair", "starts_on": "2/3/2026"}
    )
    client.post(
        reverse("appoint", args=[cast.partnership.slug]),
        {"person": cast.lead.pk, "role": "data_officer", "starts_on": "2/3/2026"},
    )
    assert Membership.objects.get(person=cast.lead).role == "chair"
    assert Appointment.objects.get(person=cast.lead).role == Appointment.Role.DATA_OFFICER


def test_what_somebody_held_ends_and_stays_on_record(cast: Cast, signed_in: SignIn) -> None:
    holding = cast.post.holdings.get()
    address = reverse("end-held", args=["holding", holding.pk])
    client = signed_in(cast.officer)
    early = client.post(address, {"ends_on": "1 March 2020"})
    client.post(address, {"ends_on": "1 March 2026"})
    again = client.post(address, {"ends_on": "1 April 2026"})
    holding.refresh_from_db()
    assert "It began on 1 January 2024" in str(early.context["form"].errors["ends_on"])
    assert again.status_code == 422
    assert holding.ends_on == dt.date(2026, 3, 1)


def test_nobody_ends_the_last_officer(cast: Cast, signed_in: SignIn) -> None:
    only = Appointment.objects.get(person=cast.officer)
    address = reverse("end-held", args=["appointment", only.pk])
    client = signed_in(cast.officer)
    refused = client.post(address, {"ends_on": "1 March 2026"})
    assert refused.status_code == 422
    assert b"is the last officer" in refused.content
    AppointmentFactory(partnership=cast.partnership, person__name="Ola Officer")
    assert client.post(address, {"ends_on": "1 March 2026"}).status_code == 302


@pytest.mark.parametrize(
    "other",
    [
        {"ends_on": dt.date(2026, 12, 31)},
        {"starts_on": dt.date(2026, 6, 1)},
        {"person__is_active": False},
        {"role": Appointment.Role.DATA_OFFICER},
    ],
    ids=["who ends too", "who begins later", "who was stopped", "who is no officer"],
)
def test_another_officer_does_not_count(cast: Cast, other: dict) -> None:
    AppointmentFactory(partnership=cast.partnership, **other)
    only = Appointment.objects.get(person=cast.officer)
    with pytest.raises(ValidationError, match="last officer"):
        granting.end(held=only, ends_on=TODAY, by=as_of_today(cast.officer), now=NOW)


def test_a_post_is_added_and_renamed(cast: Cast, signed_in: SignIn) -> None:
    client, council = signed_in(cast.officer), cast.post.organisation
    add = reverse("add-post", args=[cast.partnership.slug])
    twice = client.post(add, {"organisation": council.pk, "title": "HEAD of SEND"})
    elsewhere = client.post(add, {"organisation": PostFactory().organisation_id, "title": "Spy"})
    client.post(add, {"organisation": council.pk, "title": "Head of Early Help"})
    client.post(reverse("rename-post", args=[cast.post.pk]), {"title": "Head of SEND and Inclusion"})
    assert "of that title already" in str(twice.context["form"].errors["title"])
    assert elsewhere.status_code == 422
    assert set(Post.objects.filter(organisation=council).values_list("title", flat=True)) == {
        "Head of Early Help",
        "Head of SEND and Inclusion",
    }


def test_vacant_posts_are_marked(cast: Cast, signed_in: SignIn) -> None:
    PostFactory(organisation=cast.post.organisation, title="Empty Chair")
    PostHoldingFactory(post=PostFactory(organisation=cast.post.organisation, title="Deputised"), is_deputy=True)
    page = signed_in(cast.officer).get(reverse("posts"))
    lines = [line for each in page.context["organisations"] for line in each["posts"]]
    assert {line["post"].title for line in lines if line["vacant"]} == {"Empty Chair", "Deputised"}
    assert page.context["vacant"] == 2


def test_who_gave_whom_what_is_told(cast: Cast, signed_in: SignIn) -> None:
    by = as_of_today(cast.officer)
    later = noon(dt.date(2090, 1, 1))
    held = granting.give_post(post=cast.post, person=cast.board, starts_on=TODAY, by=by, now=later)
    granting.end(held=held, ends_on=TODAY, by=by, now=later + dt.timedelta(minutes=1))
    told = grants.of_post(cast.post)[:2]
    assert [grant.sentence for grant in told] == [
        "ended Benedict Board as Head of SEND, Council, on 2 March 2026",
        "gave Benedict Board the post Head of SEND, Council, from 2 March 2026",
    ]
    page = signed_in(cast.officer).get(reverse("granted", args=[cast.partnership.slug])).content.decode()
    assert "<strong>Oscar Officer</strong> gave Benedict Board the post" in page


@pytest.mark.parametrize("page", ["posts", "people"])
def test_a_list_costs_the_same_whatever_its_length(cast: Cast, signed_in: SignIn, page: str) -> None:
    client, address = signed_in(cast.officer), reverse(page)
    client.get(address)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
        for _ in range(10):
            PostHoldingFactory(post__organisation=cast.post.organisation)
            BodyFactory(partnership=cast.partnership).memberships.create(person=PersonFactory(), starts_on=TODAY)
    assert counts[0] == counts[1]
