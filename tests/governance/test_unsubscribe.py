"""Stopping mail by one click: a look writes nothing, a click stops one kind for one person, and no token no mail."""

from __future__ import annotations

import pytest
from django.test import Client

from governance import unsubscribing
from governance.models import Unwanted
from tests.factories import PersonFactory

from .told import notice

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def address():
    return unsubscribing.address(notice(person=PersonFactory(name="Alice Lead"))).removeprefix("http://127.0.0.1:8000")


def test_a_look_writes_nothing_and_offers_a_button(address):
    page = Client().get(address)
    assert (page.status_code, page["Cache-Control"].count("no-store")) == (200, 1)
    assert "Stop this mail" in page.content.decode()
    assert "Alice" not in page.content.decode()
    assert not Unwanted.objects.exists()


def test_a_mail_program_stops_it_with_no_cookie_and_a_second_time_changes_nothing(address):
    for _ in range(2):
        answer = Client(enforce_csrf_checks=True).post(address, ONE_CLICK)
        assert answer.status_code == 200
        assert not answer.cookies
    stopped = Unwanted.objects.get()
    assert (stopped.person.name, stopped.kind) == ("Alice Lead", "overdue")
    assert "You get no more mail of this kind" in Client().get(address).content.decode()


@pytest.mark.parametrize("spoil", ["account", "other kind", "cut", "nonsense", "no such person"])
def test_no_other_token_stops_anything(address, spoil):
    token = address.split("/")[3]
    mail = unsubscribing.settings_of(PersonFactory())
    spoiled = {
        "account": unsubscribing.token(mail, "account"),
        "other kind": token.replace("overdue", "dates"),
        "cut": token[:-1],
        "nonsense": "nonsense",
        "no such person": unsubscribing.SIGNER.sign("0" * 32 + "-overdue"),
    }[spoil]
    for method in (Client().get, Client().post):
        assert method(f"/mail/stop/{spoiled}/").status_code == 404
    assert not Unwanted.objects.exists()
