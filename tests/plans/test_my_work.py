"""My work: a lead's milestones, grouped by what needs saying, and what can be said with one click."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.models import PostHolding
from plans.models import StatusUpdate
from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    MilestoneFactory,
    PlanFactory,
    PostHoldingFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
)
from tests.pages import article, part

IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def today():
    return timezone.localdate()


def days(number):
    return dt.timedelta(days=number)


def groups(page):
    """What the page lists: group → refs."""
    return {group.key: [row.milestone.ref for row in group.rows] for group in page.context["groups"]}


def row_of(text, milestone):
    """One row's markup."""
    return article(f"milestone-{milestone.pk}", text)


@pytest.fixture
def unseen(cast, today):
    """One milestone for each group, by its name."""

    def due(number, **options):
        return MilestoneFactory(action=cast.action, agreed_due_on=today + days(number), **options)

    cast.milestone.delete()
    work = {name: due(number, ref=name) for name, number in DUE.items()}
    for name in ("soon", "rest"):
        StatusUpdateFactory(milestone=work[name], by=cast.lead, said_on=today - days(3))
    StatusUpdateFactory(milestone=work["signed-off"], by=cast.lead, said_on=today - days(3), claim=True)
    SignOffFactory(update=work["signed-off"].updates.get(), by=cast.operational)
    StatusUpdateFactory(milestone=work["awaiting"], by=cast.lead, said_on=today - days(3), claim=True)
    recorded = {"by": cast.officer, "on_behalf_of": cast.post, "heard": "phone", "said_on": today - days(1)}
    StatusUpdateFactory(milestone=work["to-confirm"], claim=True, **recorded)
    WithdrawalFactory(milestone=work["withdrawn"])
    return work


DUE = {
    "overdue": -10,
    "soon": 60,
    "silent": 61,
    "rest": 90,
    "signed-off": -10,
    "awaiting": -10,
    "to-confirm": -10,
    "withdrawn": -10,
}


def test_milestones_are_grouped_by_what_needs_saying(cast, signed_in, unseen):
    assert groups(signed_in(cast.lead).get("/my-work/")) == {
        "confirm": ["to-confirm"],
        "overdue": ["overdue"],
        "soon": ["soon"],
        "silent": ["silent"],
        "rest": ["rest"],
        "complete": ["awaiting", "signed-off"],
    }


def test_groups_stand_in_the_order_in_which_they_are_dealt_with(cast, signed_in, unseen):
    page = signed_in(cast.lead).get("/my-work/")
    assert list(groups(page)) == ["confirm", "overdue", "soon", "silent", "rest", "complete"]


def shown_to(client, address="/my-work/"):
    return {ref for refs in groups(client.get(address)).values() for ref in refs}


def test_each_sees_the_work_of_their_own_posts(cast, signed_in):
    assert shown_to(signed_in(cast.lead)) == {"1.1.1-a"}
    assert shown_to(signed_in(cast.colleague)) == {"1.1.2-a"}
    for other in ("board", "officer", "operational", "observer", "nobody", "stranger"):
        assert shown_to(signed_in(getattr(cast, other))) == set(), other


def test_work_follows_the_post_not_the_person(cast, signed_in, today):
    PostHolding.objects.filter(person=cast.lead).update(ends_on=today - days(1))
    assert shown_to(signed_in(cast.lead)) == set()


def test_work_given_to_another_post_is_no_longer_listed(cast, signed_in, today):
    cast.action.leads.update(ends_on=today - days(1))
    assert shown_to(signed_in(cast.lead)) == set()


def test_drafts_are_not_listed(cast, signed_in):
    draft = MilestoneFactory(action__objective__ambition__plan=PlanFactory(draft=True, partnership=cast.partnership))
    ActionLeadFactory(action=draft.action, post=cast.post)
    assert draft.ref not in shown_to(signed_in(cast.lead))


def test_a_group_lead_sees_the_whole_ambition(cast, signed_in):
    assert shown_to(signed_in(cast.ambition_lead)) == {"1.1.1-a", "1.1.2-a"}


def test_a_group_lead_with_a_post_switches_between_the_two(cast, signed_in):
    PostHoldingFactory(post=cast.other_post, person=cast.ambition_lead)
    client = signed_in(cast.ambition_lead)
    assert shown_to(client) == {"1.1.2-a"}
    assert shown_to(client, "/my-work/?show=group") == {"1.1.1-a", "1.1.2-a"}
    assert [place["text"] for place in client.get("/my-work/").context["switch"]] == [
        "My posts",
        "My ambition group",
    ]


def test_a_lead_who_leads_no_group_cannot_ask_for_one(cast, signed_in):
    assert shown_to(signed_in(cast.lead), "/my-work/?show=group") == {"1.1.1-a"}


def test_the_number_of_queries_does_not_grow_with_the_work(cast, signed_in, today):
    client = signed_in(cast.lead)
    counted = []
    for number in (20, 50):
        for n in range(number):
            milestone = MilestoneFactory(
                action=ActionFactory(objective=cast.action.objective),
                agreed_due_on=today + days(n % 10 * 30 - 60),
                recurrence="" if n % 5 else "quarterly",
            )
            ActionLeadFactory(action=milestone.action, post=cast.post)
            kind = [{}, {"at_risk": True}, {"off_track": True}, {"claim": True}][n % 4]
            said = StatusUpdateFactory(milestone=milestone, by=cast.lead, said_on=today - days(9), **kind)
            if kind == {"claim": True} and n % 8 == 3:
                SignOffFactory(update=said, returned=bool(n % 16 == 3), by=cast.operational)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/my-work/").status_code == 200
        counted.append(len(queries))
    assert counted == [counted[0], counted[0]]
    assert counted[0] <= 14


