"""Files that leads attach: what kinds are taken, judged by their content and never by their name."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename

TEXT = "text/plain"
KINDS = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    TEXT: "plain text",
}
HEAD = 8192
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Examined:
    """A file that may be kept, and what it was found to be."""

    upload: UploadedFile[Any]
    name: str
    content_type: str
    size: int
    sha256: str


def examine(upload: UploadedFile[Any]) -> Examined:
    """Look into a file. Raises ValidationError saying what to do where it is too large, empty or of another kind."""
    size = upload.size or 0
    limit = settings.EVIDENCE_MAX_BYTES
    if size > limit:
        megabytes = limit // (1024 * 1024)
        raise ValidationError(f"{upload.name} is larger than {megabytes} MB. Attach a smaller file, or link to it.")
    if size == 0:
        raise ValidationError(f"{upload.name} is empty. Attach the file again.")
    digest, head = _read(upload)
    kind = _kind(head, upload)
    if kind is None:
        taken = ", ".join(KINDS.values())
        raise ValidationError(f"{upload.name} is not a kind of file that is kept. Attach one of these: {taken}.")
    return Examined(upload, _named(upload), kind, size, digest)


def _read(upload: UploadedFile[Any]) -> tuple[str, bytes]:
    digest, head = hashlib.sha256(), b""
    for chunk in upload.chunks():
        head = head or bytes(chunk[:HEAD])
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest(), head


def _kind(head: bytes, upload: UploadedFile[Any]) -> str | None:
    guess = filetype.guess(head)
    if guess is not None:
        return guess.mime if guess.mime in KINDS else None
    return TEXT if _is_text(upload) else None


def _is_text(upload: UploadedFile[Any]) -> bool:
    """Whether the whole file is UTF-8 with no control characters, and does not open as a page or a drawing does."""
    data = upload.read()
    upload.seek(0)
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not (CONTROL.search(words) or words.lstrip().startswith("<"))


def _named(upload: UploadedFile[Any]) -> str:
    """The name it came with, as a file may be called; one of dots and signs alone says nothing."""
    try:
        return get_valid_filename(upload.name or "")[:200]
    except SuspiciousFileOperation:
        return "evidence"
