"""How the product looks, as far as a machine can tell: contrast, markup of forms, nothing inline."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

ROOT = Path(__file__).resolve().parent.parent
PALETTE = (ROOT / "static/scss/_palette.scss").read_text()
PLAIN = dict(re.findall(r"^\$(\S+): (#[0-9a-f]{6});", PALETTE, re.M))
POSITIONS = {
    name: dict(re.findall(r"(\w+): (#[0-9a-f]{6})", parts))
    for name, parts in re.findall(r'^  "(\w+)": \((.+)\),$', PALETTE, re.M)
}
WHITE = "#ffffff"


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_the_measure():
    assert contrast("#000000", WHITE) == pytest.approx(21)


def test_every_colour_of_the_rules_has_a_look():
    from plans.position import Colour

    assert set(POSITIONS) == {str(colour) for colour in Colour}


@pytest.mark.parametrize("name", POSITIONS)
class TestPositionContrast:
    def test_the_word_on_its_tint(self, name):
        assert contrast(POSITIONS[name]["ink"], POSITIONS[name]["tint"]) >= 4.5

    def test_the_word_on_white(self, name):
        assert contrast(POSITIONS[name]["ink"], WHITE) >= 4.5

    def test_the_number_on_its_bar(self, name):
        assert contrast(POSITIONS[name]["on"], POSITIONS[name]["fill"]) >= 4.5

    def test_the_shape_on_its_tint_and_on_white(self, name):
        assert contrast(POSITIONS[name]["edge"], POSITIONS[name]["tint"]) >= 3
        assert contrast(POSITIONS[name]["edge"], WHITE) >= 3


@pytest.mark.parametrize("name", ["ink", "quiet", "brand", "link", "link-hover", "link-visited", "error", "success"])
@pytest.mark.parametrize("ground", [WHITE, PLAIN["surface"]])
def test_text_can_be_read(name, ground):
    assert contrast(PLAIN[name], ground) >= 4.5


def test_amber_is_yellow_not_orange():
    red, green = int(POSITIONS["amber"]["fill"][1:3], 16), int(POSITIONS["amber"]["fill"][3:5], 16)
    assert green / red > 0.75


def test_every_colour_has_a_shape_of_its_own():
    drawings = dict(re.findall(r'^  "(\w+)": "(<.+>)",$', (ROOT / "static/scss/_shapes.scss").read_text(), re.M))
    assert set(drawings) == set(POSITIONS)
    assert len(set(drawings.values())) == len(drawings)


# Templates

TEMPLATES = sorted(
    path
    for folder in (
        "templates",
        "governance/templates",
        "plans/templates",
        "measures/templates",
        "reports/templates",
    )
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".html", ".txt"}
)
NAMES = [str(path.relative_to(ROOT)) for path in TEMPLATES]
INLINE = re.compile(
    r"""<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|hx-on|["']js:|<script(?![^>]*\bsrc=)""", re.I
)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_compiles(path):
    get_template(str(path).split("/templates/", 1)[1])


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=str)
def test_nothing_is_inline(path):
    found = [line for line in path.read_text().splitlines() if INLINE.search(line)]
    # Data for a script is no script: the policy does not stop it.
    assert [line for line in found if 'type="application/json"' not in line] == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color:red">',
        "<style>",
        "<script>x()</script>",
        '<a onclick="x()">',
        '<a href="javascript:x()">',
        '<b hx-on:click="x()">',
    ],
)
def test_what_is_inline_would_be_seen(markup):
    assert INLINE.search(markup)


# Forms


