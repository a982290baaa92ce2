"""The PDF, opened: its pages, bookmarks, tags and words. The published plan, drawn once."""

from __future__ import annotations

import io
import re
from functools import cached_property
from typing import Any

import page as checker
import pytest
from pypdf import PdfReader

from reports import pdf
from reports.rendering import render_html

from .conftest import Published

WHITE = re.compile(r"\s+")


def bare(text: str) -> str:
    """Text without blanks and hyphens: lines break where they like."""
    return WHITE.sub("", text).replace("-", "").replace("‐", "").replace("\u00ad", "")


class Opened:
    """A PDF as a reader meets it."""

    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(content))

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page."""
        return [page.extract_text() for page in self.reader.pages]

    @cached_property
    def words(self) -> str:
        """All of the text, without its breaks."""
        return bare(" ".join(self.pages))

    def bookmarks(self, entries: Any = None) -> list[str]:
        """The titles of the outline, flat."""
        found = []
        for entry in self.reader.outline if entries is None else entries:
            found += self.bookmarks(entry) if isinstance(entry, list) else [str(entry.title)]
        return found


@pytest.fixture(scope="session")
def opened(published: Published) -> Opened:
    return Opened(published.pdf)


def test_it_has_the_pages_that_it_says(published: Published, opened: Opened) -> None:
    assert published.pages == len(opened.reader.pages) > 20
    for number, text in enumerate(opened.pages[1:], start=2):
        assert f"Page {number} of {published.pages}" in text


def test_every_page_names_the_plan_the_day_the_document_and_that_it_is_a_demonstration(
    published: Published, opened: Opened
) -> None:
    for text in opened.pages[1:]:
        assert "Hillingdon SEND Local Area Partnership Improvement Plan" in text
        assert "As at 27 March 2026" in text
        assert published.sha256 in bare(text)
        assert "Demonstration data" in text
    assert "SEND Executive Partnership Board, 3 April 2026" in opened.pages[0]
    assert "Demonstration data" in opened.pages[0]


def test_it_has_a_title_an_author_a_language_and_tags(opened: Opened) -> None:
    root: Any = opened.reader.trailer["/Root"]
    information = opened.reader.metadata
    assert information is not None
    assert information.title == (
        "Board pack: Hillingdon SEND Local Area Partnership Improvement Plan, as at 27 March 2026"
    )
    assert information.author == "Hillingdon Local Area Partnership"
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_it_passes_every_rule_of_the_checker_for_pdf_ua(published: Published) -> None:
    report = checker.validate_pdf_bytes(published.pdf)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.is_compliant


def _parts(opened: Opened, kind: str) -> list[Any]:
    """The parts of the structure of one kind."""
    reader: Any = opened.reader
    objects: list[Any] = [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
    return [found for found in objects if isinstance(found, dict) and found.get("/S") == kind]


def test_every_header_cell_says_what_it_heads(opened: Opened) -> None:
    cells = _parts(opened, "/TH")
    assert cells
    assert {str(cell["/A"]["/Scope"]) for cell in cells} == {"/Column", "/Row"}


def test_bookmarks_lead_to_each_ambition_and_objective(published: Published, opened: Opened) -> None:
    bookmarks = opened.bookmarks()
    for ambition in published.document["ambitions"]:
        assert f"Ambition {ambition['number']}: {ambition['title']}" in bookmarks
    for objective in published.document["objectives"]:
        assert f"{objective['ref']} {objective['title']}" in bookmarks


def test_the_contents_give_each_chapters_page(published: Published, opened: Opened) -> None:
    contents = opened.pages[1]
    for ambition in published.document["ambitions"]:
        heading = bare(f"Ambition {ambition['number']}: {ambition['title']}")
        page = next(
            n
            for n, text in enumerate(opened.pages[2:], start=3)
            if bare(text).startswith(heading, 0) or heading in bare(text[:400])
        )
        assert re.search(rf"{re.escape(heading)}{page}", bare(contents))


def test_every_action_milestone_area_and_acronym_is_in_it(published: Published, opened: Opened) -> None:
    document = published.document
    wanted = [f"Action {action['ref']}" for action in document["actions"]]
    wanted += [f"{m['id']} {m['title']}" for action in document["actions"] for m in action["milestones"]]
    wanted += [f"{area['ref']} {area['text']}" for area in document["areas_for_improvement"]]
    wanted += [f"{row['acronym']} {row['meaning']}" for row in document["acronyms"]]
    wanted += [rule["label"] for rule in document["key"]]
    assert [words for words in wanted if bare(words) not in opened.words] == []


def test_every_measure_and_series_is_in_it_with_what_it_says(published: Published, opened: Opened) -> None:
    measures = published.document["measures"]
    series = [one for measure in measures for one in measure["series"]]
    assert len(series) > 30
    wanted = [f"{measure['ref']} {measure['title']}" for measure in measures]
    wanted += [source for measure in measures for source in measure["sources"]]
    wanted += [f"{one['ref']} {one['name']}" for one in series]
    wanted += [part for one in series for part in (one["label"], one["sentence"])]
    wanted += [step["goal"] for one in series for step in (one["target"], one["next_target"]) if step]
    assert [words for words in wanted if bare(words) not in opened.words] == []


def test_every_chart_says_what_it_shows(published: Published, opened: Opened) -> None:
    said = {str(figure["/Alt"]) for figure in _parts(opened, "/Figure")}
    series = [one for measure in published.document["measures"] for one in measure["series"]]
    assert {one["figure_in_words"] for one in series} <= said
    assert {row["in_words"] for row in published.document["summary"]["by_ambition"]} <= said


def test_what_was_done_and_what_changed_stand_side_by_side(opened: Opened) -> None:
    assert bare("Delivered, no measurable change yet: 1") in opened.words
    assert bare("Its one series is worse than its baseline. Measured by SM2") in opened.words
    assert bare("Delivered, not known yet: 1") in opened.words
    assert bare("Moving, not delivered: 1") in opened.words
    assert bare("23 measures that nobody owns") in opened.words


def test_bookmarks_lead_to_each_ambitions_measures_and_to_each_measure(published: Published, opened: Opened) -> None:
    bookmarks = opened.bookmarks()
    assert "Is it working: success measures" in bookmarks
    for ambition in published.document["ambitions"]:
        assert f"Measures of ambition {ambition['number']}" in bookmarks
    for measure in published.document["measures"]:
        assert any(title.startswith(f"{measure['ref']} {measure['title']}") for title in bookmarks)


def test_no_row_of_a_series_table_is_parted_from_it(published: Published, opened: Opened) -> None:
    """Name, table and sentence of a series are on one page."""
    series = [one for measure in published.document["measures"] for one in measure["series"]]
    pages = [bare(text) for text in opened.pages]
    for one in series:
        whole = [page for page in pages if bare(f"{one['ref']} {one['name']} State") in page]
        assert [bare(one["sentence"]) in page for page in whole] == [True], one["ref"]


def test_what_is_wrong_and_being_done_stand_beside_what_is_late(opened: Opened) -> None:
    for said in ("The supplier withdrew.", "A new tender is out.", "Two posts are vacant.", "Interviews on Monday."):
        assert bare(said) in opened.words


def test_a_name_with_letters_of_other_languages_is_printed(opened: Opened) -> None:
    assert bare("Łucja Zoë O’Brien") in opened.words


def test_nothing_is_left_to_be_filled_in(opened: Opened) -> None:
    for placeholder in ("None", "{{", "}}", "{%", "Lorem", "TODO", "undefined"):
        assert placeholder not in re.sub(r"None (is|falls|waits)", "", " ".join(opened.pages)), placeholder


def test_the_same_document_gives_the_same_bytes(published: Published) -> None:
    few = {name: published.document[name][:2] for name in ("actions", "measures")}
    small = published.document | few | {"overdue": [], "no_current_update": []}
    assert pdf.render_pack(small).pdf == pdf.render_pack(small).pdf


def test_it_is_drawn_without_the_database_or_the_network(
    published: Published, db: None, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        assert render_html(published.document)
    assert "http" not in re.sub(r"http://www\.w3\.org\S*", "", render_html(published.document))
