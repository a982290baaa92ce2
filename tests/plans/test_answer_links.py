"""Answering a chase by the link in its mail: what it may do, for whom, until when. See docs/adr/0009."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from governance import mail_links
from governance.mailing import message
from governance.models import Notice, Person
from plans.models import AnswerLink, Milestone, StatusUpdate
from plans.services import flag_overdue
from plans.services.answer_links import Answer, answer_by_link, write_links
from plans.services.updates import Said
from tests.factories import MilestoneFactory, SignOffFactory, StatusUpdateFactory, WithdrawalFactory, noon
from tests.pages import form_data, part
from tests.people import Cast, as_of_today

KEY = "overdue:1:1"
ADDRESS = f"/answer/{mail_links.token(KEY)}/"
NOW = timezone.now()
DAY = dt.timedelta(days=1)
TROUBLE = {"declared": "off_track", "what_is_wrong": "No room.", "what_is_being_done": "We look for one."}


def link(person: Person, *milestones: Milestone, written: dt.datetime = NOW) -> AnswerLink:
    """A link to these milestones, written a moment ago."""
    write_links(asked={KEY: (person.pk, [each.pk for each in milestones])}, now=written)
    return AnswerLink.objects.get()


@pytest.fixture
def second(cast: Cast) -> Milestone:
    return MilestoneFactory(action=cast.action, ref="1.1.1-b", title="Train the panel")


def test_a_lead_answers_for_what_the_mail_asked_of_and_for_nothing_else(cast: Cast, second: Milestone):
    link(cast.lead, cast.milestone, second)
    page = Client().get(ADDRESS)
    assert (page.status_code, StatusUpdate.objects.count()) == (200, 0)
    text = page.content.decode()
    assert "1.1.1-a Publish the panel’s terms" in text.replace("&#x27;", "’")
    assert "1.1.1-b" in text
    assert "1.1.2-a" not in text
    sent = form_data(cast.milestone, **TROUBLE) | form_data(second, declared="")
    answer = Client().post(ADDRESS, sent | {f"seen-{cast.milestone.pk}": "", f"seen-{second.pk}": ""})
    assert answer.status_code == 200
    said = StatusUpdate.objects.get()
    assert (said.milestone, said.by, said.declared) == (cast.milestone, cast.lead, "off_track")
    assert AnswerLink.objects.get().used_at is not None
    told = Notice.objects.get()
    assert (told.person, told.kind) == (cast.lead, "account")
    assert "1.1.1-a Publish the panel's terms: off track" in told.body


def test_the_page_is_the_same_for_whoever_opens_it_and_signs_nobody_in(cast: Cast, signed_in):
    link(cast.lead, cast.milestone)
    for client in (Client(), signed_in(cast.officer)):
        page = client.get(ADDRESS)
        text = page.content.decode()
        assert "My work" not in text
        assert "Sign out" not in text
        assert "Oscar" not in text
        assert "sessionid" not in page.cookies
        assert "no-store" in page["Cache-Control"]
        assert page["Referrer-Policy"] == "strict-origin"
    visitor = Client()
    visitor.get(ADDRESS)
    assert visitor.get("/my-work/").status_code == 302, "It opens nothing else."


def test_looking_ahead_at_a_link_uses_it_up_for_nobody(cast: Cast):
    link(cast.lead, cast.milestone)
    for _ in range(3):
        assert (Client().head(ADDRESS).status_code, Client().get(ADDRESS).status_code) == (200, 200)
    assert AnswerLink.objects.get().used_at is None


def test_a_form_that_comes_from_elsewhere_is_refused(cast: Cast):
    link(cast.lead, cast.milestone)
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(ADDRESS, form_data(cast.milestone, **TROUBLE)).status_code == 403
    assert not StatusUpdate.objects.exists()


STATES = {
    "fresh": 200,
    "used": 410,
    "on its last day": 200,
    "expired": 410,
    "the post was given up": 410,
    "the account is stopped": 410,
    "claimed meanwhile": 410,
    "signed off meanwhile": 410,
    "withdrawn meanwhile": 410,
}


@pytest.mark.parametrize(("state", "status"), STATES.items())
def test_while_it_works_and_when_not(cast: Cast, state: str, status: int):
    made = link(cast.lead, cast.milestone, written=_written(state))
    _happen(cast, made, state)
    before = StatusUpdate.objects.count()
    assert Client().get(ADDRESS).status_code == status
    sent = form_data(cast.milestone, **TROUBLE) | {f"seen-{cast.milestone.pk}": ""}
    assert Client().post(ADDRESS, sent).status_code == status
    assert StatusUpdate.objects.count() - before == (status == 200)


def _written(state: str) -> dt.datetime:
    ago = {"on its last day": 14 * DAY - dt.timedelta(hours=1), "expired": 14 * DAY}
    return NOW - ago.get(state, dt.timedelta(0))


def _happen(cast: Cast, made: AnswerLink, state: str) -> None:
    yesterday = timezone.localdate() - DAY
    if state == "used":
        AnswerLink.objects.filter(pk=made.pk).update(used_at=NOW)
    elif state == "the post was given up":
        cast.post.holdings.update(ends_on=yesterday)
    elif state == "the account is stopped":
        Person.objects.filter(pk=cast.lead.pk).update(is_active=False)
    elif state in ("claimed meanwhile", "signed off meanwhile"):
        claim = StatusUpdateFactory(milestone=cast.milestone, claim=True, said_on=yesterday)
        if state == "signed off meanwhile":
            SignOffFactory(update=claim)
    elif state == "withdrawn meanwhile":
        WithdrawalFactory(milestone=cast.milestone, recorded_at=noon(yesterday))


MAY = {"lead": True, "ambition_lead": True, "colleague": False, "officer": False, "stranger": False}


@pytest.mark.parametrize(("part", "may"), MAY.items())
def test_who_may_answer(cast: Cast, part: str, may: bool):
    link(getattr(cast, part), cast.milestone)
    assert Client().get(ADDRESS).status_code == (200 if may else 410)


@pytest.mark.parametrize("token", ["", "x", "0" * 64, mail_links.hashed(mail_links.token(KEY))])
def test_no_other_token_opens_it_nor_what_is_kept_of_it(cast: Cast, token: str):
    link(cast.lead, cast.milestone)
    assert Client().get(f"/answer/{token}/").status_code == 404


REFUSED = {
    "a claim": ({"declared": "complete"}, "Select a valid choice"),
    "trouble, not what": ({"declared": "at_risk", "what_is_being_done": "More."}, "Say what is going wrong."),
    "words, not how it stands": ({"declared": ""}, "Choose how 1.1.1-a stands: what you wrote goes with that."),
    "nothing at all": ({"declared": "", "what_was_done": ""}, "Say of at least one milestone how it stands."),
    "no change of nothing": ({"declared": "no_change"}, "Select a valid choice"),
}


@pytest.mark.parametrize(("typed", "words"), REFUSED.values(), ids=REFUSED)
def test_what_it_refuses_is_said_and_the_link_still_works(cast: Cast, typed, words):
    link(cast.lead, cast.milestone)
    page = Client().post(ADDRESS, form_data(cast.milestone, **({"what_was_done": "We met."} | typed)))
    text = page.content.decode()
    assert page.status_code == 422
    assert "<title>Error:" in text
    assert words in text
    assert ("We met." in text) is ("what_was_done" not in typed)
    assert AnswerLink.objects.get().used_at is None


def test_no_change_repeats_what_was_said(cast: Cast):
    before = StatusUpdateFactory(milestone=cast.milestone, at_risk=True, by=cast.lead)
    link(cast.lead, cast.milestone)
    assert "No change: still at risk" in Client().get(ADDRESS).content.decode()
    sent = form_data(cast.milestone, declared="no_change") | {f"seen-{cast.milestone.pk}": before.pk}
    assert Client().post(ADDRESS, sent).status_code == 200
    said = StatusUpdate.objects.exclude(pk=before.pk).get()
    assert (said.is_no_change, said.what_is_wrong) == (True, before.what_is_wrong)


def test_what_another_said_meanwhile_is_not_spoken_over_nor_shown(cast: Cast):
    link(cast.lead, cast.milestone)
    StatusUpdateFactory(milestone=cast.milestone, at_risk=True, by=cast.ambition_lead)
    sent = form_data(cast.milestone, **TROUBLE) | {f"seen-{cast.milestone.pk}": ""}
    for _ in range(2):
        page = Client().post(ADDRESS, sent)
        assert page.status_code == 422
        assert "Somebody said something of 1.1.1-a since" in page.content.decode()
    assert "Two posts are vacant." not in page.content.decode()
    assert StatusUpdate.objects.count() == 1


@pytest.mark.parametrize("what", ["a claim", "for a post", "another’s milestone"])
def test_the_service_itself_takes_nothing_else(cast: Cast, what: str):
    made = link(cast.lead, cast.milestone)
    milestone = cast.other_milestone if what == "another’s milestone" else cast.milestone
    said = Said(declared="complete" if what == "a claim" else "on_track")
    if what == "for a post":
        said = Said(declared="on_track", on_behalf_of=cast.post, heard="phone")
    with pytest.raises(ValidationError, match="Sign in to say this"):
        answer_by_link(link=made, answers=[Answer(milestone, said, None)], by=as_of_today(cast.lead), now=NOW)
    with pytest.raises(ValidationError, match="This link was used"):
        answer_by_link(link=made, answers=[Answer(milestone, said, None)], by=as_of_today(cast.colleague), now=NOW)
    assert not StatusUpdate.objects.exists()


def test_the_overdue_mail_carries_a_link_and_an_officers_does_not(cast: Cast):
    late = timezone.localdate() - DAY
    cast.plan.milestones.all().delete()
    theirs = MilestoneFactory(action=cast.action, ref="1.1.1-late", agreed_due_on=late)
    MilestoneFactory(action=cast.other_action, ref="1.1.2-late", agreed_due_on=late)
    cast.other_post.holdings.update(ends_on=late - DAY)
    cast.ambition_lead.memberships.update(ends_on=late - DAY)
    for minutes in range(2):
        flag_overdue(as_at=late + DAY, now=noon(late + DAY, minutes))
    notices = {each.person.name: each for each in Notice.objects.select_related("person")}
    assert set(notices) == {"Alice Lead", "Oscar Officer"}
    assert AnswerLink.objects.get().milestones.get().pk == theirs.pk
    mailed = message(notices["Alice Lead"]).body
    address = part(r"http://127.0.0.1:8000(/answer/[0-9a-f]{64}/)", mailed)[1]
    assert Client().get(address).status_code == 200
    assert "/answer/" not in message(notices["Oscar Officer"]).body
