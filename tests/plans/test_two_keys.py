"""Two keys: joint work stays unsigned until both sides have signed exactly the same content, by two people."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from governance.roles import standing
from plans import content
from plans.models import ActionLead, Capacity, Side, Signature, SignOff
from plans.services import sign_off
from plans.timeline import timeline
from tests.factories import EvidenceFactory, MeetingFactory, PostFactory, PostHoldingFactory, StatusUpdateFactory
from tests.pages import article
from tests.plans.keys import NOW, TODAY, answer, leaves, make_keys, organisation, seat, stands

YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def keys(cast):
    return make_keys(cast, joint=True, said_on=dt.date(2026, 3, 20))


def number_of(claim):
    return content.of_claim(claim, claim.files.all())


def test_it_waits_for_the_other_side_and_says_so(cast, keys):
    turned = answer(keys.claim, keys.council)
    assert isinstance(turned, Signature)
    assert (turned.side, turned.capacity, turned.content_sha256) == ("council", "member", number_of(keys.claim))
    rule, sentence = stands(cast.milestone)
    assert rule == "awaiting_sign_off"
    assert "signed for the council by Colin Council on 27 March 2026; waits for health." in sentence
    assert not SignOff.objects.exists()


def test_the_second_key_signs_it_off(cast, keys):
    answer(keys.claim, keys.health, on=YESTERDAY)
    given = answer(keys.claim, keys.council)
    assert isinstance(given, SignOff)
    assert (given.decision, given.by, given.content_sha256) == ("accepted", keys.council, number_of(keys.claim))
    assert Signature.objects.count() == 2
    assert stands(cast.milestone) == (
        "signed_off",
        "Signed off on 27 March 2026 for health by Hetty Health on 26 March 2026, for the council by Colin Council "
        "on 27 March 2026; completed on 20 March 2026, on time. Alice Lead said on 20 March 2026: complete.",
    )


def test_a_past_day_reads_as_it_was(cast, keys):
    answer(keys.claim, keys.health, on=YESTERDAY)
    answer(keys.claim, keys.council)
    before, then = stands(cast.milestone, TODAY - dt.timedelta(days=2)), stands(cast.milestone, YESTERDAY)
    assert (before[0], then[0]) == ("awaiting_sign_off", "awaiting_sign_off")
    assert "signed" not in before[1]
    assert "signed for health by Hetty Health on 26 March 2026; waits for the council" in then[1]


@pytest.mark.parametrize("who", ["council", "health"])
def test_either_side_returns_it_and_what_was_signed_stays_readable(cast, keys, who):
    answer(keys.claim, keys.council, on=YESTERDAY)
    given = answer(keys.claim, getattr(keys, who), "returned")
    assert (given.decision, given.content_sha256) == ("returned", number_of(keys.claim))
    assert Signature.objects.get().by == keys.council
    told = [event.kind for event in timeline(cast.action, TODAY)]
    assert told[:2] == ["1.1.1-a: claim returned", "1.1.1-a: signed for the council"]
    assert "The claim was returned on 27 March 2026" in stands(cast.milestone)[1]


def test_one_person_never_turns_both_keys(cast, keys):
    both = seat(cast, "Boris Both")
    for post in (cast.other_post, PostFactory(organisation=organisation(cast, "council"))):
        PostHoldingFactory(post=post, person=both)
    answer(keys.claim, both)
    with pytest.raises(ValidationError, match="You turned your key already"):
        answer(keys.claim, both)


def test_other_work_needs_one_key_of_any_member(cast):
    keys = make_keys(cast, joint=False)
    given = answer(keys.claim, keys.health)
    assert given.decision == "accepted"
    assert (Signature.objects.get().side, Signature.objects.get().capacity) == (Side.EITHER, Capacity.MEMBER)
    assert "Signed off on 27 March 2026 by Hetty Health; completed" in stands(cast.milestone)[1]


def test_leads_that_change_between_the_keys_change_which_are_needed(cast, keys):
    answer(keys.claim, keys.council, on=YESTERDAY)
    ActionLead.objects.filter(post__organisation__kind="health").update(ends_on=YESTERDAY)
    assert "waits for" not in stands(cast.milestone)[1]
    assert answer(keys.claim, keys.council).decision == "accepted"
    assert "Signed off on 27 March 2026 by Colin Council; completed" in stands(cast.milestone)[1]


# Where nobody else is eligible


def test_a_deputy_signs_once_no_member_is_left_and_it_says_so(cast):
    keys = make_keys(cast, joint=False)
    with pytest.raises(PermissionDenied):
        answer(keys.claim, keys.deputy)
    leaves(keys.council, keys.health, cast.operational)
    answer(keys.claim, keys.deputy)
    rule, sentence = stands(cast.milestone)
    assert rule == "signed_off"
    assert "by Dee Deputy (a named deputy, because nobody else was eligible); completed" in sentence


def test_a_co_chair_signs_where_there_is_no_deputy_either(cast, keys):
    answer(keys.claim, keys.council)
    leaves(keys.health, keys.deputy)
    answer(keys.claim, cast.board)
    assert Signature.objects.get(side="health").capacity == Capacity.CO_CHAIR
    words = "for health by Benedict Board (a co-chair of the board, because nobody else was eligible) on 27 March 2026"
    assert words in stands(cast.milestone)[1]
    assert any(event.who.startswith("Benedict Board (a co-chair") for event in timeline(cast.action, TODAY))


def test_a_co_chair_who_claimed_it_does_not_sign_it(cast):
    keys = make_keys(cast, joint=False)
    claimed = StatusUpdateFactory(milestone=cast.milestone, by=cast.board, claim=True, said_on=TODAY)
    leaves(keys.council, keys.health, keys.deputy, cast.operational)
    with pytest.raises(PermissionDenied):
        answer(claimed, cast.board)


# Bound to exactly what was shown


def test_what_was_added_since_it_was_shown_is_refused(cast, keys):
    shown = number_of(keys.claim)
    EvidenceFactory(update=keys.claim, sha256="b" * 64)
    with pytest.raises(ValidationError, match="changed since you opened this page"):
        answer(keys.claim, keys.council, seen=shown)
    assert answer(keys.claim, keys.council, seen=number_of(keys.claim))


def test_the_second_key_is_not_turned_over_other_content_unseen(cast, keys):
    """Both keys keep the number of what they signed, so a difference would show."""
    answer(keys.claim, keys.council, seen=number_of(keys.claim))
    answer(keys.claim, keys.health, seen=number_of(keys.claim))
    assert {row.content_sha256 for row in Signature.objects.all()} == {SignOff.objects.get().content_sha256}


def test_another_partnerships_meeting_is_refused(cast, keys):
    elsewhere = MeetingFactory()
    with pytest.raises(ValidationError, match="meeting of this partnership"):
        sign_off(claim=keys.claim, decision="accepted", by=standing(keys.council, TODAY), now=NOW, meeting=elsewhere)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("side", ["", "council"])
def test_the_database_holds_one_key_of_a_side(keys, side):
    row = {"update": keys.claim, "side": side, "content_sha256": "0" * 64, "by": keys.council}
    Signature.objects.create(**row, recorded_at=keys.claim.recorded_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(**row, recorded_at=keys.claim.recorded_at)


# Two people at once


def queue(cast):
    return f"/plans/{cast.plan.slug}/sign-off/"


def sent(claim, **typed):
    shown = {"seen": number_of(claim)}
    return {f"c{claim.pk}-{name}": value for name, value in (shown | typed).items()}


def opened(page, claim):
    return article(f"claim-{claim.pk}", page.content.decode())


@pytest.mark.parametrize("in_place", [False, True], ids=["whole page", "in place"])
def test_both_open_it_and_both_sign(cast, keys, signed_in, in_place):
    headers = {"HX-Request": "true"} if in_place else {}
    colin, hetty = signed_in(keys.council), signed_in(keys.health)
    assert "Accept for the council" in opened(colin.get(queue(cast)), keys.claim)
    assert "Accept for health" in opened(hetty.get(queue(cast)), keys.claim)
    accept = sent(keys.claim, decision="accepted")
    first = colin.post(f"{queue(cast)}{keys.claim.pk}/", accept, headers=headers)
    if in_place:
        assert "Signed for the council: 1.1.1-a. It waits for health." in opened(first, keys.claim)
        assert "Accept for" not in opened(first, keys.claim)
    else:
        assert "Signed for the council: 1.1.1-a. It waits for health." in colin.get(queue(cast)).content.decode()
    second = hetty.post(f"{queue(cast)}{keys.claim.pk}/", accept, headers=headers)
    assert second.status_code == (200 if in_place else 302)
    assert SignOff.objects.get().by == keys.health
    text = opened(hetty.get(queue(cast)), keys.claim)
    assert "for the council by Colin Council on" in text
    assert "for health by Hetty Health on" in text


@pytest.mark.parametrize(
    ("second", "typed", "refusal"),
    [
        pytest.param(
            "council", {"decision": "accepted"}, "You turned your key already", id="the same key pressed twice"
        ),
        pytest.param("colleague", {"decision": "accepted"}, "That key was turned already", id="two for the council"),
        pytest.param("council", {"decision": "accepted", "seen": ""}, "changed since you opened", id="shown nothing"),
    ],
)
def test_the_second_at_a_key_is_told_and_nothing_is_written(cast, keys, signed_in, second, typed, refusal):
    other = seat(cast, "Clara Council", "council")
    person = {"council": keys.council, "colleague": other}[second]
    signed_in(keys.council).post(f"{queue(cast)}{keys.claim.pk}/", sent(keys.claim, decision="accepted"))
    page = signed_in(person).post(f"{queue(cast)}{keys.claim.pk}/", sent(keys.claim, minute="Item 4", **typed))
    text = page.content.decode()
    assert page.status_code == 422
    assert refusal in text
    assert 'value="Item 4"' in text
    assert (Signature.objects.count(), SignOff.objects.count()) == (1, 0)


def test_what_was_typed_of_a_claim_that_waits_no_longer_is_kept(cast, keys, signed_in):
    """The lead says something new while a member writes why it is returned: refused in words, nothing lost."""
    typed = sent(keys.claim, decision="returned", reason="The minutes of the panel are missing.")
    StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, said_on=TODAY)
    page = signed_in(keys.council).post(f"{queue(cast)}{keys.claim.pk}/", typed)
    text = page.content.decode()
    assert page.status_code == 422
    assert "Your answer was not recorded" in text
    assert "no longer stands: something was said of the milestone since" in text
    assert "The minutes of the panel are missing." in text


# The page


def test_the_queue_shows_keys_and_content(cast, keys, signed_in):
    EvidenceFactory(update=keys.claim, sha256="c0ffee" + "0" * 58)
    answer(keys.claim, keys.council)
    text = opened(signed_in(keys.health).get(queue(cast)), keys.claim)
    assert "SHA-256 c0ffee000000" in text
    assert "Council: signed" in text
    assert "by Colin Council on 27 March 2026" in text
    assert "Health: waits" in text
    assert "for Hetty Health" in text
    assert f"content {number_of(keys.claim)[:12]}" in text
    assert "Led by council and health together" in text


def test_a_deputy_whose_turn_has_not_come_reads_why(cast, keys, signed_in):
    ActionLead.objects.filter(post__organisation__kind="health").update(ends_on=YESTERDAY)
    client = signed_in(keys.deputy)
    text = opened(client.get(queue(cast)), keys.claim)
    assert "others come first" in text
    assert "Record the answer" not in text
    assert client.post(f"{queue(cast)}{keys.claim.pk}/", sent(keys.claim, decision="accepted")).status_code == 403


def test_a_co_chair_whose_turn_it_is_signs_on_the_page(cast, keys, signed_in):
    leaves(keys.health, keys.deputy)
    text = opened(signed_in(cast.board).get(queue(cast)), keys.claim)
    assert "for Benedict Board, co-chair of the board, because nobody else is eligible" in text
    assert "Accept for health" in text
