"""Rows of files matched with rows of the database: what is new, what differs, what the files no longer have.

A load writes as it matches and then decides whether it may: refusing rolls the whole transaction back. So what is
told about the differences and what is written cannot drift apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import F, Model
from simple_history.utils import bulk_create_with_history

from .tables import Problem

M = TypeVar("M", bound=Model)
REASON = "Loaded from the plan's files"


@dataclass(frozen=True)
class Wanted:
    """One row as the files want it: where it stands, and the value of each column."""

    row: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """One file matched with one model: what a row is called, and what may become of the rows that are there."""

    file: str
    what: str
    model: type[Model]
    spoken_of: Collection[Any] = ()
    """The keys of rows that somebody has said something of."""
    keep: bool = False
    """Whether rows that the file does not have stay as they are."""
    leaf: bool = False
    """Whether nothing else hangs on a row, so that one that leaves makes room for a new one at once."""
    guarded: bool = True
    """Whether the database itself keeps a row that was spoken of, so that deleting it cannot even be tried."""
    once: str = ""
    """A column that is unique besides the key, so that two rows can only swap it by way of a third value."""


@dataclass
class Matching:
    """What one load changes. `differences` are those from what was there before it."""

    now: dt.datetime
    new_differs: bool = True
    """Whether a row that the files have and the database has not is a difference."""
    added: int = 0
    changed: int = 0
    removed: int = 0
    differences: list[Problem] = field(default_factory=list)
    locked: list[Problem] = field(default_factory=list)
    _new: set[Model] = field(default_factory=set)
    _leaving: list[Model] = field(default_factory=list)

    def match(self, sheet: Sheet, existing: Mapping[Any, M], wanted: Mapping[Any, Wanted]) -> dict[Any, M]:
        """Write every difference between a file and the rows there are; return the rows by key.

        Rows that leave and that others may still hang on are deleted by `finish()`.
        """
        kept = {key: existing[key] for key in wanted if key in existing}
        if not sheet.keep:
            self._leave(sheet, {key: row for key, row in existing.items() if key not in wanted})
        self._update(sheet, kept, wanted)
        new: dict[Any, Any] = {key: sheet.model(**want.values) for key, want in wanted.items() if key not in existing}
        self._add(sheet, new, wanted)
        return {**kept, **new}

    def link(self, sheet: Sheet, key: Any, row: Any, column: str, wanted: Collection[Model], at: int) -> None:
        """Make a many-to-many column hold exactly the rows wanted."""
        links = getattr(row, column)
        if {each.pk for each in links.all()} == {each.pk for each in wanted}:
            return
        if row not in self._new:
            self.changed += 1
            self.differ(sheet, key, at, f"differs in {_named(column)}")
        self._stamp(row)
        links.set(wanted)

    def finish(self) -> None:
        """Delete what left, the last level of the tree first."""
        for row in reversed(self._leaving):
            row.delete()

    def differ(self, sheet: Sheet, key: Any, row: int, text: str) -> None:
        """Keep a difference from what was there; one in a row that was spoken of can never be written."""
        problem = Problem(sheet.file, row, f"{sheet.what} {_spelt(key)} {text}")
        self.differences.append(problem)
        if key in sheet.spoken_of:
            self.locked.append(problem)

    def _update(self, sheet: Sheet, rows: Mapping[Any, Model], wanted: Mapping[Any, Wanted]) -> None:
        changes = {key: _changed(row, wanted[key].values) for key, row in rows.items()}
        changes = {key: columns for key, columns in changes.items() if columns}
        if sheet.once:
            swapped = [rows[key].pk for key, columns in changes.items() if sheet.once in columns]
            sheet.model._default_manager.filter(pk__in=swapped).update(**{sheet.once: F("ref")})
        for key, columns in changes.items():
            self.differ(sheet, key, wanted[key].row, f"differs in {', '.join(_named(c) for c in columns)}")
            self._save(rows[key], {column: wanted[key].values[column] for column in columns})
        self.changed += len(changes)

    def _save(self, row: Any, values: dict[str, Any]) -> None:
        for column, value in values.items():
            setattr(row, column, value)
        self._stamp(row)
        row.save()

    def _leave(self, sheet: Sheet, rows: Mapping[Any, Model]) -> None:
        for key, row in rows.items():
            self.differ(sheet, key, 0, "is in the plan here and not in the file")
            self._stamp(row)
            if not sheet.leaf:
                self._leaving.append(row)
            elif not (sheet.guarded and key in sheet.spoken_of):
                row.delete()
        self.removed += len(rows)

    def _add(self, sheet: Sheet, new: Mapping[Any, Model], wanted: Mapping[Any, Wanted]) -> None:
        for key in new if self.new_differs and not sheet.keep else ():
            self.differ(sheet, key, wanted[key].row, "is in the file and not in the plan here")
        rows = list(new.values())
        if rows and hasattr(sheet.model, "history"):
            bulk_create_with_history(rows, sheet.model, default_change_reason=REASON, default_date=self.now)
        else:
            sheet.model._default_manager.bulk_create(rows)
        self._new.update(rows)
        self.added += len(rows)

    def _stamp(self, row: Any) -> None:
        """What the history row of the next write says of itself."""
        row._history_date, row._change_reason = self.now, REASON


def _changed(row: Model, values: dict[str, Any]) -> list[str]:
    return [column for column, value in values.items() if getattr(row, column) != value]


def _named(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ")


def _spelt(key: Any) -> str:
    return ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)
