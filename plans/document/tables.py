"""Files into rows: decoding, headers, cells and repetitions. Every problem is collected; none stops the reading."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from .rows import Row

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_PLAN_ROWS = 5000
"""Twenty times the largest plan known, so that a wrong file is refused before it is gone through."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

R = TypeVar("R", bound=Row)
Record = tuple[int, dict[str, str]]


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in one row of one file, and what to do. Row 0 is the file as a whole."""

    file: str
    row: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.text}" if self.row else f"{self.file}: {self.text}"


class Refused(ValueError):
    """A plan that cannot be loaded as it stands. `problems` says why, line by line; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass
class Reader:
    """Reads the files of one folder, named in problems as `prefix` and the file's name."""

    folder: Path
    prefix: str = ""
    problems: list[Problem] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    """Files of which no row could be read."""
    blamed: set[tuple[str, int, str]] = field(default_factory=set)
    """Cells that could not be read, by file, row and column, so that nobody calls them empty as well."""

    def wrong(self, row: Row, text: str) -> None:
        """Keep what is wrong with a row."""
        self._wrong(row.FILE, row.row, text)

    def table(self, kind: type[R]) -> list[R]:
        """The rows of a file, in its order; cells that cannot be read are empty and among the problems."""
        rows = [self._row(kind, number, record) for number, record in self._records(kind.FILE, _columns(kind))]
        for once in kind.ONCE:
            self._refuse_repetition(rows, once)
        return rows

    def record(self, kind: type[R]) -> R:
        """The one record of a file of fields and values; its cells are empty where the file cannot be read."""
        known = _columns(kind)
        found: dict[str, str] = {}
        places: dict[str, int] = {}
        for number, pair in self._records(kind.FILE, ["field", "value"]):
            name = pair["field"]
            if name not in known:
                self._wrong(kind.FILE, number, f"“{name}” is not a field. The fields are {', '.join(known)}.")
            elif name in found:
                self._wrong(kind.FILE, number, f"“{name}” is given twice. Keep one.")
            found[name] = pair["value"]
            places[name] = number
        if kind.FILE in self.unreadable:
            return kind(row=0, **{c.name: c.metadata["empty"] for c in dataclasses.fields(kind) if c.name != "row"})
        return self._row(kind, 0, {name: found.get(name, "") for name in known}, places)

    def _wrong(self, file: str, row: int, text: str) -> None:
        self.problems.append(Problem(f"{self.prefix}{file}", row, text))

    def _records(self, file: str, columns: list[str]) -> Iterator[Record]:
        """The filled rows of a file whose header is right, each with its number and a cell for every column."""
        lines = self._lines(file)
        if lines is None or not self._has_header(file, lines, columns):
            self.unreadable.add(file)
            return
        header = [name.strip() for name in lines[0]]
        for number, line in enumerate(lines[1:], start=2):
            if not any(cell.strip() for cell in line):
                continue
            if len(line) != len(header):
                what = "Put quotation marks round a cell that has a comma in it, or give empty cells their commas."
                self._wrong(file, number, f"it has {len(line)} cells where the header has {len(header)}. {what}")
            cells = [*line, *[""] * len(header)]
            yield number, {name: cell.strip() for name, cell in zip(header, cells, strict=False)}

    def _lines(self, file: str) -> list[list[str]] | None:
        text = self._text(file)
        if text is None:
            return None
        lines: list[list[str]] = []
        try:
            for line in csv.reader(io.StringIO(text, newline=""), strict=True):
                lines.append(line)
                if len(lines) > LARGEST_PLAN_ROWS:
                    self._wrong(file, len(lines), f"more than {LARGEST_PLAN_ROWS} rows. Is this the right file?")
                    return None
        except csv.Error as error:
            self._wrong(file, len(lines) + 1, f"not CSV from here on ({error}). Check the quotation marks.")
            return None
        return lines

    def _text(self, file: str) -> str | None:
        path = self.folder / file
        try:
            if path.stat().st_size > LARGEST_FILE:
                self._wrong(file, 0, "larger than 5 MB. Is this the right file?")
                return None
            return path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            self._wrong(file, 0, "not there. Add it; a file with nothing to say keeps its header row.")
        except OSError as error:
            self._wrong(file, 0, f"cannot be opened ({error.strerror}).")
        except UnicodeDecodeError as error:
            self._wrong(file, 0, f"not UTF-8 at byte {error.start + 1}. Save it as “CSV UTF-8”.")
        return None

    def _has_header(self, file: str, lines: list[list[str]], columns: list[str]) -> bool:
        header = [name.strip() for name in lines[0]] if lines else []
        wrong = [f"column “{name}” is missing. Add it" for name in columns if name not in header]
        wrong += [f"column “{name}” is not known. Take it out" for name in header if name not in columns]
        wrong += [f"column “{name}” stands twice. Keep one" for name in set(header) if header.count(name) > 1]
        for text in wrong:
            self._wrong(file, 1, f"{_CONTROL.sub('?', text)}. The columns are {', '.join(columns)}.")
        return not wrong

    def _row(self, kind: type[R], number: int, record: dict[str, str], places: Mapping[str, int] | None = None) -> R:
        """A row of its cells; `places` says in which row each of them stands where they do not share one."""
        values = {
            column.name: self._value(kind.FILE, (places or {}).get(column.name, number), column, record[column.name])
            for column in dataclasses.fields(kind)
            if column.name != "row"
        }
        return kind(row=number, **values)

    def _value(self, file: str, row: int, column: dataclasses.Field[Any], cell: str) -> Any:
        rules = column.metadata
        try:
            if not cell and not rules["needed"]:
                return rules["empty"]
            _fit(cell, rules["limit"])
            return rules["read"](cell)
        except ValueError as problem:
            self.blamed.add((file, row, column.name))
            self._wrong(file, row, f"{column.name}: {_CONTROL.sub('?', str(problem))}.")
        return rules["empty"]

    def _refuse_repetition(self, rows: list[R], once: tuple[str, ...]) -> None:
        first: dict[tuple[str, ...], R] = {}
        for row in rows:
            values = [getattr(row, name) for name in once]
            if not all(values):
                continue
            earlier = first.setdefault(tuple(str(value).casefold() for value in values), row)
            if earlier is not row:
                what = f"{' and '.join(once)} “{', '.join(map(str, values))}” stand in row {earlier.row} already"
                self.wrong(row, f"{what}. Give each row its own.")


def _columns(kind: type[Row]) -> list[str]:
    return [column.name for column in dataclasses.fields(kind) if column.name != "row"]


def _fit(cell: str, limit: int | None) -> None:
    """Refuse, by ValueError, a cell that is empty, too long for its place, or holds what no text holds."""
    if not cell:
        raise ValueError("empty. Fill it in")
    if _CONTROL.search(cell):
        raise ValueError("holds a control character. Type the cell again")
    if limit is not None and len(cell) > limit:
        raise ValueError(f"{len(cell)} characters long, {limit} is the most. Shorten it")
