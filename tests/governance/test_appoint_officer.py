"""The first officer of a partnership comes from the command line; after that the site looks after itself."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from governance.models import Appointment, Person
from governance.roles import Role, standing
from tests.factories import AppointmentFactory, PartnershipFactory

OFFICER = ("hillside", "officer@example.org", "SEND Improvement Officer")


def test_the_first_officer_is_one_at_once(db):
    PartnershipFactory(slug="hillside")
    said = StringIO()
    call_command("appoint_officer", *OFFICER, stdout=said)
    officer = Person.objects.get(email="officer@example.org")
    assert standing(officer, timezone.localdate()).has(Role.OFFICER)
    assert not officer.has_usable_password()
    assert "Forgot your password?" in said.getvalue()


def test_they_choose_a_password_by_mail(db, client, mailoutbox):
    PartnershipFactory(slug="hillside")
    call_command("appoint_officer", *OFFICER, stdout=StringIO())
    client.post("/accounts/password/reset/", {"email": "officer@example.org"})
    assert [mail.to for mail in mailoutbox] == [["officer@example.org"]]
    assert "/accounts/password/reset/key/" in mailoutbox[0].body


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("nowhere", *OFFICER[1:]), "hillside", id="an unknown partnership: the known ones are named"),
        pytest.param(("hillside", "not an address", "Somebody"), "valid email", id="no e-mail address"),
    ],
)
def test_what_cannot_be_done_is_said(db, arguments, words):
    PartnershipFactory(slug="hillside")
    with pytest.raises(CommandError, match=words):
        call_command("appoint_officer", *arguments)
    assert not Appointment.objects.exists()


def test_where_there_is_an_officer_nobody_comes_in_by_the_back_door(db):
    there = AppointmentFactory(partnership__slug="hillside", role=Appointment.Role.OFFICER)
    with pytest.raises(CommandError, match=f"{there.person} is officer"):
        call_command("appoint_officer", *OFFICER)
    assert not Person.objects.filter(email="officer@example.org").exists()
