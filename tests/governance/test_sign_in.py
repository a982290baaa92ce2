"""Signing in: by password, and in a demonstration by a button; what ended yesterday opens nothing today."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from governance.models import Appointment, Membership, Person, PostHolding
from tests.factories import AppointmentFactory, PersonFactory

LOGIN = "/accounts/login/"
DEMO = "/demo-sign-in/"


@pytest.fixture
def demonstration(settings, cast):
    settings.DEMONSTRATION = True
    cast.partnership.is_demonstration = True
    cast.partnership.save()
    return cast


def offered(client):
    return {someone.pk for someone in client.get(LOGIN).context["demonstration_people"]}


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_by_password(cast, client):
    answer = client.post(LOGIN, {"login": cast.lead.email, "password": "correct horse battery"})
    assert answer.status_code == 302
    assert signed_in_as(client) == str(cast.lead.pk)


def test_a_wrong_password_signs_nobody_in(cast, client):
    answer = client.post(LOGIN, {"login": cast.lead.email, "password": "wrong horse battery"})
    assert answer.status_code == 200
    assert signed_in_as(client) is None


def test_a_demonstration_offers_its_people(demonstration, client):
    parts = demonstration.people()
    strangers = {parts["nobody"].pk, parts["stranger"].pk}
    assert offered(client) == {person.pk for person in parts.values()} - strangers


def test_each_button_signs_in(demonstration):
    for part, person in demonstration.people().items():
        client = Client()
        answer = client.post(DEMO, {"person": person.pk})
        offered_here = part not in ("nobody", "stranger")
        assert answer.status_code == (302 if offered_here else 404), part
        assert signed_in_as(client) == (str(person.pk) if offered_here else None)


def test_without_demonstration_mode_there_is_no_such_thing(demonstration, settings, client):
    settings.DEMONSTRATION = False
    assert offered(client) == set()
    assert client.post(DEMO, {"person": demonstration.lead.pk}).status_code == 404
    assert signed_in_as(client) is None


def test_real_people_are_never_offered(settings, cast, client):
    settings.DEMONSTRATION = True
    assert offered(client) == set()
    assert client.post(DEMO, {"person": cast.lead.pk}).status_code == 404


def test_somebody_with_a_part_in_a_real_partnership_is_not_offered(demonstration, client):
    AppointmentFactory(person=demonstration.lead)
    assert demonstration.lead.pk not in offered(client)
    assert client.post(DEMO, {"person": demonstration.lead.pk}).status_code == 404


@pytest.mark.parametrize("state", [{"is_active": False}, {"is_staff": True}], ids=["stopped", "admin"])
def test_neither_the_stopped_nor_admins_are_offered(demonstration, client, state):
    for name, value in state.items():
        setattr(demonstration.lead, name, value)
    demonstration.lead.save()
    assert demonstration.lead.pk not in offered(client)
    assert client.post(DEMO, {"person": demonstration.lead.pk}).status_code == 404


@pytest.mark.parametrize("person", ["", "x", "-1", "9" * 30, "½"])
def test_a_person_who_is_none_is_not_found(demonstration, client, person):
    assert client.post(DEMO, {"person": person}).status_code == 404


def test_a_button_is_pressed_never_followed(demonstration, client):
    assert client.get(DEMO).status_code == 405


def test_a_few_of_each_role_are_offered(demonstration, client):
    for _ in range(6):
        AppointmentFactory(partnership=demonstration.partnership, role=Appointment.Role.OBSERVER)
    does = [someone.does for someone in client.get(LOGIN).context["demonstration_people"]]
    assert max(does.count(words) for words in does) == 4


@pytest.mark.parametrize(
    ("part", "model", "page"),
    [
        ("operational", Membership, "sign-off"),
        ("officer", Appointment, "sign-off"),
        ("lead", PostHolding, "milestones/1.1.1-a/update"),
        ("ambition_lead", Membership, "milestones/1.1.1-a/update"),
    ],
)
def test_what_ended_yesterday_opens_nothing_today(cast, signed_in, part, model, page):
    person = getattr(cast, part)
    client = signed_in(person)
    address = f"/plans/{cast.plan.slug}/{page}/"
    assert client.get(address).status_code == 200
    model.objects.filter(person=person).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/my-work/", "/plans/hillside-send/sign-off/"])
def test_pages_ask_to_sign_in_first(cast, client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"] == f"{LOGIN}?next={address}"


@pytest.mark.django_db
def test_nobody_signs_up_by_themselves(client):
    sent = {"email": "someone@example.org", "password1": "correct horse battery"}
    client.post("/accounts/signup/", sent)
    assert not Person.objects.exists()


# What is open to everybody


@pytest.mark.django_db
def test_the_accessibility_statement_is_open_to_all(client):
    assert client.get("/accessibility/").status_code == 200


@pytest.mark.parametrize(
    ("colour", "ink"),
    [("#0e4a58", "#ffffff"), ("#ffdd00", "#14262b"), ("#ABCDEF", "#14262b"), ("#000000", "#ffffff")],
)
def test_a_partnership_sets_its_colour(cast, client, colour, ink):
    cast.partnership.brand_colour = colour
    cast.partnership.save()
    answer = client.get("/brand/hillside.css")
    assert answer.content.decode() == f":root {{ --brand: {colour}; --brand-ink: {ink}; }}\n"
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "public" in answer["Cache-Control"]


@pytest.mark.parametrize("colour", ["", "red", "#12345", "#12345z", "}*{x:y}"])
def test_what_is_no_colour_is_no_stylesheet(cast, client, colour):
    type(cast.partnership).objects.filter(pk=cast.partnership.pk).update(brand_colour=colour)
    assert client.get("/brand/hillside.css").status_code == 404


def test_somebody_with_no_part_can_still_sign_in_and_sees_nothing(db, signed_in):
    assert signed_in(PersonFactory()).get("/my-work/").status_code == 200
