"""Raising, answering and the rules: what is written, who is told, and that nothing is written twice or changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from governance import challenge, escalation_rules, minuting
from governance.escalating import Cause, answer, raise_by_rule, raise_concern
from governance.models import Body, Escalation, EscalationRule, Meeting, Notice
from governance.models.escalations import ANSWERED_WITHIN
from tests.factories import BodyFactory, MeetingFactory, noon
from tests.people import Cast, as_of_today

from .escalation_factories import AnswerFactory, EscalationFactory, RuleFactory

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 3, 2)
NOW = noon(TODAY)


@pytest.fixture
def group(cast: Cast) -> Body:
    return cast.partnership.bodies.get(key="OG")


@pytest.fixture
def meeting(group: Body) -> Meeting:
    """The group's next meeting, in two weeks."""
    return MeetingFactory(body=group, sits_on=TODAY + 14 * DAY)


def raised_by(cast: Cast, group: Body, **more: Any) -> Escalation:
    said = {"title": "The clinic waits", "words": "Nobody has found rooms.", "body": group}
    return raise_concern(**said | more, by=as_of_today(cast.lead, TODAY), now=NOW)


def answered(raised: Escalation, cast: Cast, **more: Any) -> Any:
    """By a member of the group, three days after it was raised."""
    said = {"decision": "Use the hub.", "owner": cast.post, "due_on": TODAY + 30 * DAY}
    said |= {"by": as_of_today(cast.operational, TODAY + 3 * DAY), "now": noon(TODAY + 3 * DAY)}
    return answer(escalation=raised, **said | more)


def told(person: models.Model) -> list[str]:
    return list(Notice.objects.filter(person=person).values_list("subject", flat=True))


# Raising


def test_what_is_raised_goes_on_the_next_agenda(cast, group, meeting):
    raised = raised_by(cast, group, address="/plans/hillside-send/")
    item = raised.item
    assert (item.meeting, item.kind, item.title, item.words) == (meeting, "escalation", raised.title, raised.words)
    assert (item.address, item.added_by, raised.raised_on) == ("/plans/hillside-send/", cast.lead, TODAY)


def test_where_no_meeting_is_set_it_waits_for_one(cast, group):
    assert raised_by(cast, group).item.meeting is None


def test_the_chairs_and_the_officers_are_told_and_not_who_raised_it(cast):
    board = cast.partnership.bodies.get(key="SEPB")
    raise_concern(body=board, title="No rooms", words="Since May.", by=as_of_today(cast.officer, TODAY), now=NOW)
    assert told(cast.board) == ["Raised to The SEPB: No rooms"]
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("blank", ["title", "words"])
def test_a_concern_says_what_and_why(cast, group, blank):
    with pytest.raises(ValidationError) as refused:
        raised_by(cast, group, **{blank: "  "})
    assert set(refused.value.message_dict) == {blank}


def test_sent_twice_it_is_raised_once(cast, group):
    raised_by(cast, group)
    with pytest.raises(ValidationError, match="already"):
        raised_by(cast, group)
    assert Escalation.objects.count() == 1


# By rule

CAUSES = [Cause("a", "First", "Late.", "/a/"), Cause("b", "Second", "Later.", "/b/")]


def test_a_rule_raises_a_cause_once_and_tells_once_a_run(cast, group):
    rule = RuleFactory(body=group)
    first = raise_by_rule(rule=rule, causes=CAUSES, on=TODAY, now=NOW)
    more = [*CAUSES, Cause("c", "Third", "New.", "")]
    again = raise_by_rule(rule=rule, causes=more, on=TODAY + DAY, now=noon(TODAY + DAY))
    assert (set(first), set(again)) == ({"a", "b"}, {"c"})
    assert told(cast.officer) == ["1 concern raised to The OG", "2 concerns raised to The OG"]
    assert {row.raised_by for row in Escalation.objects.all()} == {None}


def test_a_rule_that_was_switched_off_raises_nothing(cast, group):
    rule = RuleFactory(body=group)
    EscalationRule.objects.filter(pk=rule.pk).update(is_active=False)
    assert raise_by_rule(rule=rule, causes=CAUSES, on=TODAY, now=NOW) == {}


def test_what_a_rule_raised_before_costs_no_more_queries(cast, group, django_assert_num_queries):
    rule = RuleFactory(body=group)
    raise_by_rule(rule=rule, causes=CAUSES, on=TODAY, now=NOW)
    with django_assert_num_queries(4):  # a savepoint, the rule and its body, which keys there are
        raise_by_rule(rule=rule, causes=CAUSES, on=TODAY + DAY, now=NOW)


# Answering


def test_an_answer_closes_it_and_tells_whoever_raised_it(cast, group, meeting):
    raised = raised_by(cast, group)
    Notice.objects.all().delete()
    given = answered(raised, cast, owner=cast.other_post)
    raised.item.refresh_from_db()
    assert raised.item.dealt_with_at is not None
    assert given.answered_on == TODAY + 3 * DAY
    assert told(cast.lead) == told(cast.colleague) == ["The OG answered: The clinic waits"]


def test_an_officer_writes_down_what_a_meeting_answered(cast, group):
    raised = raised_by(cast, group)
    sat = MeetingFactory(body=group, sits_on=TODAY + 2 * DAY, papers_due_on=TODAY)
    given = answered(raised, cast, by=as_of_today(cast.officer, TODAY + 3 * DAY), decision="Yes", meeting=sat)
    raised.item.refresh_from_db()
    assert (given.answered_on, raised.item.meeting_id) == (sat.sits_on, sat.pk)
    (arising,) = minuting.open_actions(group)
    assert (arising.words, arising.owner) == ("Yes. (Answer to: The clinic waits)", cast.post)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"decision": " "}, "decision", id="no decision"),
        pytest.param({"owner": None}, "owner", id="nobody does it"),
        pytest.param({"owner_in_words": "Estates"}, "owner", id="two owners"),
        pytest.param({"due_on": TODAY + 2 * DAY}, "due_on", id="due before it was answered"),
    ],
)
def test_an_answer_says_what_who_and_when(cast, group, change, field):
    with pytest.raises(ValidationError) as refused:
        answered(raised_by(cast, group), cast, **change)
    assert set(refused.value.message_dict) == {field}


