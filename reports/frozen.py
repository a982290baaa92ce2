"""A document that has been frozen: one way to write it down, and the hash that tells it from any other."""

from __future__ import annotations

import hashlib
import json
from typing import Any

Document = dict[str, Any]


def canonical(document: Document) -> bytes:
    """The document as JSON in its one spelling: sorted keys, no blanks, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sha256(document: Document) -> str:
    """The SHA-256 of the document's one spelling, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()
