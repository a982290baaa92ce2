"""The pages of quality assurance: the list, one activity, and the officers' forms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures import quality
from measures.models.quality import QualityActivity
from tests.factories import SuccessMeasureFactory
from tests.people import Cast

from .quality_factories import QualityActivityFactory

TODAY = timezone.localdate()
PLANNED = {"kind": "survey", "title": "What parents think", "planned_for": "2 March 2026", "sample": ""}
HELD = {
    "kind": "survey",
    "title": "What parents think",
    "held_on": "3 March 2026",
    "sample": "40 parents",
    "findings": "Half are content.",
    "what_changed": "",
}


def text(answer: Any) -> str:
    return answer.content.decode()


def pages(cast: Cast, activity: Any) -> list[str]:
    """The list, one activity, planning one, and writing of one."""
    slug, pk = cast.plan.slug, activity.pk
    return [
        reverse("quality", args=[slug]),
        reverse("quality-activity", args=[slug, pk]),
        reverse("add-quality-activity", args=[slug]),
        reverse("edit-quality-activity", args=[slug, pk]),
    ]


WHO = {
    "lead": [200, 200, 403, 403],
    "forum": [200, 200, 403, 403],
    "operational": [200, 200, 403, 403],
    "board": [200, 200, 403, 403],
    "data_officer": [200, 200, 403, 403],
    "officer": [200, 200, 200, 200],
    "observer": [404, 404, 404, 404],
    "nobody": [404, 404, 404, 404],
    "stranger": [404, 404, 404, 404],
}


def test_who_reads_and_who_writes(cast: Cast, signed_in: Any) -> None:
    activity = QualityActivityFactory(plan=cast.plan)
    seen = {}
    for part in WHO:
        client = signed_in(getattr(cast, part))
        seen[part] = [client.get(address).status_code for address in pages(cast, activity)]
    assert seen == WHO


def test_an_activity_of_another_plan_is_not_found(cast: Cast, signed_in: Any) -> None:
    other = QualityActivityFactory(plan__partnership=cast.partnership)
    client = signed_in(cast.officer)
    assert [client.get(address).status_code for address in pages(cast, other)] == [200, 404, 200, 404]


def test_an_officer_plans_one_and_writes_what_was_found(cast: Cast, signed_in: Any) -> None:
    client, measure = signed_in(cast.officer), SuccessMeasureFactory(plan=cast.plan)
    add = reverse("add-quality-activity", args=[cast.plan.slug])
    ties = {"actions": [cast.action.pk], "measures": [measure.pk]}
    refused = client.post(add, PLANNED | ties | {"title": ""})
    assert refused.status_code == 422
    assert text(refused).count("Enter what it is about") == 2
    assert "(1 chosen)" in text(refused)
    tampered = client.post(add, PLANNED | {"actions": ["999999"]})
    assert text(tampered).count("Choose actions of this plan.") == 2
    assert client.post(add, PLANNED | ties).status_code == 302

    activity = QualityActivity.objects.get()
    _, one, _, edit = pages(cast, activity)
    form = client.get(edit).context["form"]
    seen = form.initial["seen"]
    assert form["actions"].value() == [str(cast.action.pk)]
    refused = client.post(edit, HELD | ties | {"seen": seen, "findings": ""})
    assert refused.status_code == 422
    assert text(refused).count("Say what was found.") == 2
    assert 'value="40 parents"' in text(refused)
    assert client.post(edit, HELD | ties | {"seen": seen}).status_code == 302
    shown = text(client.get(one))
    assert "1 day after the day it was planned for" in shown
    assert "Half are content." in shown
    assert "<strong>Nothing is said yet.</strong>" in shown

    stale = client.post(edit, HELD | ties | {"seen": seen, "findings": "Other words."})
    assert stale.status_code == 422
    assert "Somebody changed this since you opened it." in text(stale)
    assert "Other words." in text(stale)


def test_the_list_names_what_is_late_in_words(cast: Cast, signed_in: Any) -> None:
    QualityActivityFactory(plan=cast.plan, title="An old audit", planned_for=TODAY - dt.timedelta(days=2))
    shown = text(signed_in(cast.board).get(reverse("quality", args=[cast.plan.slug])))
    assert "2 days ago, and was not held." in shown
    assert "Plan an audit" not in shown


def test_the_part_of_an_actions_or_a_measures_page(cast: Cast) -> None:
    def part() -> str:
        rows = quality.of_action(cast.action, TODAY)
        return render_to_string("measures/parts/quality.html", {"quality": rows, "plan": cast.plan})

    assert "No audit, survey or feedback tested it." in part()
    QualityActivityFactory(plan=cast.plan, actions=[cast.action], held=True)
    assert "Half name an outcome." in part()


def test_the_number_of_queries_does_not_grow(cast: Cast, signed_in: Any) -> None:
    client, counted = signed_in(cast.board), []
    for number in (2, 8):
        for _ in range(number):
            QualityActivityFactory(plan=cast.plan, actions=[cast.action], held=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("quality", args=[cast.plan.slug]))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 14
