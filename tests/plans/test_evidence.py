"""Evidence: what a file is, is judged by its content; only those who may see the plan are given it."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from plans.evidence import examine
from plans.models import Evidence
from tests.factories import EvidenceFactory, StatusUpdateFactory
from tests.pages import address, form_data

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 40
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>x</title><script>alert(1)</script>"
EXE = b"MZ\x90\x00" + b"\x00" * 60


def office(folder):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr(f"{folder}/document.xml", "<document/>")
    return content.getvalue()


def zipped():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("run.exe", EXE)
    return content.getvalue()


def upload(content, name="minutes.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(PDF, "application/pdf", id="PDF"),
        pytest.param(PNG, "image/png", id="PNG"),
        pytest.param(JPEG, "image/jpeg", id="JPEG"),
        pytest.param("Minutes — 3\u00a0März".encode(), "text/plain", id="text"),
        pytest.param(office("word"), "wordprocessingml.document", id="Word"),
        pytest.param(office("xl"), "spreadsheetml.sheet", id="Excel"),
        pytest.param(office("ppt"), "presentationml.presentation", id="PowerPoint"),
    ],
)
def test_kinds_that_are_kept(content, kind):
    kept = examine(upload(content, "a name that says nothing.exe"))
    assert kept.content_type.endswith(kind)
    assert kept.size == len(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(HTML, "not a kind of file", id="HTML renamed .pdf"),
        pytest.param(b"  \n" + HTML, "not a kind of file", id="HTML after blanks"),
        pytest.param(b"\xef\xbb\xbf" + HTML, "not a kind of file", id="HTML after a mark"),
        pytest.param(SVG, "not a kind of file", id="SVG"),
        pytest.param(EXE, "not a kind of file", id="a program"),
        pytest.param(zipped(), "not a kind of file", id="a zip of a program"),
        pytest.param(b"\x00\x01\x02\x03", "not a kind of file", id="bytes"),
        pytest.param(b"", "is empty", id="empty"),
    ],
)
def test_kinds_that_are_refused(content, message):
    with pytest.raises(ValidationError, match=message):
        examine(upload(content))


def test_too_large(settings):
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    assert examine(upload(b"a" * 1024 * 1024))
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        examine(upload(b"a" * (1024 * 1024 + 1)))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", 'a"b\r\nX-Evil: 1.txt', "…", "a" * 300], ids=range(5)
)
def test_a_name_is_never_a_path(name):
    kept = examine(upload(b"What was agreed.", name))
    assert not set(kept.name) & set('/\\"\r\n')
    assert 0 < len(kept.name) <= 200


# With an update


def claim_with(cast, *files):
    return form_data(
        cast.milestone,
        declared="complete",
        completed_on="1 March 2026",
        difference_made="Seen sooner.",
        evidence_files=list(files),
    )


def test_files_come_with_a_claim(cast, signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sent = claim_with(cast, upload(PDF), upload(b"What was agreed.", "note.txt"))
    assert signed_in(cast.lead).post(address(cast.milestone), sent).status_code == 302
    kept = list(Evidence.objects.all())
    assert [(one.name, one.content_type) for one in kept] == [
        ("minutes.pdf", "application/pdf"),
        ("note.txt", "text/plain"),
    ]
    assert all(one.update.has_file and str(one.key) in str(one.file) for one in kept)


def test_every_file_that_is_refused_is_named_and_nothing_is_kept(cast, signed_in):
    sent = claim_with(cast, upload(PDF), upload(SVG, "logo.svg"), upload(b"", "nothing.txt"))
    page = signed_in(cast.lead).post(address(cast.milestone), sent)
    assert page.status_code == 422
    assert "logo.svg is not a kind of file" in page.content.decode()
    assert "nothing.txt is empty" in page.content.decode()
    assert not Evidence.objects.exists()


# Handed out


@pytest.fixture
def kept(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    update = StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, claim=True, has_file=True)
    return EvidenceFactory(update=update, name="panel minutes.txt")


READS = dict.fromkeys(
    ["lead", "colleague", "ambition_lead", "group_member", "operational", "board", "officer", "data_officer"], 200
) | dict.fromkeys(["observer", "nobody", "stranger"], 404)


@pytest.mark.parametrize(("part", "status"), READS.items())
def test_who_is_given_a_file(cast, signed_in, kept, part, status):
    assert signed_in(getattr(cast, part)).get(f"/evidence/{kept.key}/").status_code == status


def test_somebody_not_signed_in_is_asked_to(client, kept):
    answer = client.get(f"/evidence/{kept.key}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_file_is_saved_never_shown(cast, signed_in, kept):
    answer = signed_in(cast.board).get(f"/evidence/{kept.key}/")
    assert b"".join(answer.streaming_content) == b"What was agreed."
    assert answer["Content-Disposition"] == 'attachment; filename="panel minutes.txt"'
    assert answer["Content-Type"] == "text/plain"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_file_that_went_missing_is_not_found(cast, signed_in, kept):
    kept.file.storage.delete(kept.file.name)
    assert signed_in(cast.board).get(f"/evidence/{kept.key}/").status_code == 404