@pytest.mark.parametrize("which", ["of another body", "before it was raised", "still to come", "cancelled"])
def test_only_a_meeting_that_could_answer_is_named(cast, group, which):
    cancelled = {"cancelled_at": NOW, "cancelled_why": "Snow"} if which == "cancelled" else {}
    days = {"before it was raised": -1, "still to come": 5}.get(which, 2)
    body = BodyFactory(partnership=cast.partnership) if which == "of another body" else group
    day = TODAY + days * DAY
    named = MeetingFactory(body=body, sits_on=day, papers_due_on=day, **cancelled)
    with pytest.raises(ValidationError) as refused:
        answered(raised_by(cast, group), cast, meeting=named)
    assert set(refused.value.message_dict) == {"meeting"}


# Late


@pytest.mark.parametrize(
    ("sits_after", "papers_before", "days", "late"),
    [
        pytest.param(14, 7, 14, False, id="not on the day of the meeting"),
        pytest.param(14, 7, 15, True, id="late once the meeting went by"),
        pytest.param(3, 7, 4, False, id="not where papers were due before it was raised"),
        pytest.param(None, 0, ANSWERED_WITHIN.days, False, id="without meetings, not within two months"),
        pytest.param(None, 0, ANSWERED_WITHIN.days + 1, True, id="without meetings, late after two months"),
    ],
)
def test_when_an_answer_is_late(db, sits_after, papers_before, days, late):
    raised = EscalationFactory(raised_on=TODAY)
    if sits_after:
        day = TODAY + sits_after * DAY
        MeetingFactory(body=raised.body, sits_on=day, papers_due_on=day - papers_before * DAY)
    on = TODAY + days * DAY
    assert Escalation.objects.with_lateness(on).filter(is_late=True).exists() is late
    AnswerFactory(escalation=raised)
    assert not Escalation.objects.with_lateness(on).filter(is_late=True).exists()


def test_the_ledger_counts_the_days_without_an_answer(db):
    waits, done = EscalationFactory(), AnswerFactory().escalation
    rows = {row.pk: row for row in Escalation.objects.with_lateness(TODAY + 40 * DAY)}
    on = TODAY + 40 * DAY
    assert challenge.line(rows[waits.pk], on).waited == "Unanswered for 40 days"
    assert challenge.line(rows[done.pk], on).waited == "Answered after 10 days"


# Kept

KEPT = {
    "an escalation": (EscalationFactory, {"words": "Not so bad"}),
    "an answer": (AnswerFactory, {"decision": "Something else"}),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "change"), KEPT.values(), ids=KEPT)
def test_what_was_raised_or_answered_stays_as_it_is(make, change):
    row = make()
    rows = type(row)._default_manager.filter(pk=row.pk)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        rows.update(**change)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        rows._raw_delete(using="default")
    assert rows.exists()


# Rules


def set_rule(cast: Cast, body: Body, **more: Any) -> EscalationRule:
    said = {"partnership": cast.partnership, "kind": "overdue", "threshold": 30, "body": body, "is_active": True}
    return escalation_rules.set_rule(**said | more, by=as_of_today(cast.officer, TODAY), now=NOW)


def test_a_rule_is_set_and_changed_with_who_did_it_and_when(cast, group):
    set_rule(cast, group)
    set_rule(cast, group)
    set_rule(cast, group, threshold=1, is_active=False)
    told = escalation_rules.history(cast.partnership)
    assert [(each.who, each.when, each.sentence) for each in told] == [
        ("Oscar Officer", NOW, "switched off: A milestone is overdue by 1 day or more, to The OG"),
        ("Oscar Officer", NOW, "set: A milestone is overdue by 30 days or more, to The OG"),
    ]
    assert EscalationRule.objects.count() == 1


@pytest.mark.parametrize("threshold", [0, 366])
def test_a_rule_waits_from_one_to_a_year(cast, group, threshold):
    with pytest.raises(ValidationError):
        set_rule(cast, group, threshold=threshold)


def test_a_rule_raises_to_a_body_of_its_own_partnership(cast):
    with pytest.raises(ValidationError):
        set_rule(cast, BodyFactory())


def test_the_rules_to_begin_with_are_set_once(cast):
    given = {"partnership": cast.partnership, "by": as_of_today(cast.officer, TODAY), "now": NOW}
    made = escalation_rules.install_default_rules(**given)
    assert {(rule.kind, rule.threshold, rule.body.key) for rule in made} == {
        ("overdue", 30, "OG"),
        ("red_twice", 2, "SEPB"),
        ("returned_twice", 2, "OG"),
        ("post_vacant", 28, "OG"),
        ("measure_missed", 2, "SEPB"),
    }
    assert escalation_rules.install_default_rules(**given) == []


def test_without_bodies_there_is_nobody_to_raise_anything_to(cast):
    Body.objects.filter(partnership=cast.partnership).update(kind=Body.Kind.SCRUTINY)
    with pytest.raises(ValidationError, match="no board yet"):
        escalation_rules.install_default_rules(
            partnership=cast.partnership, by=as_of_today(cast.officer, TODAY), now=NOW
        )
