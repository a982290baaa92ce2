"""What may not be opened is refused by its bytes and its table of contents, with a sentence that says what to do."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from measures.importing import opening
from measures.models import ReadingFile
from tests.people import Cast

from .handed_in import filled_in, repacked, uploaded

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
WORKBOOK = filled_in(["SM1a", "", "", "31/01/2026", 43])
CONTENTS = b"<Types/>"


def zipped(**parts: bytes) -> bytes:
    """A zip of nearly a workbook's parts."""
    return _zip({"[Content_Types].xml": CONTENTS, "xl/workbook.xml": b"<workbook/>"} | parts)


def _zip(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def with_part(name: str, part: bytes) -> bytes:
    """A workbook with one part more."""
    return repacked(WORKBOOK, lambda parts: parts.update({name: part}))


def locked(content: bytes) -> bytes:
    """A zip whose entries say that they are encrypted."""
    marked = bytearray(content)
    at = marked.find(b"PK\x01\x02")
    while at >= 0:
        marked[at + 8] |= 1
        at = marked.find(b"PK\x01\x02", at + 4)
    return bytes(marked)


def boasting(content: bytes, entries: int, size: int) -> bytes:
    """A zip whose end says how many entries there are and how long the list of them is."""
    at = content.rfind(b"PK\x05\x06")
    return content[: at + 10] + struct.pack("<HL", entries, size) + content[at + 16 :]


REFUSED = [
    pytest.param(b"", opening.EMPTY, id="empty"),
    pytest.param(b"a" * (opening.LARGEST + 1), opening.TOO_LARGE, id="too large"),
    pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), opening.PASSWORD, id="password"),
    pytest.param(locked(WORKBOOK), opening.PASSWORD, id="encrypted zip"),
    pytest.param(OLE + "Workbook".encode("utf-16-le"), opening.OLD, id="old workbook"),
    pytest.param(with_part("xl/vbaProject.bin", b"macros"), opening.MACROS, id="macros"),
    pytest.param(with_part("xl/sub/vbaproject.BIN", b"macros"), opening.MACROS, id="macros under another name"),
    pytest.param(
        with_part("[Content_Types].xml", b'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"'),
        opening.MACROS,
        id="macro kind without macros",
    ),
    pytest.param(with_part("xl/workbook.bin", b"binary"), opening.BINARY, id="binary workbook"),
    pytest.param(WORKBOOK[: len(WORKBOOK) // 2], opening.BROKEN, id="cut short"),
    pytest.param(WORKBOOK[:-10], opening.BROKEN, id="cut short by a little"),
    pytest.param(b"PK\x03\x04" + b"\1" * 500, opening.BROKEN, id="only begins as a zip"),
    pytest.param(_zip({"mimetype": b"application/vnd.oasis"}), opening.NO_WORKBOOK, id="another kind of zip"),
    pytest.param(_zip({"word/document.xml": b"", "[Content_Types].xml": CONTENTS}), opening.NO_WORKBOOK, id="a letter"),
    pytest.param(boasting(WORKBOOK, 60_000, 4000), opening.BOMB, id="says it has many entries"),
    pytest.param(boasting(WORKBOOK, 9, 5_000_000), opening.BOMB, id="says its list is long"),
    pytest.param(_zip({f"{n}.xml": b"" for n in range(1500)}), opening.BOMB, id="many entries"),
    pytest.param(zipped(**{"xl/worksheets/sheet1.xml": b"0" * 50_000_000}), opening.BOMB, id="steep"),
    pytest.param(b"%PDF-1.7\n1 0 obj", opening.NO_WORKBOOK, id="PDF"),
    pytest.param(b"<html><table><tr><td>Day", opening.MARKUP, id="web page"),
    pytest.param(b'\xef\xbb\xbf <?xml version="1.0"?>', opening.MARKUP, id="XML"),
    pytest.param("Day,Value\n1/1/2026,43\n".encode("utf-16"), opening.NOT_UTF8, id="UTF-16"),
    pytest.param("Day,Note\n1/1/2026,März\n".encode("cp1252"), opening.NOT_UTF8, id="Windows text"),
    pytest.param(b"Day,Note\n1/1/2026,caf\xc3", opening.NOT_UTF8, id="ends inside a letter"),
    pytest.param(b"Day,Value\n1/1/2026,4\x003\n", opening.NUL, id="NUL"),
    pytest.param(b"\xef\xbb\xbf \n", opening.EMPTY, id="nothing but space"),
]


@pytest.fixture
def nothing_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be unpacked, but the list of what kinds of parts there are, which is short."""

    def fail(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("It was opened.")

    really = zipfile.ZipFile.open

    def only_the_kinds(self: zipfile.ZipFile, name: Any, *args: Any, **kwargs: Any) -> Any:
        assert getattr(name, "filename", name) == "[Content_Types].xml"
        return really(self, name, *args, **kwargs)

    monkeypatch.setattr(openpyxl, "load_workbook", fail)
    monkeypatch.setattr(zipfile.ZipFile, "open", only_the_kinds)


@pytest.mark.parametrize(("content", "sentence"), REFUSED)
def test_it_is_refused_before_it_is_opened(content: bytes, sentence: str, nothing_opens: None) -> None:
    with pytest.raises(opening.Refused) as refused:
        opening.examine(io.BytesIO(content))
    assert str(refused.value) == sentence


@pytest.mark.parametrize("sentence", sorted({str(case.values[1]) for case in REFUSED}))
def test_a_refusal_is_one_sentence_that_says_what_to_do(sentence: str) -> None:
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert re.search(r": .*\b(upload|save|export|split|copy|open)\b", sentence)


def test_what_unpacks_to_too_much_in_all_is_refused() -> None:
    entry = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
    entry.file_size, entry.compress_size = opening.MOST_UNPACKED + 1, opening.LARGEST
    with pytest.raises(opening.Refused, match="unpack"):
        opening._examine_weight([entry])


def test_a_part_that_is_held_in_memory_may_be_less_large_than_a_sheet() -> None:
    strings, sheet = zipfile.ZipInfo("xl/sharedStrings.xml"), zipfile.ZipInfo("xl/worksheets/sheet1.xml")
    for entry in (strings, sheet):
        entry.file_size, entry.compress_size = opening.MOST_UNPACKED_BESIDE + 1, opening.LARGEST
    opening._examine_weight([sheet])
    with pytest.raises(opening.Refused, match="unpack"):
        opening._examine_weight([strings])


def test_a_refused_file_is_not_kept(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        uploaded(cast.plan, WORKBOOK[:200], cast.data_officer)
    assert refused.value.message_dict == {"file": [opening.BROKEN]}
    assert not ReadingFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(WORKBOOK, "xlsx", id="workbook"),
        pytest.param(b"\xef\xbb\xbfDay,Value\n", "csv", id="CSV with its mark"),
        pytest.param("Day;Näme\n".encode(), "csv", id="CSV without"),
    ],
)
def test_what_may_be_opened_is_known_by_its_bytes(content: bytes, kind: str) -> None:
    assert opening.examine(io.BytesIO(content)) == kind
