"""The pages of reviews: the list by what is left to do, planning one, and what comes next of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.models import Body, Review
from tests.people import Cast

from .review_factories import ReviewFactory

TODAY = timezone.localdate()
HELD = {
    "held_on": "1 March 2026",
    "terms": "They are kept to.",
    "timeliness": "Two reports were late.",
    "honesty": "One green was amber.",
    "decided": "Papers go out a week earlier.",
    "follow_up": "The officer sets the days.",
    "follow_up_on": "30 April 2026",
}


def text(answer: Any) -> str:
    return answer.content.decode()


def a_review(cast: Cast, **other: Any) -> Any:
    body = Body.objects.get(partnership=cast.partnership, kind=Body.Kind.BOARD)
    return ReviewFactory(partnership=cast.partnership, body=body, **other)


WHO = {
    "lead": (200, 403, 200, 403),
    "forum": (200, 403, 200, 403),
    "operational": (200, 403, 200, 403),
    "board": (200, 403, 200, 403),
    "officer": (200, 200, 200, 422),
    "observer": (404, 404, 404, 404),
    "nobody": (404, 404, 404, 404),
    "stranger": (200, 200, 404, 404),
}
"""The list, planning one, reading one and writing of it. Charlie, an officer elsewhere, sees none of here."""


def test_who_reads_and_who_writes(cast: Cast, signed_in: Any) -> None:
    review = a_review(cast)
    seen = {}
    for part in WHO:
        client, one = signed_in(getattr(cast, part)), reverse("review", args=[review.pk])
        gets = [client.get(address).status_code for address in (reverse("reviews"), reverse("plan-review"), one)]
        seen[part] = (*gets, client.post(one, {"decided": ""}).status_code)
    assert seen == WHO


def test_the_list_by_what_is_left_to_do(cast: Cast, signed_in: Any) -> None:
    a_review(cast, due_on=TODAY - dt.timedelta(days=3))
    a_review(cast, kind="strategy", due_on=TODAY + dt.timedelta(days=3))
    a_review(cast, held=True, due_on=TODAY - dt.timedelta(days=90))
    a_review(cast, kind="strategy", held=True, due_on=TODAY - dt.timedelta(days=9), follow_up="", follow_up_on=None)
    shown = signed_in(cast.board).get(reverse("reviews"))
    found = shown.context["reviews"]
    assert [row.stage.word for row in found.to_hold] == ["Late", "To come"]
    assert [row.stage.word for row in found.to_follow_up] == ["Follow-up late"]
    assert [row.stage.word for row in found.done] == ["Held"]
    assert "<strong>2 are late.</strong>" in text(shown)
    assert "Plan a review" not in text(shown)


def test_an_officer_takes_a_review_through_its_life(cast: Cast, signed_in: Any) -> None:
    client, body = signed_in(cast.officer), Body.objects.get(partnership=cast.partnership, kind=Body.Kind.BOARD)
    refused = client.post(reverse("plan-review"), {"kind": "monitoring", "body": body.pk, "due_on": "soon"})
    assert refused.status_code == 422
    assert 'value="soon"' in text(refused)
    made = client.post(reverse("plan-review"), {"kind": "monitoring", "body": body.pk, "due_on": "31 March 2026"})
    review = Review.objects.get()
    one = reverse("review", args=[review.pk])
    assert made.headers["Location"] == one

    assert "Record that it was held" in text(client.get(one))
    missing = client.post(one, HELD | {"honesty": ""})
    assert missing.status_code == 422
    assert text(missing).count("Say what was found of the honesty of ratings.") == 2
    assert "Two reports were late." in text(missing)
    assert client.post(one, HELD).status_code == 302
    shown = text(client.get(one))
    assert "One green was amber." in shown
    assert "Record what followed" in shown
    again = client.post(one, HELD)
    assert again.status_code == 422
    assert "somebody recorded it before you" in text(again)

    assert client.post(one, {"followed_up_on": "2 March 2026", "followed_up": "The days are set."}).status_code == 302
    shown = text(client.get(one))
    assert "Followed up on 2 March 2026." in shown
    assert "Record it" not in shown
    late = client.post(one, {"followed_up_on": "2 March 2026", "followed_up": "Again."})
    assert late.status_code == 422


def test_a_review_of_the_strategy_is_not_asked_about_the_monitoring(cast: Cast, signed_in: Any) -> None:
    shown = text(signed_in(cast.officer).get(reverse("review", args=[a_review(cast, kind="strategy").pk])))
    assert "What was decided" in shown
    assert "Honesty of ratings" not in shown


def test_the_number_of_queries_does_not_grow(cast: Cast, signed_in: Any) -> None:
    client, counted = signed_in(cast.board), []
    for number in (2, 6):
        for days in range(number):
            a_review(cast, due_on=TODAY + dt.timedelta(days=number * 10 + days))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reviews"))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12
