"""The pack as PDF. The only file that knows WeasyPrint; everything else sees `render_pack(document)`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from pydyf import Dictionary
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from . import frozen
from .frozen import Document
from .rendering import render_html

VARIANT = "pdf/ua-1"


class StyleMissing(Exception):
    """The pack's style sheet has not been compiled."""


class Rendered:
    """A finished PDF: its bytes and how many pages it has."""

    def __init__(self, pdf: bytes, pages: int) -> None:
        self.pdf = pdf
        self.pages = pages


def render_pack(document: Document) -> Rendered:
    """Draw a frozen document. The same document gives the same bytes on the same versions."""
    html = render_html(document)
    with collector_at_rest():
        fonts = FontConfiguration()
        fetcher = URLFetcher(allowed_protocols={"file", "data"})
        sheet = CSS(filename=str(stylesheet()), font_config=fonts, url_fetcher=fetcher)
        drawn = HTML(string=html, url_fetcher=fetcher).render(
            stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT
        )
        identifier = bytes.fromhex(frozen.sha256(document))[:16]
        pdf = drawn.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier, finisher=say_what_headers_head)
    return Rendered(pdf, len(drawn.pages))


def say_what_headers_head(_: Any, pdf: Any) -> None:
    """Give each header cell its scope: a column's where it stands in a table's head, else its row's.

    WeasyPrint writes no scope. It lists for each cell the headers above it instead, and counts an action's heading
    row among those of every later action of its table; a scope says the right thing and is shorter.
    """
    parts: dict[bytes, Any] = {
        part.reference: part for part in pdf.objects if isinstance(part, Dictionary) and "S" in part
    }
    for part in parts.values():
        if part["S"] == "/TH":
            group = parts[parts[part["P"]]["P"]]
            part["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
            part.pop("ID", None)
        elif part["S"] == "/TD":
            part["A"].pop("Headers", None)


def stylesheet() -> Path:
    """Where the compiled style sheet lies: among the collected files, or where it was compiled."""
    collected = Path(settings.STATIC_ROOT) / "css" / "pack.css"
    found = finders.find("css/pack.css")
    for path in (found, collected):
        if path and Path(path).is_file():
            return Path(path)
    raise StyleMissing


@contextmanager
def collector_at_rest() -> Iterator[Any]:
    """Leave the garbage collector at rest: it would walk a growing tree of boxes again and again, to free nothing."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
        gc.collect()
