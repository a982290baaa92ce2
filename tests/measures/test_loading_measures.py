"""Loading measures: every error by file and row, all or nothing with the plan, and what people said is not undone."""

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from governance.models import Post
from measures.models import Baseline, Series, Source, SuccessMeasure, Target
from plans.document import Refused
from plans.models import Action, Plan
from reports import whole
from tests.examples import examples
from tests.factories import PersonFactory, ProfileFactory, ReadingFactory, noon

from .folders import MEASURES, NOW, load_small, problems, swapped, with_row, without

pytestmark = pytest.mark.django_db

T = "targets.csv"


def everything() -> dict[str, int]:
    """How many rows every table has, history rows too."""
    models = [m for app in ("governance", "plans", "measures") for m in apps.get_app_config(app).get_models()]
    return {model.__name__: model._default_manager.count() for model in models}


def test_a_first_load_makes_everything(tmp_path: Path) -> None:
    load_small(tmp_path)
    first, second = SuccessMeasure.objects.order_by("order")
    assert (str(first.owner), first.frequency, first.hides_small_numbers) == ("Head of SEND, LA", "quarterly", False)
    assert (second.owner, second.frequency, second.hides_small_numbers) == (None, "", True)
    assert first.added_on == first.plan.starts_on
    assert [str(place) for place in first.placements.all()] == ["SM1 under ambition 1"]
    assert set(Source.objects.values_list("name", flat=True)) == {"Case database", "Census"}
    assert [(e.action.ref, e.effect) for e in second.evidences.all()] == [("1.2.1", "lowers")]
    assert [(s.ref, s.order) for s in Series.objects.all()] == [("SM1a", 1), ("SM1b", 2), ("SM2a", 1), ("SM2b", 2)]
    assert Series.objects.get(ref="SM2a").part_of == Series.objects.get(ref="SM2b")
    assert [str(b.value) for b in Baseline.objects.filter(is_reference=True)] == ["40.0000", "344.0000", "561.0000"]


@pytest.mark.parametrize(
    ("series", "words", "day"),
    [
        pytest.param("SM1a", "24/25", dt.date(2025, 8, 31), id="a-school-year-has-its-column"),
        pytest.param("SM1a", "By Sept 26", dt.date(2026, 9, 30), id="a-month-is-its-last-day"),
        pytest.param("SM1b", "By Apr 25", dt.date(2025, 4, 30), id="a-month-cut-short"),
    ],
)
def test_the_day_of_a_target_is_what_its_words_say(tmp_path: Path, series: str, words: str, day: dt.date) -> None:
    load_small(tmp_path)
    assert Target.objects.get(series__ref=series, due_as_printed=words).due_on == day


def test_what_was_loaded_has_one_history_row_of_that_moment(tmp_path: Path) -> None:
    load_small(tmp_path)
    for row in (*SuccessMeasure.objects.all(), *Series.objects.all(), *Target.objects.all()):
        kept = row.history.get()
        assert (kept.history_date, kept.history_change_reason) == (NOW, "Loaded from the plan's files")


def test_the_same_again_changes_nothing_and_says_so(tmp_path: Path) -> None:
    done = load_small(tmp_path)
    before = everything()
    assert done.added > 20
    assert "nothing to change" in str(load_small(tmp_path))
    assert "nothing to change" in str(load_small(tmp_path, replace=True))
    assert everything() == before


@pytest.mark.parametrize("file", sorted(MEASURES))
def test_a_plan_need_have_no_measures(tmp_path: Path, file: str) -> None:
    load_small(tmp_path, **dict.fromkeys(MEASURES))
    assert not SuccessMeasure.objects.exists()
    assert f"{file}: not there" in problems(tmp_path, **{file: None})[0]


def test_two_spellings_of_one_source_are_one_source(tmp_path: Path) -> None:
    load_small(tmp_path, **swapped("placements.csv", "Census", "CASE Database"))
    assert [source.name for source in Source.objects.all()] == ["Case database"]


# A plan that is there


