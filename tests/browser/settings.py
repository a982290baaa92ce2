"""The product's settings as on a server, but the pages' parts are collected in the tests' own folder."""

from config.settings import *  # noqa: F403
from config.settings import DATA_DIR

STATIC_ROOT = DATA_DIR / "static"
