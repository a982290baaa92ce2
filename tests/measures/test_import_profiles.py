"""Profiles of exports: added and changed in the browser, with their history; a starting point for each source."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from measures.importing.history import history
from measures.models import Profile
from measures.services import profiles as services
from measures.services.profiles import ColumnText, NameText, columns_of, names_of
from tests.factories import PlacementFactory, SeriesFactory, SourceFactory, SuccessMeasureFactory
from tests.people import Cast, as_of_today

from .handed_in import NOW, csv_of, loaded, recorded

LIST = "/plans/hillside-send/readings/profiles/"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def of(cast: Cast) -> Any:
    """A source and two series."""
    measure = SuccessMeasureFactory(plan=cast.plan, title="On time")
    return SimpleNamespace(
        plan=cast.plan,
        by=as_of_today(cast.data_officer),
        source=SourceFactory(partnership=cast.partnership, name="Census"),
        good=SeriesFactory(measure=measure, ref="SM1a", name="Rated good"),
        poor=SeriesFactory(measure=measure, ref="SM1b", name="Rated poor"),
    )


def typed(of: Any, *columns: tuple[Any, ...], names: dict[str, Any] | None = None, **text: Any) -> dict[str, Any]:
    """What the page sends."""
    sent = {"name": "Monthly export", "source": of.source.pk, "format": "csv", "sheet": "", "header_row": "1"}
    sent |= {"dates": "day_first", "seen": "0"} | text
    lines = {
        "columns": [
            dict(zip(("heading", "holds", "series", "factor"), (*column, "", ""), strict=False)) for column in columns
        ],
        "names": [{"text": words, "series": series.pk} for words, series in (names or {}).items()],
    }
    for prefix, forms in lines.items():
        sent |= {f"{prefix}-TOTAL_FORMS": len(forms), f"{prefix}-INITIAL_FORMS": text.get(f"{prefix}_there", 0)}
        sent |= {f"{prefix}-{n}-{name}": value for n, form in enumerate(forms) for name, value in form.items()}
    return sent


def of_a_day(of: Any) -> tuple[tuple[Any, ...], ...]:
    return ("Day", "date"), ("% good", "value", of.good.pk, "100"), ("% poor", "value", of.poor.pk)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_data_officer_adds_one_and_loads_with_it(of: Any, cast: Cast, signed_in: Any) -> None:
    client = signed_in(cast.data_officer)
    answer = client.post(f"{LIST}add/", typed(of, *of_a_day(of), ("", "value")))
    made = Profile.objects.get()
    assert answer.headers["Location"] == f"{LIST}{made.pk}/"
    assert columns_of(made) == [
        ColumnText("Day", "date"),
        ColumnText("% good", "value", of.good, Decimal(100)),
        ColumnText("% poor", "value", of.poor),
    ]
    page = text(client.get(f"{LIST}{made.pk}/"))
    assert "Try it on a file" in page
    assert f'<input type="hidden" name="profile" value="{made.pk}">' in page
    loaded(of.plan, csv_of(["Day", "% GOOD", "% poor"], ["31/1/2026", "0.43", "7"]), cast.data_officer, made)
    assert [(ref, value) for ref, _, value in recorded()] == [("SM1a", Decimal(43)), ("SM1b", Decimal(7))]


def test_names_are_for_a_column_that_names_the_series(of: Any, cast: Cast, signed_in: Any) -> None:
    columns = ("Day", "date"), ("Indicator", "series"), ("Result", "value")
    client = signed_in(cast.officer)
    client.post(f"{LIST}add/", typed(of, *columns, names={"Good ones": of.good}))
    assert names_of(Profile.objects.get()) == [NameText("Good ones", of.good)]


WRONG = [
    pytest.param({"name": ""}, "Enter a name.", id="no name"),
    pytest.param({"source": ""}, "Choose a source.", id="no source"),
    pytest.param({"header_row": "0"}, "Rows are numbered from 1.", id="no row"),
    pytest.param({"columns": []}, "One column must hold the day or period", id="no columns"),
    pytest.param({"columns": [("Day", "date")]}, "No column holds a value.", id="no value"),
    pytest.param({"columns": [("Day", "date"), ("Good", "value")]}, "“Good” belongs to no series.", id="of no series"),
    pytest.param(
        {"columns": [("Day", "date"), ("day", "date"), ("Good", "value", "good")]},
        "The heading “day” stands twice",
        id="twice",
    ),
    pytest.param(
        {"columns": [("Day", "date"), ("A", "value", "good"), ("B", "value", "good")]},
        "SM1a has two columns for this: the value.",
        id="a series twice",
    ),
    pytest.param(
        {"columns": [("Day", "date"), ("A", "value", "good"), ("B", "numerator", "good")]},
        "Numerator and denominator go together: give both for SM1a, or neither.",
        id="half a rate",
    ),
    pytest.param(
        {"columns": [("Day", "date"), ("S", "series"), ("A", "value", "good")]},
        "leave their series empty",
        id="both layouts at once",
    ),
    pytest.param({"columns": [("Day", "date"), ("S", "series")]}, "one column holds the value", id="nothing to read"),
    pytest.param(
        {"columns": [("Day", "date"), ("", "value", "good")]},
        "Write it as the file has it, or take the series",
        id="no heading",
    ),
    pytest.param(
        {"columns": [("Day", "date"), ("A", "value", "good", "0")]}, "Enter a number above nought", id="times 0"
    ),
    pytest.param(
        {"columns": [("Day", "date"), ("A", "value", "good", "x")]}, "Enter a number, such as 100", id="times x"
    ),
    pytest.param(
        {"columns": [("Day", "date", "good"), ("A", "value", "good")]},
        "“Day” holds no figure, so it belongs to no series",
        id="a day's series",
    ),
    pytest.param({"names": True}, "Names of series are for files with a column that names", id="names for nothing"),
]


@pytest.mark.parametrize(("change", "says"), WRONG)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    change: Any, says: str, of: Any, cast: Cast, signed_in: Any
) -> None:
    columns = [
        tuple(getattr(of, cell).pk if cell in ("good", "poor") else cell for cell in column)
        for column in change.pop("columns", of_a_day(of))
    ]
    names = {"Good": of.good} if change.pop("names", False) else None
    answer = signed_in(cast.data_officer).post(f"{LIST}add/", typed(of, *columns, names=names, sheet="Typed", **change))
    page = text(answer)
    assert answer.status_code == 422
    assert says in page
    assert "<title>Error: " in page
    assert 'value="Typed"' in page
    assert all(f'value="{heading.strip()}"' in page for heading, *_ in columns if heading)
    assert not Profile.objects.exists()


def add(of: Any, *columns: ColumnText, **text: Any) -> Profile:
    wanted = {"name": "Monthly export", "source": of.source, "format": "csv"} | text
    columns = columns or (ColumnText("Day", "date"), ColumnText("% good", "value", of.good))
    return services.add_profile(plan=of.plan, columns=list(columns), names=[], by=of.by, now=NOW, **wanted)


def test_every_change_is_in_its_history(of: Any, cast: Cast, signed_in: Any) -> None:
    made = add(of)
    seen = services.version(made)
    columns = ("Day", "date"), ("% good", "value", of.good.pk, "100"), ("% poor", "value", of.poor.pk)
    there = {"columns_there": 2, "seen": seen, "sheet": "Data", "format": "xlsx"}
    answer = signed_in(cast.officer).post(f"{LIST}{made.pk}/", typed(of, *columns, **there))
    assert answer.status_code == 302
    told = [(change.who, change.sentence) for change in history(made)]
    assert told == [
        (str(cast.officer), "set the column “% poor”: value of SM1b"),
        (str(cast.officer), "set the column “% good”: value of SM1a, × 100"),
        (str(cast.officer), "took out the column “% good”: value of SM1a"),
        (
            str(cast.officer),
            "changed the kind of file from “CSV” to “Excel workbook (.xlsx)” and changed the sheet from “” to “Data”",
        ),
        (str(cast.data_officer), "set the column “% good”: value of SM1a"),
        (str(cast.data_officer), "set the column “Day”: date"),
        (str(cast.data_officer), "added the profile “Monthly export”"),
    ]
    assert "set the column “% poor”" in text(signed_in(cast.officer).get(f"{LIST}{made.pk}/"))


def test_a_heading_that_is_emptied_takes_its_column_out(of: Any, cast: Cast, signed_in: Any) -> None:
    made = add(of, ColumnText("Day", "date"), ColumnText("A", "value", of.good), ColumnText("B", "value", of.poor))
    columns = ("Day", "date"), ("", "value", of.good.pk), ("B", "value", of.poor.pk)
    sent = typed(of, *columns, columns_there=3, seen=services.version(made))
    assert signed_in(cast.data_officer).post(f"{LIST}{made.pk}/", sent).status_code == 302
    assert [each.heading for each in columns_of(made)] == ["Day", "B"]


def test_saving_without_a_change_leaves_no_trace(of: Any) -> None:
    made = add(of)
    seen = services.version(made)
    services.change_profile(
        profile=made, seen=seen, columns=columns_of(made), names=[], by=of.by, now=NOW, name="Monthly export"
    )
    assert services.version(made) == seen


def test_what_another_changed_meanwhile_is_not_overwritten_unseen(of: Any, cast: Cast, signed_in: Any) -> None:
    made = add(of)
    seen = services.version(made)
    services.change_profile(
        profile=made, seen=seen, columns=columns_of(made), names=[], by=of.by, now=NOW, sheet="Theirs"
    )
    client = signed_in(cast.officer)
    answer = client.post(f"{LIST}{made.pk}/", typed(of, *of_a_day(of), columns_there=2, seen=seen, sheet="Mine"))
    assert answer.status_code == 422
    assert "Somebody changed this profile since you opened it." in text(answer)
    assert 'value="Mine"' in text(answer)
    again = typed(of, *of_a_day(of), columns_there=2, seen=services.version(made), sheet="Mine")
    assert client.post(f"{LIST}{made.pk}/", again).status_code == 302
    made.refresh_from_db()
    assert made.sheet == "Mine"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        pytest.param({"name": "MONTHLY export"}, "name", id="a name that is taken"),
        pytest.param({"source": "elsewhere"}, "source", id="a source of elsewhere"),
    ],
)
def test_what_the_service_refuses(text: Any, field: str, of: Any) -> None:
    add(of)
    change = {"name": "Another"} | text | ({"source": SourceFactory()} if "source" in text else {})
    with pytest.raises(ValidationError) as refused:
        add(of, **change)
    assert list(refused.value.message_dict) == [field]


def test_series_of_another_plan_are_refused(of: Any) -> None:
    with pytest.raises(ValidationError, match="Choose series of this plan"):
        add(of, ColumnText("Day", "date"), ColumnText("Good", "value", SeriesFactory()))


@pytest.fixture
def sources(of: Any, cast: Cast) -> None:
    """Two sources; one measure is in both, and two series of one source share a name."""
    other = SuccessMeasureFactory(plan=of.plan, title="Timely", frequency="monthly")
    SeriesFactory(measure=other, ref="SM2a", name="Rated good")
    ehm = SourceFactory(partnership=cast.partnership, name="EHM / PBI")
    for measure, source in ((of.good.measure, of.source), (other, of.source), (other, ehm)):
        PlacementFactory(measure=measure, source=source)


def test_each_source_gets_a_starting_point(of: Any, sources: None) -> None:
    made = services.add_standard_profiles(plan=of.plan, by=of.by, now=NOW)
    assert {each.name: (each.dates, [column.heading for column in columns_of(each)]) for each in made} == {
        "Census": ("day_first", ["Day", "SM1a Rated good", "Rated poor", "SM2a Rated good"]),
        "EHM / PBI": ("month", ["Month", "Rated good"]),
    }
    assert history(made[0])[-1].sentence == services.STARTING_POINT
    assert services.add_standard_profiles(plan=of.plan, by=of.by, now=NOW) == []


def test_a_source_that_has_a_profile_keeps_it(of: Any, sources: None) -> None:
    mine = add(of, name="EHM / PBI")
    made = services.add_standard_profiles(plan=of.plan, by=of.by, now=NOW)
    assert [each.name for each in made] == ["EHM / PBI, a column a series"]
    assert columns_of(mine)[1].heading == "% good"


def test_the_page_says_that_the_headings_are_a_guess(of: Any, sources: None, cast: Cast, signed_in: Any) -> None:
    client = signed_in(cast.data_officer)
    assert "the headings are a guess" in text(client.get(LIST))
    answer = client.post(f"{LIST}standard/", follow=True)
    assert "Made 2 profiles. Edit each to what its source really exports." in text(answer)
    assert "Every source has a profile already." in text(client.post(f"{LIST}standard/", follow=True))


@pytest.mark.parametrize("part", ["lead", "board", "operational", "observer", "nobody", "stranger"])
def test_who_is_kept_out(part: str, of: Any, cast: Cast, signed_in: Any) -> None:
    made = add(of)
    outsider, refusal = signed_in(getattr(cast, part)), 403 if part in ("lead", "board", "operational") else 404
    for address in (LIST, f"{LIST}add/", f"{LIST}{made.pk}/"):
        assert outsider.get(address).status_code == refusal
    for address in (f"{LIST}add/", f"{LIST}{made.pk}/", f"{LIST}standard/"):
        assert outsider.post(address, typed(of, *of_a_day(of))).status_code == refusal
    with pytest.raises(PermissionDenied):
        services.add_standard_profiles(plan=of.plan, by=as_of_today(getattr(cast, part)), now=NOW)


def test_a_profile_of_another_plan_is_not_found(of: Any, cast: Cast, signed_in: Any) -> None:
    elsewhere = SuccessMeasureFactory().plan
    foreign = Profile.objects.create(plan=elsewhere, source=SourceFactory(partnership=elsewhere.partnership), name="x")
    assert signed_in(cast.data_officer).get(f"{LIST}{foreign.pk}/").status_code == 404


def test_the_lists_queries_do_not_grow(of: Any, cast: Cast, signed_in: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        add(of, name=f"Export {number}")
    client = signed_in(cast.data_officer)
    with django_assert_max_num_queries(8):
        client.get(LIST)
