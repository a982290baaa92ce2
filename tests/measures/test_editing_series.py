"""Editing the series of a measure, and removing what a draft no longer needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from governance.models import Person
from measures import services
from measures.models import Baseline, Series, SuccessMeasure, Target
from plans.services import ChangedSince
from tests.factories import (
    BaselineFactory,
    PlanFactory,
    ReadingFactory,
    SeriesFactory,
    SuccessMeasureFactory,
    TargetFactory,
    noon,
)
from tests.people import Cast, as_of_today

SignIn = Callable[[Person], Client]
NOW = noon(dt.date(2026, 3, 2))


@pytest.fixture
def series(cast: Cast) -> Any:
    return SeriesFactory(measure=SuccessMeasureFactory(plan=cast.plan, ref="SM1", title="Reviews on time"), ref="SM1a")


@pytest.fixture
def measure(series: Any) -> Any:
    return series.measure


def address(name: str, plan: Any, *key: Any) -> str:
    return reverse(name, args=[plan.slug, *key])


def test_a_series_is_put_right(cast: Cast, series: Any, signed_in: SignIn) -> None:
    sent = {"name": "Within 4 weeks", "better": "up", "decimals": "1", "tolerance": "10"}
    signed_in(cast.officer).post(address("edit-series", cast.plan, "SM1a"), sent)
    series.refresh_from_db()
    assert (series.name, series.decimals, series.tolerance) == ("Within 4 weeks", 1, 10)
    assert series.history.latest().history_user == cast.officer


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        pytest.param({"decimals": "5"}, "decimals", id="more places than are kept"),
        pytest.param({"decimals": "some"}, "decimals", id="no number of places"),
        pytest.param({"tolerance": "51"}, "tolerance", id="more than half"),
        pytest.param({"better": "sideways"}, "better", id="no direction"),
        pytest.param({"name": ""}, "name", id="no name"),
    ],
)
def test_what_a_series_needs(cast: Cast, series: Any, signed_in: SignIn, typed: dict[str, str], field: str) -> None:
    sent = {"name": "Line", "better": "up", "decimals": "0", "tolerance": "5"} | typed
    page = signed_in(cast.officer).post(address("edit-series", cast.plan, "SM1a"), sent)
    assert page.status_code == 422
    assert field in page.context["form"].errors


@pytest.mark.parametrize(
    ("typed", "better", "doubt"),
    [
        pytest.param({"better": "up"}, "up", "A slip?", id="another change leaves the doubt"),
        pytest.param({"better": "up", "is_settled": "on"}, "up", "", id="said to be right"),
        pytest.param({"better": "down"}, "down", "", id="changed"),
    ],
)
def test_a_doubted_direction_is_settled(
    cast: Cast, series: Any, signed_in: SignIn, typed: dict[str, str], better: str, doubt: str
) -> None:
    Series.objects.update(doubt="A slip?")
    client, page = signed_in(cast.officer), address("edit-series", cast.plan, "SM1a")
    assert "A slip?" in client.get(page).content.decode()
    client.post(page, {"name": "Bounce rate", "decimals": "0", "tolerance": "5"} | typed)
    series.refresh_from_db()
    assert (series.better, series.doubt) == (better, doubt)


def test_a_series_that_somebody_changed_meanwhile_is_not_overwritten(cast: Cast, series: Any) -> None:
    seen, by = services.version(series), as_of_today(cast.officer)
    services.change_series(series=series, text={"name": "Theirs"}, by=by, now=NOW)
    with pytest.raises(ChangedSince):
        services.change_series(series=series, text={"name": "Mine"}, seen=seen, by=by, now=NOW)


NEW_SERIES = {"ref": "SM1b", "name": "Within 2 weeks", "unit": "per_cent", "better": "up", "decimals": "0"}
NEW_SERIES |= {"tolerance": "5"}
BASELINE = {"baseline": "40%", "baseline_as_printed": "April 24, 40%", "baseline_as_of": "30 April 2024"}


def test_a_series_is_added_with_its_baseline(cast: Cast, measure: Any, signed_in: SignIn) -> None:
    sent = NEW_SERIES | BASELINE | {"part_of": Series.objects.get().pk, "highest": "90"}
    signed_in(cast.officer).post(address("add-series", cast.plan, "SM1"), sent)
    made = Series.objects.get(ref="SM1b")
    baseline = Baseline.objects.get()
    assert (made.measure, made.part_of, made.highest) == (measure, Series.objects.get(ref="SM1a"), 90)
    assert (baseline.series, baseline.value, baseline.as_of) == (made, 40, dt.date(2024, 4, 30))
    assert baseline.is_reference
    assert made.history.get().history_user == cast.officer


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        pytest.param({"ref": "sm1A"}, "ref", id="a reference that another has"),
        pytest.param({"unit": ""}, "unit", id="no unit"),
        pytest.param({"baseline": "40"}, "baseline_as_printed", id="a baseline without its words"),
        pytest.param({"baseline_as_printed": "40%"}, "baseline", id="a baseline without its number"),
        pytest.param(BASELINE | {"no_baseline": "New"}, "no_baseline", id="a baseline and none"),
        pytest.param({"unit": "count", "part_of": "total"}, "part_of", id="a part that counts otherwise"),
    ],
)
def test_what_a_new_series_needs(
    cast: Cast, measure: Any, signed_in: SignIn, typed: dict[str, str], field: str
) -> None:
    total = {"part_of": str(Series.objects.get().pk)} if typed.get("part_of") else {}
    page = signed_in(cast.officer).post(address("add-series", cast.plan, "SM1"), NEW_SERIES | typed | total)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert Series.objects.count() == 1


# Adding a target


@pytest.fixture
def suspensions(cast: Cast) -> Any:
    made = SeriesFactory(measure__plan=cast.plan, measure__ref="SM16", count=True, ref="SM16a")
    BaselineFactory(series=made)
    return made


def test_a_target_is_added_with_its_day_read_from_its_words(cast: Cast, suspensions: Any, signed_in: SignIn) -> None:
    client = signed_in(cast.officer)
    send = reverse("add-target", args=[cast.plan.slug, suspensions.ref])
    sent = {"due_as_printed": "By Jul 27", "as_printed": "-10%", "kind": "relative", "basis": "per_year"}
    client.post(send, sent | {"amount": "-10"})
    made = Target.objects.get()
    assert (made.due_on, made.amount, made.confirmed_by) == (dt.date(2027, 7, 31), -10, cast.officer)
    again = client.post(send, sent | {"amount": "-12"})
    assert "There is a target for 31 July 2027 already." in again.content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        pytest.param({"due_as_printed": "soon"}, "due_as_printed", id="no day"),
        pytest.param({"due_as_printed": "every term"}, "due_as_printed", id="comes round again"),
        pytest.param({"due_as_printed": "By Jul 27", "due_on": "1 May 2027"}, "due_on", id="two days"),
        pytest.param({"due_as_printed": "soon", "due_on": "some day"}, "due_on", id="no such day"),
        pytest.param({"as_printed": ""}, "as_printed", id="nothing printed"),
        pytest.param({"amount": ""}, "amount", id="no number"),
    ],
)
def test_what_a_new_target_needs(
    cast: Cast, suspensions: Any, signed_in: SignIn, typed: dict[str, str], field: str
) -> None:
    sent = {"due_as_printed": "By Jul 27", "as_printed": "500", "kind": "value", "amount": "500"} | typed
    page = signed_in(cast.officer).post(reverse("add-target", args=[cast.plan.slug, suspensions.ref]), sent)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not Target.objects.exists()


# Removing


@pytest.fixture
def draft(cast: Cast) -> Any:
    plan = PlanFactory(partnership=cast.partnership, draft=True, slug="draft")
    made = SeriesFactory(measure__plan=plan, measure__ref="SM1", ref="SM1a")
    SeriesFactory(measure=made.measure, ref="SM1b", part_of=made)
    TargetFactory(series=made)
    return made


def test_a_measure_of_a_draft_goes_with_all_its_series(cast: Cast, draft: Any, signed_in: SignIn) -> None:
    answer = signed_in(cast.officer).post(address("remove-measure", draft.plan, "SM1"))
    assert answer["Location"] == address("measures", draft.plan)
    assert not any(model.objects.exists() for model in (SuccessMeasure, Series, Target))
    assert Target.history.filter(history_type="-").get().history_user == cast.officer


@pytest.mark.parametrize("kind", ["series", "target"])
def test_a_part_of_a_draft_is_removed(cast: Cast, draft: Any, signed_in: SignIn, kind: str) -> None:
    key: Any = "SM1b" if kind == "series" else Target.objects.get().pk
    client = signed_in(cast.officer)
    assert client.post(address(f"remove-{kind}", draft.plan, key)).status_code == 302
    assert (Series.objects.count(), Target.objects.count()) == ((1, 1) if kind == "series" else (2, 0))


def test_nothing_of_an_adopted_plan_is_removed(cast: Cast, series: Any, signed_in: SignIn) -> None:
    page = signed_in(cast.officer).post(address("remove-series", cast.plan, "SM1a"))
    assert page.status_code == 422
    assert "The plan is adopted, so nothing is deleted." in page.content.decode()


@pytest.mark.parametrize("kind", ["measure", "series", "target"])
def test_nothing_with_readings_is_removed(cast: Cast, draft: Any, kind: str) -> None:
    ReadingFactory(series=draft)
    row = {"measure": draft.measure, "series": draft, "target": Target.objects.get()}[kind]
    with pytest.raises(ValidationError, match="Readings were recorded"):
        services.remove(row=row, by=as_of_today(cast.officer), now=NOW)


def test_a_total_stays_while_it_has_parts(cast: Cast, draft: Any) -> None:
    with pytest.raises(ValidationError, match="Something else in the system refers to it"):
        services.remove(row=draft, by=as_of_today(cast.officer), now=NOW)
    assert Target.objects.exists()
