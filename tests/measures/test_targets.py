"""Settling how targets are read: who may, what each kind needs, and that what is printed never changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from governance.models import Person
from measures import services
from measures.models import Target
from measures.services.targets import Meaning, latest_version
from plans.services import ChangedSince
from tests.factories import BaselineFactory, SeriesFactory, TargetFactory, noon
from tests.people import Cast, as_of_today

SignIn = Callable[[Person], Client]
NOW = noon(dt.date(2026, 3, 2))
READERS = ["lead", "colleague", "ambition_lead", "group_member", "operational", "board", "data_officer"]
OUTSIDERS = ["observer", "nobody", "stranger"]


@pytest.fixture
def series(cast: Cast) -> Any:
    """Suspensions, of which fewer are better: 561 before the plan."""
    made: Any = SeriesFactory(measure__plan=cast.plan, measure__ref="SM16", count=True, ref="SM16a", name="Suspensions")
    BaselineFactory(series=made, value=Decimal(561), period="Jul 24", as_printed="Jul 24: 561")
    return made


@pytest.fixture
def target(series: Any) -> Any:
    return TargetFactory(series=series, relative=True, due_as_printed="By Jul 25", due_on=dt.date(2025, 7, 31))


def last(target: Any) -> Any:
    """The row of its history that was written last."""
    return target.history.order_by("-history_id").first()


def later(series: Any) -> Any:
    return TargetFactory(series=series, relative=True, due_as_printed="By Jul 26", due_on=dt.date(2026, 7, 31))


def meaning(kind: str, **also: Any) -> Meaning:
    typed: Any = {"kind": kind, **also}
    return typed


def settle(target: Any, who: Person, read: Meaning, reason: str = "The lead said so.", **also: Any) -> Target:
    by = as_of_today(who)
    return services.settle_target(target=target, meaning=read, reason=reason, by=by, now=NOW, **also)


def refused(target: Any, who: Person, read: Meaning, reason: str = "The lead said so.") -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as problem:
        settle(target, who, read, reason)
    return problem.value.message_dict


# Who


@pytest.mark.parametrize("part", [*READERS, *OUTSIDERS])
def test_only_officers_settle(cast: Cast, target: Any, part: str) -> None:
    who = as_of_today(getattr(cast, part))
    for act in (
        lambda: services.confirm_target(target=target, by=who, now=NOW),
        lambda: services.confirm_targets(series=target.series, by=who, now=NOW),
        lambda: settle(target, getattr(cast, part), meaning("value", amount=Decimal(500))),
        lambda: services.add_target(series=target.series, text={}, by=who, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Target.objects.get().confirmed_at is None


@pytest.mark.parametrize("part", ["officer", *READERS, *OUTSIDERS])
def test_who_gets_the_pages(cast: Cast, target: Any, signed_in: SignIn, part: str) -> None:
    client, slug = signed_in(getattr(cast, part)), cast.plan.slug
    expected = 200 if part == "officer" else 403 if part in READERS else 404
    assert client.get(reverse("settle-target", args=[slug, target.pk])).status_code == expected
    assert client.get(reverse("add-target", args=[slug, target.series.ref])).status_code == expected
    sent = client.post(reverse("confirm-targets", args=[slug, target.series.ref]))
    assert sent.status_code == (302 if part == "officer" else expected)


# Confirming


def test_an_interpretation_is_confirmed_by_somebody(cast: Cast, target: Any) -> None:
    services.confirm_target(target=target, by=as_of_today(cast.officer), now=NOW)
    target.refresh_from_db()
    assert (target.confirmed_by, target.confirmed_at) == (cast.officer, NOW)
    assert last(target).history_user == cast.officer


def test_what_is_confirmed_is_not_confirmed_again(cast: Cast, target: Any) -> None:
    services.confirm_target(target=target, by=as_of_today(cast.officer), now=NOW)
    with pytest.raises(ValidationError, match="It was confirmed on 2 March 2026"):
        services.confirm_target(target=target, by=as_of_today(cast.officer), now=NOW)


def test_a_number_as_printed_needs_no_confirming(cast: Cast, series: Any) -> None:
    with pytest.raises(ValidationError, match="nothing to confirm"):
        services.confirm_target(target=TargetFactory(series=series), by=as_of_today(cast.officer), now=NOW)


def test_all_of_a_series_are_confirmed_at_once(cast: Cast, target: Any) -> None:
    later(target.series)
    left: Any = {TargetFactory(series=target.series), TargetFactory(relative=True)}
    assert services.confirm_targets(series=target.series, by=as_of_today(cast.officer), now=NOW) == 2
    assert set(Target.objects.filter(confirmed_at__isnull=True)) == left
    with pytest.raises(ValidationError, match="confirmed already"):
        services.confirm_targets(series=target.series, by=as_of_today(cast.officer), now=NOW)


def test_what_changed_meanwhile_is_not_confirmed_unseen(cast: Cast, target: Any) -> None:
    seen, of_all = services.version(target), latest_version(target.series)
    settle(target, cast.officer, meaning("relative", basis="per_year", amount=Decimal(-20)))
    later(target.series)
    by = as_of_today(cast.officer)
    with pytest.raises(ChangedSince):
        services.confirm_target(target=target, seen=seen, by=by, now=NOW)
    with pytest.raises(ChangedSince):
        services.confirm_targets(series=target.series, seen=of_all, by=by, now=NOW)
    with pytest.raises(ChangedSince):
        settle(target, cast.officer, meaning("value", amount=Decimal(500)), seen=seen)


# Settling


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(meaning("value", amount=Decimal(500)), id="a value"),
        pytest.param(meaning("range", low=Decimal(480), high=Decimal(500)), id="a range"),
        pytest.param(meaning("relative", basis="from_baseline", amount=Decimal(-10)), id="per cent, by itself"),
        pytest.param(meaning("points", basis="per_year", amount=Decimal(-10)), id="points, on top"),
        pytest.param(meaning("relative", basis="per_year", amount=Decimal(10)), id="the other way"),
    ],
)
def test_a_target_is_read_otherwise_and_what_is_printed_stays(cast: Cast, target: Any, read: Meaning) -> None:
    settle(target, cast.officer, read)
    target.refresh_from_db()
    empty = {"basis": "", "amount": None, "low": None, "high": None}
    assert {name: getattr(target, name) for name in ("kind", *empty)} == empty | read
    assert (target.as_printed, target.due_as_printed, target.due_on) == ("-10%", "By Jul 25", dt.date(2025, 7, 31))
    assert target.confirmed_by == cast.officer
    latest = last(target)
    assert (latest.history_user, latest.history_change_reason) == (cast.officer, "The lead said so.")


def test_what_another_kind_would_have_is_emptied(cast: Cast, target: Any) -> None:
    settle(target, cast.officer, meaning("range", basis="per_year", amount=Decimal(3), low=Decimal(4), high=Decimal(5)))
    target.refresh_from_db()
    assert (target.basis, target.amount) == ("", None)


@pytest.mark.parametrize(
    ("read", "field"),
    [
        pytest.param(meaning("value"), "amount", id="a value without a number"),
        pytest.param(meaning("range", low=Decimal(4)), "high", id="a range with one end"),
        pytest.param(meaning("range", low=Decimal(5), high=Decimal(4)), "high", id="a range upside down"),
        pytest.param(meaning("relative", amount=Decimal(-10)), "basis", id="a change without its basis"),
        pytest.param(meaning("points", basis="per_year"), "amount", id="a change without a number"),
        pytest.param(meaning("value", amount=Decimal(-1)), "amount", id="below nought"),
        pytest.param(meaning("guess", amount=Decimal(1)), "kind", id="no such kind"),
    ],
)
def test_what_each_kind_needs(cast: Cast, target: Any, read: Meaning, field: str) -> None:
    assert field in refused(target, cast.officer, read)
    target.refresh_from_db()
    assert (target.kind, target.confirmed_at) == ("relative", None)


def test_a_value_lies_on_its_scale(cast: Cast) -> None:
    per_cent = TargetFactory(series=SeriesFactory(measure__plan=cast.plan))
    assert "ends at 100%" in refused(per_cent, cast.officer, meaning("value", amount=Decimal(101)))["amount"][0]


def test_a_change_needs_a_baseline(cast: Cast) -> None:
    without = TargetFactory(series=SeriesFactory(measure__plan=cast.plan))
    read = meaning("points", basis="per_year", amount=Decimal(5))
    assert "no baseline" in refused(without, cast.officer, read)["kind"][0]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 101])
def test_another_reading_needs_a_short_reason(cast: Cast, target: Any, reason: str) -> None:
    assert "reason" in refused(target, cast.officer, meaning("value", amount=Decimal(500)), reason)


def test_the_same_reading_is_no_change(cast: Cast, target: Any) -> None:
    with pytest.raises(ValidationError, match="Change something, or confirm it"):
        settle(target, cast.officer, meaning("relative", basis="per_year", amount=Decimal(-10)))


# The page


def address(target: Any) -> str:
    return reverse("settle-target", args=[target.series.plan.slug, target.pk])


def told(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_the_page_shows_what_is_printed_how_it_is_read_and_what_it_comes_to(
    cast: Cast, target: Any, signed_in: SignIn
) -> None:
    text = signed_in(cast.officer).get(address(target)).content.decode()
    for words in ("“-10%”", "“By Jul 25”", "A change in per cent of the baseline", "505 or fewer", "not yet confirmed"):
        assert words in text


def test_one_button_confirms_what_is_shown(cast: Cast, target: Any, signed_in: SignIn) -> None:
    client = signed_in(cast.officer)
    seen = client.get(address(target)).context["seen"]
    answer = client.post(address(target), {"confirm": "yes", "seen": seen})
    assert told(answer) == "Settled: “-10%” means 505 or fewer, due 31 July 2025."
    assert answer["Location"] == "/plans/hillside-send/measures/SM16/#SM16a-targets"
    assert "Confirm this reading" not in client.get(address(target)).content.decode()
    assert client.post(address(target), {"confirm": "yes", "seen": services.version(target)}).status_code == 422


def test_a_change_is_typed_with_its_reason(cast: Cast, target: Any, signed_in: SignIn) -> None:
    client, seen = signed_in(cast.officer), services.version(target)
    sent = {"kind": "relative", "basis": "from_baseline", "amount": "−20%", "seen": str(seen)}
    page = client.post(address(target), sent)
    assert page.status_code == 422
    assert "Say why it is read so." in page.content.decode()
    assert 'value="−20%"' in page.content.decode()
    answer = client.post(address(target), sent | {"reason": "Minutes of 2 March."})
    target.refresh_from_db()
    assert (target.amount, target.basis) == (-20, "from_baseline")
    assert "means 449 or fewer" in told(answer)


def test_the_page_says_that_somebody_changed_it_meanwhile(cast: Cast, target: Any, signed_in: SignIn) -> None:
    seen = services.version(target)
    settle(target, cast.officer, meaning("value", amount=Decimal(500)))
    sent = {"kind": "range", "low": "1", "high": "2", "reason": "Mine.", "seen": str(seen)}
    page = signed_in(cast.officer).post(address(target), sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert "Somebody changed this target since you opened it." in text
    assert "500 or fewer" in text
    assert 'value="Mine."' in text
    assert page.context["seen"] == services.version(target)


def test_all_are_confirmed_with_one_button(cast: Cast, target: Any, signed_in: SignIn) -> None:
    later(target.series)
    client = signed_in(cast.officer)
    page = client.get(address(target))
    assert "Confirm all 2 that are not confirmed" in page.content.decode()
    send = reverse("confirm-targets", args=[cast.plan.slug, target.series.ref])
    answer = client.post(send, {"seen": page.context["seen_of_all"]})
    assert told(answer) == "Confirmed: 2 targets of Suspensions."
    assert "confirmed already" in told(client.post(send))


def test_a_target_of_another_plan_is_not_found(cast: Cast, signed_in: SignIn) -> None:
    elsewhere = TargetFactory(relative=True)
    client = signed_in(cast.officer)
    assert client.get(address(elsewhere)).status_code == 404
    assert client.get(reverse("settle-target", args=[cast.plan.slug, elsewhere.pk])).status_code == 404
