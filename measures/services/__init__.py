"""What people do to measures: every write, each in one transaction, by somebody, at a moment that is passed in."""

from .checks import check_reading, is_a_jump, worked_out
from .measures import add_measure, add_series, change_measure, change_series, remove, set_evidences
from .readings import ReadSince, Recorded, record_reading, withdraw_reading
from .targets import add_target, confirm_target, confirm_targets, settle_target
from .writing import version

__all__ = [
    "ReadSince",
    "Recorded",
    "add_measure",
    "add_series",
    "add_target",
    "change_measure",
    "change_series",
    "check_reading",
    "confirm_target",
    "confirm_targets",
    "is_a_jump",
    "record_reading",
    "remove",
    "set_evidences",
    "settle_target",
    "version",
    "withdraw_reading",
    "worked_out",
]