def test_measures_that_differ_are_refused_with_their_rows(tmp_path: Path) -> None:
    load_small(tmp_path)
    before = everything()
    bent = swapped(T, "60%,value,,60", "65%,value,,65") | swapped("milestones.csv", "Guide drafted", "Guide outlined")
    assert problems(tmp_path, **bent, **swapped("evidences.csv", "SM2,1.2.1,lowers\n", "")) == [
        "send/milestones.csv, row 2: milestone 1.1.1-M1 differs in title",
        "send/evidences.csv: evidence SM2, 1.2.1 is in the plan here and not in the file",
        "send/targets.csv, row 3: target SM1a, 2026-09-30 differs in as printed, amount",
        "What to do: Nothing was written. Load with --replace to make the plan here as the files have it.",
    ]
    assert everything() == before


REPLACED: dict[str, dict[str, str]] = {
    "a-title": swapped("measures.csv", "Advice on time", "Advice within its time"),
    "a-measure-goes": without("SM2"),
    "a-total-goes-and-its-part-stays": without("SM2b", "baselines.csv", T)
    | swapped("series.csv", "SM2b,SM2,All,count,down,0,,,,,,\n", "", ",SM2b,,", ",,,"),
    "the-total-is-another": swapped("series.csv", ",SM2b,,", ",,,", "All,count,down,0,,,,", "All,count,down,0,,,,SM2a"),
    "a-series-moves": swapped("series.csv", "SM1b,SM1", "SM1b,SM2"),
    "the-reference-changes-places": swapped("baselines.csv", ",561,,,,yes", ",561,,,,no", ",600,,,,no", ",600,,,,yes"),
    "a-baseline-is-printed-otherwise": swapped("baselines.csv", "Baseline Jul 24 561", "Jul 24: 561"),
    "the-targets-are-a-year-later": swapped(T, "SM2b,By Jul 26", "SM2b,By Jul 27", "SM2b,By Jul 25", "SM2b,By Jul 26"),
    "a-comparator-is-spelt-otherwise": swapped("comparators.csv", "National average", "National Average"),
    "a-source-is-another": swapped("placements.csv", "Census", "School census"),
}


@pytest.mark.parametrize("changes", REPLACED.values(), ids=REPLACED.keys())
def test_a_draft_is_replaced_when_asked(tmp_path: Path, changes: dict[str, Any]) -> None:
    load_small(tmp_path)
    load_small(tmp_path, replace=True, **changes)
    assert "nothing to change" in str(load_small(tmp_path, **changes))
    load_small(tmp_path, replace=True)
    assert "nothing to change" in str(load_small(tmp_path))


def test_an_action_may_go_with_what_measured_it(tmp_path: Path) -> None:
    load_small(tmp_path)
    gone = without("1.2.1", "actions.csv", "milestones.csv", "leads.csv") | without("SM2,1.2.1", "evidences.csv")
    load_small(tmp_path, replace=True, **gone)
    assert [action.ref for action in Action.objects.all()] == ["1.1.1"]


def test_a_folder_that_says_nothing_of_measures_leaves_them(tmp_path: Path) -> None:
    load_small(tmp_path / "with")
    assert "nothing to change" in str(load_small(tmp_path / "without", replace=True, **dict.fromkeys(MEASURES)))
    assert SuccessMeasure.objects.count() == 2


def adopt() -> None:
    Plan.objects.update(adopted_on=dt.date(2025, 1, 11))


def test_the_measures_of_an_adopted_plan_are_never_overwritten(tmp_path: Path) -> None:
    load_small(tmp_path)
    adopt()
    assert "nothing to change" in str(load_small(tmp_path))
    with pytest.raises(Refused, match="is adopted, so its text is edited in the browser"):
        load_small(tmp_path, replace=True, **swapped("measures.csv", "Advice on time", "Advice"))
    with pytest.raises(Refused, match="SM3 is in the file and not in the plan here"):
        load_small(tmp_path, replace=True, **with_row("measures.csv", "SM3,More,,,,,no"))
    assert set(SuccessMeasure.objects.values_list("title", flat=True)) == {"Advice on time", "Suspensions"}


def test_an_adopted_plan_that_has_no_measures_may_be_given_them(tmp_path: Path) -> None:
    load_small(tmp_path / "without", **dict.fromkeys(MEASURES))
    adopt()
    assert load_small(tmp_path / "with").added > 20
    assert "nothing to change" in str(load_small(tmp_path / "with"))


