"""Tables as CSV: opened by a spreadsheet without surprises, sent while it is still being read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets read UTF-8 as something else and spoil every dash and accent."""
_FORMULA = re.compile(r"^[=+\-@\t\r\n]")
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")


def safe(cell: Any) -> Any:
    """A cell that no spreadsheet runs as a formula; numbers, negative ones too, stay numbers."""
    if not isinstance(cell, str) or not _FORMULA.match(cell) or _NUMBER.match(cell):
        return cell
    return f"'{cell}"


def lines(header: list[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    """The file, line by line."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(header)
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def response(name: str, header: list[str], rows: Iterable[list[Any]]) -> StreamingHttpResponse:
    """The file as an answer, sent row by row under `name`."""
    return StreamingHttpResponse(
        lines(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    """What `csv.writer` writes to: it hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line
