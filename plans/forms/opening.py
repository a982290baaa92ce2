"""The form that takes the cut-over sheet: a file, or its text."""

from __future__ import annotations

from typing import Any

from django import forms

LARGEST = 1024 * 1024


class OpeningForm(forms.Form):
    """A file goes before the text; either way `cleaned_data["text"]` is the sheet."""

    file = forms.FileField(
        label="The sheet as a file", required=False, help_text="CSV. In Excel, save as “CSV UTF-8”. Up to 1 MB."
    )
    text = forms.CharField(
        label="Or its rows",
        required=False,
        strip=False,
        help_text="Paste them from the spreadsheet, with the row of column names.",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def clean_file(self) -> str:
        """The text of the file; none where no file was given."""
        file = self.cleaned_data.get("file")
        if not file:
            return ""
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 1 MB. Choose the sheet saved as CSV.")
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not UTF-8. In Excel, save it as “CSV UTF-8”.") from None
        return text

    def clean(self) -> dict[str, Any]:
        """One sheet, wherever it came from."""
        given = super().clean() or self.cleaned_data
        text = given.get("file") or given.get("text") or ""
        if len(text) > LARGEST:
            self.add_error("text", "The sheet is longer than 1 MB. Give only the rows of this plan.")
        if not self.errors and not text.strip():
            self.add_error("file", "Choose the sheet’s file, or paste its rows.")
        return given | {"text": text}
