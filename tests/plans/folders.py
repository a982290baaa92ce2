"""Plan folders for tests: the published one, and a small one that each test bends."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PUBLISHED = ROOT / "fixtures" / "hillingdon"

SMALL: dict[str, str] = {
    "partnership.csv": "field,value\nslug,hillside\nname,Hillside local area\n",
    "organisations.csv": "key,name,kind\nLA,Hillside Council,council\nICB,Hillside ICB,health\n",
    "posts.csv": "title,organisation,organisation_printed\nHead of SEND,LA,yes\nDCO,ICB,no\n",
    "bodies.csv": "key,name,kind,reports_to,joint_chairs\nBOARD,Board,board,,yes\n"
    "AG1,Group 1,ambition_group,BOARD,no\n",
    "terms.csv": "name,ends_on\nSpring 2025,2025-03-31\nSummer 2025,2025-08-31\nAutumn 2025,2025-12-31\n",
    "send/plan.csv": "field,value\nslug,hillside-send\ntitle,Hillside plan\nstrategy,\nstarts_on,2025-01-01\n"
    "ends_on,2025-12-31\ninspection_started_on,2024-10-01\ninspection_ended_on,2024-10-05\n",
    "send/ambitions.csv": "number,title,description,body\n1,Right support,,AG1\n",
    "send/objectives.csv": "ref,ambition,title,note\n1.1,1,Early help,\n1.2,1,Better plans,\n",
    "send/findings.csv": "number,text\n1,Leaders should work as one\n",
    "send/areas_for_improvement.csv": "ref,code,finding,text,objectives\nAFI-1.1,1.1,1,Advice is late,1.1; 1.2\n",
    "send/actions.csv": "ref,printed_ref,objective,outcome,summary,refers_to\n"
    "1.1.1,1.1.1,1.1,Families are told,,\n1.2.1,1.2.1,1.2,Plans are good,,1.1.1\n",
    "send/milestones.csv": "ref,action,title,due_as_printed,due_on,recurrence,depends_on\n"
    "1.1.1-M1,1.1.1,Guide drafted,by March 2025,,,\n1.1.1-M2,1.1.1,Guide published,by June 2025,,,1.1.1-M1\n"
    "1.2.1-M1,1.2.1,Report shared,by January 2025 and every term thereafter,,termly,\n",
    "send/leads.csv": "action,post,organisation,as_printed\n1.1.1,Head of SEND,LA,Head of SEND\n"
    "1.1.1,DCO,ICB,DCO\n1.2.1,DCO,ICB,DCO\n",
    "send/acronyms.csv": "acronym,meaning\nSEND,Special educational needs and disabilities\n",
}

Folder = Callable[..., Path]


def write_small(place: Path, **changes: str | bytes | None) -> Path:
    """Write the small partnership; `changes` replaces files by name (None leaves one out)."""
    for name, text in {**SMALL, **changes}.items():
        if text is None:
            continue
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return place


def swapped(name: str, old: str, new: str) -> dict[str, str]:
    """One file of the small partnership with some of its text replaced."""
    assert old in SMALL[name]
    return {name: SMALL[name].replace(old, new)}


def copy_published(place: Path) -> Path:
    """A copy of the published partnership that may be bent."""
    return Path(shutil.copytree(PUBLISHED, place / "published"))


def published_rows(file: str) -> list[dict[str, str]]:
    """The rows of a file of the published plan."""
    with (PUBLISHED / "hillingdon-send" / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
