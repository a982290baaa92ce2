"""The plans floor's part of a whole plan: read from files, checked, and written out as at a day."""

from .checking import CHECKS, Remark, check
from .contents import Document, contents, counts
from .exporting import export
from .loading import Loaded, Part, load
from .reading import Draft, read
from .tables import Problem, Refused

__all__ = [
    "CHECKS",
    "Document",
    "Draft",
    "Loaded",
    "Part",
    "Problem",
    "Refused",
    "Remark",
    "check",
    "contents",
    "counts",
    "export",
    "load",
    "read",
]
