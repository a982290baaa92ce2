"""The measures floor's part of a whole plan: read from files, checked, and written out as at a day."""

from .checking import CHECKS, check
from .contents import contents
from .exporting import export
from .loading import match
from .reading import MeasuresDraft, read

__all__ = ["CHECKS", "MeasuresDraft", "check", "contents", "export", "match", "read"]
