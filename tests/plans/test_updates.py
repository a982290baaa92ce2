"""Who may say what of a milestone, and what it takes to be taken in."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from governance.roles import standing
from plans.models import Confirmation, Milestone, StatusUpdate
from plans.services import Said, confirm_claim, post_update, still_true
from tests.factories import (
    MilestoneFactory,
    PlanFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)

TODAY = dt.date(2026, 3, 27)
NOW = noon(TODAY)

ON_TRACK = Said(declared="on_track", what_was_done="The panel met.")
AT_RISK = Said(declared="at_risk", what_is_wrong="Two posts are vacant.", what_is_being_done="Interviews on Monday.")
CLAIM = Said(
    declared="complete",
    completed_on=dt.date(2026, 3, 20),
    difference_made="Families are seen sooner.",
    evidence_link="https://example.org/evidence",
)

WHO_MAY_SPEAK = {
    "lead": True,
    "ambition_lead": True,
    "colleague": False,
    "group_member": False,
    "operational": False,
    "board": False,
    "officer": False,
    "data_officer": False,
    "observer": False,
    "nobody": False,
    "stranger": False,
}


def say(cast, person, said=ON_TRACK, milestone=None, **options):
    return post_update(milestone=milestone or cast.milestone, said=said, by=standing(person, TODAY), now=NOW, **options)


@pytest.mark.parametrize(("part", "allowed"), WHO_MAY_SPEAK.items())
def test_who_may_speak_for_themselves(cast, part, allowed):
    if allowed:
        assert say(cast, getattr(cast, part)).by == getattr(cast, part)
        return
    with pytest.raises(PermissionDenied):
        say(cast, getattr(cast, part))
    assert not StatusUpdate.objects.exists()


@pytest.mark.parametrize("part", WHO_MAY_SPEAK)
def test_only_an_officer_records_for_a_post(cast, part):
    said = replace(ON_TRACK, on_behalf_of=cast.post, heard="phone")
    if part == "officer":
        assert say(cast, cast.officer, said).on_behalf_of == cast.post
        return
    with pytest.raises(PermissionDenied):
        say(cast, getattr(cast, part), said)


def test_an_officer_records_only_for_a_post_that_leads_the_work(cast):
    with pytest.raises(PermissionDenied):
        say(cast, cast.officer, replace(ON_TRACK, on_behalf_of=cast.other_post, heard="phone"))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        pytest.param(ON_TRACK, set(), id="on track"),
        pytest.param(Said(declared="not_started"), set(), id="not started"),
        pytest.param(AT_RISK, set(), id="at risk, what and what is done"),
        pytest.param(
            replace(AT_RISK, declared="off_track", what_is_wrong=""), {"what_is_wrong"}, id="off track, not what"
        ),
        pytest.param(Said(declared="at_risk"), {"what_is_wrong", "what_is_being_done"}, id="at risk, nothing more"),
        pytest.param(CLAIM, set(), id="claim with a link"),
        pytest.param(Said(declared="complete"), {"completed_on", "difference_made", "evidence_link"}, id="claim, bare"),
        pytest.param(
            replace(CLAIM, completed_on=TODAY + dt.timedelta(days=1)), {"completed_on"}, id="claim of tomorrow"
        ),
        pytest.param(replace(CLAIM, evidence_link="see my desk"), {"evidence_link"}, id="a link that is none"),
        pytest.param(
            replace(CLAIM, evidence_link="javascript:alert(1)"), {"evidence_link"}, id="a link that is a script"
        ),
        pytest.param(replace(ON_TRACK, completed_on=TODAY), {"completed_on"}, id="a day without a claim"),
        pytest.param(replace(ON_TRACK, heard="phone"), {"on_behalf_of"}, id="heard from nobody"),
        pytest.param(replace(ON_TRACK, declared="nearly"), {"declared"}, id="a word that is none"),
        pytest.param(
            replace(ON_TRACK, next_update_on=dt.date(2026, 6, 1)), {"next_update_on"}, id="next update, due soon"
        ),
    ],
)
def test_what_may_be_said(cast, said, wrong):
    if not wrong:
        assert say(cast, cast.lead, said).declared == said.declared
        return
    with pytest.raises(ValidationError) as refused:
        say(cast, cast.lead, said)
    assert set(refused.value.message_dict) == wrong
    assert not StatusUpdate.objects.exists()


def test_an_officer_says_how_they_heard_it(cast):
    with pytest.raises(ValidationError) as refused:
        say(cast, cast.officer, replace(ON_TRACK, on_behalf_of=cast.post))
    assert set(refused.value.message_dict) == {"heard"}


@pytest.mark.parametrize(
    ("days", "allowed"),
    [
        pytest.param(1, True, id="tomorrow"),
        pytest.param(184, True, id="six months away"),
        pytest.param(185, False, id="further"),
        pytest.param(0, False, id="today"),
    ],
)
def test_the_next_update_of_far_work_may_be_six_months_away(cast, days, allowed):
    far = MilestoneFactory(action=cast.action, agreed_due_on=TODAY + dt.timedelta(days=400))
    said = replace(ON_TRACK, next_update_on=TODAY + dt.timedelta(days=days))
    if allowed:
        assert say(cast, cast.lead, said, far).next_update_on == said.next_update_on
        return
    with pytest.raises(ValidationError):
        say(cast, cast.lead, said, far)


@pytest.mark.parametrize("said", [ON_TRACK, AT_RISK, CLAIM], ids=["on track", "at risk", "claim"])
def test_a_draft_takes_no_updates(cast, said):
    draft = MilestoneFactory(action__objective__ambition__plan=PlanFactory(draft=True, partnership=cast.partnership))
    with pytest.raises((ValidationError, PermissionDenied)):
        say(cast, cast.lead, said, draft)


def test_a_withdrawn_milestone_takes_no_updates(cast):
    WithdrawalFactory(milestone=cast.milestone, recorded_at=noon(dt.date(2026, 3, 1)))
    with pytest.raises(ValidationError, match="withdrawn"):
        say(cast, cast.lead)


def test_an_update_knows_its_day_and_its_moment(cast):
    made = say(cast, cast.lead)
    assert (made.said_on, made.recorded_at) == (TODAY, NOW)


# What the database holds, whoever writes to it


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"declared": "at_risk"}, id="at risk without what and what is done"),
        pytest.param({"declared": "complete"}, id="a claim without its day"),
        pytest.param({"completed_on": dt.date(2026, 3, 1)}, id="a day without a claim"),
        pytest.param({"claim": True, "difference_made": ""}, id="a claim without a difference"),
        pytest.param({"claim": True, "evidence_link": ""}, id="a claim without evidence"),
        pytest.param({"claim": True, "completed_on": dt.date(2026, 3, 3)}, id="a claim of the day after"),
        pytest.param({"heard": "phone"}, id="heard from nobody"),
        pytest.param({"declared": "nearly"}, id="a word that is none"),
        pytest.param({"next_update_on": dt.date(2026, 3, 2)}, id="the next update on the same day"),
    ],
)
@pytest.mark.django_db
def test_the_database_refuses(wrong):
    milestone = MilestoneFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusUpdateFactory(milestone=milestone, said_on=dt.date(2026, 3, 2), **wrong)


@pytest.mark.django_db
def test_a_claim_carried_over_needs_no_evidence():
    assert StatusUpdateFactory(claim=True, carried_over=True, difference_made="", evidence_link="")


# No change, still true


def test_still_true_repeats_what_was_said(cast):
    say(cast, cast.lead, AT_RISK)
    (again,) = still_true(
        milestones={cast.milestone: StatusUpdate.objects.get().pk},
        by=standing(cast.lead, TODAY),
        now=noon(TODAY, 5),
    )
    assert again.is_no_change
    assert (again.declared, again.what_is_wrong) == ("at_risk", AT_RISK.what_is_wrong)


@pytest.mark.parametrize("before", [None, CLAIM], ids=["nothing said", "a claim"])
def test_there_must_be_something_to_repeat(cast, before):
    seen = say(cast, cast.lead, before).pk if before else None
    with pytest.raises(ValidationError, match="nothing to repeat"):
        still_true(milestones={cast.milestone: seen}, by=standing(cast.lead, TODAY), now=noon(TODAY, 5))


def test_several_are_all_recorded_or_none(cast):
    said = say(cast, cast.lead)
    unsaid = MilestoneFactory(action=cast.action)
    with pytest.raises(ValidationError):
        still_true(
            milestones={cast.milestone: said.pk, unsaid: None},
            by=standing(cast.lead, TODAY),
            now=noon(TODAY, 5),
        )
    assert StatusUpdate.objects.count() == 1


# On behalf of a post


def claim_for_post(cast):
    return say(cast, cast.officer, replace(CLAIM, on_behalf_of=cast.post, heard="phone"))


def rule(milestone, on=TODAY):
    return Milestone.objects.positioned(on).get(pk=milestone.pk).rule


def test_a_claim_recorded_for_a_post_waits_for_its_word(cast):
    claim = claim_for_post(cast)
    assert rule(cast.milestone) != "awaiting_sign_off"
    confirm_claim(update=claim, by=standing(cast.lead, TODAY), now=noon(TODAY, 5))
    assert rule(cast.milestone) == "awaiting_sign_off"


@pytest.mark.parametrize("part", sorted(set(WHO_MAY_SPEAK) - {"lead"}))
def test_only_the_post_confirms(cast, part):
    claim = claim_for_post(cast)
    with pytest.raises(PermissionDenied):
        confirm_claim(update=claim, by=standing(getattr(cast, part), TODAY), now=noon(TODAY, 5))
    assert not Confirmation.objects.exists()


def test_a_claim_spoken_over_cannot_be_confirmed(cast):
    claim = claim_for_post(cast)
    post_update(milestone=cast.milestone, said=ON_TRACK, by=standing(cast.lead, TODAY), now=noon(TODAY, 1))
    with pytest.raises(ValidationError, match="since"):
        confirm_claim(update=claim, by=standing(cast.lead, TODAY), now=noon(TODAY, 5))


def test_a_claim_is_confirmed_once(cast):
    claim = claim_for_post(cast)
    confirm_claim(update=claim, by=standing(cast.lead, TODAY), now=noon(TODAY, 5))
    with pytest.raises(ValidationError, match="already"):
        confirm_claim(update=StatusUpdate.objects.get(pk=claim.pk), by=standing(cast.lead, TODAY), now=noon(TODAY, 6))
