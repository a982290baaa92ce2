"""What the check notices: a small plan for each remark, and the published plan in full."""

import datetime as dt
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from plans.document import Remark, check, load
from plans.models import Milestone, Plan
from tests.factories import DateChangeFactory, WithdrawalFactory, noon
from tests.people import Cast

from .folders import PUBLISHED, SMALL, swapped, write_small

NOW = noon(dt.date(2025, 1, 10))
M = "send/milestones.csv"
A = "send/actions.csv"
L = "send/leads.csv"
STANDING = {"organisation-not-printed", "accountable-lead-assumed"}
"""What the small plan has from the start: one post of no printed organisation, and leads nobody confirmed."""


def remarks_of(place: Path, **changes: Any) -> dict[str, list[str]]:
    """What is noticed in the small plan with some of it changed, besides what is always noticed in it."""
    load(write_small(place, **changes), now=NOW)
    found = defaultdict(list)
    for remark in check(Plan.objects.get(slug="hillside-send")):
        if remark.check not in STANDING:
            found[remark.check].append(f"{remark.where}: {remark.message}")
    return dict(found)


def with_row(name: str, row: str) -> dict[str, str]:
    return {name: f"{SMALL[name]}{row}\n"}


NOTICED: dict[str, tuple[dict[str, str], str, str]] = {
    "a-reference-printed-twice": (
        swapped(A, "1.2.1,1.2.1,", "1.2.1,1.1.1,"),
        "duplicate-reference",
        "1.1.1: 1.1.1 is printed on 2 rows, kept",
    ),
    "an-area-code-printed-twice": (
        with_row("send/areas_for_improvement.csv", "AFI-U1,1.1,,More,1.1"),
        "duplicate-reference",
        "1.1: The code 1.1 is printed on 2 areas",
    ),
    "a-reference-to-nothing": (
        swapped(A, "Plans are good,,1.1.1", "Plans are good,,action 6.2"),
        "unknown-reference",
        "1.2.1: The text refers to “action 6.2”; no action has that number, and nothing else has.",
    ),
    "a-reference-to-another-kind": (
        swapped(A, "Plans are good,,1.1.1", "Plans are good,,action 1.2"),
        "unknown-reference",
        "no action has that number, but there is an objective 1.2 (“Better plans”).",
    ),
    "an-ambiguous-reference": (
        {A: SMALL[A] + "1.2.1-2,1.2.1,1.2,More,,1.2.1\n"},
        "ambiguous-reference",
        "1.2.1-2: The text refers to “1.2.1”; 2 rows are printed 1.2.1.",
    ),
    "no-lead": (swapped(L, "1.2.1,DCO,ICB,DCO\n", ""), "no-lead", "1.2.1: It names no lead"),
    "no-milestone": (
        {A: SMALL[A] + "1.2.2,1.2.2,1.2,More,,\n"},
        "no-milestone",
        "1.2.2: It has no milestone",
    ),
    "no-date": (swapped(M, "by June 2025", ""), "no-date", "1.1.1-M2: “Guide published” prints no date, so it can"),
    "a-rhythm-without-a-date": (
        swapped(M, "by January 2025 and every term thereafter", "run termly"),
        "no-date",
        "1.2.1-M1: “Report shared” prints no date, only “run termly”",
    ),
    "before-the-plan": (
        swapped(M, "by March 2025", "by December 2024"),
        "date-before-plan",
        "names 31 December 2024, before the plan starts (1 January 2025).",
    ),
    "before-the-inspection": (
        swapped(M, "by March 2025", "by September 2024"),
        "date-before-inspection",
        "before the inspection began (1 October 2024) and before the plan starts",
    ),
    "a-period-that-begins-too-early": (
        swapped(M, "by March 2025", "from April 2024 to March 2025"),
        "date-before-inspection",
        "1.1.1-M1: “from April 2024 to March 2025” names 1 April 2024",
    ),
    "due-before-what-comes-first": (
        swapped(M, "by March 2025", "by July 2025"),
        "due-before-dependency",
        "1.1.1-M2: It is due on 30 June 2025; 1.1.1-M1, which it depends on, only on 31 July",
    ),
    "an-area-nothing-answers": (
        with_row("send/areas_for_improvement.csv", "AFI-U1,,,More,"),
        "area-unanswered",
        "AFI-U1: “More” is answered by no objective.",
    ),
    "an-area-answered-by-words-only": (
        {
            **with_row("send/objectives.csv", "1.3,1,Later,"),
            **with_row("send/areas_for_improvement.csv", "AFI-U1,,,More,1.3"),
        },
        "area-unanswered",
        "AFI-U1: “More” is answered only by 1.3, where there is no action.",
    ),
    "an-objective-without-actions": (
        with_row("send/objectives.csv", "1.3,1,Later,"),
        "objective-without-actions",
        "1.3: “Later” has no action.",
    ),
    "an-ambition-without-objectives": (
        with_row("send/ambitions.csv", "2,Later,,"),
        "ambition-without-objectives",
        "ambition 2: “Later” has no objective.",
    ),
    "a-post-spelt-in-two-ways": (
        swapped(L, "1.2.1,DCO,ICB,DCO", "1.2.1,Head of SEND,LA,Head SEND"),
        "post-spellings",
        "Head of SEND, LA is printed as “Head of SEND” (1 time) and “Head SEND” (1 time).",
    ),
    "an-acronym-nobody-explains": (
        swapped(M, "Guide drafted", "Guide to EHMs and EHM drafted"),
        "acronym-unexplained",
        "1.1.1-M1: EHM is used 2 times, first here, and is not in the list",
    ),
    "an-acronym-spelt-out-elsewhere": (
        swapped(M, "Guide drafted", "Guide to Early Help (EHM) drafted"),
        "acronym-unexplained",
        "spelt out at 1.1.1-M1.",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("changes", "name", "words"), NOTICED.values(), ids=NOTICED.keys())
def test_each_thing_is_noticed(tmp_path: Path, changes: dict[str, str], name: str, words: str) -> None:
    explained = SMALL["send/acronyms.csv"] + "DCO,Designated clinical officer\n"
    found = remarks_of(tmp_path, **{"send/acronyms.csv": explained, **changes})
    assert any(words in each for each in found[name]), found


QUIET: dict[str, dict[str, str]] = {
    "as-it-is": {},
    "a-reference-to-an-objective": swapped(A, "are good,,1.1.1", "are good,,objective 1.2; ambition 1; 1.1"),
    "a-reference-to-an-area": swapped(A, "are good,,1.1.1", "are good,,AFI-1.1"),
    "the-organisation-printed-or-not": swapped(L, "1.2.1,DCO,ICB,DCO", "1.2.1,DCO,ICB,ICB DCO"),
    "a-cell-that-two-posts-share": swapped(
        L, "1.2.1,DCO,ICB,DCO", "1.2.1,DCO,ICB,Head of SEND & DCO\n1.2.1,Head of SEND,LA,Head of SEND & DCO"
    ),
    "the-short-name-of-a-group": swapped(M, "Guide drafted", "Guide drafted by AG1"),
    "a-name-with-two-capitals": swapped(M, "Guide drafted", "Guide drafted by Ms McDonald"),
    "a-plural": swapped(M, "Guide drafted", "Guide drafted for DCOs"),
    "due-together": swapped(M, "by March 2025", "by June 2025"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("changes", QUIET.values(), ids=QUIET.keys())
def test_what_is_right_is_passed_over(tmp_path: Path, changes: dict[str, str]) -> None:
    explained = SMALL["send/acronyms.csv"] + "DCO,Designated clinical officer\nICB,Integrated care board\n"
    assert remarks_of(tmp_path, **{"send/acronyms.csv": explained, **changes}) == {}


@pytest.mark.django_db
def test_what_was_put_right_or_withdrawn_is_not_told_again(tmp_path: Path) -> None:
    early = SMALL[M].replace("by March 2025", "by September 2024").replace("by June 2025", "")
    load(write_small(tmp_path, **{M: early}), now=NOW)
    first, second = Milestone.objects.filter(action__ref="1.1.1").order_by("ref")
    DateChangeFactory(milestone=first, kind="correction", to_date=dt.date(2025, 3, 31))
    WithdrawalFactory(milestone=second)
    assert {remark.check for remark in check(first.plan)} == {*STANDING, "acronym-unexplained"}


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: Any) -> list[Remark]:
    """What is noticed in the published plan, read once."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load(PUBLISHED, now=NOW)
        found = check(Plan.objects.get(slug="hillingdon-send"))
        transaction.set_rollback(True)
    return found


def where(remarks: list[Remark], name: str) -> list[str]:
    return [remark.where for remark in remarks if remark.check == name]


PUBLISHED_REMARKS = {
    "duplicate-reference": ["1.3.1", "1.3.2"],
    "unknown-reference": ["4.1.1", "4.2.1", "4.2.1", "4.2.1"],
    "ambiguous-reference": [],
    "no-lead": [],
    "no-milestone": [],
    "no-date": ["1.2.2-M5", "1.3.1-M1", "4.3.2-M2"],
    "date-before-inspection": ["1.3.1-2-M1", "2.2.1-M2"],
    "date-before-plan": [],
    "due-before-dependency": ["2.2.1-M2"],
    "area-unanswered": [],
    "objective-without-actions": [],
    "ambition-without-objectives": [],
    "post-spellings": ["1.1.5", "1.1.5", "1.1.5", "1.2.4", "1.4.1", "5.1.1"],
    "accountable-lead-assumed": ["hillingdon-send"],
}


@pytest.mark.parametrize(("name", "expected"), PUBLISHED_REMARKS.items(), ids=PUBLISHED_REMARKS.keys())
def test_the_published_plan(published: list[Remark], name: str, expected: list[str]) -> None:
    assert where(published, name) == expected


def test_what_the_published_references_may_mean(published: list[Remark]) -> None:
    told = [remark.message for remark in published if remark.check == "unknown-reference" and remark.where == "4.2.1"]
    assert ["“action 2.2”" in told[0], "objective 2.2" in told[0]] == [True, True]
    assert "“action 6.2”; no action has that number, and nothing else has" in told[1]
    assert "objective 2.1" in told[2]


def test_the_published_spellings_of_one_post(published: list[Remark]) -> None:
    [told] = [r.message for r in published if r.check == "post-spellings" and r.message.startswith("AD of SEND")]
    assert "“AD of SEND & Inclusion LBH” (11 times), “AD SEND & Inclusion” (2 times)" in told


@pytest.mark.parametrize("acronym", ["EHM", "PINS", "EIIP", "CEIAG", "EHC", "HNB", "EYES", "CAAS", "LDA", "PBI"])
def test_published_acronyms_that_nobody_explains(published: list[Remark], acronym: str) -> None:
    assert [r for r in published if r.check == "acronym-unexplained" and r.message.startswith(f"{acronym} is used")]


@pytest.mark.parametrize("acronym", ["EHCP", "SENCo", "SENCO", "PfA", "CYP", "SRP", "DU", "AG2", "DCO", "PEP"])
def test_published_acronyms_that_are_explained(published: list[Remark], acronym: str) -> None:
    assert not [r for r in published if r.check == "acronym-unexplained" and r.message.startswith(f"{acronym} ")]


def test_each_row_that_has_a_page_is_linked(published: list[Remark]) -> None:
    [remark] = [r for r in published if r.check == "due-before-dependency"]
    assert remark.address == "/plans/hillingdon-send/actions/2.2.1/"


@pytest.mark.django_db
def test_the_command_in_words_and_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(write_small(tmp_path), now=NOW)
    call_command("check_plan", "hillside-send")
    assert "hillside-send: The accountable lead of 2 actions is assumed" in capsys.readouterr().out
    call_command("check_plan", "hillside-send", "--format", "json")
    rows = json.loads(capsys.readouterr().out)
    assert {tuple(row) for row in rows} == {("check", "where", "message")}
    with pytest.raises(CommandError, match=r"No plan is called 'nothing'\. The plans here: hillside-send"):
        call_command("check_plan", "nothing")


def test_the_page_is_for_officers(cast: Cast, signed_in: Any) -> None:
    address = f"/plans/{cast.plan.slug}/check/"
    assert signed_in(cast.officer).get(address).status_code == 200
    assert signed_in(cast.lead).get(address).status_code == 403
    assert signed_in(cast.stranger).get(address).status_code == 404


def test_the_page_lists_each_remark_with_its_row(cast: Cast, signed_in: Any) -> None:
    page = signed_in(cast.officer).get(f"/plans/{cast.plan.slug}/check/").content.decode()
    for remark in check(cast.plan):
        assert remark.message.split("“")[0] in page
        assert remark.address in page


def test_the_page_asks_the_same_of_the_database_whatever_the_plans_size(
    cast: Cast, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    officer = signed_in(cast.officer)
    with django_assert_max_num_queries(30):
        officer.get(f"/plans/{cast.plan.slug}/check/")
