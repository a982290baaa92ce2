"""The state table of an escalation: who may raise, who may answer what is raised, and that an answer closes it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from governance.escalating import answer, raise_concern
from governance.escalation_rules import set_rule
from governance.models import Body
from tests.factories import MeetingFactory, MembershipFactory, noon
from tests.people import Cast, as_of_today

from .escalation_factories import RAISED_ON, AnswerFactory, EscalationFactory

ON = RAISED_ON + dt.timedelta(days=10)
NOW = noon(ON)

# Who → may raise; may answer for the operational group between meetings; the same with its meeting named; sets rules.
TABLE = {
    "lead": "raise",
    "colleague": "raise",
    "ambition_lead": "raise",
    "group_member": "raise",
    "forum": "raise",
    "operational": "raise, answer, answer at a meeting",
    "board": "raise",
    "officer": "raise, answer at a meeting, set rules",
    "data_officer": "raise",
    "observer": "",
    "nobody": "",
    "stranger": "",
}
REFUSED = (PermissionDenied, ValidationError)


@pytest.fixture
def group(cast: Cast) -> Body:
    return cast.partnership.bodies.get(key="OG")


def may(act) -> bool:
    try:
        act()
    except REFUSED:
        return False
    return True


def test_who_may_do_what_to_what_is_raised(cast, group):
    sat = MeetingFactory(body=group, sits_on=RAISED_ON + dt.timedelta(days=5))
    found = {}
    for part in TABLE:
        who = as_of_today(getattr(cast, part), ON)
        said = {"decision": "Yes", "owner_in_words": "Estates", "due_on": ON, "by": who, "now": NOW}
        acts = {
            "raise": lambda by=who: raise_concern(body=group, title="Rooms", words="None.", by=by, now=NOW),
            "answer": lambda given=said: answer(escalation=EscalationFactory(body=group), **given),
            "answer at a meeting": lambda given=said: answer(
                escalation=EscalationFactory(body=group), meeting=sat, **given
            ),
            "set rules": lambda by=who: set_rule(
                partnership=cast.partnership, kind="overdue", threshold=9, body=group, is_active=True, by=by, now=NOW
            ),
        }
        found[part] = ", ".join(name for name, act in acts.items() if may(act))
    assert found == TABLE


def test_a_member_of_the_board_answers_what_is_raised_to_the_board(cast):
    raised = EscalationFactory(body=cast.partnership.bodies.get(key="SEPB"))
    said = {"decision": "Yes", "owner_in_words": "Estates", "due_on": ON, "now": NOW}
    with pytest.raises(PermissionDenied):
        answer(escalation=raised, by=as_of_today(cast.operational, ON), **said)
    assert answer(escalation=raised, by=as_of_today(cast.board, ON), **said)


def test_nobody_answers_what_is_answered(cast, group):
    raised = AnswerFactory(escalation__body=group).escalation
    with pytest.raises(ValidationError, match="answered already"):
        answer(
            escalation=raised,
            decision="No",
            owner_in_words="Estates",
            due_on=ON,
            by=as_of_today(cast.operational, ON),
            now=NOW,
        )


def test_an_officer_who_sits_on_the_body_answers_as_a_member(cast, group):
    MembershipFactory(body=group, person=cast.officer)
    raised = EscalationFactory(body=group)
    said = {"decision": "Yes", "owner_in_words": "Estates", "due_on": ON, "now": NOW}
    assert answer(escalation=raised, by=as_of_today(cast.officer, ON), **said).meeting is None
