"""The page on which a lead, a group's lead or an officer says how a milestone stands."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plans.models import StatusUpdate
from tests.factories import (
    MilestoneFactory,
    OccurrenceFactory,
    PostHoldingFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
)
from tests.pages import address, form_data

PAGE_STATUS = {
    "lead": 200,
    "ambition_lead": 200,
    "officer": 200,
    "colleague": 403,
    "group_member": 403,
    "operational": 403,
    "board": 403,
    "data_officer": 403,
    "observer": 404,
    "nobody": 404,
    "stranger": 404,
}


@pytest.mark.parametrize(("part", "status"), PAGE_STATUS.items())
def test_who_gets_the_page(cast, signed_in, part, status):
    client = signed_in(getattr(cast, part))
    assert client.get(address(cast.milestone)).status_code == status
    refused = client.post(address(cast.milestone), {})
    assert refused.status_code == (422 if status == 200 else status)
    assert not StatusUpdate.objects.exists()


def test_a_lead_says_how_it_stands(cast, signed_in):
    sent = form_data(cast.milestone, declared="on_track", what_was_done="The panel met.")
    answer = signed_in(cast.lead).post(address(cast.milestone), sent | {"seen": ""})
    assert answer.status_code == 302
    assert answer["Location"] == f"/my-work/#milestone-{cast.milestone.pk}"
    assert StatusUpdate.objects.get().what_was_done == "The panel met."


def test_nothing_typed_is_lost_and_the_message_stands_beside_its_field(cast, signed_in):
    sent = form_data(
        cast.milestone, declared="at_risk", what_is_wrong="Two posts are vacant.", completed_on="the other day"
    )
    page = signed_in(cast.lead).post(address(cast.milestone), sent | {"seen": ""})
    text = page.content.decode()
    assert page.status_code == 422
    assert "<title>Error:" in text
    assert "Two posts are vacant." in text
    assert 'value="the other day"' in text
    assert text.count("Enter a day such as 27 March 2026 or 27/3/2026.") == 2  # at the top and beside the field


def test_a_file_is_asked_for_again(cast, signed_in):
    upload = SimpleUploadedFile("note.txt", b"What was agreed.")
    sent = form_data(cast.milestone, declared="complete", evidence_files=upload)
    page = signed_in(cast.lead).post(address(cast.milestone), sent | {"seen": ""})
    assert page.status_code == 422
    assert "Choose the file again" in page.content.decode()


def test_afterwards_one_returns_to_where_one_came_from_within_this_site(cast, signed_in):
    sent = form_data(cast.milestone, declared="on_track")
    back = {
        "/plans/hillside-send/actions/1.1.1/": "/plans/hillside-send/actions/1.1.1/",
        "https://elsewhere.example/": f"/my-work/#milestone-{cast.milestone.pk}",
        "//elsewhere.example/": f"/my-work/#milestone-{cast.milestone.pk}",
    }
    client = signed_in(cast.lead)
    for asked, given in back.items():
        seen = StatusUpdate.objects.order_by("-pk").values_list("pk", flat=True).first()
        answer = client.post(address(cast.milestone), sent | {"seen": seen or "", "next": asked})
        assert answer["Location"] == given


def test_an_officer_chooses_the_post_and_says_how_they_heard(cast, signed_in):
    client = signed_in(cast.officer)
    missing = client.post(address(cast.milestone), form_data(cast.milestone, declared="on_track"))
    assert "Choose the post that said it." in missing.content.decode()
    sent = form_data(
        cast.milestone, declared="on_track", on_behalf_of=cast.post.pk, heard="meeting", heard_note="Group, item 3"
    )
    assert client.post(address(cast.milestone), sent).status_code == 302
    assert StatusUpdate.objects.get().heard_note == "Group, item 3"


def test_an_officer_cannot_name_a_post_that_does_not_lead_it(cast, signed_in):
    sent = form_data(cast.milestone, declared="on_track", on_behalf_of=cast.other_post.pk, heard="phone")
    assert signed_in(cast.officer).post(address(cast.milestone), sent).status_code == 422


def test_a_lead_cannot_speak_as_another_by_adding_fields(cast, signed_in):
    sent = form_data(cast.milestone, declared="on_track", on_behalf_of=cast.other_post.pk, heard="phone")
    assert signed_in(cast.lead).post(address(cast.milestone), sent).status_code == 302
    assert StatusUpdate.objects.get().on_behalf_of is None


def test_an_officer_who_also_leads_may_speak_for_themselves(cast, signed_in):
    PostHoldingFactory(post=cast.post, person=cast.officer)
    sent = form_data(cast.milestone, declared="on_track", on_behalf_of="")
    assert signed_in(cast.officer).post(address(cast.milestone), sent).status_code == 302
    assert StatusUpdate.objects.get().on_behalf_of is None


def test_what_is_signed_off_is_reopened_with_a_warning(cast, signed_in):
    claim = StatusUpdateFactory(milestone=cast.milestone, claim=True, by=cast.lead)
    SignOffFactory(update=claim, by=cast.operational)
    assert "A new declaration reopens it" in signed_in(cast.lead).get(address(cast.milestone)).content.decode()


def test_of_a_recurring_milestone_the_due_date_is_chosen(cast, signed_in):
    termly = MilestoneFactory(action=cast.action, recurrence="quarterly", agreed_due_on=dt.date(2026, 3, 31))
    days = [dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2026, 9, 30)]
    for day in days:
        OccurrenceFactory(milestone=termly, due_on=day)
    client = signed_in(cast.lead)
    page = client.get(address(termly)).content.decode()
    assert "30 June 2026, and all before it" in page
    sent = form_data(
        termly,
        declared="complete",
        occurrence_due_on="2026-06-30",
        completed_on="20/3/2026",
        difference_made="Seen sooner.",
        evidence_link="example.org/minutes",
    )
    assert client.post(address(termly), sent).status_code == 302
    made = StatusUpdate.objects.get()
    assert (made.occurrence_due_on, made.evidence_link) == (dt.date(2026, 6, 30), "https://example.org/minutes")
    assert made.said_on == timezone.localdate()


@pytest.mark.parametrize("day", ["2026-07-01", "tomorrow", "'"])
def test_a_due_date_that_is_none_of_its_own_is_refused(cast, signed_in, day):
    termly = MilestoneFactory(action=cast.action, recurrence="quarterly")
    for due_on in (dt.date(2026, 3, 31), dt.date(2026, 6, 30)):
        OccurrenceFactory(milestone=termly, due_on=due_on)
    sent = form_data(termly, declared="on_track", occurrence_due_on=day)
    page = signed_in(cast.lead).post(address(termly), sent)
    assert page.status_code == 422
    assert "Choose one of the dates" in page.content.decode()


def test_of_a_withdrawn_milestone_the_page_says_so_and_has_no_form(cast, signed_in):
    WithdrawalFactory(milestone=cast.milestone)
    client = signed_in(cast.lead)
    text = client.get(address(cast.milestone)).content.decode()
    assert "nothing more can be said of it" in text
    assert 'class="declare"' not in text
    assert client.post(address(cast.milestone), form_data(cast.milestone, declared="on_track")).status_code == 422


def test_a_text_that_is_too_long_comes_back_whole(cast, signed_in):
    long = "a" * 4001
    sent = form_data(cast.milestone, declared="on_track", what_was_done=long)
    page = signed_in(cast.lead).post(address(cast.milestone), sent)
    assert page.status_code == 422
    assert "Shorten this to 4,000 characters or fewer. It has 4001 now." in page.content.decode()
    assert long in page.content.decode()


def test_after_a_claim_it_says_what_it_waits_for(cast, signed_in):
    claim = {"completed_on": "1/3/2026", "difference_made": "Sooner.", "evidence_link": "https://example.org/"}
    sent = form_data(cast.milestone, declared="complete", **claim)
    told = signed_in(cast.lead).post(address(cast.milestone), sent, follow=True).content.decode()
    assert "It now waits for sign-off." in told
    seen = StatusUpdate.objects.get().pk
    sent = form_data(cast.milestone, declared="complete", on_behalf_of=cast.post.pk, heard="phone", **claim)
    told = signed_in(cast.officer).post(address(cast.milestone), sent | {"seen": seen}, follow=True)
    assert f"It now waits for {cast.post} to confirm it." in told.content.decode()
