"""Reviews: who plans and records them, what each step needs, and how far one is in words."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from governance import reviewing, reviews
from governance.models import Body, Person, Review
from governance.roles import standing
from tests.factories import BodyFactory, noon
from tests.people import Cast

from .review_factories import ReviewFactory

TODAY = dt.date(2026, 4, 10)
NOW = noon(TODAY)
FOUND = {"terms": "They are kept to.", "timeliness": "Two reports were late.", "honesty": "One green was amber."}
HELD = {"held_on": dt.date(2026, 4, 2), "decided": "Papers go out a week earlier.", **FOUND}
FOLLOWED = {"followed_up_on": dt.date(2026, 4, 9), "followed_up": "The days are set."}


def board(cast: Cast) -> Body:
    return Body.objects.get(partnership=cast.partnership, kind=Body.Kind.BOARD)


def plan(cast: Cast, person: Person, **other: Any) -> Review:
    typed = {"kind": "monitoring", "body": board(cast), "due_on": dt.date(2026, 3, 31), **other}
    return reviewing.plan_review(partnership=cast.partnership, **typed, by=standing(person, TODAY), now=NOW)


def record(review: Review, person: Person, **other: Any) -> Review:
    return reviewing.record_review(review=review, **{**HELD, **other}, by=standing(person, TODAY), now=NOW)


def follow(review: Review, person: Person, **other: Any) -> Review:
    return reviewing.follow_up(review=review, **{**FOLLOWED, **other}, by=standing(person, TODAY), now=NOW)


def test_who_may(cast: Cast) -> None:
    of = {"partnership": cast.partnership, "body": board(cast)}
    done: dict[str, list[str]] = {"plan": [], "record": [], "follow up": []}
    for part, person in cast.people().items():
        to_hold, held = ReviewFactory(**of), ReviewFactory(**of, held=True)
        acts = {
            "plan": lambda who: plan(cast, who, due_on=dt.date(2026, 6, 30)),
            "record": lambda who, review=to_hold: record(review, who),
            "follow up": lambda who, review=held: follow(review, who),
        }
        for name, act in acts.items():
            with suppress(PermissionDenied):
                act(person)
                done[name].append(part)
        Review.objects.all().delete()
    assert done == {name: ["officer"] for name in done}


def test_a_review_through_its_life(cast: Cast) -> None:
    made = plan(cast, cast.officer)
    held = record(made, cast.officer, follow_up="The officer sets the days.", follow_up_on=dt.date(2026, 4, 30))
    done = follow(held, cast.officer)
    assert (done.held_on, done.honesty, done.followed_up) == (HELD["held_on"], FOUND["honesty"], "The days are set.")
    history = Review.history.filter(id=made.pk)
    assert {(row.history_user, row.history_date) for row in history} == {(cast.officer, NOW)}
    assert history.count() == 3


def _wrong(act: Any) -> dict[str, list[str]]:
    try:
        act()
    except ValidationError as problem:
        return problem.message_dict
    return {}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        pytest.param({}, {}, id="all of it"),
        pytest.param({"kind": ""}, {"kind": "Choose what is reviewed."}, id="no kind"),
        pytest.param({"kind": "lunch"}, {"kind": "not a valid choice"}, id="a kind that is none"),
        pytest.param({"body": None}, {"body": "Choose the body that reviews."}, id="no body"),
        pytest.param({"body": "elsewhere"}, {"body": "of this partnership"}, id="a body elsewhere"),
        pytest.param({"due_on": None}, {"due_on": "Enter the day to hold it by"}, id="no day"),
    ],
)
def test_what_a_plan_needs(cast: Cast, typed: dict[str, Any], wrong: dict[str, str]) -> None:
    if typed.get("body") == "elsewhere":
        typed = {"body": BodyFactory()}
    told = _wrong(lambda: plan(cast, cast.officer, **typed))
    assert set(told) == set(wrong)
    assert all(words in told[name][0] for name, words in wrong.items())


def test_it_is_planned_once_for_a_day(cast: Cast) -> None:
    plan(cast, cast.officer)
    assert "by that day already" in _wrong(lambda: plan(cast, cast.officer))["due_on"][0]
    assert plan(cast, cast.officer, kind="strategy")


LATER = {"follow_up": "The officer sets the days.", "follow_up_on": dt.date(2026, 4, 30)}


@pytest.mark.parametrize(
    ("kind", "typed", "wrong"),
    [
        pytest.param("monitoring", {}, {}, id="all of it"),
        pytest.param("monitoring", LATER, {}, id="and what is to follow"),
        pytest.param("monitoring", {"terms": " "}, {"terms"}, id="monitoring: nothing of the terms"),
        pytest.param(
            "monitoring", {"timeliness": "", "honesty": ""}, {"timeliness", "honesty"}, id="monitoring: nothing of two"
        ),
        pytest.param("strategy", dict.fromkeys(FOUND, ""), {}, id="strategy: the three are not asked"),
        pytest.param("strategy", {"decided": ""}, {"decided"}, id="nothing decided"),
        pytest.param("strategy", {"held_on": None}, {"held_on"}, id="no day"),
        pytest.param("strategy", {"held_on": dt.date(2026, 4, 11)}, {"held_on"}, id="tomorrow"),
        pytest.param("strategy", {**LATER, "follow_up_on": None}, {"follow_up_on"}, id="to follow, no day"),
        pytest.param("strategy", {**LATER, "follow_up": ""}, {"follow_up"}, id="a day, and nothing to follow"),
        pytest.param(
            "strategy", {**LATER, "follow_up_on": dt.date(2026, 4, 1)}, {"follow_up_on"}, id="to follow before it"
        ),
    ],
)
def test_what_a_record_needs(cast: Cast, kind: str, typed: dict[str, Any], wrong: set[str]) -> None:
    review = ReviewFactory(partnership=cast.partnership, body=board(cast), kind=kind)
    assert set(_wrong(lambda: record(review, cast.officer, **typed))) == set(wrong)
    review.refresh_from_db()
    assert (review.held_on is None) == bool(wrong)


def test_what_a_follow_up_needs(cast: Cast) -> None:
    of = {"partnership": cast.partnership, "body": board(cast)}
    held = ReviewFactory(**of, held=True)
    cases = {
        "no day": {"followed_up_on": None},
        "tomorrow": {"followed_up_on": dt.date(2026, 4, 11)},
        "before the review": {"followed_up_on": dt.date(2026, 3, 30)},
        "nothing said": {"followed_up": " "},
    }
    told = {name: set(_wrong(lambda typed=typed: follow(held, cast.officer, **typed))) for name, typed in cases.items()}
    day = {"followed_up_on"}
    assert told == {"no day": day, "tomorrow": day, "before the review": day, "nothing said": {"followed_up"}}


def test_no_step_is_taken_twice_or_too_early(cast: Cast) -> None:
    of = {"partnership": cast.partnership, "body": board(cast)}
    to_hold = ReviewFactory(**of)
    with pytest.raises(ValidationError, match="not held yet"):
        follow(to_hold, cast.officer)
    held = record(to_hold, cast.officer)
    with pytest.raises(ValidationError, match="held on 2 April 2026 already"):
        record(to_hold, cast.officer)
    with pytest.raises(ValidationError, match="nothing is to follow"):
        follow(held, cast.officer)
    followed = follow(ReviewFactory(**of, held=True, kind="strategy"), cast.officer)
    with pytest.raises(ValidationError, match="followed up on 9 April 2026 already"):
        follow(followed, cast.officer)


DUE = dt.date(2026, 3, 31)
OPEN = {"follow_up": "x", "held_on": DUE, "decided": "x"}


@pytest.mark.parametrize(
    ("review", "word", "sentence", "is_late"),
    [
        pytest.param({"due_on": TODAY}, "To come", "It is to be held by 10 April 2026, today.", False, id="today"),
        pytest.param(
            {"due_on": dt.date(2026, 4, 12)},
            "To come",
            "It is to be held by 12 April 2026, in 2 days.",
            False,
            id="soon",
        ),
        pytest.param({}, "Late", "It was to be held by 31 March 2026, 10 days ago.", True, id="late"),
        pytest.param(
            {"held_on": dt.date(2026, 4, 1), "decided": "x"},
            "Held",
            "Held on 1 April 2026, 1 day late. Nothing was to follow.",
            False,
            id="held late",
        ),
        pytest.param(
            {**OPEN, "follow_up_on": TODAY},
            "To be followed up",
            "Held on 31 March 2026. To be followed up by 10 April 2026.",
            False,
            id="to be followed up today",
        ),
        pytest.param(
            {**OPEN, "follow_up_on": dt.date(2026, 4, 8)},
            "Follow-up late",
            "Held on 31 March 2026. What was to follow by 8 April 2026 is 2 days late.",
            True,
            id="follow-up late",
        ),
        pytest.param(
            {**OPEN, "follow_up_on": dt.date(2026, 4, 8), "followed_up_on": TODAY, "followed_up": "x"},
            "Followed up",
            "Held on 31 March 2026. Followed up on 10 April 2026, 2 days late.",
            False,
            id="followed up late",
        ),
    ],
)
def test_how_far_it_is_in_words(review: dict[str, Any], word: str, sentence: str, is_late: bool) -> None:
    made = Review(**{"kind": "monitoring", "due_on": DUE, **review})
    stage = reviews.stage(made, TODAY)
    assert (stage.word, stage.sentence, stage.is_late) == (word, sentence, is_late)
    assert made.is_late(TODAY) == is_late
