"""Who may do what: the table of roles and verbs, for one's own work and for others'."""

import datetime as dt

import pytest

from governance.models import Membership, Person, PostHolding
from governance.roles import TABLE, Role, Scope, Standing, may, standing
from governance.verbs import Verb
from plans import scope
from tests.factories import MembershipFactory, PostHoldingFactory

TODAY = dt.date(2026, 3, 27)

READ_PLAN, READ_DRAFT, READ_PACK = Verb.READ_PLAN, Verb.READ_DRAFT, Verb.READ_PACK
READS = {READ_PLAN, READ_PACK}
SMALL = {Verb.SEE_SMALL_NUMBERS}
LOADS = {Verb.REPORT_READING, Verb.LOAD_READINGS} | SMALL
RAISES = READS | {Verb.RAISE}
HOLDER = RAISES | {Verb.UPDATE, Verb.CONFIRM, Verb.REPORT_READING} | SMALL
LEADS_A_GROUP = RAISES | {Verb.UPDATE, Verb.WRITE_REPORT}
GROUP = RAISES | {Verb.SIGN_OFF, Verb.DECIDE_DATE, Verb.JUDGE_ACTION} | SMALL
BOARD = RAISES | {Verb.DECIDE_LONG_DATE} | SMALL
OFFICER = (
    RAISES
    | LOADS
    | {
        READ_DRAFT,
        Verb.EDIT_PLAN,
        Verb.RECORD_FOR_POST,
        Verb.BUILD_PACK,
        Verb.RUN_MEETINGS,
        Verb.MANAGE_PEOPLE,
        Verb.DECIDE_LONG_DATE,
        Verb.CHAIR,
        Verb.ANSWER,
        Verb.TELL_FAMILIES,
        Verb.REVIEW,
    }
)

# For each part: what they may do to their own work, and to the work of others in the partnership.
EXPECTED: dict[str, tuple[set[Verb], set[Verb]]] = {
    "lead": (HOLDER, RAISES),
    "colleague": (RAISES, HOLDER),
    "ambition_lead": (LEADS_A_GROUP, LEADS_A_GROUP),
    "group_member": (RAISES, RAISES),
    "forum": (RAISES | {Verb.SAY_EXPERIENCE}, RAISES | {Verb.SAY_EXPERIENCE}),
    "operational": (GROUP, GROUP),
    "board": (BOARD, BOARD),
    "officer": (OFFICER, OFFICER),
    "data_officer": (RAISES | LOADS, RAISES | LOADS),
    "observer": (set(), set()),
    "nobody": (set(), set()),
    "stranger": (set(), set()),
}


def allowed(person, of):
    who = standing(person, TODAY)
    return {verb for verb in Verb if may(who, verb, of)}


@pytest.mark.parametrize(("part", "rights"), EXPECTED.items())
def test_who_may_do_what_to_the_work_of_alice_and_of_bob(cast, part, rights):
    person = getattr(cast, part)
    alices = scope.of_milestone(cast.milestone, TODAY)
    bobs = scope.of_milestone(cast.other_milestone, TODAY)
    assert (allowed(person, alices), allowed(person, bobs)) == rights


@pytest.mark.parametrize(
    ("part", "own", "others"),
    [
        pytest.param("operational", {Verb.CHAIR, Verb.WRITE_REPORT, Verb.ANSWER}, set(), id="operational group"),
        pytest.param("board", {Verb.CHAIR, Verb.ANSWER}, set(), id="board"),
        pytest.param("ambition_lead", {Verb.WRITE_REPORT}, set(), id="ambition group's lead"),
        pytest.param("group_member", set(), set(), id="ambition group's member"),
        pytest.param("officer", {Verb.CHAIR, Verb.ANSWER}, {Verb.CHAIR, Verb.ANSWER}, id="officer"),
    ],
)
def test_who_may_do_what_for_the_body_they_sit_on(cast, part, own, others):
    person = getattr(cast, part)
    seat = Membership.objects.filter(person=person).first()
    of_bodies = {Verb.CHAIR, Verb.WRITE_REPORT, Verb.ANSWER}
    theirs = Scope(cast.partnership.pk, bodies=frozenset({seat.body_id if seat else 0}))
    not_theirs = Scope(cast.partnership.pk, bodies=frozenset({-1}))
    assert allowed(person, theirs) & of_bodies == own
    assert allowed(person, not_theirs) & of_bodies == others