# What people have said here


@pytest.fixture
def officer(db: None) -> Any:
    return PersonFactory(name="Oscar Officer")


def by_hand(row: Any, person: Any, **values: Any) -> None:
    """Change a row as the services do, with somebody's name on it."""
    for column, value in values.items():
        setattr(row, column, value)
    row._history_user, row._history_date = person, noon(dt.date(2025, 1, 11))
    row.save()


def test_what_an_officer_has_settled_is_no_difference(tmp_path: Path, officer: Any) -> None:
    load_small(tmp_path)
    measure = SuccessMeasure.objects.get(ref="SM1")
    owner = Post.objects.get(title="DCO")
    by_hand(measure, officer, owner=owner, frequency="termly", hides_small_numbers=True)
    by_hand(Series.objects.get(ref="SM2a"), officer, better="up", doubt="", tolerance=9)
    assert "nothing to change" in str(load_small(tmp_path))

    load_small(tmp_path, replace=True, **swapped("measures.csv", "Advice on time", "Advice within its time"))
    assert "nothing to change" in str(load_small(tmp_path, **swapped("measures.csv", "on time", "within its time")))
    measure.refresh_from_db()
    assert (measure.title, measure.owner, measure.frequency) == ("Advice within its time", owner, "termly")
    assert measure.hides_small_numbers
    assert (Series.objects.get(ref="SM2a").better, Series.objects.get(ref="SM2a").tolerance) == ("up", 9)


def test_an_owner_that_nobody_has_settled_is_what_the_files_say(tmp_path: Path) -> None:
    load_small(tmp_path)
    load_small(tmp_path, replace=True, **swapped("measures.csv", "Head of SEND,LA", "DCO,ICB"))
    assert str(SuccessMeasure.objects.get(ref="SM1").owner) == "DCO, ICB"


def confirm(series: str, words: str, person: Any, **values: Any) -> Target:
    target = Target.objects.get(series__ref=series, due_as_printed=words)
    by_hand(target, person, confirmed_by=person, confirmed_at=noon(dt.date(2025, 1, 11)), **values)
    return target


def test_a_confirmed_target_is_no_difference(tmp_path: Path, officer: Any) -> None:
    load_small(tmp_path)
    confirm("SM2b", "By Jul 25", officer)
    corrected = confirm("SM2b", "By Jul 26", officer, basis="from_baseline", amount=Decimal(-15), note="As minuted.")
    moved = confirm("SM1a", "24/25", officer, due_on=dt.date(2025, 7, 31))
    assert "nothing to change" in str(load_small(tmp_path))
    assert "nothing to change" in str(load_small(tmp_path, replace=True))
    corrected.refresh_from_db()
    moved.refresh_from_db()
    assert (corrected.amount, moved.due_on) == (Decimal(-15), dt.date(2025, 7, 31))


LOCKED: dict[str, dict[str, str]] = {
    "printed-otherwise": swapped(T, "SM2b,By Jul 26,,-5%", "SM2b,By Jul 26,,-6%"),
    "gone": swapped(T, "SM2b,By Jul 26,,-5%,relative,per_year,-5,,,,\n", ""),
}


@pytest.mark.parametrize("changes", LOCKED.values(), ids=LOCKED.keys())
def test_a_confirmed_target_is_never_overwritten(tmp_path: Path, officer: Any, changes: dict[str, str]) -> None:
    load_small(tmp_path)
    confirm("SM2b", "By Jul 26", officer)
    with pytest.raises(Refused, match=r"target SM2b, 2026-07-31 .*\n.*Somebody has said something of these rows"):
        load_small(tmp_path, replace=True, **changes)
    assert Target.objects.get(series__ref="SM2b", due_as_printed="By Jul 26").as_printed == "-5%"


