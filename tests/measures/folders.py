"""A small plan folder with measures, which each test bends."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from plans.document import Loaded, Refused
from reports import whole
from tests.factories import noon
from tests.plans import folders

NOW = noon(dt.date(2025, 1, 10))

MEASURES: dict[str, str] = {
    "send/measures.csv": "ref,title,definition,owner_post,owner_organisation,frequency,hides_small_numbers\n"
    "SM1,Advice on time,Advice within six weeks,Head of SEND,LA,quarterly,no\n"
    "SM2,Suspensions,Occurrences of suspension,,,,yes\n",
    "send/placements.csv": "measure,ambition,printed_ref,source,note\n"
    "SM1,1,1.1.1,Case database,\nSM2,1,1.2.1 a,Census,\n",
    "send/evidences.csv": "measure,action,effect\nSM1,1.1.1,raises\nSM2,1.2.1,lowers\n",
    "send/series.csv": "ref,measure,name,unit,better,decimals,highest,numerator,denominator,part_of,no_baseline,doubt\n"
    "SM1a,SM1,Within 6 weeks,per_cent,up,0,,advice on time,all advice,,,\n"
    "SM1b,SM1,How good it is (0 to 2),score,up,1,2,,,,New measurement no baseline yet,\n"
    "SM2a,SM2,Of EHCPs,count,down,0,,,,SM2b,,\n"
    "SM2b,SM2,All,count,down,0,,,,,,\n",
    "send/baselines.csv": "series,as_printed,period,as_of,value,numerator,denominator,sample,is_reference\n"
    "SM1a,Baseline April 24 40%,April 24,2024-04-30,40,2,5,5 files,yes\n"
    "SM2a,Baseline Jul 24 344,Jul 24,2024-07-31,344,,,,yes\n"
    "SM2b,Baseline Jul 23 600,Jul 23,2023-07-31,600,,,,no\n"
    "SM2b,Baseline Jul 24 561,Jul 24,2024-07-31,561,,,,yes\n",
    "send/comparators.csv": "series,name,value,period,as_printed\nSM1a,National average,43,,43% national average\n",
    "send/targets.csv": "series,due_as_printed,due_on,as_printed,kind,basis,amount,low,high,sample,note\n"
    "SM1a,24/25,2025-08-31,50%,value,,50,,,,\n"
    "SM1a,By Sept 26,,60%,value,,60,,,,\n"
    "SM1b,By Apr 25,,1.6-1.7,range,,,1.6,1.7,,\n"
    "SM2a,By Jul 25,,-10%,relative,per_year,-10,,,,\n"
    "SM2b,By Jul 25,,-10%,relative,per_year,-10,,,,\n"
    "SM2b,By Jul 26,,-5%,relative,per_year,-5,,,,\n",
}
SMALL: dict[str, str] = folders.SMALL | MEASURES


def write_small(place: Path, **changes: str | bytes | None) -> Path:
    """Write the small partnership with its measures; `changes` replaces files by name (None leaves one out)."""
    return folders.write_small(place, **{**MEASURES, **changes})


def load_small(place: Path, *, replace: bool = False, **changes: str | bytes | None) -> Loaded:
    """Write and load it."""
    return whole.load(write_small(place, **changes), now=NOW, replace=replace)


def problems(place: Path, **changes: Any) -> list[str]:
    """Why it is refused."""
    with pytest.raises(Refused) as refused:
        load_small(place, **changes)
    return [str(problem) for problem in refused.value.problems]


def swapped(file: str, *texts: str) -> dict[str, str]:
    """One file of its plan with some of its text replaced: old, new, and so on."""
    name = f"send/{file}"
    text = SMALL[name]
    for old, new in zip(texts[::2], texts[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    return {name: text}


def with_row(file: str, row: str) -> dict[str, str]:
    """One file of its plan with a row more."""
    name = f"send/{file}"
    return {name: f"{SMALL[name]}{row}\n"}


def without(start: str, *files: str) -> dict[str, str]:
    """Files of its plan without the rows that start so; all those of the measures where none is named."""
    names = [f"send/{file}" for file in files] or [*MEASURES]
    lines = {name: SMALL[name].splitlines(keepends=True) for name in names}
    return {name: "".join(line for line in lines[name] if not line.startswith(start)) for name in names}
