"""Sample activity on a loaded plan, made through the services that the pages use and labelled as such everywhere."""

from .activity import seed
from .people import PASSWORD

__all__ = ["PASSWORD", "seed"]