def test_a_seat_on_one_body_gives_no_right_over_another(cast):
    group = Membership.objects.get(person=cast.group_member).body
    MembershipFactory(body=group, person=cast.operational)
    of_the_group = allowed(cast.operational, Scope(cast.partnership.pk, bodies=frozenset({group.pk})))
    assert not of_the_group & {Verb.CHAIR, Verb.WRITE_REPORT, Verb.ANSWER}


def test_every_role_has_a_row():
    assert set(TABLE) == set(Role)


@pytest.mark.parametrize(
    ("of", "answers"),
    [
        pytest.param({"posts": {7}, "claimed_by": {2}}, True, id="what another said"),
        pytest.param({"posts": {7}, "claimed_by": {1}}, False, id="what they said"),
        pytest.param({"posts": {5}, "claimed_by": {2}}, False, id="what a post of theirs said"),
    ],
)
@pytest.mark.parametrize("verb", [Verb.SIGN_OFF, Verb.DECIDE_DATE, Verb.DECIDE_LONG_DATE, Verb.JUDGE_ACTION])
def test_nobody_answers_what_they_claimed_or_asked_for(verb, of, answers):
    everything = frozenset(Role)
    who = Standing(Person(pk=1), TODAY, roles={1: everything}, posts=frozenset({5}))
    of = Scope(partnership=1, posts=frozenset(of["posts"]), claimed_by=frozenset(of["claimed_by"]))
    assert may(who, verb, of) is answers


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        pytest.param(-10, None, True, id="since then"),
        pytest.param(0, 0, True, id="today alone"),
        pytest.param(-10, -1, False, id="until yesterday"),
        pytest.param(1, None, False, id="from tomorrow"),
    ],
)
def test_a_part_is_from_a_day_to_a_day(cast, starts, ends, holds):
    days = {
        "starts_on": TODAY + dt.timedelta(days=starts),
        "ends_on": None if ends is None else TODAY + dt.timedelta(days=ends),
    }
    for model, person in ((PostHolding, cast.lead), (Membership, cast.board)):
        model.objects.filter(person=person).update(**days)
        assert bool(standing(person, TODAY).roles) is holds


def test_a_deputy_acts_for_the_post(cast):
    deputy = PostHoldingFactory(post=cast.post, is_deputy=True).person
    assert Verb.UPDATE in allowed(deputy, scope.of_milestone(cast.milestone, TODAY))


def test_somebody_who_was_stopped_has_no_role(cast):
    cast.lead.is_active = False
    assert standing(cast.lead, TODAY).roles == {}


def test_nothing_crosses_a_partnership(cast):
    who = standing(cast.officer, TODAY)
    elsewhere = Scope(partnership=cast.partnership.pk + 1)
    assert not any(may(who, verb, elsewhere) for verb in Verb)


def test_several_parts_add_up(cast):
    MembershipFactory(
        person=cast.lead, body__partnership=cast.partnership, body__kind="operational_group", body__key="OG2"
    )
    others = scope.of_milestone(cast.other_milestone, TODAY)
    own = scope.of_milestone(cast.milestone, TODAY)
    assert Verb.SIGN_OFF in allowed(cast.lead, others)
    assert Verb.SIGN_OFF not in allowed(cast.lead, own)
    assert Verb.UPDATE in allowed(cast.lead, own)


def test_standing_takes_three_queries(cast, django_assert_num_queries):
    with django_assert_num_queries(3):
        standing(cast.lead, TODAY)
