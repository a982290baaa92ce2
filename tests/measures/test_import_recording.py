"""What a file of readings leaves behind: all of it or nothing, once and not twice, and what was there stays."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from measures.importing import problems, working
from measures.models import Column, Profile, Reading, ReadingFile
from measures.services import files
from tests.factories import ReadingFactory, SeriesFactory, SuccessMeasureFactory, noon
from tests.people import Cast, as_of_today

from .handed_in import NOW, csv_of, filled_in, loaded, looked_through, profile, recorded, row, told, uploaded

JANUARY, FEBRUARY = dt.date(2026, 1, 31), dt.date(2026, 2, 28)
LATER = NOW + dt.timedelta(minutes=5)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def of(cast: Cast) -> Any:
    """A plan with a per cent and a count."""
    measure = SuccessMeasureFactory(plan=cast.plan, title="On time")
    return SimpleNamespace(
        plan=cast.plan,
        who=cast.data_officer,
        good=SeriesFactory(measure=measure, ref="SM1a", name="Rated good"),
        count=SeriesFactory(measure=measure, ref="SM1b", name="Views", unit="count"),
    )


@pytest.fixture
def before(of: Any) -> Reading:
    """A reading entered by hand."""
    entered: Any = ReadingFactory(
        series=of.good,
        as_of=JANUARY,
        value=41,
        numerator=41,
        denominator=100,
        note="By hand",
        recorded_at=noon(JANUARY),
    )
    return entered


def test_one_wrong_cell_and_nothing_is_recorded(of: Any) -> None:
    rows = [row(of.good, JANUARY, 43), row(of.count, JANUARY, 7), row(of.good, FEBRUARY, 101)]
    file = looked_through(of.plan, filled_in(*rows), of.who)
    assert (file.state, file.problem_count) == ("refused", 1)
    with pytest.raises(ValidationError, match="not waiting to be confirmed"):
        files.confirm(file=file, by=as_of_today(of.who), now=NOW)
    assert not recorded()


def test_every_problem_is_counted_and_the_first_are_told(of: Any) -> None:
    many = problems.FIRST + 50
    rows = [row(of.good, JANUARY, "x") for _ in range(many)]
    file = looked_through(of.plan, filled_in(*rows), of.who)
    assert (file.problem_count, len(file.problems)) == (many, problems.FIRST)


def test_what_it_would_record_is_shown_with_what_is_there(of: Any, before: Reading) -> None:
    rows = [row(of.good, JANUARY, 43.25), row(of.count, JANUARY, 1330), row(of.good, FEBRUARY, 44, provisional="yes")]
    file = looked_through(of.plan, filled_in(*rows), of.who)
    assert (file.state, file.new, file.superseding, file.unchanged) == ("shown", 2, 1, 0)
    assert [(c["kind"], c["series"], c["when"], c["before"], c["value"], c["row"]) for c in file.changes] == [
        ("superseding", "SM1a", "31 January 2026", "41% (41 of 100)", "43.25%", 2),
        ("new", "SM1a", "28 February 2026", "", "44%, provisional", 4),
        ("new", "SM1b", "31 January 2026", "", "1,330", 3),
    ]
    assert recorded() == [("SM1a", JANUARY, Decimal(41))]


def test_the_same_file_twice_changes_nothing(of: Any) -> None:
    content = filled_in(row(of.good, JANUARY, 43, note="Audit"), row(of.count, JANUARY, 7))
    first = loaded(of.plan, content, of.who)
    again = looked_through(of.plan, content, of.who, now=LATER)
    assert first.sha256 == again.sha256
    assert (again.state, again.new, again.superseding, again.unchanged) == ("shown", 0, 0, 2)
    assert Reading.objects.count() == 2


def test_a_later_file_supersedes_and_the_earlier_row_stays(of: Any) -> None:
    loaded(of.plan, filled_in(row(of.good, JANUARY, 43)), of.who)
    later = loaded(of.plan, filled_in(row(of.good, JANUARY, 44)), of.who, now=LATER)
    assert (later.new, later.superseding) == (0, 1)
    assert [value for _, _, value in recorded(of.good)] == [43, 44]
    assert Reading.objects.current(LATER.date()).get().value == 44


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        pytest.param({}, "unchanged", id="the value alone"),
        pytest.param({"numerator": 41, "denominator": 100}, "unchanged", id="all of it"),
        pytest.param({"note": "By hand"}, "unchanged", id="the same note"),
        pytest.param({"note": "Audited"}, "superseding", id="another note"),
        pytest.param({"provisional": "no"}, "unchanged", id="said to be final, as it is"),
        pytest.param({"provisional": "yes"}, "superseding", id="said to be provisional"),
        pytest.param({"numerator": 205, "denominator": 500}, "superseding", id="another rate of the same value"),
    ],
)
def test_only_what_the_file_speaks_of_can_differ(said: Any, kind: str, of: Any, before: Reading) -> None:
    file = looked_through(of.plan, filled_in(row(of.good, JANUARY, 41, **said)), of.who)
    assert getattr(file, kind) == 1


def test_where_the_value_stays_so_does_what_the_file_is_silent_of(of: Any, before: Reading) -> None:
    loaded(of.plan, filled_in(row(of.good, JANUARY, 41, provisional="yes")), of.who)
    after = Reading.objects.latest("pk")
    assert (after.numerator, after.denominator, after.note, after.is_provisional) == (41, 100, "By hand", True)


def test_where_the_value_changes_its_old_rate_and_note_do_not_stay(of: Any, before: Reading) -> None:
    loaded(of.plan, filled_in(row(of.good, JANUARY, 42)), of.who)
    after = Reading.objects.latest("pk")
    assert (after.numerator, after.denominator, after.note, after.is_provisional) == (None, None, "", False)


def test_what_was_withdrawn_can_be_reported_anew(of: Any, before: Reading) -> None:
    ReadingFactory(series=of.good, as_of=JANUARY, value=None, is_withdrawn=True, note="Wrong series", recorded_at=NOW)
    assert loaded(of.plan, filled_in(row(of.good, JANUARY, 41)), of.who, now=LATER).new == 1


@pytest.mark.parametrize(
    ("second", "says"),
    [
        pytest.param(43, "", id="the same again"),
        pytest.param(44, "Row 2 gives another figure for the same series and 31 January 2026. Keep one", id="another"),
    ],
)
def test_one_series_and_day_stand_once_in_a_file_or_say_the_same(second: int, says: str, of: Any) -> None:
    file = looked_through(of.plan, filled_in(row(of.good, JANUARY, 43), row(of.good, "31/1/2026", second)), of.who)
    assert (file.state, file.new) == (("refused", 0) if says else ("shown", 1))
    assert all(says in sentence for sentence in told(file))


def test_what_came_meanwhile_is_counted_again_when_it_is_loaded(of: Any) -> None:
    file = looked_through(of.plan, filled_in(row(of.good, JANUARY, 43), row(of.count, JANUARY, 7)), of.who)
    assert (file.new, file.superseding, file.unchanged) == (2, 0, 0)
    ReadingFactory(series=of.good, as_of=JANUARY, value=42, recorded_at=NOW)
    ReadingFactory(series=of.count, as_of=JANUARY, value=7, recorded_at=NOW)
    files.confirm(file=file, by=as_of_today(of.who), now=NOW)
    working.load(file_id=file.pk, attempt=0, clock=lambda: LATER)
    file.refresh_from_db()
    assert (file.state, file.new, file.superseding, file.unchanged) == ("loaded", 0, 1, 1)
    assert file.loaded_at == LATER


def test_a_profile_that_changed_meanwhile_is_judged_anew(of: Any) -> None:
    layout = profile(of.plan, ("Day", "date"), ("Good", "value", of.good), format="csv")
    file = looked_through(of.plan, csv_of(["Day", "Good"], ["31/1/2026", "43"]), of.who, layout)
    Column.objects.filter(heading="Good").update(factor=100)
    files.confirm(file=file, by=as_of_today(of.who), now=NOW)
    working.load(file_id=file.pk, attempt=0, clock=lambda: NOW)
    file.refresh_from_db()
    assert (file.state, file.problem_count) == ("refused", 1)
    assert not recorded()


def test_a_file_that_is_no_longer_as_it_was_uploaded_is_not_loaded(of: Any) -> None:
    file = looked_through(of.plan, filled_in(row(of.good, JANUARY, 43)), of.who)
    files.confirm(file=file, by=as_of_today(of.who), now=NOW)
    with open(file.file.path, "wb") as kept:
        kept.write(filled_in(row(of.good, JANUARY, 99)))
    working.load(file_id=file.pk, attempt=0, clock=lambda: NOW)
    file.refresh_from_db()
    assert (file.state, recorded()) == ("refused", [])
    assert "no longer the one that was uploaded" in file.error


def test_a_dropped_file_stays_dropped(of: Any) -> None:
    file = looked_through(of.plan, filled_in(row(of.good, JANUARY, 43)), of.who)
    files.drop(file=file, by=as_of_today(of.who))
    for act in (files.confirm, files.drop):
        with pytest.raises(ValidationError, match="It is: dropped without being loaded"):
            act(file=file, by=as_of_today(of.who), **({"now": NOW} if act is files.confirm else {}))
    assert not working.load(file_id=file.pk, attempt=0, clock=lambda: NOW)
    assert not recorded()


def test_a_file_is_kept_under_a_random_name_with_its_own_beside_it(of: Any) -> None:
    file = uploaded(of.plan, filled_in(), of.who)
    assert file.file.name == f"readings/{file.key}"
    assert (file.name, file.by, file.uploaded_at) == ("readings.xlsx", of.who, NOW)


@pytest.mark.parametrize("part", ["lead", "ambition_lead", "operational", "board", "observer", "nobody", "stranger"])
def test_only_data_officers_and_officers_load(part: str, of: Any, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        uploaded(of.plan, filled_in(), getattr(cast, part))
    shown = looked_through(of.plan, filled_in(row(of.good, JANUARY, 43)), cast.officer)
    for act, more in ((files.confirm, {"now": NOW}), (files.drop, {})):
        with pytest.raises(PermissionDenied):
            act(file=shown, by=as_of_today(getattr(cast, part)), **more)
    assert ReadingFile.objects.get().state == "shown"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"format": "csv"}, "is for CSV, and this file is Excel workbook (.xlsx)", id="another kind"),
        pytest.param({"plan": "elsewhere"}, "Choose a profile of this plan.", id="another plan's"),
    ],
)
def test_a_profile_fits_its_plan_and_kind_of_file(change: Any, says: str, of: Any) -> None:
    plan = SuccessMeasureFactory().plan if "plan" in change else of.plan
    layout: Profile = profile(plan, ("Day", "date"), format=change.get("format", "xlsx"))
    with pytest.raises(ValidationError) as refused:
        uploaded(of.plan, filled_in(), of.who, layout)
    assert says in refused.value.message_dict["profile"][0]
