"""How a notice is delivered: the table of rules, case by case."""

from __future__ import annotations

import datetime as dt

import pytest

from governance.delivery import NO_DIGEST, STOPPED_ACCOUNT, UNWANTED, Digest, Held, Now, decide
from governance.models import Notice

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def case(kind: str = "overdue", expected=None, *, id: str, **facts):
    told = {"about": "milestone:1", "can_wait": False, "unwanted": (), "last": None, "is_active": True} | facts
    return pytest.param(kind, told, expected or Now(), id=id)


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        case(id="what cannot wait goes by itself"),
        case(can_wait=True, expected=Digest(), id="what can wait goes into the digest"),
        case(last=NOW - 6 * DAY, expected=Digest(), id="told of the same six days ago: the digest"),
        case(last=NOW - 7 * DAY, id="told of the same seven days ago: by itself"),
        case(last=NOW, about="", id="about nothing in particular: no back-off"),
        case("escalation", last=NOW, id="a concern’s answer goes, however lately the concern was told"),
        case("account", last=NOW, id="an account’s mail goes, however lately"),
        case(unwanted=("overdue",), expected=Held(UNWANTED), id="an unwanted kind: not mailed"),
        case("escalation", unwanted=("escalation",), expected=Held(UNWANTED), id="unwanted escalations: not mailed"),
        case(unwanted=("dates",), id="another kind is unwanted: by itself"),
        case("account", unwanted=("account",), id="an account’s mail cannot be stopped"),
        case(can_wait=True, unwanted=("digest",), expected=Held(NO_DIGEST), id="no digest wanted: not mailed"),
        case(last=NOW, unwanted=("digest",), expected=Held(NO_DIGEST), id="backed off, no digest wanted: not mailed"),
        case(unwanted=("digest",), id="no digest wanted: what cannot wait goes by itself"),
        case("digest", about="", id="a digest goes"),
        case("digest", unwanted=("digest",), expected=Held(UNWANTED), id="a digest made before it was stopped"),
        case(is_active=False, expected=Held(STOPPED_ACCOUNT), id="a stopped account: not mailed"),
        case("account", is_active=False, expected=Held(STOPPED_ACCOUNT), id="a stopped account: not even its own"),
    ],
)
def test_how_it_is_delivered(kind, facts, expected):
    notice = Notice(kind=kind, about=facts["about"], can_wait=facts["can_wait"])
    decided = decide(
        notice,
        is_active=facts["is_active"],
        unwanted=facts["unwanted"],
        last_mailed_about=facts["last"],
        now=NOW,
    )
    assert decided == expected
