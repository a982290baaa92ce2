"""What was to change (measures, series and their targets), and what did (readings and the files they came in)."""

from .files import Column, Profile, ReadingFile, SeriesName
from .measures import Effect, Evidences, Frequency, Placement, Source, SuccessMeasure
from .quality import QualityActivity, SeriesEscalation
from .readings import Reading
from .series import Baseline, Better, Comparator, Series, Target, Unit

__all__ = [
    "Baseline",
    "Better",
    "Column",
    "Comparator",
    "Effect",
    "Evidences",
    "Frequency",
    "Placement",
    "Profile",
    "QualityActivity",
    "Reading",
    "ReadingFile",
    "Series",
    "SeriesEscalation",
    "SeriesName",
    "Source",
    "SuccessMeasure",
    "Target",
    "Unit",
]
