"""Loading a plan: every error by file and row, all or nothing, and the same again changes nothing."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from governance.models import Body, Organisation, Partnership, Post, TermDate
from plans.document import Draft, Refused, load, read
from plans.models import ActionLead, Milestone, Occurrence, Plan, StatusUpdate
from tests.examples import examples
from tests.factories import PersonFactory, PlanFactory, noon

from .folders import SMALL, swapped, write_small

NOW = noon(dt.date(2025, 1, 10))
M = "send/milestones.csv"
A = "send/actions.csv"


def problems(place: Path, **changes: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(write_small(place, **changes))
    return [str(problem) for problem in refused.value.problems]


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "missing-file": ({M: None}, "send/milestones.csv: not there. Add it"),
    "no-partnership": ({"partnership.csv": None}, "holds no partnership.csv. Give the folder of one partnership"),
    "missing-column": (swapped(M, "recurrence,", "rhythm,"), "milestones.csv, row 1: column “recurrence” is missing"),
    "unknown-column": (swapped(M, "recurrence,", "rhythm,"), "milestones.csv, row 1: column “rhythm” is not known"),
    "column-twice": (swapped(M, "ref,action", "ref,ref,action"), "row 1: column “ref” stands twice"),
    "empty-file": ({M: ""}, "milestones.csv, row 1: column “ref” is missing"),
    "too-many-cells": (swapped(M, "Guide drafted", "Guide, drafted"), "row 2: it has 8 cells where the header has 7"),
    "too-few-cells": ({"posts.csv": SMALL["posts.csv"] + "PEP,LA\n"}, "posts.csv, row 4: it has 2 cells where"),
    "empty-needed-cell": (swapped(M, "Guide drafted", ""), "row 2: title: empty. Fill it in"),
    "duplicate-ref": (swapped(M, "1.1.1-M2,", "1.1.1-m1,"), "row 3: ref “1.1.1-m1” stand in row 2 already"),
    "duplicate-title": (swapped(M, "Guide published", "Guide drafted"), "row 3: action and title"),
    "duplicate-lead": (swapped("send/leads.csv", "1.1.1,DCO", "1.1.1,Head of SEND"), "post “Head of SEND” of “ICB” is"),
    "unknown-action": (
        swapped(M, "1.2.1-M1,1.2.1,", "1.2.1-M1,9.9.9,"),
        "row 4: action: “9.9.9” is not in actions.csv",
    ),
    "unknown-objective": (
        swapped(A, "1.1.1,1.1.1,1.1,", "1.1.1,1.1.1,7.7,"),
        "objective: “7.7” is not in objectives.csv",
    ),
    "unknown-body": (swapped("send/ambitions.csv", "AG1", "AG9"), "body: “AG9” is not in bodies.csv"),
    "unknown-superior": (swapped("bodies.csv", "BOARD,no", "TOP,no"), "row 3: reports_to: “TOP” is not in bodies.csv"),
    "unknown-organisation": (swapped("posts.csv", "DCO,ICB", "DCO,NHS"), "row 3: organisation: “NHS” is not in"),
    "unknown-post": (
        swapped("send/leads.csv", "1.2.1,DCO", "1.2.1,PEP"),
        "row 4: post “PEP” of “ICB” is not in posts.csv",
    ),
    "unknown-area-objective": (swapped("send/areas_for_improvement.csv", "1.2", "1.9"), "objectives: “1.9” is not in"),
    "unknown-finding": (swapped("send/areas_for_improvement.csv", "1.1,1,A", "1.1,4,A"), "finding: “4” is not in"),
    "unknown-dependency": (swapped(M, ",1.1.1-M1\n", ",1.1.1-M7\n"), "row 3: depends_on: “1.1.1-M7” is not in"),
    "circle": (swapped(M, "March 2025,,,", "March 2025,,,1.1.1-M2"), "goes round in a circle"),
    "circle-of-one": (swapped(M, "March 2025,,,", "March 2025,,,1.1.1-M1"), "1.1.1-M1 → 1.1.1-M1 goes round"),
    "bodies-in-a-circle": (swapped("bodies.csv", "board,,yes", "board,AG1,yes"), "bodies.csv, row"),
    "words-not-understood": (swapped(M, "by June 2025", "before long"), "row 3: due_as_printed: “before long” is not"),
    "bad-due-on": (swapped(M, "June 2025,,,", "June 2025,2025-02-30,,"), "due_on: “2025-02-30” is not a date"),
    "due-on-contradicts": (swapped(M, "June 2025,,,", "June 2025,2025-07-31,,"), "means 2025-06-30 and due_on says"),
    "recurrence-contradicts": (swapped(M, ",,termly,", ",,quarterly,"), "comes round termly. Write termly"),
    "unknown-recurrence": (swapped(M, ",,termly,", ",,fortnightly,"), "recurrence: “fortnightly” is not known"),
    "terms-stop-early": (swapped("terms.csv", "Autumn 2025,2025-12-31\n", ""), "terms.csv stops at 2025-08-31"),
    "term-twice": (swapped("terms.csv", "Summer 2025,2025-08-31", "Summer 2025,2025-03-31"), "row 3: ends_on"),
    "unknown-kind": (
        swapped("organisations.csv", "council\n", "parish\n"),
        "kind: “parish” is not known. Write one of: council",
    ),
    "bad-date": (swapped("terms.csv", "2025-03-31", "31/03/2025"), "ends_on: “31/03/2025” is not a date"),
    "another-century": (
        swapped("send/plan.csv", "ends_on,2025-12-31", "ends_on,9999-12-31"),
        "plan.csv, row 6: ends_on",
    ),
    "plan-backwards": (swapped("send/plan.csv", "ends_on,2025-12-31", "ends_on,2024-12-31"), "is before starts_on"),
    "inspection-backwards": (swapped("send/plan.csv", "2024-10-05", "2024-09-05"), "is before inspection_started_on"),
    "inspection-half": (swapped("send/plan.csv", "on,2024-10-01", "on,"), "inspection_started_on: empty though"),
    "neither-yes-nor-no": (swapped("posts.csv", "LA,yes", "LA,maybe"), "“maybe” is neither yes nor no"),
    "bad-slug": (swapped("send/plan.csv", "hillside-send", "Hillside Send"), "plan.csv, row 2: slug: “Hillside Send”"),
    "bad-number": (swapped("send/ambitions.csv", "1,Right", "one,Right"), "number: “one” is not a number"),
    "bad-ref": (swapped(A, "1.2.1,1.2.1", "1/2/1,1.2.1"), "ref: “1/2/1” has other signs"),
    "unknown-field": (swapped("send/plan.csv", "strategy,", "tactics,"), "row 4: “tactics” is not a field"),
    "field-twice": (swapped("send/plan.csv", "strategy,", "title,"), "row 4: “title” is given twice"),
    "missing-field": (swapped("send/plan.csv", "starts_on,2025-01-01\n", ""), "starts_on: empty. Fill it in"),
    "too-long": (swapped(M, "Guide drafted", "x" * 301), "title: 301 characters long, 300 is the most"),
    "named-twice": (swapped("send/areas_for_improvement.csv", "1.1; 1.2", "1.1; 1.1"), "names something twice"),
    "not-utf-8": ({M: SMALL[M].replace("Guide", "G\xfcide").encode("latin-1")}, "milestones.csv: not UTF-8 at byte"),
    "nul": (swapped(M, "Guide drafted", "Guide\x00"), "title: holds a control character"),
    "broken-quotes": (swapped(M, "Guide drafted", '"Guide'), "milestones.csv, row 2: not CSV from here on"),
    "slug-of-two-plans": (
        {name.replace("send/", "more/"): text for name, text in SMALL.items()},
        "slug: “hillside-send” is that of more",
    ),
}


@pytest.mark.parametrize(("changes", "expected"), ERRORS.values(), ids=ERRORS.keys())
def test_every_kind_of_error_is_told_with_file_and_row(tmp_path: Path, changes: Any, expected: str) -> None:
    found = problems(tmp_path, **changes)
    assert any(expected in each for each in found), "\n".join(found)
    assert all(each.endswith(".") for each in found)


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    bent = SMALL[M].replace("by March 2025", "soon").replace("1.2.1-M1,1.2.1", "1.2.1-M1,1.2.9")
    found = problems(tmp_path, **{M: bent, "terms.csv": None, "posts.csv": "title\nDCO\n"})
    assert len(found) >= 5
    assert not any("leads.csv" in each for each in found), "posts that could not be read are not missing posts"


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not a folder"):
        read(tmp_path / "nothing")


def test_a_partnership_without_plans(tmp_path: Path) -> None:
    assert "holds no plan" in problems(tmp_path, **{name: None for name in SMALL if name.startswith("send/")})[0]


@pytest.mark.parametrize(
    "bend", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: t + ",,,,,,\n\n"]
)
def test_byte_order_marks_windows_line_ends_and_blank_rows_are_welcome(tmp_path: Path, bend: Any) -> None:
    assert len(read(write_small(tmp_path, **{M: bend(SMALL[M])})).plans[0].milestones) == 3


def everything() -> dict[str, int]:
    """How many rows every table has, history rows too."""
    models = [m for app in ("governance", "plans") for m in apps.get_app_config(app).get_models()]
    return {model.__name__: model._default_manager.count() for model in models}


@pytest.mark.django_db
def test_a_first_load_makes_everything(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    plan = Plan.objects.get()
    assert (plan.slug, plan.partnership.slug, plan.adopted_on) == ("hillside-send", "hillside", None)
    assert Body.objects.get(key="AG1").reports_to.get().has_joint_chairs
    assert Post.objects.get(title="DCO").organisation_assumed
    assert plan.ambitions.get().body == Body.objects.get(key="AG1")
    assert [o.ref for o in plan.areas.get().objectives.all()] == ["1.1", "1.2"]
    due = {m.ref: m.agreed_due_on for m in plan.milestones.all()}
    assert due["1.1.1-M2"] == dt.date(2025, 6, 30)
    assert plan.milestones.get(ref="1.1.1-M2").depends_on.get().ref == "1.1.1-M1"
    rounds = [each.due_on for each in Occurrence.objects.all()]
    assert rounds == [dt.date(2025, 1, 31), dt.date(2025, 8, 31), dt.date(2025, 12, 31)]
    assert {m.added_on for m in plan.milestones.all()} == {plan.starts_on}


@pytest.mark.django_db
def test_the_first_lead_printed_is_accountable_and_assumed(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    leads = ActionLead.objects.filter(action__ref="1.1.1").values_list("post__title", "is_accountable", "is_assumed")
    assert list(leads) == [("Head of SEND", True, True), ("DCO", False, False)]


@pytest.mark.django_db
def test_what_was_loaded_has_a_history_row_of_that_moment(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    for milestone in Milestone.objects.all():
        row = milestone.history.get()
        assert (row.history_date, row.history_change_reason) == (NOW, "Loaded from the plan's files")


@pytest.mark.django_db
def test_the_same_again_changes_nothing_and_says_so(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    before = everything()
    again = load(tmp_path, now=NOW + dt.timedelta(days=1))
    assert "nothing to change" in str(again)
    assert everything() == before
    assert "nothing to change" in str(load(tmp_path, now=NOW, replace=True))
    assert everything() == before


@pytest.mark.django_db
def test_wrong_files_write_nothing(tmp_path: Path) -> None:
    before = everything()
    with pytest.raises(Refused):
        load(write_small(tmp_path, **swapped(M, "by June 2025", "soon")), now=NOW)
    assert everything() == before


@pytest.mark.django_db
def test_a_plan_that_differs_is_refused_with_its_rows(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    before = everything()
    with pytest.raises(Refused) as refused:
        load(
            write_small(tmp_path, **swapped(M, "1.1.1-M2,1.1.1,Guide published", "1.1.1-M9,1.1.1,Guide printed")),
            now=NOW,
        )
    assert [str(problem) for problem in refused.value.problems] == [
        "send/milestones.csv: milestone 1.1.1-M2 is in the plan here and not in the file",
        "send/milestones.csv, row 3: milestone 1.1.1-M9 is in the file and not in the plan here",
        "What to do: Nothing was written. Load with --replace to make the plan here as the files have it.",
    ]
    assert everything() == before


@pytest.mark.django_db
def test_a_draft_is_replaced_when_asked(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    renumbered = (
        SMALL[M]
        .replace("1.1.1-M1,1.1.1,Guide drafted,by March 2025,,,\n", "")
        .replace(
            "1.1.1-M2,1.1.1,Guide published,by June 2025,,,1.1.1-M1", "1.1.1-M1,1.1.1,Guide published,by July 2025,,,"
        )
    )
    done = load(write_small(tmp_path, **{M: renumbered}), now=NOW, replace=True)
    assert (done.added, done.removed) == (0, 1)
    guide = Milestone.objects.get(ref="1.1.1-M1")
    assert (guide.title, guide.agreed_due_on) == ("Guide published", dt.date(2025, 7, 31))
    assert guide.history.count() == 2
    assert Milestone.history.filter(ref="1.1.1-M2", history_type="-").count() == 1
    assert "nothing to change" in str(load(tmp_path, now=NOW))


@pytest.mark.django_db
def test_titles_may_change_places(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    turned = SMALL[M].replace("drafted", "x").replace("published", "drafted").replace("x", "published")
    load(write_small(tmp_path, **{M: turned}), now=NOW, replace=True)
    assert Milestone.objects.get(ref="1.1.1-M1").title == "Guide published"


@pytest.mark.django_db
def test_a_whole_branch_may_go(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    without = {
        "send/objectives.csv": SMALL["send/objectives.csv"].replace("1.2,1,Better plans,\n", ""),
        A: SMALL[A].replace("1.2.1,1.2.1,1.2,Plans are good,,1.1.1\n", ""),
        M: "".join(line for line in SMALL[M].splitlines(keepends=True) if not line.startswith("1.2.1")),
        "send/leads.csv": SMALL["send/leads.csv"].replace("1.2.1,DCO,ICB,DCO\n", ""),
        "send/areas_for_improvement.csv": SMALL["send/areas_for_improvement.csv"].replace("; 1.2", ""),
    }
    load(write_small(tmp_path, **without), now=NOW, replace=True)
    assert list(Plan.objects.get().objectives.values_list("ref", flat=True)) == ["1.1"]
    assert Occurrence.objects.count() == 0


@pytest.mark.django_db
def test_a_confirmed_lead_is_not_a_difference(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    ActionLead.objects.filter(is_assumed=True).update(is_assumed=False)
    assert "nothing to change" in str(load(tmp_path, now=NOW))


@pytest.mark.django_db
def test_an_adopted_plan_is_never_overwritten(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    Plan.objects.update(adopted_on=dt.date(2025, 1, 11))
    assert "nothing to change" in str(load(tmp_path, now=NOW))
    with pytest.raises(Refused, match="is adopted, so its text is edited in the browser"):
        load(write_small(tmp_path, **swapped(M, "Guide drafted", "Guide outlined")), now=NOW, replace=True)
    assert Milestone.objects.filter(title="Guide drafted").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(swapped(M, "Guide published,by June", "Guide published,by July"), id="changed"),
        pytest.param(swapped(M, "1.1.1-M2,1.1.1,Guide published,by June 2025,,,1.1.1-M1\n", ""), id="removed"),
    ],
)
def test_a_milestone_that_was_spoken_of_stays_as_it_is(tmp_path: Path, change: dict[str, str]) -> None:
    load(write_small(tmp_path), now=NOW)
    said = {"declared": "on_track", "said_on": NOW.date(), "by": PersonFactory(), "recorded_at": NOW}
    StatusUpdate.objects.create(milestone=Milestone.objects.get(ref="1.1.1-M2"), **said)
    with pytest.raises(Refused, match=r"1\.1\.1-M2 .*\n.*Somebody has said something"):
        load(write_small(tmp_path, **change), now=NOW, replace=True)
    assert Milestone.objects.get(ref="1.1.1-M2").agreed_due_on == dt.date(2025, 6, 30)


@pytest.mark.django_db
def test_a_second_plan_comes_into_the_partnership_that_is_there(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    more = {name.replace("send/", "more/"): text for name, text in SMALL.items() if name.startswith("send/")}
    more["more/plan.csv"] = more["more/plan.csv"].replace("hillside-send", "hillside-more")
    load(write_small(tmp_path, **more), now=NOW)
    assert (Plan.objects.count(), Partnership.objects.count(), Organisation.objects.count()) == (2, 1, 2)


@pytest.mark.django_db
def test_rows_of_the_partnership_are_added_changed_when_asked_and_never_removed(tmp_path: Path) -> None:
    load(write_small(tmp_path), now=NOW)
    bent = SMALL["organisations.csv"].replace("Hillside ICB", "Hillside and Dale ICB") + "HPCF,Forum,family\n"
    bodies = SMALL["bodies.csv"].replace("BOARD,no", ",no")
    write_small(tmp_path, **{"organisations.csv": bent, "bodies.csv": bodies})
    with pytest.raises(Refused, match="organisation ICB differs in name"):
        load(tmp_path, now=NOW)
    load(tmp_path, now=NOW, replace=True)
    assert set(Organisation.objects.values_list("key", flat=True)) == {"LA", "ICB", "HPCF"}
    assert not Body.objects.get(key="AG1").reports_to.exists()
    load(write_small(tmp_path, **{"terms.csv": SMALL["terms.csv"]}), now=NOW, replace=True)
    assert TermDate.objects.count() == 3


@pytest.mark.django_db
def test_a_slug_of_another_partnership_is_refused(tmp_path: Path) -> None:
    PlanFactory(slug="hillside-send")
    with pytest.raises(Refused, match="is a plan of another partnership"):
        load(write_small(tmp_path), now=NOW)
    assert not Partnership.objects.filter(slug="hillside").exists()


@pytest.mark.django_db
def test_the_command_says_what_it_did_and_every_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_plan", str(write_small(tmp_path)))
    assert "rows added" in capsys.readouterr().out
    bent = {**swapped(M, "by June 2025", "soon"), **swapped("posts.csv", "LA,yes", "LA,maybe")}
    with pytest.raises(CommandError) as refused:
        call_command("load_plan", str(write_small(tmp_path, **bent)))
    assert str(refused.value).count("\n") == 1


def read_or_refuse(**changes: Any) -> Draft | Refused:
    """What becomes of the small plan with some of it changed; any other outcome is an error."""
    with tempfile.TemporaryDirectory() as place:
        try:
            return read(write_small(Path(place), **changes))
        except Refused as refused:
            return refused


NAMES = st.sampled_from(sorted(SMALL))


@hypothesis_settings(max_examples=150)
@given(NAMES, st.binary())
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    read_or_refuse(**{name: content})


@hypothesis_settings(max_examples=300)
@given(
    NAMES, st.integers(0, 200), st.text(max_size=20) | st.sampled_from(["9" * 5000, "2025-13-01", "-1", "²", ";", '"'])
)
def test_any_cell_is_read_or_refused(name: str, which: int, cell: str) -> None:
    lines = [line.split(",") for line in SMALL[name].splitlines()]
    cells = [(row, column) for row, line in enumerate(lines) for column in range(len(line))]
    row, column = cells[which % len(cells)]
    lines[row][column] = cell
    read_or_refuse(**{name: "\n".join(map(",".join, lines)).encode("utf-8", "surrogatepass")})


@hypothesis_settings(max_examples=examples(60))
@given(changes=st.dictionaries(NAMES, st.integers(0, 200), max_size=3), cell=st.text(max_size=12))
@pytest.mark.django_db(transaction=False)
def test_any_load_writes_all_or_nothing(changes: dict[str, int], cell: str) -> None:
    """Whatever is loaded first, the small plan after it loads whole or is refused: never half of one."""
    bent = {}
    for name, which in changes.items():
        lines = [line.split(",") for line in SMALL[name].splitlines()]
        row = lines[1 + which % (len(lines) - 1)]
        row[which % len(row)] = cell
        bent[name] = "\n".join(map(",".join, lines)).encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as place:
        before = everything()
        try:
            load(write_small(Path(place), **bent), now=NOW, replace=True)
        except Refused:
            assert everything() == before
        else:
            assert "nothing to change" in str(load(place, now=NOW))