class Sample(forms.Form):
    title = forms.CharField(label="Title", help_text="As printed.", widget=forms.TextInput({"placeholder": "No"}))
    days = forms.IntegerField(label="Days", min_value=1)
    said = forms.CharField(label="What was done", widget=forms.Textarea, max_length=500)
    organisation = forms.ChoiceField(label="Organisation", choices=[("a", "Council"), ("b", "ICB")])
    stands = forms.ChoiceField(
        label="How does it stand?",
        choices=[("on", "On track"), ("off", "Off track")],
        widget=forms.RadioSelect,
    )
    bodies = forms.MultipleChoiceField(
        label="Bodies", choices=[("x", "Board"), ("y", "Group")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="Still true", help_text="This is an update.")
    evidence = forms.FileField(label="Evidence")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    token = forms.CharField(widget=forms.HiddenInput, initial="t")


@pytest.fixture
def blank():
    return str(Sample())


@pytest.fixture
def refused():
    return str(Sample({"title": "", "days": "<many>", "stands": "off", "bodies": ["y"], "said": "Half of it"}))


class TestForms:
    @pytest.mark.parametrize("name", ["title", "days", "said", "organisation", "agreed", "evidence", "secret"])
    def test_a_label_belongs_to_its_control(self, blank, name):
        assert f'for="id_{name}"' in blank
        assert f'id="id_{name}"' in blank

    @pytest.mark.parametrize("name", ["stands_0", "stands_1", "bodies_0", "bodies_1"])
    def test_each_choice_has_its_label(self, blank, name):
        assert f'for="id_{name}"' in blank
        assert f'id="id_{name}"' in blank

    @pytest.mark.parametrize(
        "kind",
        [
            "govuk-input",
            "govuk-textarea",
            "govuk-js-character-count",
            "govuk-select",
            "govuk-radios__input",
            "govuk-checkboxes__input",
            "govuk-file-upload",
            "govuk-password-input__input",
        ],
    )
    def test_every_control_wears_its_class(self, blank, kind):
        assert kind in blank

    def test_a_group_is_named_by_its_legend(self, blank):
        assert re.search(r"<legend[^>]*>How does it stand\?</legend>", blank)

    def test_a_hint_is_heard_with_its_control(self, blank):
        assert 'aria-describedby="id_title_helptext"' in blank
        assert re.search(r'id="id_title_helptext"[^>]*>As printed\.', blank)

    def test_hidden_fields_have_no_label(self, blank):
        assert '<input type="hidden" name="token" value="t" id="id_token">' in blank
        assert 'for="id_token"' not in blank

    def test_a_textarea_is_three_rows_high(self, blank):
        assert 'rows="3"' in blank

    def test_there_are_no_placeholders(self, blank):
        assert "placeholder" not in blank

    def test_an_error_is_beside_its_field_and_heard_with_it(self, refused):
        assert 'aria-describedby="id_title_helptext id_title_error"' in refused
        assert 'aria-invalid="true"' in refused
        assert re.search(r'id="id_title_error".*?Error:</span> Fill in “Title”', refused, re.S)

    def test_what_was_typed_is_kept_even_where_a_number_was_wanted(self, refused):
        assert 'value="&lt;many&gt;"' in refused
        assert 'type="number"' not in refused
        assert "Half of it" in refused
        assert re.search(r'value="off" id="id_stands_1" checked', refused)
        assert re.search(r'value="y" id="id_bodies_1" checked', refused)

    def test_the_summary_leads_to_each_field_in_the_same_words(self, refused):
        form = Sample({"days": "1"})
        summary = render_to_string("parts/error_summary.html", {"form": form})
        assert '<a href="#id_title">Fill in “Title”</a>' in summary
        assert '<a href="#id_stands_0">Choose an answer to “How does it stand?”</a>' in summary
        assert "There is a problem" in summary

    def test_a_summary_may_cover_several_forms(self):
        formset = [Sample({}, prefix="a"), Sample({}, prefix="b")]
        summary = render_to_string("parts/error_summary.html", {"forms": formset})
        assert 'href="#id_a-title"' in summary
        assert 'href="#id_b-title"' in summary


# Parts


def test_a_bar_says_in_words_and_numbers_what_it_draws():
    segments = [
        {"colour": "red", "label": "overdue", "count": 3, "x": 0, "width": 2.5, "href": "/late"},
        {"colour": "green", "label": "on track", "count": 9, "x": 2.5, "width": 97.5, "href": "/on"},
        {"colour": "blue", "label": "signed off", "count": 0, "x": 100, "width": 0, "href": "/done"},
    ]
    drawn = render_to_string("parts/bar.html", {"bar": {"text": "12 milestones", "segments": segments}})
    assert 'role="img" aria-label="12 milestones"' in drawn
    assert '<a class="govuk-link" href="/late">3 overdue</a>' in drawn
    assert 'x="2.5%" width="97.5%"' in drawn
    assert "bar__part--blue" not in drawn, "nothing is drawn for nought"
    assert drawn.count("<text") == 1, "a number that does not fit is left to the list"


def test_pages_keep_the_filter():
    request = RequestFactory().get("/", {"colour": "red", "page": "2"})
    page = Paginator(range(200), 10).get_page(2)
    drawn = render_to_string("parts/pagination.html", {"page_obj": page}, request)
    assert 'href="?colour=red&amp;page=3"' in drawn
    assert 'aria-current="page">2<' in drawn


def test_a_column_says_how_it_is_sorted():
    column = {"text": "Due", "href": "?sort=-due", "direction": "ascending"}
    assert 'aria-sort="ascending"' in render_to_string("parts/sort_header.html", {"column": column})


def test_the_key_is_worded_by_the_rules():
    from plans.position import RULES

    drawn = render_to_string("parts/key.html", {"key": RULES})
    assert all(rule.label in drawn and f"position--{rule.colour}" in drawn for rule in RULES)


class TestEveryPage:
    def draw(self, name="404.html", **context):
        visitor = SimpleNamespace(is_authenticated=False)
        request = RequestFactory().get("/")
        vars(request).update(user=visitor, session={})
        return render_to_string(name, {"user": visitor, "brand_name": "Our area", **context}, request)

    def test_has_one_heading_a_language_a_way_past_the_menu_and_a_title_of_its_own(self):
        page = self.draw(plan=SimpleNamespace(title="Our plan"))
        assert page.count("<h1") == 1
        assert '<html lang="en-GB"' in page
        assert 'href="#main-content"' in page
        assert "<title>Page not found – Our plan – Our area</title>" in page

    def test_says_in_its_title_that_something_is_wrong(self):
        assert "<title>Error: Page not found" in self.draw(errors=True)

    def test_says_that_data_is_made_up_when_it_is(self):
        assert "Demonstration data" in self.draw(demonstration=True)
        assert "Demonstration data" not in self.draw(demonstration=False)

    def test_shows_where_one_is(self):
        items = [{"text": "Milestones", "href": "/m", "current": True}, {"text": "Measures", "href": "/s"}]
        assert self.draw(navigation=items).count('aria-current="true"') == 1

    def test_the_page_for_our_own_faults_needs_nothing_else(self):
        page = render_to_string("500.html")
        assert "The fault is ours" in page
        assert "csrf" not in page