# No change, still true


@pytest.fixture
def said(cast, today):
    return StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, said_on=today - days(9), at_risk=True)


def repeated():
    return StatusUpdate.objects.filter(is_no_change=True)


def test_one_click_says_that_nothing_changed(cast, signed_in, said, today):
    pk = cast.milestone.pk
    answer = signed_in(cast.lead).post("/my-work/still-true/", {"only": pk, f"seen-{pk}": said.pk})
    assert answer["Location"] == f"/my-work/?show=posts#milestone-{pk}"
    assert (repeated().get().said_on, repeated().get().what_is_wrong) == (today, said.what_is_wrong)


def test_one_click_minds_no_other_ticks(cast, signed_in, said):
    other = StatusUpdateFactory(milestone=MilestoneFactory(action=cast.action), by=cast.lead)
    sent = {
        "only": cast.milestone.pk,
        "milestone": [other.milestone_id],
        f"seen-{cast.milestone.pk}": said.pk,
        f"seen-{other.milestone_id}": other.pk,
    }
    signed_in(cast.lead).post("/my-work/still-true/", sent)
    assert [update.milestone for update in repeated()] == [cast.milestone]


def test_several_at_once_before_a_meeting(cast, signed_in, said, today):
    updates = [said] + [
        StatusUpdateFactory(milestone=MilestoneFactory(action=cast.action), by=cast.lead, said_on=today - days(9))
        for _ in range(7)
    ]
    sent = {f"seen-{update.milestone_id}": update.pk for update in updates}
    sent["milestone"] = [update.milestone_id for update in updates]
    page = signed_in(cast.lead).post("/my-work/still-true/", sent, follow=True)
    assert repeated().count() == 8
    assert "Recorded as still true: 8 milestones." in page.content.decode()
    assert page.context["said_today"] == 8


def test_nothing_ticked_is_told_at_the_top(cast, signed_in):
    page = signed_in(cast.lead).post("/my-work/still-true/", {})
    assert page.status_code == 422
    assert "Tick the milestones of which nothing has changed." in page.content.decode()
    assert "<title>Error: My work" in page.content.decode()


@pytest.mark.parametrize(
    ("part", "status"),
    [("colleague", 403), ("board", 403), ("officer", 403), ("observer", 404), ("stranger", 404)],
)
def test_nobody_else_says_it_for_them(cast, signed_in, said, part, status):
    pk = cast.milestone.pk
    sent = {"only": pk, f"seen-{pk}": said.pk}
    assert signed_in(getattr(cast, part)).post("/my-work/still-true/", sent).status_code == status
    assert not repeated().exists()


@pytest.mark.parametrize("only", ["x", "-1", "999999", "1 OR 1=1", "½"])
def test_a_milestone_that_is_none_is_not_found(cast, signed_in, only):
    assert signed_in(cast.lead).post("/my-work/still-true/", {"only": only}).status_code == 404


# In place


def test_the_row_put_in_place_is_the_row_of_the_page(cast, signed_in, said):
    client = signed_in(cast.lead)
    whole = row_of(client.get("/my-work/").content.decode(), cast.milestone)
    put = client.get(f"/my-work/?row={cast.milestone.pk}", headers=IN_PLACE).content.decode()
    assert put.replace(' tabindex="0" data-focus', "").strip() == whole


def test_after_a_click_in_place_focus_goes_to_what_was_recorded(cast, signed_in, said):
    pk = cast.milestone.pk
    client = signed_in(cast.lead)
    sent = {"only": pk, f"seen-{pk}": said.pk}
    text = client.post("/my-work/still-true/", sent, headers=IN_PLACE).content.decode()
    saved = part(r'<p class="work__saved" tabindex="-1" data-focus>(.*?)</p>', text)
    assert "no change, still true" in saved[1]
    assert not re.search(r"<(a|button|input)\b", text[saved.end() :])  # the next stop is the next milestone
    whole = row_of(client.get("/my-work/").content.decode(), cast.milestone)
    assert text.replace(saved[0], "").split() == whole.split()


def test_the_form_opens_in_place_and_closes_when_it_is_saved(cast, signed_in, said):
    client = signed_in(cast.lead)
    address = f"/plans/{cast.plan.slug}/milestones/{cast.milestone.ref}/update/"
    opened = client.get(address, headers=IN_PLACE).content.decode()
    assert "<html" not in opened
    assert "<form" in row_of(opened, cast.milestone)
    sent = {f"m{cast.milestone.pk}-declared": "on_track", "seen": said.pk}
    closed = client.post(address, sent, headers=IN_PLACE)
    assert closed.status_code == 200
    assert "<form" not in closed.content.decode()
    assert "on track" in closed.content.decode()


def test_the_row_of_another_partnership_is_not_found(cast, signed_in):
    answer = signed_in(cast.stranger).get(f"/my-work/?row={cast.milestone.pk}", headers=IN_PLACE)
    assert answer.status_code == 404
