"""The state table of claims: in each state, what each person may do about it.

`y` is done, `-` is refused to that person (403), `x` is refused to everybody as it stands (said in words, nothing
written). Somebody of the operational group who sits for no partner is `member`; `council` and `health` sit for one.
"""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from governance.models import BodyRole
from governance.roles import standing
from plans.models import Signature, SignOff, StatusUpdate
from plans.services import Said, post_update
from tests.factories import ConfirmationFactory, MilestoneFactory, SignOffFactory, StatusUpdateFactory, noon
from tests.plans.keys import NOW, TODAY, answer, leaves, make_keys, seat

YESTERDAY = TODAY - dt.timedelta(days=1)

TABLE = """
work   state              act      lead colleague council health member deputy co-chair officer board observer stranger

# Nobody has claimed it, or the claim does not count: only who leads the work claims.
alone  open               claim    y    -         -       -      -      -      -        -       -     -        -
alone  unconfirmed        accept   -    -         x       x      x      -      -        -       -     -        -
alone  unconfirmed        return   -    -         x       x      x      -      -        -       -     -        -

# It waits: any member for other work, each side for joint work. Deputies and co-chairs wait for their turn.
alone  claimed            claim    y    -         -       -      -      -      -        -       -     -        -
alone  claimed            say      y    -         -       -      -      -      -        -       -     -        -
alone  claimed            accept   -    -         y       y      y      -      -        -       -     -        -
alone  claimed            return   -    -         y       y      y      -      -        -       -     -        -
joint  claimed            accept   -    -         y       y      -      -      -        -       -     -        -
joint  claimed            return   -    -         y       y      -      -      -        -       -     -        -
alone  confirmed          accept   -    -         y       y      y      -      -        -       -     -        -

# One key is turned: the other side turns its own; either returns it.
joint  council-signed     accept   -    -         x       y      -      -      -        -       -     -        -
joint  council-signed     return   -    -         y       y      -      -      -        -       -     -        -
joint  council-signed     say      y    -         -       -      -      -      -        -       -     -        -

# Nobody else is eligible: first deputies, then co-chairs.
alone  no-members         accept   -    -         -       -      -      y      -        -       -     -        -
alone  no-deputies        accept   -    -         -       -      -      -      y        -       -     -        -
alone  no-deputies        return   -    -         -       -      -      -      y        -       -     -        -
joint  no-health          accept   -    -         y       -      -      y      -        -       -     -        -
joint  no-health-deputies accept   -    -         y       -      -      -      y        -       -     -        -
joint  no-health-deputies return   -    -         y       -      -      -      y        -       -     -        -

# It was answered: once and for all. A returned claim is claimed anew.
alone  returned           accept   -    -         x       x      x      -      -        -       -     -        -
alone  returned           return   -    -         x       x      x      -      -        -       -     -        -
alone  returned           claim    y    -         -       -      -      -      -        -       -     -        -
alone  accepted           accept   -    -         x       x      x      -      -        -       -     -        -
alone  accepted           return   -    -         x       x      x      -      -        -       -     -        -
joint  accepted           accept   -    -         x       x      -      -      -        -       -     -        -

# Something new is said of what was signed off: it reopens, and only a new claim can be answered.
alone  accepted           say      y    -         -       -      -      -      -        -       -     -        -
alone  accepted           claim    y    -         -       -      -      -      -        -       -     -        -
alone  reopened           accept   -    -         x       x      x      -      -        -       -     -        -
alone  reopened           claim    y    -         -       -      -      -      -        -       -     -        -
alone  claimed-anew       accept   -    -         y       y      y      -      -        -       -     -        -
joint  claimed-anew       accept   -    -         y       y      -      -      -        -       -     -        -
"""


(_, _, _, *PEOPLE), *ROWS = [line.split() for line in TABLE.splitlines() if line and not line.startswith("#")]


def stage(cast, work, state):
    """The people by their column, and the claim as it stands in a state."""
    keys = make_keys(cast, joint=work == "joint", said_on=YESTERDAY)
    people = {
        "lead": cast.lead,
        "colleague": cast.colleague,
        "council": keys.council,
        "health": keys.health,
        "member": cast.operational,
        "deputy": keys.deputy,
        "co-chair": cast.board,
        "officer": cast.officer,
        "board": seat(cast, "Bella Board", role=BodyRole.MEMBER, kind="board"),
        "observer": cast.observer,
        "stranger": cast.stranger,
    }
    on = SimpleNamespace(cast=cast, people=people, claim=keys.claim, milestone=cast.milestone)
    STATES[state](on)
    return on


def _say(on, **said):
    on.claim = StatusUpdateFactory(milestone=on.milestone, said_on=YESTERDAY, recorded_at=noon(YESTERDAY, 30), **said)


def _recorded(on):
    _say(on, by=on.people["officer"], on_behalf_of=on.cast.post, heard="phone", claim=True)


def _confirmed(on):
    _recorded(on)
    ConfirmationFactory(update=on.claim, by=on.people["lead"])


def _open(on):
    on.milestone = MilestoneFactory(action=on.cast.action)


def _council_signed(on):
    answer(on.claim, on.people["council"], on=YESTERDAY)


def _without(*parts):
    return lambda on: leaves(*(on.people[part] for part in parts))


def _returned(on):
    SignOffFactory(update=on.claim, returned=True)


def _accepted(on):
    SignOffFactory(update=on.claim)


def _reopened(on):
    accepted = on.claim
    _accepted(on)
    _say(on, by=on.people["lead"])
    on.claim = accepted


def _claimed_anew(on):
    _accepted(on)
    _say(on, by=on.people["lead"], claim=True)


STATES = {
    "open": _open,
    "unconfirmed": _recorded,
    "claimed": lambda on: None,
    "confirmed": _confirmed,
    "council-signed": _council_signed,
    "no-members": _without("council", "health", "member"),
    "no-deputies": _without("council", "health", "member", "deputy"),
    "no-health": _without("health"),
    "no-health-deputies": _without("health", "deputy"),
    "returned": _returned,
    "accepted": _accepted,
    "reopened": _reopened,
    "claimed-anew": _claimed_anew,
}


def do(on, act, person):
    """Do it, as one of the people."""
    if act in ("accept", "return"):
        return answer(on.claim, person, "accepted" if act == "accept" else "returned")
    claim = {"completed_on": TODAY, "difference_made": "Sooner.", "evidence_link": "https://example.org/evidence"}
    said = Said(declared="complete", **claim) if act == "claim" else Said(declared="on_track")
    return post_update(milestone=on.milestone, said=said, by=standing(person, TODAY), now=NOW)


def outcome(on, act, person):
    """What came of it; and whatever was written is taken back, so that the next person finds the same state."""
    before = ledger()
    try:
        with transaction.atomic():
            do(on, act, person)
            assert ledger() != before
            transaction.set_rollback(True)
    except PermissionDenied:
        return "-"
    except ValidationError:
        return "x"
    finally:
        assert ledger() == before
    return "y"


def ledger():
    return tuple(model.objects.count() for model in (StatusUpdate, Signature, SignOff))


@pytest.mark.parametrize(
    ("work", "state", "act", "cells"),
    [pytest.param(*row[:3], row[3:], id=" ".join(row[:3])) for row in ROWS],
)
def test_what_each_may_do_in_each_state(cast, work, state, act, cells):
    on = stage(cast, work, state)
    found = {part: outcome(on, act, on.people[part]) for part in PEOPLE}
    assert found == dict(zip(PEOPLE, cells, strict=True))
