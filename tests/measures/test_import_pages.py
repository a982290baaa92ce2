"""The pages of files of readings, as people use them: upload, look, confirm or drop; and who may."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.importing import opening, working
from measures.models import Profile, Reading, ReadingFile, Series
from tests.factories import ReadingFactory, SeriesFactory, SuccessMeasureFactory
from tests.people import Cast

from .handed_in import NOW, filled_in, loaded, profile, row

LIST = "/plans/hillside-send/readings/files/"
TEMPLATE = "/plans/hillside-send/readings/template.xlsx"
JANUARY = dt.date(2026, 1, 31)
MAY_NOT = ["lead", "ambition_lead", "group_member", "operational", "board"]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def series(cast: Cast) -> Series:
    measure = SuccessMeasureFactory(plan=cast.plan, title="On time")
    made: Any = SeriesFactory(measure=measure, ref="SM1a", name="Rated good")
    return made


@pytest.fixture
def client(cast: Cast, signed_in: Any) -> Any:
    return signed_in(cast.data_officer)


def given(client: Any, content: bytes, name: str = "January.xlsx", **more: Any) -> Any:
    return client.post(LIST, {"file": SimpleUploadedFile(name, content), "profile": "", **more})


def work() -> ReadingFile:
    """What a worker does meanwhile with the newest file."""
    file = ReadingFile.objects.latest("pk")
    job = working.load if file.state == "loading" else working.look_through
    job(file_id=file.pk, attempt=file.attempts, clock=lambda: NOW)
    return ReadingFile.objects.get(pk=file.pk)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_upload_look_and_confirm(client: Any, series: Series, cast: Cast) -> None:
    ReadingFactory(series=series, as_of=JANUARY, value=41)
    answer = given(client, filled_in(row(series, JANUARY, 43), row(series, "28/02/2026", 44)))
    address = answer.headers["Location"]
    assert address == f"{LIST}{ReadingFile.objects.get().pk}/"
    assert "Waiting for a worker to take it up." in text(client.get(address))

    work()
    page = text(client.get(address))
    assert "Nothing is recorded yet. This is what the file would record." in page
    assert "1 new reading, 1 that supersedes an earlier one, 0 that are here already." in page
    assert '<td data-label="Now">41%</td><td data-label="In the file"><strong>43%</strong></td>' in page
    assert "Record 2 readings" in page
    assert Reading.objects.count() == 1

    assert client.post(f"{address}confirm/").headers["Location"] == address
    assert "Waiting for a worker" in text(client.get(address))
    work()
    page = text(client.get(address))
    assert f"by {cast.data_officer}." in page
    assert "1 new reading, 1 that supersedes an earlier one, 0 that are here already." in page
    assert Reading.objects.count() == 3
    assert "1 new, 1 superseding" in text(client.get(LIST))


def test_what_is_wrong_is_listed_with_its_place(client: Any, series: Series) -> None:
    address = given(client, filled_in(row(series, JANUARY, 140))).headers["Location"]
    work()
    page = text(client.get(address))
    assert "1 thing to put right. Nothing is recorded." in page
    assert '<th scope="row">Readings, row 2</th><td data-label="Column">Value</td>' in page
    assert "“140”: " in page
    assert "Upload the mended file" in page
    assert "Record " not in page
    assert "1 thing to put right" in text(client.get(LIST))


def test_only_the_first_of_many_problems_are_listed(client: Any, series: Series) -> None:
    address = given(client, filled_in(*(row(series, JANUARY, "x") for _ in range(205)))).headers["Location"]
    work()
    page = text(client.get(address))
    assert "205 things to put right." in page
    assert "What to put right: the first 200 of 205" in page
    assert page.count("is not a number") == 200


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"PK\x03\x04 cut short", opening.BROKEN, id="cut short"),
        pytest.param("Tag;Wert;März".encode("cp1252"), opening.NOT_UTF8, id="Windows text"),
        pytest.param(b"", "The file is empty: export it again and upload it.", id="empty"),
    ],
)
def test_a_file_that_cannot_be_opened_is_told_beside_its_field(
    content: bytes, says: str, client: Any, cast: Cast
) -> None:
    layout = profile(cast.plan, ("Day", "date"), name="Our export", format="csv")
    answer = given(client, content, profile=layout.pk)
    page = text(answer)
    assert answer.status_code == 422
    assert says in page.split('id="id_file_error"')[1]
    assert f'<a href="#id_file">{says}</a>' in page
    assert "<title>Error: " in page
    assert f'<option value="{layout.pk}" selected>Our export</option>' in page
    assert not ReadingFile.objects.exists()


def test_no_file_is_told(client: Any, cast: Cast) -> None:
    answer = client.post(LIST, {"profile": ""})
    assert answer.status_code == 422
    assert "Choose the file of readings." in text(answer)


def test_the_very_same_file_says_when_it_was_loaded(client: Any, series: Series, cast: Cast) -> None:
    content = filled_in(row(series, JANUARY, 43))
    before = loaded(cast.plan, content, cast.officer)
    address = given(client, content).headers["Location"]
    work()
    page = text(client.get(address))
    assert f'The very same file was <a class="govuk-link" href="{LIST}{before.pk}/">loaded on' in page
    assert f"by {cast.officer}." in page
    assert "This file changes nothing." in page
    assert "Its one reading is here already, as the file gives it." in page
    assert "Record " not in page


def test_a_template_with_blanks_changes_nothing(client: Any, series: Series) -> None:
    content = client.get(TEMPLATE).content
    address = given(client, content).headers["Location"]
    work()
    assert "There is no figure in it: every value is empty" in text(client.get(address))


def test_dropping_a_file(client: Any, series: Series) -> None:
    address = given(client, filled_in(row(series, JANUARY, 43))).headers["Location"]
    work()
    answer = client.post(f"{address}drop/", follow=True)
    assert answer.redirect_chain[-1][0] == LIST
    assert "January.xlsx was dropped. Nothing of it was recorded." in text(answer)
    assert "This file was dropped." in text(client.get(address))
    answer = client.post(f"{address}confirm/", follow=True)
    assert "This file is not waiting to be confirmed." in text(answer)
    assert not Reading.objects.exists()


def test_what_is_being_loaded_cannot_be_dropped(client: Any, series: Series) -> None:
    address = given(client, filled_in(row(series, JANUARY, 43))).headers["Location"]
    work()
    client.post(f"{address}confirm/")
    assert "This file cannot be dropped. It is: being loaded." in text(client.post(f"{address}drop/", follow=True))


@pytest.mark.parametrize(
    ("values", "asks_again", "says"),
    [
        pytest.param({}, True, "Waiting for a worker", id="waiting"),
        pytest.param({"attempts": 1, "rows": 12000}, True, "Looking through it: 12,000 rows read so far.", id="at it"),
        pytest.param(
            {"state": "loading", "attempts": 1, "rows": 1}, True, "Recording it: 1 row read so far.", id="loading"
        ),
        pytest.param({"state": "failed", "error": "The disk is full."}, False, "The disk is full.", id="failed"),
        pytest.param({"state": "refused", "error": "No such sheet."}, False, "No such sheet.", id="refused"),
    ],
)
def test_the_page_says_how_far_it_is(
    values: dict[str, Any], asks_again: bool, says: str, client: Any, cast: Cast
) -> None:
    address = given(client, filled_in()).headers["Location"]
    ReadingFile.objects.update(**values)
    whole, part = text(client.get(address)), text(client.get(address, headers={"HX-Request": "true"}))
    for page in (whole, part):
        assert says in page
        assert ('hx-trigger="every 2s"' in page) is asks_again
        assert ("Check again" in page) is asks_again
    assert "<html" in whole
    assert "<html" not in part


def test_what_a_file_holds_is_never_taken_for_markup(client: Any, series: Series) -> None:
    address = given(client, filled_in(row(series, "<script>", "<b>43</b>")), name="<i>.xlsx").headers["Location"]
    work()
    page = text(client.get(address))
    assert "&lt;script&gt;" in page
    assert "<b>43" not in page
    assert "<i>" not in page


def test_the_template_comes_as_a_workbook(client: Any, series: Series) -> None:
    answer = client.get(TEMPLATE)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hillside-send-readings.xlsx"'
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == ["Readings", "How to fill it in"]


@pytest.mark.parametrize("part", [*MAY_NOT, "observer", "nobody", "stranger"])
def test_who_is_kept_out(part: str, client: Any, series: Series, cast: Cast, signed_in: Any) -> None:
    address = given(client, filled_in(row(series, JANUARY, 43))).headers["Location"]
    work()
    outsider, refusal = signed_in(getattr(cast, part)), 403 if part in MAY_NOT else 404
    for page in (LIST, address, TEMPLATE):
        assert outsider.get(page).status_code == refusal
    for act in (LIST, f"{address}confirm/", f"{address}drop/"):
        assert outsider.post(act).status_code == refusal
    assert ReadingFile.objects.get().state == "shown"


def test_a_file_of_another_plan_is_not_found(client: Any, cast: Cast) -> None:
    elsewhere = SuccessMeasureFactory().plan
    file = ReadingFile.objects.create(
        plan=elsewhere, file="readings/x", name="x", size=1, sha256="0", by=cast.officer, uploaded_at=NOW
    )
    assert client.get(f"{LIST}{file.pk}/").status_code == 404


def test_reading_a_page_changes_nothing(client: Any, series: Series) -> None:
    address = given(client, filled_in(row(series, JANUARY, 43))).headers["Location"]
    work()
    for act in ("confirm/", "drop/"):
        assert client.get(f"{address}{act}").status_code == 405


def test_the_lists_queries_do_not_grow(client: Any, cast: Cast, django_assert_num_queries: Any) -> None:
    layout: Profile = profile(cast.plan, ("Day", "date"))
    given(client, filled_in())
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    asked = len(one)
    for _ in range(8):
        given(client, filled_in(), profile=layout.pk)
    with django_assert_num_queries(asked):
        client.get(LIST)
