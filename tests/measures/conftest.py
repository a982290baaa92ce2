"""The people of the tests, for this folder."""

from tests.people import cast as cast
from tests.people import signed_in as signed_in
