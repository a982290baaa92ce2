"""What the check notices of measures: a small plan for each remark, and the published plan in full."""

import datetime as dt
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from measures.document import check
from measures.models import Target
from plans.document import Remark
from plans.models import Action, Plan
from reports import whole
from tests.factories import PersonFactory, SuccessMeasureFactory, WithdrawalFactory, noon
from tests.people import Cast
from tests.plans.folders import PUBLISHED

from .folders import MEASURES, NOW, load_small, swapped, with_row

T = "targets.csv"
STANDING = {
    "measure-without-owner": ["SM2"],
    "measure-frequency-not-said": ["hillside-send"],
    "series-without-baseline": ["SM1b"],
    "targets-not-confirmed": ["SM2a", "SM2b"],
}
"""What the small plan has from the start: a measure of few words, a new measurement, and changes that nobody read."""


def small_plan() -> Plan:
    return Plan.objects.get(slug="hillside-send")


def remarks_of(place: Path, **changes: Any) -> dict[str, list[str]]:
    """What is noticed in the measures of the small plan with some of it changed, by check."""
    load_small(place, **changes)
    found = defaultdict(list)
    for remark in check(small_plan()):
        found[remark.check].append(f"{remark.where}: {remark.message}")
    return dict(found)


NOTICED: dict[str, tuple[dict[str, str], str, str]] = {
    "a-reference-to-nothing": (
        swapped("placements.csv", "1.2.1 a", "1.2.1 a & 1.3.3"),
        "measure-reference-unknown",
        "SM2: It is printed under ambition 1 for “1.3.3”; no action has that number. Say which is meant.",
    ),
    "a-reference-that-two-rows-have": (
        with_row("actions.csv", "1.2.1-2,1.2.1,1.2,More,,"),
        "measure-reference-ambiguous",
        "SM2: It is printed under ambition 1 for “1.2.1 a”; 2 actions are printed 1.2.1, kept here as 1.2.1 and 1.2.1",
    ),
    "a-reference-with-a-slip": (
        swapped("placements.csv", "1.2.1 a", "1..2.1& 1.1.1"),
        "measure-reference-malformed",
        "SM2: It is printed under ambition 1 for “1..2.1”, which is no reference. 1.2.1 is probably meant: settle it.",
    ),
    "a-reference-that-is-none": (
        swapped("placements.csv", "1.2.1 a", "all"),
        "measure-reference-malformed",
        "“all”, which is no reference. Say which is meant.",
    ),
    "two-printings-of-two-sources": (
        with_row("ambitions.csv", "2,Later,,") | with_row("placements.csv", "SM1,2,1.1.1,Other database,"),
        "measure-printings-disagree",
        "SM1: Its source is “Case database” under ambition 1 and “Other database” under ambition 2. Settle on one.",
    ),
    "two-printings-of-two-references": (
        with_row("ambitions.csv", "2,Later,,") | with_row("placements.csv", "SM1,2,1.1.1 & 1.2.1,Case database,"),
        "measure-printings-disagree",
        "SM1: Its actions are “1.1.1” under ambition 1 and “1.1.1 & 1.2.1” under ambition 2. Settle which are meant.",
    ),
    "nobody-owns-it": ({}, "measure-without-owner", "SM2: “Suspensions” has no owner, so nobody reports it."),
    "no-action-moves-it": (
        swapped("evidences.csv", "SM2,1.2.1,lowers\n", ""),
        "measure-without-action",
        "SM2: “Suspensions” is evidence of no action",
    ),
    "no-measure-shows-it": (
        swapped("evidences.csv", "SM2,1.2.1,lowers", "SM2,1.1.1,lowers"),
        "action-without-measure",
        "1.2.1: No measure is evidence of it",
    ),
    "how-often-is-not-said": (
        {},
        "measure-frequency-not-said",
        "hillside-send: Nothing says how often 1 of 2 measures is reported. Until that is settled",
    ),
    "no-baseline": (
        {},
        "series-without-baseline",
        "SM1b: “How good it is (0 to 2)” prints no baseline, only “New measurement no baseline yet”",
    ),
    "no-baseline-and-no-word-of-it": (
        swapped("series.csv", "New measurement no baseline yet", ""),
        "series-without-baseline",
        "SM1b: “How good it is (0 to 2)” prints no baseline, so nobody can tell",
    ),
    "a-baseline-of-no-date": (
        swapped("baselines.csv", "April 24,2024-04-30", ","),
        "baseline-without-date",
        "SM1a: “Baseline April 24 40%” names no day or period",
    ),
    "a-direction-in-doubt": (
        swapped("series.csv", "All,count,down,0,,,,,,", "All,count,down,0,,,,,,More may be better"),
        "direction-doubted",
        "SM2b: More may be better. Settle which way is better.",
    ),
    "a-reduction-with-a-plus": (
        swapped(T, "SM2b,By Jul 25,,-10%", "SM2b,By Jul 25,,+10%"),
        "reduction-printed-as-rise",
        "SM2b: A reduction is printed with a plus sign in 1 target, first “+10%”. Settle what is meant.",
    ),
    "a-target-below-where-it-began": (
        swapped(T, "50%,value,,50", "35%,value,,35"),
        "target-against-direction",
        "SM1a: “35%” by 31 August 2025 is worse than the baseline of 40%: higher is better.",
    ),
    "a-target-above-where-it-began": (
        swapped(T, "SM2a,By Jul 25,,-10%,relative,per_year,-10", "SM2a,By Jul 25,,+10%,relative,per_year,10"),
        "target-against-direction",
        "SM2a: “+10%” by 31 July 2025 is worse than the baseline of 344: lower is better.",
    ),
    "a-target-that-leaves-its-place": (
        swapped("series.csv", "Within 6 weeks,per_cent,up", "Within 6 weeks,per_cent,hold"),
        "target-against-direction",
        "SM1a: “50%” by 31 August 2025 is worse than the baseline of 40%: staying in place is better.",
    ),
    "a-target-that-slackens": (
        swapped(T, "60%,value,,60", "45%,value,,45"),
        "targets-slacken",
        "SM1a: “45%” by 30 September 2026 asks for less than “50%” before it (45% or more after 50% or more).",
    ),
    "a-fall-that-slackens": (
        swapped(T, "relative,per_year", "relative,from_baseline"),
        "targets-slacken",
        "SM2b: “-5%” by 31 July 2026 asks for less than “-10%” before it",
    ),
    "a-range-that-slackens": (
        with_row(T, "SM1b,By Apr 26,,1.5-1.9,range,,,1.5,1.9,,"),
        "targets-slacken",
        "SM1b: “1.5-1.9” by 30 April 2026 asks for less than “1.6-1.7” before it",
    ),
    "falls-of-more-than-all": (
        swapped(T, "per_year,-10", "per_year,-60", "per_year,-5", "per_year,-60"),
        "targets-off-the-scale",
        "SM2b: The changes are more than there is room for. −60% and −60%, each of the Jul 24 baseline of 561",
    ),
    "rises-above-all": (
        swapped(T, "50%,value,,50", "+50%,points,per_year,50", "60%,value,,60", "+20%,points,per_year,20"),
        "targets-off-the-scale",
        "SM1a: The changes are more than there is room for. +50 and +20 points, each on",
    ),
    "a-target-put-right": (
        swapped(T, "value,,60,,,,", "value,,60,,,,Printed in another row"),
        "target-put-right",
        "SM1a: Printed in another row.",
    ),
    "a-target-of-before-the-plan": (
        swapped(T, "24/25,2025-08-31", "23/24,2024-08-31"),
        "target-before-plan",
        "SM1a: “50%” was due by 31 August 2024, before the plan starts (1 January 2025).",
    ),
    "a-reading-not-confirmed": (
        {},
        "targets-not-confirmed",
        "SM2b: Its targets are read from their words, 2 of them without being confirmed: first “-10%” as 505 or fewer.",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("changes", "name", "words"), NOTICED.values(), ids=NOTICED.keys())
def test_each_thing_is_noticed(tmp_path: Path, changes: dict[str, str], name: str, words: str) -> None:
    found = remarks_of(tmp_path, **changes)
    assert any(words in each for each in found[name]), found


QUIET: dict[str, dict[str, str]] = {
    "as-it-is": {},
    "an-action-with-a-letter": swapped("placements.csv", "1.2.1 a", "1.2.1b"),
    "several-actions": swapped("placements.csv", "1.2.1 a", "1.1.1& 1.2.1 a"),
    "two-printings-that-agree": with_row("ambitions.csv", "2,Later,,")
    | with_row("placements.csv", "SM1,2,1.1.1,Case database,Said again"),
    "two-printings-in-another-order": with_row("ambitions.csv", "2,Later,,")
    | swapped("placements.csv", "1,1.1.1,", "1,1.1.1&1.2.1,", "\nSM2", "\nSM1,2,1.2.1 & 1.1.1,Case database,\nSM2"),
    "a-target-that-stays": swapped(T, "60%,value,,60", "50%,value,,50"),
    "a-target-at-the-baseline": swapped(T, "50%,value,,50", "40%,value,,40"),
    "a-rise-with-a-plus": swapped(T, "60%,value,,60", "+60%,value,,60"),
    "a-target-on-the-plans-first-day": swapped(T, "24/25,2025-08-31", "24,2025-01-01"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("changes", QUIET.values(), ids=QUIET.keys())
def test_what_is_right_is_passed_over(tmp_path: Path, changes: dict[str, str]) -> None:
    found = remarks_of(tmp_path, **changes)
    assert {name: [each.split(":")[0] for each in told] for name, told in found.items()} == STANDING


@pytest.mark.django_db
def test_a_plan_without_measures_raises_nothing(tmp_path: Path) -> None:
    assert remarks_of(tmp_path, **dict.fromkeys(MEASURES)) == {}


@pytest.mark.django_db
def test_a_reading_that_was_confirmed_is_not_told_again(tmp_path: Path) -> None:
    too_much = swapped(T, "-10%,relative,per_year,-10", "+90%,relative,per_year,-90", "per_year,-5", "per_year,-90")
    told = remarks_of(tmp_path, **too_much)
    assert {"reduction-printed-as-rise", "targets-off-the-scale", "targets-not-confirmed"} < set(told)
    Target.objects.update(confirmed_by=PersonFactory(), confirmed_at=noon(dt.date(2025, 1, 11)))
    assert {remark.check for remark in check(small_plan())} == set(STANDING) - {"targets-not-confirmed"}


@pytest.mark.django_db
def test_a_withdrawn_action_needs_no_measure_and_gives_none(tmp_path: Path) -> None:
    load_small(tmp_path)
    WithdrawalFactory(action=Action.objects.get(ref="1.2.1"), milestone=None)
    told = defaultdict(list)
    for remark in check(small_plan()):
        told[remark.check].append(remark.where)
    assert (told["action-without-measure"], told["measure-without-action"]) == ([], ["SM2"])


# The published plan


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: Any) -> list[Remark]:
    """What is noticed in the published plan, read once."""
    with django_db_blocker.unblock(), transaction.atomic():
        whole.load(PUBLISHED, now=NOW)
        found = check(Plan.objects.get(slug="hillingdon-send"))
        transaction.set_rollback(True)
    return found


def where(remarks: list[Remark], name: str) -> list[str]:
    return [remark.where for remark in remarks if remark.check == name]


ALL = [f"SM{number}" for number in range(1, 24)]
PUBLISHED_REMARKS = {
    "measure-reference-malformed": ["SM16"],
    "measure-reference-unknown": ["SM7", "SM8", "SM9", "SM10", "SM11", "SM16"],
    "measure-reference-ambiguous": [],
    "measure-printings-disagree": ["SM15", "SM16", "SM16"],
    "measure-without-owner": ALL,
    "measure-without-action": [],
    "action-without-measure": [
        *("1.1.1", "1.1.5", "1.2.4", "1.2.5", "1.3.1", "1.3.2", "1.3.1-2", "1.5.2", "3.1.1", "3.2.2", "3.3.1"),
        *("4.1.1", "4.1.2", "4.2.3", "4.2.4", "4.4.1", "4.5.1", "4.5.2", "5.1.1", "5.1.2", "5.4.1", "5.5.1"),
    ],
    "measure-frequency-not-said": ["hillingdon-send"],
    "series-without-baseline": ["SM3a", "SM3b", "SM4a", "SM4b"],
    "baseline-without-date": ["SM9a", "SM10a", "SM11a", "SM11b", "SM18a"],
    "direction-doubted": ["SM14b", "SM23a"],
    "reduction-printed-as-rise": ["SM23a"],
    "target-against-direction": [],
    "targets-slacken": [],
    "targets-off-the-scale": ["SM16d"],
    "target-put-right": ["SM13c", "SM23a"],
    "target-before-plan": [],
    "targets-not-confirmed": [
        *("SM7a", "SM8a", "SM9a", "SM11a", "SM11b", "SM16a", "SM16b", "SM16c", "SM16d", "SM19a", "SM22a", "SM23a"),
    ],
}


@pytest.mark.parametrize(("name", "expected"), PUBLISHED_REMARKS.items(), ids=PUBLISHED_REMARKS.keys())
def test_the_published_plan(published: list[Remark], name: str, expected: list[str]) -> None:
    assert where(published, name) == expected


def test_nothing_else_is_noticed_in_the_published_plan(published: list[Remark]) -> None:
    assert {remark.check for remark in published} <= set(PUBLISHED_REMARKS)


def test_each_remark_leads_to_its_measure(published: list[Remark]) -> None:
    address = {remark.check: remark.address for remark in published}
    assert address["measure-reference-malformed"] == "/plans/hillingdon-send/measures/SM16/"
    assert address["targets-off-the-scale"] == "/plans/hillingdon-send/measures/SM16/#SM16d"
    assert address["action-without-measure"].startswith("/plans/hillingdon-send/actions/")
    assert address["measure-frequency-not-said"] == "/plans/hillingdon-send/measures/"


# Over both floors


@pytest.mark.django_db
def test_the_command_tells_what_both_floors_notice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_small(tmp_path)
    call_command("check_plan", "hillside-send")
    told = capsys.readouterr().out
    assert "The accountable lead of 2 actions is assumed" in told
    assert "SM2: “Suspensions” has no owner" in told


@pytest.mark.django_db
def test_the_whole_check_is_both_in_order(tmp_path: Path) -> None:
    load_small(tmp_path)
    checks = [remark.check for remark in whole.check(small_plan())]
    assert checks.index("accountable-lead-assumed") < checks.index("measure-without-owner")


def test_the_page_lists_the_remarks_on_measures(cast: Cast, signed_in: Any) -> None:
    SuccessMeasureFactory(plan=cast.plan, ref="SM9", title="Seen in time")
    page = signed_in(cast.officer).get(f"/plans/{cast.plan.slug}/check/").content.decode()
    assert "Measure without owner (1)" in page
    assert f"/plans/{cast.plan.slug}/measures/SM9/" in page


@pytest.mark.django_db
@pytest.mark.parametrize("more", [0, 20])
def test_the_same_queries_whatever_the_size(tmp_path: Path, more: int, django_assert_num_queries: Any) -> None:
    rows = [f"SM9{number},More {number},,,,,no" for number in range(more)]
    load_small(tmp_path, **with_row("measures.csv", "\n".join(rows)) if rows else {})
    plan = small_plan()
    with django_assert_num_queries(7):
        check(plan)
