"""`manage.py build_pack`: the same pack by hand."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from reports import frozen, pdf
from reports.models import BoardPack
from tests.people import Cast

TODAY = timezone.localdate().isoformat()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    drawn: list[str] = []

    def draw(document: frozen.Document) -> pdf.Rendered:
        drawn.append(frozen.sha256(document))
        return pdf.Rendered(b"%PDF-1.7 drawn", 3)

    monkeypatch.setattr(pdf, "render_pack", draw)
    return drawn


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("build_pack", *arguments, stdout=said)
    return said.getvalue()


def test_it_writes_the_file_and_says_what_it_is(cast: Cast, tmp_path: Path, quick: list[str]) -> None:
    file = tmp_path / "pack.pdf"
    said = run("hillside-send", "--as-at", TODAY, "--output", str(file))
    assert file.read_bytes() == b"%PDF-1.7 drawn"
    assert said == f"{file}: 3 pages, 14 bytes, document {quick[0]}\n"
    assert not BoardPack.objects.exists()


def test_it_may_be_listed_as_asked_for_by_an_officer(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "pack.pdf"
    run("hillside-send", "--as-at", TODAY, "--output", str(file), "--by", cast.officer.email.upper())
    listed = BoardPack.objects.get()
    assert (listed.state, listed.requested_by) == ("built", cast.officer)
    assert file.read_bytes() == listed.pdf.read()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["nowhere", "--as-at", TODAY], "There is no plan 'nowhere'", id="no such plan"),
        pytest.param(["hillside-send", "--as-at", "soon"], "Write a day such as", id="no day"),
        pytest.param(
            ["hillside-send", "--as-at", str(dt.date.today() + dt.timedelta(days=2))],
            "cannot be in the future",
            id="a day to come",
        ),
        pytest.param(["hillside-send", "--as-at", "2020-01-01"], "The plan begins here on", id="before the plan"),
        pytest.param(
            ["hillside-send", "--as-at", TODAY, "--by", "nobody@example.org"], "Nobody has the address", id="no officer"
        ),
        pytest.param(
            ["hillside-send", "--as-at", TODAY, "--by", "benedict.board@example.org"],
            "You may not build a board pack",
            id="not an officer",
        ),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(arguments: list[str], says: str, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "pack.pdf"
    with pytest.raises(CommandError, match=says):
        run(*arguments, "--output", str(file))
    assert not file.exists()


def test_a_folder_that_is_not_there_is_told(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="could not be written"):
        run("hillside-send", "--as-at", TODAY, "--output", str(tmp_path / "none" / "pack.pdf"))
