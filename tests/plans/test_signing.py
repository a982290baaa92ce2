"""Who may sign a claim: which keys it needs, who turns each, and who stands in where nobody else is eligible."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Membership, Person
from governance.roles import Scope, Standing, standing
from plans import content, signing, signing_words
from plans.awaiting import WITH_ACTION
from plans.models import ActionLead, Capacity, Signature, StatusUpdate
from plans.signing import ALONE, JOINT, Signer, decide
from tests.factories import EvidenceFactory, PostHoldingFactory, StatusUpdateFactory
from tests.plans.keys import TODAY, leaves, make_keys, seat

PLACE = 1
PARTS = {"m": Capacity.MEMBER, "d": Capacity.DEPUTY, "k": Capacity.CO_CHAIR}
SIDES = {"C": {"council"}, "H": {"health"}, "B": {"council", "health"}, "N": set(), "E": {"education"}}


def signer(code):
    """`mC` is a member for the council, `dN` a deputy of no known side, `kH` a co-chair for health."""
    person = Person(pk=int.from_bytes(code.encode()), name=code)
    return Signer(Standing(person, TODAY, sides={PLACE: frozenset(SIDES[code[1]])}), PARTS[code[0]])


def decided(there, needs, *, claimed="", signed=None):
    people = {code: signer(code) for code in there.split()}
    of = Scope(PLACE, claimed_by=frozenset(signer(code).who.person.pk for code in claimed.split()))
    rows = [Signature(side=side, by=signer(code).who.person) for side, code in (signed or {}).items()]
    return decide(of, needs, people.values(), rows)


def who_turns(keys):
    return {key.side.value: " ".join(sorted(one.person.name for one in key.signers)) for key in keys.keys}


@pytest.mark.parametrize(
    ("there", "claimed", "turns"),
    [
        pytest.param("mC mH mN dN kC", "", "mC mH mN", id="any member, of whichever side or none"),
        pytest.param("mC mH dN kC", "mC", "mH", id="not who claimed it"),
        pytest.param("mC dN dC kC", "mC", "dC dN", id="deputies where no member is left"),
        pytest.param("mC kC kN", "mC", "kC kN", id="co-chairs where there is no deputy"),
        pytest.param("mC dN kC", "mC dN", "kC", id="co-chairs where the deputy claimed it"),
        pytest.param("mC kC", "mC kC", "", id="nobody is left"),
    ],
)
def test_other_work_needs_one_key_of_anybody_eligible(there, claimed, turns):
    assert who_turns(decided(there, ALONE, claimed=claimed)) == {"": turns}


@pytest.mark.parametrize(
    ("there", "council", "health"),
    [
        pytest.param("mC mH mN dC dH kC kH", "mC", "mH", id="a member of each side"),
        pytest.param("mC mN mE dH kH", "mC", "dH", id="no member for health: its deputy"),
        pytest.param("mC mN dN kH", "mC", "kH", id="no deputy for health: its co-chair before a deputy of no side"),
        pytest.param("mC mN dN kC", "mC", "dN", id="nobody for health: any deputy"),
        pytest.param("mC mN kC", "mC", "kC", id="nobody for health and no deputy: any co-chair"),
        pytest.param("mC mN", "mC", "", id="a member of no known side never signs for one"),
        pytest.param("mC mE", "mC", "", id="nor a member of another side"),
        pytest.param("mB mC", "mB mC", "mB", id="who stands for both may turn either"),
    ],
)
def test_joint_work_needs_a_key_of_each_side(there, council, health):
    assert who_turns(decided(there, JOINT)) == {"council": council, "health": health}


@pytest.mark.parametrize(
    ("there", "health"),
    [
        pytest.param("mB mH", "mH", id="another member is asked"),
        pytest.param("mB kN", "kN", id="or the next who stands in"),
        pytest.param("mB", "", id="or nobody"),
    ],
)
def test_one_person_never_turns_both_keys(there, health):
    keys = decided(there, JOINT, signed={"council": "mB"})
    assert who_turns(keys)["health"] == health
    assert keys.key_for(signer("mB").who) is None
    assert keys.may_answer(signer("mB").who), "They may still return it."


def test_who_stands_for_both_turns_the_key_that_the_fewest_others_could():
    keys = decided("mB mC", JOINT)
    assert keys.key_for(signer("mB").who).side == "health"


def test_a_key_of_a_side_that_is_not_needed_any_more_does_not_count():
    keys = decided("mC mH", ALONE, signed={"council": "mC"})
    assert [key.side for key in keys.waiting] == [""]
    assert keys.key_for(signer("mC").who).side == ""


# What the database says


@pytest.mark.parametrize(
    ("ends_on", "joint"),
    [
        pytest.param(None, True, id="both lead"),
        pytest.param(TODAY, True, id="to the end of the day"),
        pytest.param(TODAY - dt.timedelta(days=1), False, id="health led until yesterday"),
    ],
)
def test_joint_is_what_council_and_health_lead_on_the_day(cast, ends_on, joint):
    keys = make_keys(cast, joint=True)
    ActionLead.objects.filter(post__organisation__kind="health").update(ends_on=ends_on)
    assert signing.of_claim(keys.claim, TODAY).is_joint is joint


def test_council_alone_is_not_joint(cast):
    assert not signing.of_claim(make_keys(cast, joint=False).claim, TODAY).is_joint


def names(keys):
    return {key.side.value: {one.person.name for one in key.signers} for key in keys.keys}


def test_for_whom_somebody_sits_comes_before_the_posts_they_hold(cast):
    keys = make_keys(cast, joint=True)
    by_post = seat(cast, "Polly Post")
    PostHoldingFactory(post=cast.other_post, person=by_post)
    PostHoldingFactory(post=cast.other_post, person=keys.council)
    assert names(signing.of_claim(keys.claim, TODAY)) == {
        "council": {"Colin Council"},
        "health": {"Hetty Health", "Polly Post"},
    }
    assert standing(keys.council, TODAY).sides == {cast.partnership.pk: {"council"}}
    assert standing(by_post, TODAY).sides == {cast.partnership.pk: {"health"}}


def test_who_left_or_was_stopped_or_holds_the_post_does_not_sign(cast):
    keys = make_keys(cast, joint=True)
    leaves(keys.health)
    PostHoldingFactory(post=cast.post, person=keys.council, is_deputy=True)
    Person.objects.filter(pk=keys.deputy.pk).update(is_active=False)
    found = signing.of_claim(keys.claim, TODAY)
    assert [(key.capacity, [one.person for one in key.signers]) for key in found.keys] == [
        (Capacity.CO_CHAIR, [cast.board])
    ] * 2


def test_a_whole_queue_costs_as_much_as_one_claim(cast):
    make_keys(cast, joint=True)
    StatusUpdateFactory.create_batch(5, milestone=cast.other_milestone, by=cast.colleague, claim=True)
    counted = []
    for number in (1, 6):
        claims = list(StatusUpdate.objects.select_related(*WITH_ACTION)[:number])
        with CaptureQueriesContext(connection) as queries:
            signing.of_claims(claims, TODAY)
        counted.append(len(queries))
    assert counted == [7, 7]


def test_what_is_said_to_those_who_cannot_sign(cast):
    keys = make_keys(cast, joint=True)
    found = signing.of_claim(keys.claim, TODAY)
    said = {
        part: signing_words.why_not(found, standing(person, TODAY))
        for part, person in (cast.people() | {"council": keys.council, "deputy": keys.deputy}).items()
    }
    assert "not known for which of them you sit" in said.pop("operational")
    assert "not known for which of them you sit" in said.pop("deputy")
    assert set(said.values()) == {""}


def test_where_nobody_may_sign_the_page_says_what_to_do(cast):
    keys = make_keys(cast, joint=True)
    Membership.objects.exclude(person=keys.council).update(ends_on=TODAY - dt.timedelta(days=1))
    council, health = signing_words.lines(signing.of_claim(keys.claim, TODAY))
    assert (council.word, council.who) == ("Waits", "for Colin Council")
    assert health.word == "Nobody may sign"
    assert "An officer names a deputy of the operational group" in health.who


def test_many_who_could_sign_are_counted(cast):
    keys = make_keys(cast, joint=True)
    for number in range(6):
        seat(cast, f"Aaron {number}", "council")
    council, _ = signing_words.lines(signing.of_claim(keys.claim, TODAY))
    assert council.who == "for Aaron 0, Aaron 1, Aaron 2, Aaron 3, Aaron 4 or 2 others"


# Exactly what a claim says


def file_of(claim: StatusUpdate, sha256: str) -> Any:
    return EvidenceFactory(update=claim, sha256=sha256 * 64)


def test_the_same_content_gives_the_same_number(cast):
    claim = StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, claim=True)
    first, second = file_of(claim, "a"), file_of(claim, "b")
    number = content.of_claim(claim, [first, second])
    claim.refresh_from_db()
    assert number == content.of_claim(claim, [second, first])
    assert len(number) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"what_was_done": "Something else."},
        {"difference_made": "None."},
        {"evidence_link": "https://example.org/other"},
        {"completed_on": dt.date(2026, 1, 1)},
        {"said_on": dt.date(2026, 3, 26)},
        {"by_id": 999},
        {"pk": 999},
    ],
    ids=lambda change: next(iter(change)),
)
def test_anything_else_gives_another(cast, change):
    claim = StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, claim=True)
    file = file_of(claim, "a")
    before = content.of_claim(claim, [file])
    file.sha256 = "b" * 64
    other_file = content.of_claim(claim, [file])
    file.sha256 = "a" * 64
    for name, value in change.items():
        setattr(claim, name, value)
    assert len({before, other_file, content.of_claim(claim, [file]), content.of_claim(claim, [])}) == 4
