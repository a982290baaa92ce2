"""Editing a measure's own text: who may, what is refused, what is kept of who changed what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.models import Person
from measures import services
from measures.models import Evidences, Placement, Series, Source, SuccessMeasure
from measures.services.measures import OTHER_ACTIONS
from tests.factories import (
    ActionFactory,
    AmbitionFactory,
    EvidencesFactory,
    PostFactory,
    SeriesFactory,
    SourceFactory,
    SuccessMeasureFactory,
    TargetFactory,
    noon,
)
from tests.people import Cast, as_of_today

SignIn = Callable[[Person], Client]
TODAY = dt.date(2026, 3, 2)
NOW = noon(TODAY)
READERS = ["lead", "colleague", "ambition_lead", "group_member", "operational", "board", "data_officer"]
OUTSIDERS = ["observer", "nobody", "stranger"]


@pytest.fixture
def series(cast: Cast) -> Any:
    return SeriesFactory(measure=SuccessMeasureFactory(plan=cast.plan, ref="SM1", title="Reviews on time"), ref="SM1a")


@pytest.fixture
def measure(series: Any) -> Any:
    return series.measure


def address(name: str, plan: Any, *key: Any) -> str:
    return reverse(name, args=[plan.slug, *key])


def pages(cast: Cast) -> list[str]:
    plan, target = cast.plan, TargetFactory(series=Series.objects.get())
    of_measure = ("edit-measure", "edit-evidences", "add-series", "remove-measure")
    of_series = ("edit-series", "add-target", "remove-series")
    return [
        address("add-measure", plan),
        *(address(name, plan, "SM1") for name in of_measure),
        *(address(name, plan, "SM1a") for name in of_series),
        address("remove-target", plan, target.pk),
    ]


# Who


@pytest.mark.parametrize("part", ["officer", *READERS, *OUTSIDERS])
def test_only_officers_edit(cast: Cast, series: Any, signed_in: SignIn, part: str) -> None:
    expected = 200 if part == "officer" else 403 if part in READERS else 404
    client, every = signed_in(getattr(cast, part)), pages(cast)
    assert {page: client.get(page).status_code for page in every} == dict.fromkeys(every, expected)


@pytest.mark.parametrize("part", [*READERS, *OUTSIDERS])
def test_the_services_ask_for_themselves(cast: Cast, series: Any, part: str) -> None:
    who = as_of_today(getattr(cast, part))
    measure, ambition = series.measure, cast.action.objective.ambition
    for act in (
        lambda: services.change_measure(measure=measure, text={"title": "Mine"}, by=who, now=NOW),
        lambda: services.change_series(series=series, text={"name": "Mine"}, by=who, now=NOW),
        lambda: services.set_evidences(measure=measure, effects={cast.action: "raises"}, by=who, now=NOW),
        lambda: services.add_series(measure=measure, text={"ref": "SM1z"}, by=who, now=NOW),
        lambda: services.remove(row=series, by=who, now=NOW),
        lambda: services.add_measure(
            plan=cast.plan, text={"ref": "X"}, ambition=ambition, printed_ref="", source="EHM", by=who, now=NOW
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_owner_of_a_measure_reports_it_and_does_not_edit_it(cast: Cast, series: Any, signed_in: SignIn) -> None:
    SuccessMeasure.objects.update(owner=cast.post)
    client = signed_in(cast.lead)
    assert client.get(address("edit-measure", cast.plan, "SM1")).status_code == 403
    assert client.get(address("add-reading", cast.plan, "SM1")).status_code == 200


# A measure


def test_a_measure_is_put_right_and_its_history_says_by_whom(cast: Cast, measure: Any, signed_in: SignIn) -> None:
    sent = {"title": "Annual reviews\non time", "definition": "", "owner": cast.post.pk, "frequency": "quarterly"}
    page = address("edit-measure", cast.plan, "SM1")
    answer = signed_in(cast.officer).post(page, sent | {"hides_small_numbers": "on", "seen": services.version(measure)})
    measure.refresh_from_db()
    assert answer["Location"] == address("measure", cast.plan, "SM1")
    assert (measure.title, measure.owner, measure.frequency) == ("Annual reviews on time", cast.post, "quarterly")
    assert measure.hides_small_numbers
    assert measure.history.latest().history_user == cast.officer


def test_what_somebody_else_changed_is_shown_and_nothing_typed_is_lost(
    cast: Cast, measure: Any, signed_in: SignIn
) -> None:
    seen = services.version(measure)
    by, just_now = as_of_today(cast.officer), timezone.now()
    services.change_measure(measure=measure, text={"title": "Theirs"}, by=by, now=just_now)
    client, page = signed_in(cast.officer), address("edit-measure", cast.plan, "SM1")
    sent = {"title": "Mine", "definition": "Typed.", "seen": str(seen)}
    refused = client.post(page, sent)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Somebody changed this since you opened it." in text
    assert "“Theirs”" in text
    assert "Typed." in text
    again = client.post(page, sent | {"seen": refused.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert SuccessMeasure.objects.get().title == "Mine"


def test_a_measure_is_owned_within_its_partnership(cast: Cast, measure: Any, signed_in: SignIn) -> None:
    elsewhere: Any = PostFactory()
    page = signed_in(cast.officer).post(
        address("edit-measure", cast.plan, "SM1"), {"title": "Mine", "owner": elsewhere.pk}
    )
    assert "Choose a post of this partnership." in page.content.decode()
    with pytest.raises(ValidationError, match="this partnership"):
        services.change_measure(measure=measure, text={"owner": elsewhere}, by=as_of_today(cast.officer), now=NOW)


def test_saving_without_a_change_leaves_no_trace(cast: Cast, measure: Any) -> None:
    before = services.version(measure)
    services.change_measure(measure=measure, text={"title": " Reviews on time "}, by=as_of_today(cast.officer), now=NOW)
    assert services.version(measure) == before


NEW = {"ref": "SM24", "title": "Time to first visit", "source": "ehm", "printed_ref": "1.2", "frequency": ""}


def test_a_measure_is_added_with_its_placement_and_source(cast: Cast, signed_in: SignIn) -> None:
    known: Any = SourceFactory(partnership=cast.partnership, name="EHM")
    ambition = cast.action.objective.ambition
    answer = signed_in(cast.officer).post(address("add-measure", cast.plan), NEW | {"ambition": ambition.pk})
    made = SuccessMeasure.objects.get()
    place = Placement.objects.get()
    assert answer["Location"] == address("edit-measure", cast.plan, "SM24")
    assert (place.measure, place.ambition, place.source, place.printed_ref) == (made, ambition, known, "1.2")
    assert (made.title, made.order) == ("Time to first visit", 1)
    assert made.history.get().history_user == cast.officer


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        pytest.param({"ref": "sm1"}, "ref", id="a reference that another has"),
        pytest.param({"ref": "SM 1"}, "ref", id="a reference with a space"),
        pytest.param({"title": ""}, "title", id="no title"),
        pytest.param({"source": " "}, "source", id="no source"),
        pytest.param({"ambition": ""}, "ambition", id="no ambition"),
    ],
)
def test_what_a_new_measure_needs(
    cast: Cast, measure: Any, signed_in: SignIn, typed: dict[str, str], field: str
) -> None:
    sent = NEW | {"ambition": str(cast.action.objective.ambition_id)} | typed
    page = signed_in(cast.officer).post(address("add-measure", cast.plan), sent)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert SuccessMeasure.objects.count() == 1
    assert not Source.objects.exists()


def test_an_ambition_of_another_plan_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="an ambition of this plan"):
        services.add_measure(
            plan=cast.plan,
            text={"ref": "SM24", "title": "Time"},
            ambition=AmbitionFactory(),
            printed_ref="",
            source="EHM",
            by=as_of_today(cast.officer),
            now=NOW,
        )


# What it is evidence of


def test_actions_are_chosen_with_what_each_should_do(cast: Cast, measure: Any, signed_in: SignIn) -> None:
    EvidencesFactory(measure=measure, action=cast.other_action, effect="lowers")
    client, page = signed_in(cast.officer), address("edit-evidences", cast.plan, "SM1")
    assert "Should lower it" in client.get(page).content.decode()
    sent = {f"action-{cast.action.pk}": "raises", f"action-{cast.other_action.pk}": ""}
    answer = client.post(page, sent | {"seen": services.version(measure)})
    assert answer.status_code == 302
    assert list(Evidences.objects.values_list("action", "effect")) == [(cast.action.pk, "raises")]
    latest = measure.history.order_by("-history_id").first()
    assert (latest.history_user, latest.history_change_reason) == (cast.officer, OTHER_ACTIONS)


def test_the_same_actions_again_change_nothing(cast: Cast, measure: Any) -> None:
    EvidencesFactory(measure=measure, action=cast.action, effect="raises")
    by, before = as_of_today(cast.officer), services.version(measure)
    assert not services.set_evidences(measure=measure, effects={cast.action: "raises"}, by=by, now=NOW)
    assert services.version(measure) == before


@pytest.mark.parametrize("effect", ["raises", "guess"])
def test_only_actions_of_the_plan_and_known_effects(cast: Cast, measure: Any, effect: str) -> None:
    action = ActionFactory() if effect == "raises" else cast.action
    with pytest.raises(ValidationError, match="actions of this plan"):
        services.set_evidences(measure=measure, effects={action: effect}, by=as_of_today(cast.officer), now=NOW)
