"""A draft of measures matched with the measures there are, level by level: the measures floor's part of a load.

What people have said here is not undone. A series with readings, what hangs on it, and a target that an officer has
confirmed never change by a load; an owner, a frequency or a direction that an officer has settled is no difference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

from governance.models import Post
from measures.models import (
    Baseline,
    Column,
    Comparator,
    Evidences,
    Placement,
    Reading,
    Series,
    SeriesName,
    Source,
    SuccessMeasure,
    Target,
)
from plans.document.matching import Matching, Sheet, Wanted
from plans.document.tree import numbered
from plans.models import Plan

from . import settled
from .reading import MeasuresDraft
from .rows import SeriesRow, TargetRow


def match(read: Mapping[str, MeasuresDraft], plan: Plan, now: dt.datetime, /) -> Matching:
    """Make a plan's measures what its files say, noting every difference from what was there.

    A plan whose folder says nothing of measures keeps those it has. One that has none yet may be given them, adopted
    or not: nothing differs then.
    """
    matching = Matching(now, new_differs=plan.measures.exists())
    draft = read.get(plan.slug)
    if draft:
        measures = _Measures(draft, plan, matching)
        measures.match_measures()
        measures.match_placements()
        measures.match_evidences()
        measures.match_series()
        measures.match_baselines()
        measures.match_comparators()
        measures.match_targets()
    return matching


class _Measures:
    """The measures of one plan while they are matched, each level by reference."""

    measures: dict[str, SuccessMeasure]
    series: dict[str, Series]

    def __init__(self, draft: MeasuresDraft, plan: Plan, matching: Matching) -> None:
        self.draft = draft
        self.plan = plan
        self.matching = matching
        self.reported = set(Reading.objects.filter(series__plan=plan).values_list("series__ref", flat=True))

    def sheet(self, file: str, what: str, model: Any, **rules: Any) -> Sheet:
        """A file of this plan's folder."""
        return Sheet(f"{self.draft.folder}/{file}", what, model, **rules)

    def match_measures(self) -> None:
        """Measures in the order of the file, with the posts that own them."""
        posts = Post.objects.filter(organisation__partnership=self.plan.partnership_id).select_related("organisation")
        owners = {(post.title, post.organisation.key): post.pk for post in posts}
        wanted = {
            row.ref: Wanted(
                row.row,
                {
                    "plan_id": self.plan.pk,
                    "ref": row.ref,
                    "title": row.title,
                    "definition": row.definition,
                    "owner_id": owners[row.owner_post, row.owner_organisation] if row.owner_post else None,
                    "frequency": row.frequency,
                    "hides_small_numbers": row.hides_small_numbers,
                    "order": order,
                    "added_on": self.plan.starts_on,
                },
            )
            for order, row in enumerate(self.draft.measures, start=1)
        }
        existing = {each.ref: each for each in self.plan.measures.all()}
        _leave_settled(wanted, settled.by_hand(SuccessMeasure, self.plan, settled.MEASURE), existing)
        self.measures = self.matching.match(self.sheet("measures.csv", "measure", SuccessMeasure), existing, wanted)

    def match_placements(self) -> None:
        """Where the plan prints each measure, and the sources that the printings name."""
        sources = self._sources()
        ambitions = dict(self.plan.ambitions.values_list("number", "pk"))
        wanted = {
            (row.measure, str(row.ambition)): Wanted(
                row.row,
                {
                    "measure_id": self.measures[row.measure].pk,
                    "ambition_id": ambitions[row.ambition],
                    "printed_ref": row.printed_ref,
                    "source_id": sources[row.source.casefold()].pk,
                    "note": row.note,
                    "order": order,
                },
            )
            for row, order in numbered(self.draft.placements, "measure")
        }
        rows = Placement.objects.filter(measure__plan=self.plan).select_related("measure", "ambition")
        existing = {(each.measure.ref, str(each.ambition.number)): each for each in rows}
        self.matching.match(self.sheet("placements.csv", "printing", Placement, leaf=True), existing, wanted)

    def _sources(self) -> dict[str, Source]:
        """The partnership's sources by their names, those that are new among them; the first spelling stands."""
        known = {each.name.casefold(): each for each in Source.objects.filter(partnership=self.plan.partnership_id)}
        new: dict[str, Wanted] = {}
        for row in self.draft.placements:
            if row.source.casefold() not in known:
                values = {"partnership_id": self.plan.partnership_id, "name": row.source}
                new.setdefault(row.source.casefold(), Wanted(row.row, values))
        sheet = self.sheet("placements.csv", "source", Source, keep=True)
        return known | self.matching.match(sheet, {}, new)

    def match_evidences(self) -> None:
        """Which actions each measure is evidence of."""
        actions = dict(self.plan.actions.values_list("ref", "pk"))
        wanted = {
            (row.measure, row.action): Wanted(
                row.row,
                {
                    "measure_id": self.measures[row.measure].pk,
                    "action_id": actions[row.action],
                    "effect": row.effect,
                },
            )
            for row in self.draft.evidences
        }
        rows = Evidences.objects.filter(measure__plan=self.plan).select_related("measure", "action")
        existing = {(each.measure.ref, each.action.ref): each for each in rows}
        self.matching.match(self.sheet("evidences.csv", "evidence", Evidences, leaf=True), existing, wanted)

    def match_series(self) -> None:
        """Series in the order of the file within each measure, totals before their parts."""
        rows = {row.ref: (row, order) for row, order in numbered(self.draft.series, "measure")}
        existing = {each.ref: each for each in Series.objects.filter(plan=self.plan)}
        by_hand = settled.by_hand(Series, self.plan, settled.SERIES)
        leaving = {ref: each for ref, each in existing.items() if ref not in rows}
        # A total and its parts may leave together, in whichever order.
        Series.objects.filter(pk__in=[each.pk for each in leaving.values()]).update(part_of=None)
        sheet = self.sheet("series.csv", "series", Series, spoken_of=self.reported | self._named_by_profiles(leaving))
        self.series = self.matching.match(sheet, leaving, {})
        for level in _totals_first(self.draft.series):
            wanted = {ref: self._one_series(*rows[ref]) for ref in level}
            kept = {ref: existing[ref] for ref in level if ref in existing}
            _leave_settled(wanted, by_hand, kept)
            self.series |= self.matching.match(sheet, kept, wanted)

    def _named_by_profiles(self, series: Mapping[str, Series]) -> set[str]:
        """Those of the series that a layout of files of readings has a column or a name for."""
        rows = (model.objects.filter(series__in=series.values()) for model in (Column, SeriesName))
        return {ref for found in rows for ref in found.values_list("series__ref", flat=True)}

    def _one_series(self, row: SeriesRow, order: int) -> Wanted:
        columns = ["ref", "name", "unit", "better", "decimals", "highest", "numerator", "denominator"]
        values = {column: getattr(row, column) for column in (*columns, "no_baseline", "doubt")}
        places = {
            "plan_id": self.plan.pk,
            "measure_id": self.measures[row.measure].pk,
            "part_of_id": self.series[row.part_of].pk if row.part_of else None,
        }
        return Wanted(row.row, places | values | {"order": order})

    def match_baselines(self) -> None:
        """Baselines as printed. The ones that are no reference come first, so that the reference may change places."""
        columns = ["as_printed", "period", "as_of", "value", "numerator", "denominator", "sample", "is_reference"]
        rows = sorted(numbered(self.draft.baselines, "series"), key=lambda pair: pair[0].is_reference)
        wanted = {(row.series, row.as_printed): self._of_series(row, columns, order=order) for row, order in rows}
        found = Baseline.objects.filter(series__plan=self.plan).select_related("series")
        existing = {(each.series.ref, each.as_printed): each for each in found}
        self._match_leaves("baselines.csv", "baseline", Baseline, existing, wanted)

    def match_comparators(self) -> None:
        """What the same thing is elsewhere."""
        columns = ["name", "value", "period", "as_printed"]
        wanted = {(row.series, row.name): self._of_series(row, columns) for row in self.draft.comparators}
        found = Comparator.objects.filter(series__plan=self.plan).select_related("series")
        existing = {(each.series.ref, each.name): each for each in found}
        self._match_leaves("comparators.csv", "comparator", Comparator, existing, wanted)

    def match_targets(self) -> None:
        """Targets by their days. A confirmed one is found by its printed words, and nothing else of it is compared."""
        rows = list(Target.objects.filter(series__plan=self.plan).select_related("series"))
        confirmed = {(each.series.ref, each.due_as_printed): each for each in rows if each.confirmed_by_id}
        wanted, existing = {}, {(each.series.ref, each.due_on.isoformat()): each for each in rows}
        locked = {key for key, each in existing.items() if each.confirmed_by_id}
        for row in self.draft.targets:
            key = row.series, self.draft.due[row.series, row.due_as_printed].isoformat()
            by_words = confirmed.get((row.series, row.due_as_printed))
            if by_words:
                existing.pop((row.series, by_words.due_on.isoformat()), None)
                existing[key] = by_words
                locked.add(key)
            wanted[key] = self._target(row, is_confirmed=by_words is not None)
        self._match_leaves("targets.csv", "target", Target, existing, wanted, locked)

    def _target(self, row: TargetRow, *, is_confirmed: bool) -> Wanted:
        printed = ["due_as_printed", "as_printed", "sample"]
        if is_confirmed:
            return self._of_series(row, printed)
        columns = [*printed, "kind", "basis", "amount", "low", "high", "note"]
        return self._of_series(row, columns, due_on=self.draft.due[row.series, row.due_as_printed])

    def _of_series(self, row: Any, columns: list[str], **more: Any) -> Wanted:
        values = {column: getattr(row, column) for column in columns}
        return Wanted(row.row, {"series_id": self.series[row.series].pk} | values | more)

    def _match_leaves(
        self,
        file: str,
        what: str,
        model: Any,
        existing: dict[tuple[str, str], Any],
        wanted: dict[tuple[str, str], Wanted],
        locked: set[tuple[str, str]] | None = None,
    ) -> None:
        """Rows that hang on a series; on one that has readings, nothing changes."""
        reported = {key for key in {*existing, *wanted} if key[0] in self.reported}
        spoken_of = reported | (locked or set())
        sheet = self.sheet(file, what, model, leaf=True, spoken_of=spoken_of, guarded=False)
        self.matching.match(sheet, existing, wanted)


def _leave_settled(wanted: Mapping[str, Wanted], by_hand: Mapping[str, set[str]], existing: Mapping[str, Any]) -> None:
    """Want nothing of the columns that somebody has settled in the rows there are."""
    for ref in existing.keys() & wanted.keys():
        for column in by_hand.get(ref, ()):
            wanted[ref].values.pop(column, None)


def _totals_first(rows: list[SeriesRow]) -> Iterator[tuple[str, ...]]:
    """The references of the series, level by level, so that each follows the total it is part of."""
    sorter = TopologicalSorter({row.ref: [row.part_of] if row.part_of else [] for row in rows})
    sorter.prepare()
    while sorter.is_active():
        level = sorter.get_ready()
        yield level
        sorter.done(*level)
