"""Building the pack beside a bare WeasyPrint render of the very same HTML."""

from __future__ import annotations

import statistics

from django.utils import timezone
from weasyprint import HTML

from plans.models import Plan
from reports.pack import contents
from reports.pdf import VARIANT, render_pack, stylesheet
from reports.rendering import render_html

from .data import timed

ROUNDS = 3


def run(plan: Plan) -> list[str]:
    """Measure both in turn: ours freezes the document, writes the HTML and draws it; bare only draws it."""
    today, now = timezone.localdate(), timezone.now()
    html = render_html(contents(plan, today, frozen_at=now))
    pairs = [
        (
            timed(lambda: render_pack(contents(plan, today, frozen_at=now))),
            timed(lambda: HTML(string=html).write_pdf(stylesheets=[str(stylesheet())], pdf_variant=VARIANT)),
        )
        for _ in range(ROUNDS)
    ]
    ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    return [f"pack build: {ours:.2f} s; bare WeasyPrint render of the same HTML {bare:.2f} s; ratio {ours / bare:.2f}"]