REPORTED: dict[str, tuple[dict[str, str], str]] = {
    "the-series": (swapped("series.csv", "SM1a,SM1,Within 6 weeks", "SM1a,SM1,Within 8 weeks"), "series SM1a differs"),
    "its-unit": (swapped("series.csv", "weeks,per_cent", "weeks,count"), "series SM1a differs in unit"),
    "its-baseline": (swapped("baselines.csv", "40%", "45%"), "baseline SM1a, Baseline April 24 45% is in the file"),
    "its-comparator": (
        swapped("comparators.csv", ",43,", ",44,"),
        "comparator SM1a, National average differs in value",
    ),
    "its-target": (
        swapped(T, "60%,value,,60", "65%,value,,65"),
        "target SM1a, 2026-09-30 differs in as printed, amount",
    ),
    "a-target-more": (with_row(T, "SM1a,By Sept 27,,70%,value,,70,,,,"), "target SM1a, 2027-09-30 is in the file and"),
    "the-measure-with-it": (without("SM1"), "series SM1a is in the plan here and not in the file"),
}


@pytest.mark.parametrize(("changes", "expected"), REPORTED.values(), ids=REPORTED.keys())
def test_a_series_that_has_readings_stays_as_it_is(tmp_path: Path, changes: dict[str, str], expected: str) -> None:
    load_small(tmp_path)
    ReadingFactory(series=Series.objects.get(ref="SM1a"))
    before = everything()
    with pytest.raises(Refused) as refused:
        load_small(tmp_path, replace=True, **changes)
    assert expected in str(refused.value)
    assert "Somebody has said something of these rows already" in str(refused.value)
    assert everything() == before


def test_the_other_series_of_its_measure_may_still_change(tmp_path: Path) -> None:
    load_small(tmp_path)
    ReadingFactory(series=Series.objects.get(ref="SM1a"))
    load_small(tmp_path, replace=True, **swapped("series.csv", "How good it is", "How good it was"))
    assert Series.objects.get(ref="SM1b").name == "How good it was (0 to 2)"


@pytest.mark.parametrize("how", ["column", "name"])
def test_a_series_that_a_layout_of_files_names_does_not_go(tmp_path: Path, how: str) -> None:
    load_small(tmp_path)
    series = Series.objects.get(ref="SM1b")
    profile = ProfileFactory(plan=series.plan, source=Source.objects.first())
    if how == "column":
        profile.columns.create(heading="Score", holds="value", series=series)
    else:
        profile.names.create(text="How good", series=series)
    with pytest.raises(Refused, match="series SM1b is in the plan here and not in the file"):
        load_small(tmp_path, replace=True, **without("SM1b", "series.csv", T))
    load_small(tmp_path, replace=True, **swapped("series.csv", "How good it is", "How good it was"))


# Anything at all


NAMES = st.sampled_from(sorted(MEASURES))
CELLS = st.text(max_size=12) | st.sampled_from(
    ["9" * 5000, "-1", "1e5", "²", ";", '"', "SM1a", "sm1b", "SM2b", "value", "points", "per_year", "By Apr 25", "NaN"]
)


def bent(changes: dict[str, int], cell: str) -> dict[str, bytes]:
    """Files of the measures with one cell of each replaced."""
    files = {}
    for name, which in changes.items():
        lines = [line.split(",") for line in MEASURES[name].splitlines()]
        row = lines[which % len(lines)]
        row[which // len(lines) % len(row)] = cell
        files[name] = "\n".join(map(",".join, lines)).encode("utf-8", "surrogatepass")
    return files


@hypothesis_settings(max_examples=100)
@given(changes=st.dictionaries(NAMES, st.integers(0, 200), min_size=1, max_size=3), cell=CELLS)
@pytest.mark.django_db(transaction=False)
def test_any_load_writes_all_or_nothing(changes: dict[str, int], cell: str) -> None:
    """Whatever is loaded first, the small plan after it loads whole or is refused: never half of one."""
    with tempfile.TemporaryDirectory() as place:
        before = everything()
        try:
            load_small(Path(place), replace=True, **bent(changes, cell))
        except Refused:
            assert everything() == before
        else:
            assert "nothing to change" in str(whole.load(place, now=NOW))


@hypothesis_settings(max_examples=examples(60))
@given(name=NAMES, content=st.binary(max_size=200))
@pytest.mark.django_db(transaction=False)
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        before = everything()
        with pytest.raises(Refused):
            load_small(Path(place), **{name: content})
        assert everything() == before
