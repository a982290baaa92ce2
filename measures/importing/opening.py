"""Whether a file may be opened at all, and which kind it is: judged by its bytes, never by its name.

Of a workbook only the table of contents is looked at, so that what would unpack to gigabytes, runs macros or is
locked is refused before anything of it is unpacked.
"""

from __future__ import annotations

import codecs
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from measures.models import Profile

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
MOST_ENTRIES = 1000
MOST_UNPACKED = 200 * MEGABYTE
"""A sheet of 100,000 rows and ten columns unpacks to about 45 MB."""
MOST_UNPACKED_BESIDE = 32 * MEGABYTE
"""Of any one entry that is not a sheet: those are held in memory, a sheet is streamed."""
STEEPEST = 150
"""How many times smaller an entry of more than a megabyte may be packed; real sheets reach about 30."""
LARGEST_CONTENTS = 256 * 1024
CHUNK = 256 * 1024

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_SIZE, _LONGEST_COMMENT = 22, 65535

TOO_LARGE = (
    f"The file is larger than {LARGEST // MEGABYTE} MB: split it by period, or leave out the columns that are not "
    "needed, and upload the parts."
)
EMPTY = "The file is empty: export it again and upload it."
PASSWORD = (
    "The workbook is protected with a password: take the password off in Excel (File, Info, Protect Workbook) and "
    "upload it again."
)
OLD = (
    "This is a workbook of the old kind (.xls): open it in Excel, save it as “Excel Workbook (.xlsx)” and upload that."
)
MACROS = (
    "The workbook is of the kind that holds macros: save it as “Excel Workbook (.xlsx)”, which leaves them out, and "
    "upload that."
)
BINARY = "This is a binary workbook (.xlsb): save it as “Excel Workbook (.xlsx)” and upload that."
BROKEN = "The workbook is cut short or damaged: save or export it again and upload the new file."
NO_WORKBOOK = (
    "This is neither a workbook (.xlsx) nor CSV: save it as one of the two in the program it comes from and upload "
    "that."
)
BOMB = (
    "The workbook would unpack to far more than readings need: copy the sheet’s values into a new workbook and "
    "upload that."
)
NOT_UTF8 = "The file is not UTF-8 text: in Excel, save it as “CSV UTF-8 (Comma delimited)” and upload that."
NUL = "The file holds NUL bytes, which no CSV has: export it again as “CSV UTF-8” and upload that."
MARKUP = (
    "This is a web page or XML under another name: open it in Excel, save it as “Excel Workbook (.xlsx)” and upload "
    "that."
)


class Refused(Exception):
    """A file that cannot be taken in. Its words are one sentence that says what to do."""


def examine(file: IO[bytes]) -> str:
    """Which kind of file it is, one of `Profile.Format`. Raises Refused where it is not to be opened."""
    size = file.seek(0, os.SEEK_END)
    if size > LARGEST:
        raise Refused(TOO_LARGE)
    if size == 0:
        raise Refused(EMPTY)
    file.seek(0)
    head = file.read(len(_OLE))
    if head == _OLE:
        raise Refused(_of_old_kind(file))
    if head.startswith((_ZIP, _END)):
        _examine_workbook(file, size)
        return Profile.Format.XLSX
    _examine_text(file)
    return Profile.Format.CSV


def _of_old_kind(file: IO[bytes]) -> str:
    """A locked workbook is wrapped in the container that old workbooks are made of."""
    file.seek(0)
    return PASSWORD if "EncryptedPackage".encode("utf-16-le") in file.read() else OLD


def _examine_text(file: IO[bytes]) -> None:
    """CSV is text in UTF-8; what opens as something else does is that."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    opening = ""
    for chunk in _chunks(file):
        text = _decoded(decoder, chunk)
        opening = opening or text.lstrip()
        if opening.startswith("<"):
            raise Refused(MARKUP)
        if opening.startswith("%PDF-"):
            raise Refused(NO_WORKBOOK)
    _decoded(decoder, b"", final=True)
    if not opening:
        raise Refused(EMPTY)


def _decoded(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> str:
    if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused(NOT_UTF8)
    if b"\0" in chunk:
        raise Refused(NUL)
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError:
        raise Refused(NOT_UTF8) from None


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _examine_workbook(file: IO[bytes], size: int) -> None:
    _examine_end(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _examine_weight(entries)
            _examine_names({entry.filename.casefold() for entry in entries})
            if b"macroenabled" in archive.read("[Content_Types].xml").lower():
                raise Refused(MACROS)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, EOFError, NotImplementedError, struct.error, zlib.error):
        raise Refused(BROKEN) from None


def _examine_end(file: IO[bytes], size: int) -> None:
    """The record at a zip's end says how large its table of contents is, before that is read."""
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = file.read()
    found = tail.rfind(_END)
    if found < 0 or len(tail) - found < _END_SIZE:
        raise Refused(BROKEN)
    entries, contents_size = struct.unpack_from("<HL", tail, found + 10)
    if entries > MOST_ENTRIES or contents_size > LARGEST_CONTENTS:
        raise Refused(BOMB)


def _examine_weight(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(PASSWORD)
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused(BOMB)
    if any(_is_too_heavy(entry) for entry in entries):
        raise Refused(BOMB)


def _is_too_heavy(entry: zipfile.ZipInfo) -> bool:
    if not entry.filename.startswith("xl/worksheets/") and entry.file_size > MOST_UNPACKED_BESIDE:
        return True
    return entry.file_size > MEGABYTE and entry.file_size > STEEPEST * entry.compress_size


def _examine_names(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Refused(MACROS)
    if "xl/workbook.bin" in names:
        raise Refused(BINARY)
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused(NO_WORKBOOK)
