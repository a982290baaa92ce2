"""My notices: what I was told and how, how I want to be told, and the address of my calendar. Nobody else's."""

from __future__ import annotations

import pytest

from governance.models import CalendarFeed, MailSettings, Notice, Unwanted
from governance.services import notify
from tests.pages import part
from tests.people import Cast

from .told import NOW, notice

KINDS = [value for value, _ in Notice.Kind.choices if value != "account"]


def test_what_i_was_told_and_how(cast: Cast, signed_in):
    digest = notice("digest:1", person=cast.lead, kind="digest", subject="2 things of this week", mailed_at=NOW)
    digest.save()
    notify(
        [
            notice("1", person=cast.lead, subject="Mailed", mailed_at=NOW),
            notice("2", person=cast.lead, subject="Held", held_back="You asked for no mail of this kind."),
            notice("3", person=cast.lead, subject="Waiting", can_wait=True),
            notice("4", person=cast.lead, subject="New", body="Answer:\n{/answer/}\n\nOr sign in."),
            notice("5", person=cast.lead, subject="Gathered", digest=digest, mailed_at=NOW),
            notice("6", person=cast.lead, subject="Unwanted", kind="dates"),
            notice("7", person=cast.colleague, subject="Of Bob alone"),
        ]
    )
    Unwanted.objects.create(person=cast.lead, kind="dates", since=NOW)
    page = signed_in(cast.lead).get("/notices/").content.decode()
    how = {
        "Mailed": "Mailed on 2 March 2026",
        "Held": "Not mailed: You asked for no mail of this kind.",
        "Waiting": "Comes in your digest on Monday",
        "New": "Will be mailed soon",
        "Gathered": "Mailed in the digest of 2 March 2026",
        "Unwanted": "Not mailed: You asked for no mail of this kind.",
    }
    for subject, words in how.items():
        assert words in part(rf">{subject}</a></h2>.*?</p>", page)[0]
    assert "Of Bob alone" not in page
    assert "/answer/" not in page


def test_the_number_of_queries_does_not_grow(cast: Cast, signed_in, django_assert_max_num_queries):
    client = signed_in(cast.nobody)
    for number in range(30):
        notify([notice(str(number), person=cast.nobody)])
    with django_assert_max_num_queries(12):
        page = client.get("/notices/")
    assert "page 2" in client.get("/notices/?page=2").content.decode()
    assert page.status_code == 200


def test_i_say_what_i_want_and_on_which_day(cast: Cast, signed_in):
    client = signed_in(cast.lead)
    wanted = [kind for kind in KINDS if kind != "dates"]
    assert client.post("/notices/settings/", {"wanted": wanted, "digest_day": "4"}).status_code == 302
    assert list(Unwanted.objects.values_list("person__name", "kind")) == [("Alice Lead", "dates")]
    assert MailSettings.objects.get(person=cast.lead).digest_day == 4
    client.post("/notices/settings/", {"wanted": KINDS, "digest_day": "4"})
    assert not Unwanted.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param({"wanted": ["account"], "digest_day": "0"}, "Choose from the kinds in the list.", id="a kind"),
        pytest.param({"wanted": KINDS, "digest_day": "7"}, "Choose a day of the week.", id="a day"),
    ],
)
def test_what_cannot_be_chosen_is_refused(cast: Cast, signed_in, typed, words):
    page = signed_in(cast.lead).post("/notices/settings/", typed)
    assert page.status_code == 422
    assert page.content.decode().count(words) == 2
    assert not MailSettings.objects.exists()


def test_the_address_of_a_calendar_is_shown_once_and_can_be_replaced_and_revoked(cast: Cast, signed_in, client):
    mine = signed_in(cast.lead)
    made = mine.post("/notices/calendar/make/")
    first = part(r'value="http://127.0.0.1:8000(/calendar/[\w-]+\.ics)"', made.content.decode())[1]
    assert "no-store" in made["Cache-Control"]
    assert first not in mine.get("/notices/settings/").content.decode()
    assert client.get(first).status_code == 200
    again = mine.post("/notices/calendar/make/").content.decode()
    second = part(r'value="http://127.0.0.1:8000(/calendar/[\w-]+\.ics)"', again)[1]
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    mine.post("/notices/calendar/revoke/")
    assert client.get(second).status_code == 404
    assert CalendarFeed.objects.filter(person=cast.lead, revoked_at__isnull=False).count() == 2


def test_nobody_elses_address_is_revoked(cast: Cast, signed_in):
    signed_in(cast.lead).post("/notices/calendar/make/")
    signed_in(cast.colleague).post("/notices/calendar/revoke/")
    assert CalendarFeed.objects.get().revoked_at is None
